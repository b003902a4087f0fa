"""Which edition is published: approved, discarded, rolled back. At once, and without any model."""

from __future__ import annotations

from knowledge.errors import UnknownEdition
from knowledge.history import StagedEdition
from knowledge.ports import Catalogue
from knowledge.records import Edition
from knowledge.saying import nothing_open


class Publisher:
    """Publishes what is stored already. What that leaves unneeded, the next ingest drops."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def approve(self, by: str, why: str = "", staged_id: int | None = None) -> Edition:
        """Publish the staged edition; with its number, only that one. Raises NothingStaged and EditionChanged."""
        return self._catalogue.publish_staged(staged_id or self._open().id, by, why)

    def discard(self, by: str, reason: str, staged_id: int | None = None) -> StagedEdition:
        """Close the staged edition, whose sources may be read again at any time. Raises NothingStaged."""
        staged = self._open()
        self._catalogue.discard(staged_id or staged.id, by, reason)
        return staged

    def before(self) -> Edition:
        """The kept edition before the published one. Raises UnknownEdition."""
        kept = [each for each in self._catalogue.editions() if each.kept]
        if len(kept) < 2:
            raise UnknownEdition("There is no edition before the published one to roll back to.")
        return self._catalogue.edition(kept[1].id)

    def roll_back(self, by: str, edition_id: int | None = None, why: str = "") -> Edition:
        """Publish an earlier edition again, as a new one: the one before, if none is named. Raises UnknownEdition."""
        current = self._catalogue.current()
        earlier = self._catalogue.edition(edition_id) if edition_id else self.before()
        if earlier.id < 0 or (current and earlier.id == current.id):
            raise UnknownEdition(f"Edition {earlier.id} is the published one: name an earlier one.")
        return self._catalogue.roll_back(earlier.id, by, why or f"Rolled back to edition {earlier.id}.")

    def _open(self) -> StagedEdition:
        staged = self._catalogue.staged()
        if staged is None:
            raise nothing_open(another=False)
        return staged
