"""Pieces of a text that is still being written → its sentences, each as soon as it is surely over. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import sentencex

LONGEST = 1_200  # characters; what goes on for longer is no sentence
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_BEGUN = re.compile(r"<[a-z]{0,10}$", re.IGNORECASE)  # a mark of which the rest is still to come
# A marker that stands behind the full stop belongs to the sentence before it.
_BEHIND = re.compile(r"(?P<stop>[.!?]['”\"’)]*)(?P<markers>(?:\s?\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\])+)(?=\s|$)")


class Splitter:
    """Takes pieces, gives sentences. What a model thinks aloud before it answers isn't part of the answer."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that this piece ends."""
        self._rest += piece
        self._rest = _THOUGHT.sub(" ", self._rest)
        if _THINKING.search(self._rest) or _BEGUN.search(self._rest):
            return
        *lines, last = self._rest.split("\n")
        for line in lines:
            yield from _sentences(line)
        *done, self._rest = _cut(last)
        yield from done
        if len(self._rest) > LONGEST:
            long, self._rest = self._rest, ""
            yield long

    def finish(self) -> Iterator[str]:
        """What is left at the end."""
        left, self._rest = self._rest, ""
        if not _THINKING.search(left):
            yield from _sentences(left)


def _cut(text: str) -> list[str]:
    """The sentences of a line that are over, and what may still go on: the markers of the last one, too."""
    pieces = _segments(text)
    going_on = pieces[-1].strip() if pieces else ""
    if going_on and not going_on.startswith("["):
        return [*_stripped(pieces[:-1]), pieces[-1]]
    return [*_stripped(pieces[:-2]), "".join(pieces[-2:])]


def _sentences(line: str) -> list[str]:
    return _stripped(_segments(line))


def _stripped(pieces: Sequence[str]) -> list[str]:
    return [piece.strip() for piece in pieces if piece.strip()]


def _segments(text: str) -> list[str]:
    """Sentences, with the markers behind a full stop put before it; together they are the whole text."""
    return list(sentencex.segment("en", _BEHIND.sub(lambda found: f"{found['markers']}{found['stop']}", text)))
