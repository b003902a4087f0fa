"""The label of each column: names that span columns are joined with those below them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.statistics.tables.grid import SIGNS, Row, bare, is_empty
from ingest.statistics.tables.periods import is_change, is_lead, is_period
from ingest.statistics.tables.remarks import is_remark, remark_in, without_remark

_FRAGMENT = re.compile(
    r"(?:\b(?:and|or|of|per|in|for|to|the|by|from|with|at|on|a)|&|-)$", re.IGNORECASE
)  # goes on below


class Heading(NamedTuple):
    """What stands over a column: its label ("" for none), and what says a unit."""

    label: str = ""
    remark: str = ""


def headings(header: Sequence[Row], width: int, labels: int, thin: frozenset[int]) -> tuple[list[Heading], str]:
    """The heading of each column, and the remark that goes for all of them.

    ``thin``: columns that hold signs alone ("$", "%"), whose name is their neighbour's.
    """
    header = [row for row in header if not _names_series(row, width, labels)]
    rows = [[bare(row[at]) if at < len(row) and at >= labels else "" for at in range(width)] for row in header]
    rows = [row for row in rows if any(row)]
    whole, rows = _remark_of_all(rows)
    lead = next((row[0].strip(" :") for row in header for _ in (1,) if row and is_lead(row[0])), "")
    spread = [_spread(row, _below(rows[number + 1 :], width), labels) for number, row in enumerate(rows[:-1])] + rows[
        -1:
    ]
    found = [_joined([row[at] for row in spread], lead) for at in range(width)]
    return _with_neighbours(found, thin, labels), whole


def _names_series(row: Row, width: int, labels: int) -> bool:
    """Whether a row has two periods over one column of figures: a chart's legend, which heads no column."""
    return labels == 1 and width == 2 and len(row) == 2 and all(cell and is_period(cell) for cell in row)


def _remark_of_all(rows: list[list[str]]) -> tuple[str, list[list[str]]]:
    """A unit that stands alone in a row of the header goes for all columns."""
    kept, said = [], ""
    for row in rows:
        names = [cell for cell in row if cell]
        if len(names) == 1 and is_remark(names[0]):
            said = names[0]
        else:
            kept.append(row)
    return said, kept


def _below(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """What stands in each column of the rows."""
    return [" ".join(row[at] for row in rows if row[at]) for at in range(width)]


def _spread(row: Sequence[str], below: Sequence[str], labels: int) -> list[str]:
    """A row whose names span columns, each name in all of its columns."""
    places = [at for at, cell in enumerate(row) if cell]
    width = len(row)
    if not places or len(places) == width - labels:
        return list(row)
    if len(places) == 1 and places[0] == width - 1 and width - labels > 2:
        return list(row)  # a name over several columns stands at their left or in their middle
    if len(places) == 1 and _FRAGMENT.search(row[places[0]]):
        return list(row)
    bounds = [_first_bound(below, labels, places[0])]
    for last, place in pairwise(places):
        bounds.append(_bound(below, bounds[-1], last + 1, place))
    filled = [""] * width
    for place, start, end in zip(places, bounds, [*bounds[1:], width], strict=True):
        for at in range(start, end):
            filled[at] = row[place] if at == place or _goes_over(row[place], below[at]) else ""
    return filled


def _first_bound(below: Sequence[str], start: int, place: int) -> int:
    """Where the first name's columns begin: after a column whose name recurs under it."""
    return next(
        (at + 1 for at in range(place - 1, start - 1, -1) if below[at] and below[at] in below[at + 1 : place + 1]),
        start,
    )


def _bound(below: Sequence[str], start: int, first: int, last: int) -> int:
    """Where between ``first`` and ``last`` the next name's columns begin: where names recur or their kind changes."""
    for at in range(first, last + 1):
        if below[at] and below[at] in below[start:at]:
            return at
    for at in range(first, last + 1):
        if below[at] and below[at - 1] and _kind(below[at]) != _kind(below[at - 1]):
            return at
    return last


def _kind(name: str) -> str:
    return "change" if is_change(name) else "period" if is_period(name) else "remark" if is_remark(name) else "name"


def _goes_over(name: str, lower: str) -> bool:
    """Whether a spanning name goes for a column below it: no year spans the column of a change."""
    if is_lead(name) and not is_period(name):
        return is_period(lower) or is_remark(lower) or not lower
    return not ((is_period(name) or is_lead(name)) and lower and is_change(lower) and not is_remark(lower))


def _joined(parts: Iterable[str], lead: str) -> Heading:
    names: list[str] = []
    remark = ""
    for each in parts:
        part, said = without_remark(each)
        remark = said or remark
        if part and is_remark(part):
            remark = part
        elif part and not (names and names[-1] == part) and not is_empty(part):
            names.append(part)
    if not names and re.search(r"[^\W\d_]{4}", remark) and not remark_in(remark).scale:
        names.append(remark.strip("() "))  # "Percentage" is a name, too
    label = re.sub(r"(?<=\b2) (0) (\d) (\d)\b", r"\1\2\3", " ".join(names))
    if lead and label and is_period(label) and lead.lower() not in label.lower():
        label = f"{lead} {label}"
    return Heading(label, remark)


def _with_neighbours(found: list[Heading], thin: frozenset[int], labels: int) -> list[Heading]:
    """A column of figures without a name takes that of the sign's column beside it."""
    named = list(found)
    for at in range(labels, len(found)):
        if found[at].label or at in thin:
            continue
        left, right = at - 1, at + 1
        while left in thin and not found[left].label:
            left -= 1
        if left in thin:
            named[at] = found[left]
        elif right in thin and found[right].label:
            named[at] = found[right]
    return named


def with_shares(named: list[Heading], shares: frozenset[int], labels: int) -> list[Heading]:
    """A column of percentages without a name goes with the one at its left: "2019 over 2018" stands over both."""
    found = list(named)
    for at in range(labels + 1, len(named)):
        left = named[at - 1].label
        if at in shares and at - 1 not in shares and is_change(left) and left.startswith(named[at].label):
            found[at] = named[at]._replace(label=left)
    return found


def thin_columns(rows: Iterable[Row], width: int, labels: int) -> frozenset[int]:
    """The columns that hold signs and nothing else."""
    columns: dict[int, list[str]] = {at: [] for at in range(labels, width)}
    for row in rows:
        for at, cell in enumerate(row):
            if at in columns and cell:
                columns[at].append(cell)
    return frozenset(at for at, cells in columns.items() if cells and all(SIGNS.fullmatch(cell) for cell in cells))


def percent_columns(rows: Sequence[Row], width: int) -> frozenset[int]:
    """The columns most of whose figures are written as percentages."""
    columns: list[list[str]] = [
        [row[at] for row in rows if at < len(row) and re.search(r"\d", row[at])] for at in range(width)
    ]
    return frozenset(
        at for at, cells in enumerate(columns) if cells and 2 * sum("%" in cell for cell in cells) > len(cells)
    )
