"""What a chart shows: bars of a question's options, a line over years, or bars of a comparison. Pure.

Only what documents state is drawn; a calculated value never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.plain import plain
from bot.replies import StatisticsReply
from bot.terminal_statistics import base_of
from knowledge.comparing import Comparison, Row
from knowledge.lookup import Found
from knowledge.numerals import numerals
from knowledge.records import Statistic

MOST_MARKS = 24  # bars or points; more can't be read
LONG_FIGURE = 14  # characters; of a longer wording only the figure stands beside its bar


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a point."""

    label: str
    value: float
    written: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw, and where it comes from."""

    kind: Literal["bars", "line"]
    title: str
    subtitle: str  # of whom the figures are
    marks: tuple[Mark, ...]  # from top to bottom, or from left to right
    source: str
    percent: bool


def chart_of(reply: StatisticsReply) -> Chart | None:
    """The chart of a reply, or None where nothing was found."""
    if not reply.lookup.found:
        return None
    if reply.comparison and len(reply.comparison.rows) > 1:
        return _over_years(reply.comparison) or _side_by_side(reply.comparison)
    if reply.lookup.options:
        return _options(reply.lookup.options, reply.lookup.asked)
    return _options(reply.lookup.found[:1], None)


def _options(options: Sequence[Found], asked: str | None) -> Chart:
    shown = _most(options, asked)
    statistics = [found.statistic for found in shown]
    first = options[0].statistic
    marks = [_mark(s, s.option or _title(s.measure), s.id == asked) for s in statistics]
    left_out = f"; {len(options) - len(shown)} smaller ones left out" if len(shown) < len(options) else ""
    return Chart(
        kind="bars",
        title=_title(first.distribution or first.measure),
        subtitle=_subtitle(statistics) + left_out,
        marks=tuple(marks),
        source=_source({(found.citation.title, found.citation.page) for found in shown}, statistics),
        percent=first.unit == "percent",
    )


def _most(options: Sequence[Found], asked: str | None) -> list[Found]:
    """As many as can be read: the largest and the one that was asked for, in the document's order."""
    by_size = sorted(options, key=lambda found: (found.statistic.id != asked, -found.statistic.value))
    kept = {found.statistic.id for found in by_size[:MOST_MARKS]}
    return [found for found in options if found.statistic.id in kept]


def _over_years(comparison: Comparison) -> Chart | None:
    rows = comparison.by_year[-MOST_MARKS:]
    return _of_rows("line", rows, [str(row.years[0]) for row in rows]) if rows else None


def _side_by_side(comparison: Comparison) -> Chart:
    rows = comparison.rows[:MOST_MARKS]
    return _of_rows("bars", rows, [_told_apart(row, rows) for row in rows])


def _of_rows(kind: Literal["bars", "line"], rows: Sequence[Row], labels: Sequence[str]) -> Chart:
    statistics = [row.statistic for row in rows]
    first = statistics[0]
    return Chart(
        kind=kind,
        title=_title(" · ".join(part for part in (first.option, first.measure) if part)),
        subtitle=_subtitle(statistics),
        marks=tuple(_mark(s, label) for s, label in zip(statistics, labels, strict=True)),
        source=_source({(row.revision.title, row.statistic.page) for row in rows}, statistics),
        percent=first.unit == "percent",
    )


def _told_apart(row: Row, rows: Sequence[Row]) -> str:
    """What this side has that others haven't: its population, its year, its document."""
    bases, whens = {each.statistic.base for each in rows}, {each.when for each in rows}
    parts = (
        row.statistic.base or "base not stated" if len(bases) > 1 else None,
        row.when if len(whens) > 1 else None,
        row.statistic.column if row.statistic.column != row.when else None,
    )
    return " · ".join(part for part in parts if part) or row.revision.title


def _mark(statistic: Statistic, label: str, asked: bool = False) -> Mark:
    return Mark(plain(label), float(statistic.value), plain(short_figure(statistic)), asked)


def short_figure(statistic: Statistic) -> str:
    """The figure as written, without the words around it: "one in three organizations (34%)" is 34%."""
    qualifier = f"{statistic.qualifier} " if statistic.qualifier else ""
    if len(statistic.as_written) <= LONG_FIGURE:
        said = statistic.as_written
        return said if qualifier.strip().casefold() in said.casefold() else qualifier + said
    same = [each.text for each in numerals(statistic.as_written) if each.value == format(statistic.value, "f")]
    return same[-1] if same else statistic.as_written


def _title(text: str) -> str:
    return plain(text[:1].upper() + text[1:])


def _subtitle(statistics: Sequence[Statistic]) -> str:
    """Of whom the figures are, where all are of the same."""
    bases = {base_of(statistic) for statistic in statistics}
    if len(bases) > 1:
        return "The bases differ" if all(s.base for s in statistics) else "Not every base is stated"
    base = bases.pop()
    scale = f" · {statistics[0].scale}" if statistics[0].scale else ""
    return _title(base + scale)


def _source(places: set[tuple[str, int | None]], statistics: Sequence[Statistic]) -> str:
    """``Source: title, page 3; 2024; the survey``."""
    titles = sorted(f"{title}, page {page}" if page else title for title, page in places)
    told = titles[0] if len(titles) == 1 else _titles(sorted({title for title, _ in places}))
    periods = dict.fromkeys(statistic.period for statistic in statistics if statistic.period)
    said_by = dict.fromkeys(statistic.attribution for statistic in statistics if statistic.attribution)
    parts = (told, ", ".join(periods) if len(periods) < 3 else "", ", ".join(said_by) if len(said_by) < 3 else "")
    return plain("Source: " + "; ".join(part for part in parts if part))


def _titles(titles: Sequence[str]) -> str:
    return "; ".join(titles) if len(titles) < 3 else f"{titles[0]}; {titles[1]}; and {len(titles) - 2} more"
