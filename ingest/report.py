"""What an ingest says while it runs and when it has ended."""

from __future__ import annotations

from typing import Annotated, NamedTuple, Protocol

from pydantic import Field

from knowledge.history import StagedEdition
from knowledge.records import Edition, Record


class Failure(NamedTuple):
    """A source that could not be ingested, and why."""

    name: str  # the file as the person gave or would find it, or the URL
    sentence: str


class IngestReport(Record):
    """What became of each source, by name, in the order in which they were found."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    discarded: tuple[str, ...] = ()  # left as they are published, since somebody discarded what they say now
    failed: tuple[Failure, ...] = ()
    edition: Edition | None = None  # the published one afterwards; None while nothing has ever been published
    published: bool = False  # whether this ingest published it
    staged: StagedEdition | None = None  # what it staged instead, for a review; None: nothing differs
    replaced: bool = False  # whether that took the place of another staged edition, whose changes it has
    passages_embedded: Annotated[int, Field(ge=0)] = 0
    took_s: Annotated[float, Field(ge=0)] = 0.0


class Progress(Protocol):
    """Told how far an ingest is; from the thread that ingests."""

    def started(self, total: int) -> None:
        """So many sources were found."""
        ...

    def source(self, name: str, n: int) -> None:
        """The source with this number, from 1, is being read."""
        ...

    def embedding(self, done: int, total: int) -> None:
        """So many passages are embedded of those that are known to need it; the total grows as sources are read."""
        ...

    def finished(self, report: IngestReport) -> None:
        """It is over; the last call, unless an error ended it."""
        ...


class Quiet:
    """Progress that nobody watches."""

    def started(self, total: int) -> None:
        """Say nothing."""

    def source(self, name: str, n: int) -> None:
        """Say nothing."""

    def embedding(self, done: int, total: int) -> None:
        """Say nothing."""

    def finished(self, report: IngestReport) -> None:
        """Say nothing."""
