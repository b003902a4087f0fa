"""Whether a statistic of a document's old revision and the same one of its new revision say the same. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from knowledge.records import Statistic
from knowledge.words import stem

LONG = 8  # letters of a word, from which on two may be wrong

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS = re.compile(r"(?<=[.!?])[”\"')\]]*\s+(?=[^\W_a-z])|\n")
_SMALL = frozenset(
    """a an the of in on at to for and or that this these those it its they their is are was were has have had be been
    by with as from who which all""".split()
)  # what differs in these alone says the same

_FIGURE = ("value", "upper", "unit", "currency", "scale", "qualifier")
_SAID = ("measure", "row", "column")  # by the sentence, or the cell's labels
_SCOPE = ("base", "base_size", "period", "attribution")  # by it, or by what stands around it


class Sameness:
    """Compares the statistics of two revisions of a document.

    Words may differ by a typo. What a sentence has from its surroundings counts as changed only where the document
    says something else there: the rules that look around may see less after a change elsewhere.
    """

    def __init__(self, old: Sequence[Statistic], new: Sequence[Statistic], old_text: str, new_text: str) -> None:
        self._was, self._now = _Text(old_text, old), _Text(new_text, new)

    def changed(self, old: Statistic, new: Statistic, moved: bool) -> tuple[str, ...]:
        """The fields that say something else."""
        figure = [name for name in _FIGURE if getattr(old, name) != getattr(new, name)]
        untouched = self._same_sentence(old, new)
        said = [] if untouched or old.table else [name for name in _SAID if not self._same_field(name, old, new)]
        scope = [
            name
            for name in _SCOPE
            if not self._same_field(name, old, new) and self._is_meant(name, old, new, untouched, moved)
        ]
        return (*figure, *said, *scope)

    def same_text(self, one: str, other: str) -> bool:
        """Whether two sentences say the same, but for a typo."""
        return self._same_words(words_in(one), words_in(other))

    def _is_meant(self, name: str, old: Statistic, new: Statistic, untouched: bool, moved: bool) -> bool:
        """Whether a difference is one of what the document says, and not of what the rules see."""
        was, now = _written(getattr(old, name)), _written(getattr(new, name))
        if _stands(was, "".join(own_sentence(old))) or _stands(now, "".join(own_sentence(new))):
            return not untouched  # the sentence says so itself
        if moved and was and now:
            return True  # it stands elsewhere, and is of somebody else there
        less = bool(was) and self._now.count(was) < self._was.count(was)
        more = bool(now) and self._now.count(now) > self._was.count(now)
        return not moved and (less or more)

    def _same_sentence(self, old: Statistic, new: Statistic) -> bool:
        """Whether the sentence is the same, whatever stands before it in the quote."""
        before, after = ("".join(own_sentence(each)) for each in (old, new))
        return self._same_words(words_in(before), words_in(after))

    def _same_field(self, name: str, old: Statistic, new: Statistic) -> bool:
        was, now = (words_in(_written(getattr(each, name))) for each in (old, new))
        if name == "measure":  # other figures of the sentence are facts of their own
            was, now = self._was.without_figures(was, old), self._now.without_figures(now, new)
        return self._same_words(was, now)

    def _same_words(self, one: Sequence[str], other: Sequence[str]) -> bool:
        before, after = ([word for word in words if word not in _SMALL] for words in (one, other))
        if len(before) != len(after):
            before, after = list(one), list(other)  # a typo may be in one of the small words
        if len(before) != len(after):
            return "".join(before) == "".join(after)
        return all(self._same_word(a, b) for a, b in zip(before, after, strict=True))

    def _same_word(self, one: str, other: str) -> bool:
        if one == other or (one.isalpha() and stem(one) == stem(other)):
            return True
        # Of two real words both are mostly used elsewhere, too.
        return is_near(one, other) and (one not in self._now.words or other not in self._was.words)


class _Text:
    """What a revision says, for counting."""

    def __init__(self, text: str, statistics: Sequence[Statistic]) -> None:
        words = words_in(text)
        self.words = frozenset(words)
        self._line = f" {' '.join(words)} "
        self._statistics = sorted(statistics, key=lambda each: each.at)
        self._places = [each.at for each in self._statistics]

    def count(self, phrase: str) -> int:
        return self._line.count(f" {' '.join(words_in(phrase))} ")

    def without_figures(self, words: Sequence[str], of: Statistic) -> list[str]:
        """Words without the numerals of the other statistics of the sentence."""
        first, last = bisect_left(self._places, of.start), bisect_left(self._places, of.end)
        figures = {word for each in self._statistics[first:last] for word in words_in(each.as_written)}
        return [word for word in words if word not in figures or not word[0].isdigit()]


def own_sentence(statistic: Statistic) -> tuple[str, str, str]:
    """What stands before the figure, the figure, and what stands after it, in its own sentence or row."""
    at = statistic.at - statistic.start
    end = at + len(statistic.as_written)
    before, after = statistic.quote[:at], statistic.quote[end:]
    begins = [match.end() for match in _ENDS.finditer(before)]
    ends = _ENDS.search(after)
    return before[begins[-1] if begins else 0 :], statistic.as_written, after[: ends.start() if ends else None]


def words_in(text: str) -> list[str]:
    """Words and numerals, in lower case."""
    return [word.casefold() for word in _WORD.findall(text)]


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _stands(phrase: str, text: str) -> bool:
    words = words_in(phrase)
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(words_in(text))} "


def is_near(one: str, other: str) -> bool:
    """Whether one may be the other with a typo: a letter more, less, another or exchanged; two in a long word."""
    if one[0].isdigit() or one[0] != other[0] or min(len(one), len(other)) < (3 if sorted(one) == sorted(other) else 4):
        return False
    most = 2 if min(len(one), len(other)) >= LONG else 1
    return abs(len(one) - len(other)) <= most and _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """Optimal string alignment: Damerau, "A technique for computer detection and correction of spelling errors"."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, against in enumerate(other, 1):
            cost = min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, rows[-2][to - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
