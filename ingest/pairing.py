"""Which statistic of a document's old revision is which of its new one, and whether it still says the same. Pure.

A sentence that moved is the same sentence, and a mended typo changes nothing. So statistics are told by the words
around their figure, whatever the figure is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from ingest.sameness import Sameness, is_near, own_sentence, words_in
from knowledge.records import Statistic

LIKENESS = 0.6  # of the words around two figures, from which on they are taken to be one that was changed
COMMON = 60  # a word that so many statistics have tells little
CANDIDATES = 30  # that are looked at for a statistic

Figure = tuple[object, ...]


class Pair(NamedTuple):
    """A statistic as it was and as it is."""

    old: Statistic
    new: Statistic
    changed: tuple[str, ...]  # fields of it that say something else: value, base …; empty: it says what it said


@dataclass(frozen=True)
class Pairing:
    """All statistics of two revisions of a document: those that are there, those that went, and those that came."""

    pairs: tuple[Pair, ...]  # in the new order
    removed: tuple[Statistic, ...]
    added: tuple[Statistic, ...]


def pair(old: Sequence[Statistic], new: Sequence[Statistic], old_text: str = "", new_text: str = "") -> Pairing:
    """Find each statistic again. The texts tell which words a document uses, and so what may be a typo."""
    matched = _matched(old, new)
    sameness = Sameness(old, new, old_text, new_text)
    places = sorted(matched, key=lambda at: (old[at[0]].at, at[0]))
    staying = {places[at] for at in _rising([(new[each[1]].at, each[1]) for each in places])}
    pairs = [
        Pair(old[one], new[other], sameness.changed(old[one], new[other], (one, other) not in staying))
        for one, other in sorted(matched, key=lambda at: at[1])
    ]
    gone, come = {one for one, _ in matched}, {other for _, other in matched}
    return Pairing(
        tuple(pairs),
        tuple(each for at, each in enumerate(old) if at not in gone),
        tuple(each for at, each in enumerate(new) if at not in come),
    )


# -- which is which --------------------------------------------------------------------------------------------------


class _Around(NamedTuple):
    """What a statistic is told by."""

    labels: tuple[str, ...]  # of a table's cell
    exactly: tuple[str, ...]  # the words around the figure
    masked: tuple[str, ...]  # the same without other numerals
    figure: Figure


def _around(statistic: Statistic) -> _Around:
    before, _, after = own_sentence(statistic)
    labels = ("cell", *words_in(f"{statistic.row} | {statistic.column}")) if statistic.origin == "table" else ()
    exactly = (*words_in(before), "@", *words_in(after)) if not labels else tuple(words_in(f"{statistic.table}"))
    return _Around(labels, exactly, tuple("#" if word[0].isdigit() else word for word in exactly), _figure(statistic))


def _figure(statistic: Statistic) -> Figure:
    return statistic.value, statistic.upper, statistic.unit, statistic.currency


_SURELY: tuple[Callable[[_Around], Hashable], ...] = (
    lambda around: around,
    lambda around: (around.labels, around.masked, around.figure),
    lambda around: (around.labels, around.exactly),
    lambda around: (around.labels, around.masked),
)


def _matched(old: Sequence[Statistic], new: Sequence[Statistic]) -> list[tuple[int, int]]:
    before, after = [_around(each) for each in old], [_around(each) for each in new]
    left, right = dict(enumerate(before)), dict(enumerate(after))
    matched: list[tuple[int, int]] = []

    def take(one: int, other: int) -> None:
        matched.append((one, other))
        del left[one], right[other]

    for key in _SURELY:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for at, around in reversed(right.items()):
            waiting[key(around)].append(at)
        for at, around in list(left.items()):
            if waiting[key(around)]:
                take(at, waiting[key(around)].pop())
    for _, one, other in sorted(_likenesses(left, right), key=lambda each: (-each[0], each[1], each[2])):
        if one in left and other in right:
            take(one, other)
    return matched


def _likenesses(left: dict[int, _Around], right: dict[int, _Around]) -> Iterator[tuple[float, int, int]]:
    having: dict[str, list[int]] = defaultdict(list)
    for at, around in right.items():
        for word in {*around.labels, *around.masked}:
            having[word].append(at)
    for one, around in left.items():
        words = {*around.labels, *around.masked}
        shared = Counter(at for word in words if len(having[word]) <= COMMON for at in having[word])
        for other, _ in shared.most_common(CANDIDATES):
            if (found := _likeness(around, right[other])) >= LIKENESS:
                yield found, one, other


def _likeness(one: _Around, other: _Around) -> float:
    if bool(one.labels) != bool(other.labels):
        return 0.0
    if one.labels:
        if not _alike(one.labels, other.labels):
            return 0.0
        return LIKENESS + (one.figure == other.figure) / 10 + SequenceMatcher(None, one.masked, other.masked).ratio()
    ratio = SequenceMatcher(None, one.masked, other.masked, autojunk=False).ratio()
    return ratio + (one.figure == other.figure) / 10 if ratio >= LIKENESS / 2 else 0.0


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(a == b or is_near(a, b) for a, b in zip(one, other, strict=True))


def _rising(places: Sequence[tuple[int, int]]) -> list[int]:
    """Positions of a longest run that rises: what is not in it has moved."""
    ends: list[tuple[int, int]] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else None)
        ends[length:] = [place, *ends[length + 1 :]]
        last[length:] = [at, *last[length + 1 :]]
    run: list[int] = []
    at_end = last[-1] if last else None
    while at_end is not None:
        run.append(at_end)
        at_end = before[at_end]
    return run
