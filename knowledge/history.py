"""What has been published, what waits to be, and who did what: the records, and the part of the catalogue's port."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from pydantic import Field

from knowledge.records import Edition, NonEmpty, Record


class EditionSummary(Record):
    """An edition in the history: who published it, when and why, and how much was in it."""

    id: int = Field(ge=1)
    published_at: datetime
    published_by: NonEmpty
    why: str = ""  # one sentence
    documents: int
    passages: int
    statistics: int
    kept: bool = True  # what it is made of is still there, so that it can be published again


class StagedEdition(Record):
    """An edition that was made and is shown to no one until somebody publishes it."""

    id: int = Field(ge=1)
    revision_ids: tuple[str, ...]  # empty, once it is no longer open
    against: int | None  # the edition that was published when it was made; None: there was none
    by: NonEmpty
    at: datetime
    review: str = ""  # how it differs, as JSON of ingest.review.Review; empty: nobody has looked yet
    state: Literal["open", "published", "discarded", "replaced"] = "open"
    reason: str = ""  # why it was discarded

    @property
    def edition(self) -> Edition:
        """As an edition that can be read, with a number below 0, so that it is never the newest."""
        return Edition(id=-self.id, revision_ids=self.revision_ids, published_at=self.at, published_by=self.by)


class Discarded(NamedTuple):
    """What was discarded in reviews and not published since, by its content."""

    revisions: frozenset[str] = frozenset()  # that were to come
    leaving: frozenset[str] = frozenset()  # published ones, whose documents were to leave


class Act(Record):
    """Something that somebody did to the content."""

    at: datetime
    who: NonEmpty
    what: NonEmpty  # publish, approve, roll back, stage, review, discard …
    edition: int | None = None  # below 0: a staged one
    detail: str = ""


class History(Protocol):
    """The catalogue's editions, old, new and staged, and the record of what was done to them.

    Every writing method is one transaction, together with its line in the record of acts.
    """

    # -- reading ---------------------------------------------------------------------------------------------------
    def edition(self, edition_id: int) -> Edition:
        """An edition that is kept, or the staged one. Raises UnknownEdition."""
        ...

    def editions(self, limit: int | None = None) -> list[EditionSummary]:
        """The editions that were ever published, newest first."""
        ...

    def staged(self) -> StagedEdition | None:
        """The edition that waits to be published; there is one at most."""
        ...

    def discarded(self) -> Discarded:
        """What was discarded and not published since: it isn't staged again unless somebody asks for it."""
        ...

    def acts(self, limit: int | None = None) -> list[Act]:
        """What was done, newest first."""
        ...

    # -- writing ---------------------------------------------------------------------------------------------------
    def publish(self, revision_ids: Sequence[str], by: str, why: str = "", against: int | None = None) -> Edition:
        """Make a new edition of these revisions the published one.

        With ``against``, only while that edition is the published one (0: while none is). Raises EditionChanged, and
        LibraryError if a revision isn't stored.
        """
        ...

    def roll_back(self, edition_id: int, by: str, why: str = "") -> Edition:
        """Publish what an earlier edition is made of again, as a new one. Raises UnknownEdition if it isn't kept."""
        ...

    def stage(self, revision_ids: Sequence[str], by: str, against: int | None) -> StagedEdition:
        """Keep an edition until somebody publishes or discards it; it replaces the one that is open."""
        ...

    def set_review(self, staged_id: int, review: str) -> None:
        """Keep what was found about a staged edition. Raises NothingStaged if it isn't open."""
        ...

    def publish_staged(self, staged_id: int, by: str, why: str = "") -> Edition:
        """Publish a staged edition. Raises NothingStaged, and EditionChanged if another was published meanwhile."""
        ...

    def discard(self, staged_id: int, by: str, reason: str, *, remembered: bool = True) -> None:
        """Close a staged edition without publishing it. Raises NothingStaged.

        What it would have changed is remembered as ``discarded``, unless it would have changed nothing any more.
        """
        ...

    def note(self, who: str, what: str, edition: int | None = None, detail: str = "") -> None:
        """Write down an act that the catalogue doesn't know of by itself."""
        ...

    def prune(self, newest: int | None = None, since: datetime | None = None) -> set[str]:
        """Drop old editions, and revisions that belong to none; returns content ids that no passage uses any more.

        Kept are the published edition, so many of the newest (None: all), those that were still published at
        ``since``, and the staged one.
        """
        ...

    # -- being well ------------------------------------------------------------------------------------------------
    def problems(self) -> list[str]:
        """What is wrong inside of the catalogue, each in a sentence; this reads all of it."""
        ...

    def leftovers(self) -> int:
        """How many revisions belong to no edition: what a run left behind that was ended early."""
        ...

    def mend(self) -> None:
        """Put right what can be: counts, and the lexical indexes."""
        ...
