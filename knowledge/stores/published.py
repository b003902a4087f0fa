"""What an edition consists of, by the numbers under which the lexical indexes know it: editions never change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from sqlalchemy import Connection, func, select

from knowledge.stores.lexical import Numbers
from knowledge.stores.schema import contents, edition_revisions, passages, revisions, statistics

# The published one, the one before it, which somebody may still be answering from, and a staged one under review.
EDITIONS_KEPT = 3
CHOICES_KEPT = 16  # sets of documents


class Published(NamedTuple):
    """The contents or the statistics of an edition."""

    numbers: Numbers
    of_document: Mapping[str, Numbers]
    frequencies: dict[str, int]  # of terms, as far as they were asked for
    ids: list[str]  # the content ids of the numbers; none of statistics
    chosen: dict[frozenset[str], tuple[Numbers, list[str]]]  # of the last sets of documents that were asked for

    def within(self, document_ids: Collection[str] | None) -> Numbers:
        """The numbers of what these documents have, ascending."""
        return self.numbers if document_ids is None else self._of(frozenset(document_ids))[0]

    def contents(self, document_ids: Collection[str]) -> list[str]:
        """The content ids of what these documents have."""
        return self._of(frozenset(document_ids))[1]

    def _of(self, document_ids: frozenset[str]) -> tuple[Numbers, list[str]]:
        """Kept, since what somebody may read is the same from question to question, and may be nearly everything."""
        known = self.chosen.get(document_ids)
        if known is None:
            found = [self.of_document[each] for each in document_ids if each in self.of_document]
            numbers = np.unique(np.concatenate(found)) if found else self.numbers[:0]
            known = numbers, self.named(numbers) if self.ids else []
            if len(self.chosen) >= CHOICES_KEPT:
                self.chosen.clear()
            self.chosen[document_ids] = known
        return known

    def named(self, numbers: Numbers) -> list[str]:
        """The content ids of numbers."""
        return [self.ids[row] for row in np.searchsorted(self.numbers, numbers)]


def read_contents(connection: Connection, edition_id: int) -> Published:
    """The contents of an edition, each once however many passages have it."""
    query = (
        select(contents.c.number, contents.c.content_id, revisions.c.document_id)
        .select_from(edition_revisions)
        .join(revisions)
        .join(passages)
        .join(contents)
        .where(edition_revisions.c.edition_id == edition_id)
        .order_by(contents.c.number)
    )
    ids: dict[int, str] = {}
    of_document: dict[str, list[int]] = {}
    for number, content_id, document_id in connection.execute(query):
        ids[number] = content_id
        of_document.setdefault(document_id, []).append(number)
    numbers = np.fromiter(ids, dtype=np.int64, count=len(ids))
    arrays = {each: np.unique(np.array(found, dtype=np.int64)) for each, found in of_document.items()}
    return Published(numbers, arrays, {}, list(ids.values()), {})


def read_statistics(connection: Connection, edition_id: int) -> Published:
    """The statistics of an edition. A revision's are added at once, so that their numbers are a run."""
    query = (
        select(revisions.c.document_id, func.min(statistics.c.number), func.max(statistics.c.number))
        .select_from(edition_revisions)
        .join(revisions)
        .join(statistics)
        .where(edition_revisions.c.edition_id == edition_id)
        .group_by(revisions.c.document_id, revisions.c.id)
    )
    runs = connection.execute(query).all()
    arrays = {document_id: np.arange(first, last + 1, dtype=np.int64) for document_id, first, last in runs}
    numbers = np.unique(np.concatenate(list(arrays.values()))) if arrays else np.empty(0, dtype=np.int64)
    return Published(numbers, arrays, {}, [], {})


T = TypeVar("T")


class Kept(Generic[T]):
    """What was read of the last few editions. Two threads may read one at once, which only costs time."""

    def __init__(self, read: Callable[[Connection, int], T]) -> None:
        self._read = read
        self._kept: dict[int, T] = {}

    def of(self, connection: Connection, edition_id: int) -> T:
        """What an edition has; read once, but for one that isn't there yet: it may come to be."""
        known = self._kept.get(edition_id)
        if known is None:
            known = self._read(connection, edition_id)
            if _exists(connection, edition_id):
                kept = {**self._kept, edition_id: known}
                self._kept = dict(list(kept.items())[-EDITIONS_KEPT:])
        return known


def _exists(connection: Connection, edition_id: int) -> bool:
    query = select(edition_revisions.c.edition_id).where(edition_revisions.c.edition_id == edition_id)
    return connection.execute(query.limit(1)).first() is not None
