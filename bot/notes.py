"""What is remembered so that answers stay true: the facts they rest on, and notes to the threads they stand in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from bot.facts import Fact
from bot.requests import Place, Surface
from knowledge.records import NonEmpty, Record

ABANDONED = timedelta(minutes=10)  # a note that was taken so long ago and isn't told: who took it is gone
MINUTE = timedelta(minutes=1)  # in which so many notes may be told


class Followed(Record):
    """A fact of an exchange as its thread knows it, and up to where it has been followed."""

    exchange: NonEmpty
    number: int  # of the fact in its exchange, from 1
    fact: Fact
    seen: str  # the revision of its document that it was last held against; empty: the document wasn't there
    gone: bool = False  # the thread was told that it is no longer in the reports
    surface: Surface
    user: NonEmpty
    place: Place  # its thread is the one that shows the answer; empty: only the person saw it


class Change(Record):
    """What has become of a fact that an answer rests on."""

    exchange: NonEmpty
    number: int
    kind: Literal["changed", "removed", "restored"]
    old: Fact  # as the thread knows it
    new: Fact | None = None  # None: it is no longer in the reports
    fields: tuple[str, ...] = ()  # of a changed one, what says something else: value, base … or quote


class Note(Record):
    """What a thread is to be told after a publish: at most one for each."""

    id: NonEmpty  # not to be guessed
    edition: int
    at: datetime
    surface: Surface
    place: Place
    person: str | None = None  # the one who saw the answer, where nobody else did
    changes: tuple[Change, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """The thread that it is for."""
        return self.surface, self.place.workspace, self.place.channel, self.place.thread, self.person or ""

    @property
    def told(self) -> tuple[Change, ...]:
        """Each change once, though several answers of the thread may rest on the same fact."""
        return tuple({(each.kind, each.old.said, each.new and each.new.said): each for each in self.changes}.values())


class Looked(NamedTuple):
    """Which edition the facts were last held against, and whether an answer from an earlier one came in since."""

    edition: int
    late: bool = False


class Taken(NamedTuple):
    """A note to be told by whoever took it."""

    note: Note
    again: bool  # somebody took it before and wasn't heard of since: it may have been told


class Notes(Protocol):
    """The part of the journal that follows facts. Shared by replicas, of which one does each thing."""

    # -- following ---------------------------------------------------------------------------------------------------
    def looked(self) -> Looked | None:
        """How far facts have been followed; None while they never were."""
        ...

    def cited(self, since: datetime) -> set[tuple[str, str]]:
        """The documents that answers since then rest on, each with a revision that facts were last held against."""
        ...

    def followed(self, documents: Collection[str], since: datetime) -> list[Followed]:
        """The facts of these documents that answers since then rest on, by exchange and number.

        Left out are answers whose question was asked again in other words, and workspaces that want no notes.
        """
        ...

    def waiting(self) -> list[Note]:
        """The notes that nobody has taken yet, oldest first."""
        ...

    def follow(
        self,
        before: Looked | None,
        edition: int,
        followed: Sequence[Followed],
        notes: Sequence[Note],
        instead_of: Collection[str] = (),
    ) -> bool:
        """Keep how facts stand in an edition, and the notes about them, ``instead_of`` waiting ones.

        Nothing is done, and False returned, where ``looked`` isn't ``before`` any more, or somebody has taken one of
        the waiting ones. A thread that has been told of that edition, or is being told, isn't told of it again.
        """
        ...

    # -- telling -----------------------------------------------------------------------------------------------------
    def take_note(self, surface: Surface, now: datetime, per_minute: int) -> Taken | None:
        """The oldest note of a surface that is due, for this caller alone; None where there is none.

        In a workspace no more are taken within a minute than ``per_minute``. One that was taken by somebody who isn't
        heard of since (``ABANDONED``) is taken again. One whose exchanges were all forgotten is none.
        """
        ...

    def told(self, note_id: str) -> None:
        """It was told, or can't be told: it is never taken again. An unknown id is no error."""
        ...

    def postpone(self, note_id: str, until: datetime) -> None:
        """It couldn't be told now: it may be taken again from then on. An unknown id is no error."""
        ...

    def note(self, note_id: str) -> Note | None:
        """The note of that id, or None where it isn't kept (any more)."""
        ...

    # -- whether -----------------------------------------------------------------------------------------------------
    def wants_notes(self, workspace: str) -> bool:
        """Whether a workspace wants notes; it does until it says otherwise."""
        ...

    def want_notes(self, workspace: str, wanted: bool) -> None:
        """Switch them on or off. What changed while they were off is told when they are on again."""
        ...
