"""What a question finds in the tables that a ranker came upon: the cell it asks for, or the period of the largest.

Only the candidates' neighbourhood is read: the other cells of the tables in which the best of them stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from knowledge.cells import SURE, choose
from knowledge.extremes import Extreme, extreme, wants_period
from knowledge.moments import moment_of
from knowledge.ports import Catalogue, Span
from knowledge.records import Revision, Statistic

TABLES = 3  # tables that are read for one question
REACH = 6000  # characters before and after a cell in which the rest of its table stands
LONGEST_QUOTE = 1500  # characters from a column's name to the row


class InTable(NamedTuple):
    """The statistics that a question asks for, best first, and what is to be said of them."""

    statistics: tuple[Statistic, ...]
    notes: tuple[str, ...] = ()


def in_tables(
    question: str, ranked: Iterable[Statistic], catalogue: Catalogue, edition_id: int, revisions: Mapping[str, Revision]
) -> InTable | None:
    """What the tables of the ranked statistics surely say to the question; None where that is nothing."""
    best: InTable | None = None
    surest = SURE
    for table in _tables(ranked, catalogue, edition_id):
        title = revisions[table[0].revision_id].title
        found, sure = (
            _period(question, table, title, catalogue) if wants_period(question) else _cell(question, table, title)
        )
        if found and sure > surest - (0 if best else 1e-9):
            best, surest = found, sure
    return best


def _tables(ranked: Iterable[Statistic], catalogue: Catalogue, edition_id: int) -> list[list[Statistic]]:
    """The tables in which the ranked statistics stand, those of the best first, each with all of its cells."""
    places: dict[tuple[str, str | None, tuple[str, ...], int | None], Span] = {}
    for statistic in ranked:
        if statistic.origin == "table" and len(places) < TABLES:
            span = Span(statistic.revision_id, max(0, statistic.at - REACH), statistic.at + REACH)
            places.setdefault(_table(statistic), span)
    standing = catalogue.statistics_within(edition_id, list(places.values()))
    tables = ([each for each in standing if each.origin == "table" and _table(each) == key] for key in places)
    return [table for table in tables if table]


def _table(statistic: Statistic) -> tuple[str, str | None, tuple[str, ...], int | None]:
    return statistic.revision_id, statistic.table, statistic.headings, statistic.page


def _cell(question: str, table: Sequence[Statistic], title: str) -> tuple[InTable | None, float]:
    chosen = choose(question, table, title)
    if chosen is None:
        return None, 0.0
    return InTable((chosen.statistic, *chosen.rivals)), chosen.sure


def _period(
    question: str, table: Sequence[Statistic], title: str, catalogue: Catalogue
) -> tuple[InTable | None, float]:
    found = extreme(question, table, title)
    if found is None:
        return None, 0.0
    compared = "; ".join(f"{cell.period}: {cell.as_written}" for cell in found.compared)
    year = _year(found, table, catalogue.text(found.compared[0].revision_id))
    return InTable((*([year] if year else []), *found.compared), (f"Compared: {compared}.",)), found.sure


def _year(found: Extreme, table: Sequence[Statistic], text: str) -> Statistic | None:
    """The year itself as a statistic, quoted from where it names the column to the row that was compared."""
    cell = found.compared[0]
    year = max(moment_of(found.periods[0]).years, default=0)
    header_end = min(each.at for each in table)
    at = text.find(str(year), cell.start, cell.at)  # the row's own name
    if at < 0:
        at = text.rfind(str(year), max(0, header_end - LONGEST_QUOTE), header_end)
    if at < 0 or cell.end - at > LONGEST_QUOTE:
        return None
    start = min(cell.start, text.rfind("\n", 0, at) + 1)
    return cell.model_copy(
        update={
            "id": f"{cell.id}-when",
            "value": type(cell.value)(year),
            "unit": "year",
            "currency": None,
            "scale": None,
            "as_written": str(year),
            "at": at,
            "quote": text[start : cell.end],
            "start": start,
        }
    )
