"""Which figure a label means: an option, or a year, a document or a population of a comparison. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge.comparing import Row
from knowledge.records import Statistic
from knowledge.words import stem, tokens


class Unclear(NamedTuple):
    """A label that means nothing, or several things, and what there is."""

    labels: tuple[str, ...]
    several: bool


class _Labelled(NamedTuple):
    label: str
    statistic: Statistic
    others: tuple[str, ...] = ()  # by which it goes, too


def operand(label: str, options: Sequence[Statistic], rows: Sequence[Row]) -> Statistic | Unclear:
    """The figure that goes by the label: as it is written, in other forms of its words, or by some of them."""
    known = [*(_of_option(option) for option in options), *(_of_row(row) for row in rows)]
    for goes_by in (_exactly, _in_words, _in_part):
        means = {_place(each.statistic): each for each in known if goes_by(label, each)}
        if len(means) == 1:
            return next(iter(means.values())).statistic
        if means:
            return Unclear(tuple(each.label for each in means.values()), several=True)
    return Unclear(tuple(dict.fromkeys(each.label for each in known)), several=False)


def _of_option(option: Statistic) -> _Labelled:
    return _Labelled(option.option or option.measure, option, option.aliases)


def _of_row(row: Row) -> _Labelled:
    own = (row.when, *map(str, row.years), row.statistic.base, row.revision.title, row.revision.document.name)
    names = tuple(name for name in (*own, row.statistic.column, row.statistic.row) if name)
    told = " ".join(part for part in (row.when, row.statistic.base) if part)
    return _Labelled(told or row.revision.title, row.statistic, names)


Match = Callable[[str, _Labelled], bool]


def _exactly(label: str, known: _Labelled) -> bool:
    wanted = label.strip().casefold()
    return wanted in {name.casefold() for name in (known.label, *known.others)}


def _in_words(label: str, known: _Labelled) -> bool:
    wanted = _words(label)
    return bool(wanted) and any(wanted == _words(name) for name in (known.label, *known.others))


def _in_part(label: str, known: _Labelled) -> bool:
    wanted = _words(label)
    return bool(wanted) and any(wanted <= _words(name) for name in (known.label, *known.others))


def _words(text: str) -> set[str]:
    return {stem(word) for word in tokens(text)}


def _place(statistic: Statistic) -> tuple[str, int]:
    return statistic.revision_id, statistic.at
