"""What was asked and what was said: so that follow-ups survive a restart, buttons know what they are about, and an
event that a surface delivers twice is handled once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.replies import AnswerReply, Place, Rating, StatisticsReply, Surface, VerificationReply, Why
from knowledge.records import NonEmpty, Record, Turn

Recorded = AnswerReply | StatisticsReply | VerificationReply


class Exchange(Record):
    """One request and what was replied, kept whole: what a button shows later is what was shown then."""

    id: NonEmpty  # short, and not to be guessed
    at: datetime  # with time zone
    surface: Surface
    user: NonEmpty
    place: Place | None = None
    command: NonEmpty  # ask, stat or verify
    text: str  # as it was asked
    reply: Recorded
    shown_as: str | None = None  # the surface's name of the message that shows it (Slack: its ts)

    @property
    def turn(self) -> Turn | None:
        """What the next question of the conversation has to know of it."""
        return self.reply.turn if isinstance(self.reply, AnswerReply) else None


class Feedback(Record):
    """What somebody thought of an answer."""

    exchange: NonEmpty
    user: NonEmpty
    at: datetime
    rating: Rating
    why: Why | None = None
    comment: str = ""


class Journal(Protocol):
    """Exchanges, feedback, and the events that have been seen. Shared by replicas; safe to share between threads."""

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        ...

    def exchange(self, exchange_id: str) -> Exchange | None:
        """The exchange of that id, or None where it isn't kept (any more)."""
        ...

    def shown(self, exchange_id: str, shown_as: str) -> None:
        """Remember which message shows an exchange; an unknown id is no error."""
        ...

    def conversation(self, place: Place, limit: int) -> list[Exchange]:
        """The last exchanges of a conversation (workspace, channel and thread), oldest first."""
        ...

    def asked_in(self, place: Place) -> Exchange | None:
        """The exchange that this very message asked (workspace, channel, message), the newest where there are more."""
        ...

    def recent(self, user: str, limit: int) -> list[Exchange]:
        """What a person asked last, newest first."""
        ...

    def unanswered(self, since: datetime, limit: int) -> list[Exchange]:
        """Questions that were refused as not being in the reports, or whose answer was rated bad, newest first."""
        ...

    def rate(self, feedback: Feedback) -> None:
        """Keep what somebody thought; the last word of a person on an exchange counts."""
        ...

    def feedback(self, exchange_id: str) -> list[Feedback]:
        """What people thought of an exchange, oldest first."""
        ...

    def first_time(self, event: str) -> bool:
        """Whether this event has not been seen before; from now on it has. Atomic, across processes."""
        ...

    def forget_events(self, before: datetime) -> int:
        """Drop events seen before then; returns how many. Surfaces don't deliver again after an hour or so."""
        ...

    def asked(self, since: datetime, until: datetime | None = None) -> Sequence[Exchange]:
        """All exchanges of a time, oldest first."""
        ...
