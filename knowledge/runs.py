"""Who is writing to a library, since when and how far; kept where every process and replica can read it.

A port: a shipped fake and a database pass one contract.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Protocol

from pydantic import Field

from knowledge.records import NonEmpty, Record

Ending = Literal["done", "failed", "cancelled", "interrupted"]
Natural = Annotated[int, Field(ge=0)]
KEPT = 200  # runs that are remembered; older ones are forgotten when a new one begins


class HowFar(Record):
    """How far a run is."""

    documents: Natural = 0  # that were looked at, the one in hand included
    of_documents: Natural | None = None  # None: they are not counted yet
    current: str | None = None  # the document in hand
    embedded: Natural = 0  # passages
    to_embed: Natural = 0  # as far as is known


class Start(Record):
    """What a run sets out to do."""

    kind: Literal["ingest", "reingest"]
    by: NonEmpty
    at: datetime
    host: NonEmpty  # the machine, and the process on it
    process: Natural
    what: tuple[NonEmpty, ...] = ()  # names of what is read, as the person knows them
    source_ids: tuple[int, ...] = ()  # of registered sources
    publish: bool = True  # else it ends with a staged edition, to be reviewed
    continues: int | None = None  # the id of an interrupted run that it takes up again


class Run(Record):
    """One writer at its work, or how that ended."""

    id: Annotated[int, Field(ge=1)]
    start: Start
    how_far: HowFar = HowFar()
    seen_at: datetime  # when it last gave a sign of life
    cancelled_by: str | None = None  # who asked it to stop
    ended: Ending | None = None  # None: it is at work, or its process died and nobody has noticed
    ended_at: datetime | None = None
    outcome: str | None = None  # one sentence


class RunBook(Protocol):
    """The runs of a library. Safe to share between threads and processes."""

    def begin(self, start: Start, silent_since: datetime) -> Run:
        """Enter a run, in one transaction with the look whether there is another one.

        A run of the same host that is still entered as being at work is taken to be dead, since whoever begins holds
        the library's lock there; one of another host, when it has been silent since that moment. A dead one is closed
        as interrupted. Raises LibraryBusy where one is alive.
        """
        ...

    def tell(self, run_id: int, how_far: HowFar | None, at: datetime) -> Run:
        """Give a sign of life and say how far it is (None: as before); returns what the book now says of the run."""
        ...

    def cancel(self, by: str) -> Run | None:
        """Ask the run that is at work to stop; returns it, or None where there is none."""
        ...

    def end(self, run_id: int, ended: Ending, outcome: str, at: datetime) -> Run:
        """Close a run; one that is closed already is left as it is."""
        ...

    def open(self) -> Run | None:
        """The run that has not been closed, whether its process lives or not."""
        ...

    def runs(self, limit: int) -> list[Run]:
        """The last runs, newest first."""
        ...


def sentence(run: Run) -> str:
    """Who is at it, since when, and how far. No full stop, for it may go on."""
    what = "re-ingesting" if run.start.kind == "reingest" else "ingesting"
    far = run.how_far
    parts = [f"{far.documents} of {far.of_documents} documents"] if far.of_documents else []
    if far.to_embed:
        parts.append(f"{far.embedded:,} of {far.to_embed:,} passages embedded")
    since = f"{run.start.at.astimezone():%Y-%m-%d %H:%M}"
    return f"{run.start.by} has been {what} since {since}" + (f": {', '.join(parts)}" if parts else "")


def is_dead(run: Run, host: str, silent_since: datetime) -> bool:
    """Whether an open run is that of a dead process, as ``RunBook.begin`` judges it."""
    return run.start.host == host or run.seen_at < silent_since


def busy(run: Run) -> str:
    """Why nobody else can write now, and what to do."""
    return f"{sentence(run)}; wait until that has ended, or stop it with footnote reingest --cancel."
