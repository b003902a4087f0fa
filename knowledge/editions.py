"""The published edition with its revisions: what a question is answered from, from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from knowledge.errors import EmptyLibrary
from knowledge.ports import Catalogue
from knowledge.records import Edition, Revision

KEPT = 4  # editions whose revisions are kept


class Snapshot(NamedTuple):
    """One edition; whoever begins with it ends with it, whatever is published meanwhile."""

    edition: Edition
    revisions: Mapping[str, Revision]  # by id, in order of title


class Editions:
    """Editions never change, so what the last ones consist of is kept. Safe to share between threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._revisions_of = lru_cache(maxsize=KEPT)(self._load)

    def published(self) -> Snapshot:
        """What is published now. Raises EmptyLibrary while nothing is."""
        edition = self._catalogue.current()
        if edition is None:
            raise EmptyLibrary("Nothing has been ingested yet: run `footnote ingest` with a file, a folder or a URL.")
        return Snapshot(edition, self._revisions_of(edition.id))

    def revisions(self, edition_id: int) -> Mapping[str, Revision]:
        """The revisions of an edition by id, in order of title."""
        return self._revisions_of(edition_id)

    def _load(self, edition_id: int) -> dict[str, Revision]:
        return {revision.id: revision for revision in self._catalogue.revisions(edition_id)}
