"""What was asked and what was said: so that follow-ups survive a restart, buttons know what they are about, and an
event that a surface delivers twice is handled once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.facts import Fact
from bot.notes import Notes
from bot.replies import (
    AnswerReply,
    StatisticsReply,
    VerificationReply,
)
from bot.requests import (
    Place,
    Rating,
    Surface,
    Why,
)
from knowledge.arithmetic import Calculated, NotComparable
from knowledge.comparing import Comparison
from knowledge.lookup import Lookup
from knowledge.records import NonEmpty, Reason, Record, Refusal, Turn

Recorded = AnswerReply | StatisticsReply | VerificationReply

NOT_SAID = frozenset({Reason.NOT_IN_REPORTS, Reason.WRONG_POPULATION, Reason.WRONG_PERIOD, Reason.FALSE_PREMISE})


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

    @property
    def unanswered(self) -> bool:
        """Whether the reports had nothing to say to it: what administrators may want to add a document for."""
        match self.reply:
            case AnswerReply(Refusal() as refusal):
                return refusal.reason in NOT_SAID
            case StatisticsReply(lookup):
                return not lookup.found
            case _:
                return False


# Where replies are declared, only a type checker knows what these are made of, so that a list of commands is quick.
Exchange.model_rebuild(
    _types_namespace={
        "Calculated": Calculated,
        "Comparison": Comparison,
        "Lookup": Lookup,
        "NotComparable": NotComparable,
    }
)


class Feedback(Record):
    """What somebody thought of an answer."""

    exchange: NonEmpty
    user: NonEmpty
    at: datetime
    rating: Rating
    why: Why | None = None
    comment: str = ""


class Journal(Notes, Protocol):
    """Exchanges, feedback, and the events that have been seen. Shared by replicas; safe to share between threads."""

    def record(self, exchange: Exchange, facts: Sequence[Fact] = ()) -> None:
        """Keep an exchange, and the facts that it rests on, which are followed from now on."""
        ...

    def exchange(self, exchange_id: str) -> Exchange | None:
        """The exchange of that id, or None where it isn't kept (any more)."""
        ...

    def shown(self, exchange_id: str, shown_as: str) -> None:
        """Remember which message shows an exchange; an unknown id is no error."""
        ...

    def conversation(self, place: Place, limit: int) -> list[Exchange]:
        """The last exchanges of a conversation (workspace, channel and thread), oldest first.

        A thread begins with what the message at its root shows: a command's answer that was shared there.
        """
        ...

    def asked_in(self, place: Place) -> Exchange | None:
        """The exchange that this very message asked (workspace, channel, message), the newest where there are more."""
        ...

    def recent(self, user: str, limit: int) -> list[Exchange]:
        """What a person asked last, newest first."""
        ...

    def unanswered(self, since: datetime, limit: int) -> list[Exchange]:
        """What the reports had nothing to say to (``Exchange.unanswered``), or what was rated bad, newest first."""
        ...

    def rate(self, feedback: Feedback) -> None:
        """Keep what somebody thought; the last word of a person on an exchange counts. An unknown one is no error."""
        ...

    def feedback(self, exchange_id: str) -> list[Feedback]:
        """What people thought of an exchange, oldest first."""
        ...

    def feedback_on(self, exchange_ids: Collection[str]) -> dict[str, list[Feedback]]:
        """What people thought of several exchanges, oldest first; those of which nobody said anything are left out."""
        ...

    def first_time(self, event: str) -> bool:
        """Whether this event has not been seen before; from now on it has. Atomic, across processes."""
        ...

    def forget_events(self, before: datetime) -> int:
        """Drop events seen before then; returns how many. Surfaces don't deliver again after an hour or so."""
        ...

    def asked(self, since: datetime, until: datetime | None = None) -> Sequence[Exchange]:
        """All exchanges of a time, its end excluded, oldest first."""
        ...

    def count(self, user: str | None = None, before: datetime | None = None) -> int:
        """How many exchanges are kept: of a person, from before a moment, or all."""
        ...

    def drop(self, exchange_id: str) -> None:
        """Forget one exchange and what was thought of it: its question was deleted. An unknown id is no error."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Forget the exchanges before then with what was thought of them; returns how many exchanges."""
        ...

    def forget_person(self, user: str) -> int:
        """Forget all that a person asked, and what they thought of any answer; returns how many exchanges."""
        ...
