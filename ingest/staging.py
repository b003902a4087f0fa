"""Puts revisions into the stores where no one sees them yet, many at a time: embedding is quicker in large groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.report import Progress
from knowledge.ports import Catalogue, Embedder, PassageIndex
from knowledge.records import Passage, Revision, Statistic

GROUP = 2000  # passages that are collected before they are embedded together
STEP = 512  # texts between two reports of progress, and what a crash can cost at most


class Staged(NamedTuple):
    """A revision with all that belongs to it."""

    revision: Revision
    text: str
    passages: Sequence[Passage]
    statistics: Sequence[Statistic]


class Stage:
    """Collects revisions and stores them group by group.

    Vectors are stored before the revisions that they belong to: a revision that the catalogue has is a whole one, and
    what a crash leaves behind is vectors, which the next run finds and does not make again.
    """

    def __init__(self, catalogue: Catalogue, index: PassageIndex, embedder: Embedder, progress: Progress) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        self._progress = progress
        self._waiting: list[Staged] = []
        self._known = 0  # passages that needed to be embedded, as far as is known
        self.embedded = 0

    def add(self, staged: Staged) -> None:
        """Take a revision; it is stored now or with one of the next."""
        self._waiting.append(staged)
        if sum(len(each.passages) for each in self._waiting) >= GROUP:
            self.flush()

    def flush(self) -> None:
        """Store every revision that was taken."""
        self.embed([passage for each in self._waiting for passage in each.passages])
        for each in self._waiting:
            self._catalogue.add(each.revision, each.text, each.passages, each.statistics)
        self._waiting.clear()

    def embed(self, passages: Iterable[Passage]) -> None:
        """Embed and index what is not indexed yet.

        The longest come first: neighbours of one length need little padding, and memory is at its peak at once.
        """
        texts = {passage.content_id: passage.in_context for passage in passages}
        longest_first = sorted(
            self._index.missing(texts.keys()), key=lambda content_id: (-len(texts[content_id]), content_id)
        )
        self._known += len(longest_first)
        for first in range(0, len(longest_first), STEP):
            some = longest_first[first : first + STEP]
            self._index.add(some, self._embedder.embed([texts[content_id] for content_id in some]))
            self.embedded += len(some)
            self._progress.embedding(self.embedded, self._known)
