"""Outcomes that are kept: the same question, of the same edition and the same documents, has the same answer.

An edition never changes, so nothing that is kept grows stale: with the next edition all keys are others. The documents
belong to the key, so that an answer from a document that not everyone may read is found again only by those who may.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from threading import Lock
from typing import NamedTuple

from knowledge.records import Answer, Refusal
from knowledge.stages import stage


class Key(NamedTuple):
    """What an outcome depends on."""

    edition: int
    question: str  # standing alone, word for word
    documents: frozenset[str] | None  # None: all of the edition's


def key_of(edition: int, question: str, document_ids: Collection[str] | None) -> Key:
    """The key of a question that stands alone."""
    return Key(edition, question, None if document_ids is None else frozenset(document_ids))


class StoredOutcomes:
    """The outcomes that were asked for last, at most so many. Safe to share between threads.

    Two who ask the same thing at the same moment may both have it worked out; nobody waits for another.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Answer | Refusal] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key, work_out: Callable[[], Answer | Refusal]) -> Answer | Refusal:
        """The outcome that is kept under a key; else it is worked out, and kept. Raises whatever that raises."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
        if known is not None:
            with stage("stored"):
                return known
        outcome = work_out()
        if self._most:
            self._keep(key, outcome)
        return outcome

    def _keep(self, key: Key, outcome: Answer | Refusal) -> None:
        with self._lock:
            self._kept[key] = outcome
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
