"""The same measure side by side: in other years, of other populations, in other documents. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.facets import years_of
from knowledge.records import Revision, Statistic
from knowledge.words import content_words, stem

ALIKE = 0.6  # of the words of two measures that both have
FEW_WORDS = 2  # a measure of no more than these is a label
TITLES_APART = " · "


class Row(NamedTuple):
    """One side of a comparison."""

    statistic: Statistic
    revision: Revision
    years: tuple[int, ...]  # that the figure stands for, ascending; empty: not known

    @property
    def when(self) -> str:
        """The period as the document states it, or else its year."""
        return self.statistic.period or _span(self.years)


class Comparison(NamedTuple):
    """Statistics of one measure and unit, oldest first."""

    rows: tuple[Row, ...]

    @property
    def by_year(self) -> tuple[Row, ...]:
        """One row a year, where there are several years and each figure stands for one; else none."""
        dated = {row.years[0]: row for row in reversed(self.rows) if len(row.years) == 1}
        return tuple(dated[year] for year in sorted(dated)) if len(dated) > 1 else ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What keeps the sides from being set against each other."""
        if len(self.rows) < 2:
            return ("No other year, population or document states the same measure.",)
        bases = {_key(row.statistic.base) for row in self.rows}
        remarks = []
        if None in bases:
            remarks.append("Not every base is stated: the figures may be of different populations.")
        elif len(bases) > 1:
            remarks.append("The bases differ.")
        if not all(row.statistic.period for row in self.rows):
            remarks.append("Where a figure states no period, the years are its document's.")
        return tuple(remarks)


def comparison(best: Statistic, others: Sequence[Statistic], revisions: Mapping[str, Revision]) -> Comparison:
    """The best and those of the others that are of the same measure, each figure once."""
    rows: dict[tuple[str, int], Row] = {}
    for statistic in (best, *others):
        if same_measure(best, statistic):
            revision = revisions[statistic.revision_id]
            row = Row(statistic, revision, tuple(sorted(years_of(statistic, revision).likely)))
            rows.setdefault((statistic.revision_id, statistic.at), row)
    return Comparison(tuple(sorted(rows.values(), key=lambda row: (row.years, row.revision.title, row.statistic.at))))


def same_measure(one: Statistic, other: Statistic) -> bool:
    """Whether two statistics say the same thing, be it of different years or populations."""
    if (one.unit, one.currency, one.scale) != (other.unit, other.currency, other.scale):
        return False
    if (one.option is None) != (other.option is None):
        return False
    if one.option and other.option and _likeness(one.option, other.option) < ALIKE:
        return False
    if _likeness(_subject(one), _subject(other)) < ALIKE:
        return False
    return _says_enough(one) or _likeness(_under(one), _under(other)) >= ALIKE


def _says_enough(statistic: Statistic) -> bool:
    """Whether a measure is told by its own words: "No response" says nothing without its question."""
    return not statistic.row and len(_stems(_subject(statistic))) > FEW_WORDS


def _under(statistic: Statistic) -> str:
    """The question, table or heading under which a label stands."""
    return statistic.distribution or statistic.table or (statistic.headings[-1] if statistic.headings else "")


def wording(statistic: Statistic) -> str:
    """The words by which the same measure is found elsewhere."""
    return TITLES_APART.join(part for part in (statistic.option, _subject(statistic)) if part)


def _subject(statistic: Statistic) -> str:
    # A table's measure is made of its row; the column mostly says which year or whom.
    return statistic.row or statistic.measure


def _likeness(one: str, other: str) -> float:
    a, b = _stems(one), _stems(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text) if not word.isdigit()}


def _key(base: str | None) -> tuple[str, ...] | None:
    return tuple(sorted(_stems(base))) if base else None


def _span(years: tuple[int, ...]) -> str:
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
