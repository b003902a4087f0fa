"""Whether a sentence of a document's old revision still stands in its new one, and what stands there instead. Pure.

A sentence that moved is the same sentence, and so is one with a typo mended.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ingest.sameness import Sameness, words_in

LIKENESS = 0.6  # of the words of two sentences, from which on one is taken to be the other, changed
COMMON = 40  # a word that so many sentences have tells little
CANDIDATES = 20  # sentences that are looked at

_ENDS = re.compile(r"(?<=[.!?])[”\"')\]]*\s+(?=[^\W_a-z])|\n")


class Stretch(NamedTuple):
    """A part of a text, end exclusive."""

    start: int
    end: int


class Standing(NamedTuple):
    """Where a sentence stands now, and whether it says what it said."""

    at: Stretch
    same: bool


_NOWHERE = Stretch(0, 0)


def sentences(text: str) -> Iterator[Stretch]:
    """The sentences and lines of a text, without the space around them."""
    start = 0
    for end in (*(match for match in _ENDS.finditer(text)), None):
        last = end.start() + len(end[0].rstrip()) if end else len(text)
        part = text[start:last]
        if stripped := part.strip():
            first = start + len(part) - len(part.lstrip())
            yield Stretch(first, first + len(stripped))
        start = end.end() if end else last


class Quotes:
    """Finds sentences of an old text in a new one.

    What was in the old text already is no sentence's successor, nor is what another sentence has rather become.
    """

    def __init__(self, old_text: str, new_text: str) -> None:
        self._new_text = new_text
        self._sameness = Sameness((), (), old_text, new_text)
        self._old_text, self._old_line, self._new_line = old_text, _line(words_in(old_text)), _line(words_in(new_text))
        self._at: dict[tuple[str, ...], Stretch] = {}
        self._sentences: list[tuple[tuple[str, ...], Stretch]] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for stretch in sentences(new_text):
            words = tuple(words_in(new_text[stretch.start : stretch.end]))
            if words:
                self._at.setdefault(words, stretch)
                for word in {*words}:
                    self._having[word].append(len(self._sentences))
                self._sentences.append((words, stretch))

    def find(self, sentence: str) -> Standing | None:
        """Where the sentence stands now, or what it has become; None where neither is in the new text."""
        words = tuple(words_in(sentence))
        if not words:
            return None
        if known := self._at.get(words) or self._within(words):
            return Standing(known, same=True)
        best: tuple[float, Stretch] | None = None
        for other, stretch in self._candidates(words):
            if self._sameness.same_text(sentence, self._new_text[stretch.start : stretch.end]):
                return Standing(stretch, same=True)
            likeness = SequenceMatcher(None, words, other, autojunk=False).ratio()
            better = likeness >= LIKENESS and (best is None or likeness > best[0])
            if better and _line(other) not in self._old_line and not self._is_rather(other, likeness):
                best = likeness, stretch
        return Standing(best[1], same=False) if best else None

    @cached_property
    def _gone(self) -> list[tuple[str, ...]]:
        """The sentences of the old text that the new one hasn't got."""
        found = (tuple(words_in(self._old_text[each.start : each.end])) for each in sentences(self._old_text))
        return [words for words in dict.fromkeys(found) if words and _line(words) not in self._new_line]

    def _is_rather(self, words: Sequence[str], likeness: float) -> bool:
        """Whether another sentence that is gone is more like this one."""
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        for other in self._gone:
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > likeness < matcher.quick_ratio() and matcher.ratio() > likeness:
                return True
        return False

    def _within(self, words: Sequence[str]) -> Stretch | None:
        """Where the words stand in a row though sentences end elsewhere now; not where some were put to them.

        What stands beside them in their sentence has to have stood in the old text, too.
        """
        line = _line(words)
        for (one, first), (other, second) in pairwise([*self._sentences, ((), _NOWHERE)]):
            both = _line((*one, *other))
            if line in both:
                before, _, after = both.partition(line)
                if all(not part.strip() or f" {part.strip()} " in self._old_line for part in (before, after)):
                    return Stretch(first.start, second.end if line not in _line(one) else first.end)
        return None

    def _candidates(self, words: Sequence[str]) -> list[tuple[tuple[str, ...], Stretch]]:
        rare = [word for word in {*words} if 0 < len(self._having.get(word, ())) <= COMMON]
        shared = Counter(at for word in sorted(rare) for at in self._having[word])
        return [self._sentences[at] for at, _ in shared.most_common(CANDIDATES)]


def _line(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
