"""The journal in memory: a real implementation of the port, for tests and for bots that forget with their process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from threading import RLock

from bot.facts import Fact
from bot.journal import Exchange, Feedback
from bot.requests import Place
from bot.stores.memory_notes import MemoryNotes


class MemoryJournal(MemoryNotes):
    """A journal in dictionaries, shared by the threads of one process."""

    def __init__(self) -> None:
        super().__init__()
        self._exchanges: dict[str, Exchange] = {}
        self._feedback: dict[tuple[str, str], Feedback] = {}  # by exchange and user
        self._events: dict[str, datetime] = {}
        self._lock = RLock()

    # -- exchanges -------------------------------------------------------------------------------------------------
    def record(self, exchange: Exchange, facts: Sequence[Fact] = ()) -> None:
        """Keep an exchange, and the facts that it rests on, which are followed from now on."""
        with self._lock:
            self._exchanges[exchange.id] = exchange
            self._keep_facts(exchange, facts)

    def exchange(self, exchange_id: str) -> Exchange | None:
        """The exchange of that id, or None where it isn't kept (any more)."""
        return self._exchanges.get(exchange_id)

    def shown(self, exchange_id: str, shown_as: str) -> None:
        """Remember which message shows an exchange; an unknown id is no error."""
        with self._lock:
            if exchange := self._exchanges.get(exchange_id):
                self._exchanges[exchange_id] = exchange.model_copy(update={"shown_as": shown_as})

    def conversation(self, place: Place, limit: int) -> list[Exchange]:
        """The last exchanges of a conversation, oldest first."""

        def belongs(exchange: Exchange) -> bool:
            asked = exchange.place
            if asked is None or (asked.workspace, asked.channel) != (place.workspace, place.channel):
                return False
            at_its_root = bool(place.thread) and not asked.thread and exchange.shown_as == place.thread
            return asked.thread == place.thread or at_its_root

        return self._newest(belongs, limit)[::-1]

    def asked_in(self, place: Place) -> Exchange | None:
        """The exchange that this very message asked, the newest where there are more."""
        if not place.message:
            return None
        message = (place.workspace, place.channel, place.message)
        found = self._newest(lambda each: _message(each) == message, 1)
        return found[0] if found else None

    def recent(self, user: str, limit: int) -> list[Exchange]:
        """What a person asked last, newest first."""
        return self._newest(lambda each: each.user == user, limit)

    def unanswered(self, since: datetime, limit: int) -> list[Exchange]:
        """What the reports had nothing to say to, or what was rated bad, newest first."""
        with self._lock:
            bad = {each.exchange for each in self._feedback.values() if each.rating == "bad"}
        return self._newest(lambda each: each.at >= since and (each.unanswered or each.id in bad), limit)

    def asked(self, since: datetime, until: datetime | None = None) -> Sequence[Exchange]:
        """All exchanges of a time, its end excluded, oldest first."""
        return self._newest(lambda each: each.at >= since and (until is None or each.at < until))[::-1]

    # -- feedback --------------------------------------------------------------------------------------------------
    def rate(self, feedback: Feedback) -> None:
        """Keep what somebody thought; the last word of a person on an exchange counts."""
        with self._lock:
            if feedback.exchange in self._exchanges:
                self._feedback[feedback.exchange, feedback.user] = feedback

    def feedback(self, exchange_id: str) -> list[Feedback]:
        """What people thought of an exchange, oldest first."""
        with self._lock:
            found = [each for each in self._feedback.values() if each.exchange == exchange_id]
        return sorted(found, key=lambda each: (each.at, each.user))

    def feedback_on(self, exchange_ids: Collection[str]) -> dict[str, list[Feedback]]:
        """What people thought of several exchanges, oldest first."""
        return {each: said for each in exchange_ids if (said := self.feedback(each))}

    # -- events ----------------------------------------------------------------------------------------------------
    def first_time(self, event: str) -> bool:
        """Whether this event has not been seen before; from now on it has."""
        with self._lock:
            if event in self._events:
                return False
            self._events[event] = datetime.now(UTC)
            return True

    def forget_events(self, before: datetime) -> int:
        """Drop events seen before then; returns how many."""
        with self._lock:
            gone = [event for event, at in self._events.items() if at < before]
            for event in gone:
                del self._events[event]
        return len(gone)

    # -- forgetting ------------------------------------------------------------------------------------------------
    def count(self, user: str | None = None, before: datetime | None = None) -> int:
        """How many exchanges are kept: of a person, from before a moment, or all."""
        with self._lock:
            return sum(
                (user is None or each.user == user) and (before is None or each.at < before)
                for each in self._exchanges.values()
            )

    def drop(self, exchange_id: str) -> None:
        """Forget one exchange and what was thought of it."""
        self._forget(lambda each: each.id == exchange_id)

    def forget_before(self, moment: datetime) -> int:
        """Forget the exchanges before then with what was thought of them; returns how many exchanges."""
        return self._forget(lambda each: each.at < moment)

    def forget_person(self, user: str) -> int:
        """Forget all that a person asked, and what they thought of any answer; returns how many exchanges."""
        with self._lock:
            self._feedback = {key: each for key, each in self._feedback.items() if each.user != user}
            gone = self._forget(lambda each: each.user == user)
            self._forget_notes(user)
            return gone

    def _forget(self, which: Callable[[Exchange], bool]) -> int:
        with self._lock:
            kept = {key: each for key, each in self._exchanges.items() if not which(each)}
            gone = len(self._exchanges) - len(kept)
            self._exchanges = kept
            self._feedback = {key: each for key, each in self._feedback.items() if each.exchange in kept}
            self._forget_notes()
        return gone

    def _newest(self, which: Callable[[Exchange], bool], limit: int | None = None) -> list[Exchange]:
        with self._lock:
            found = [each for each in self._exchanges.values() if which(each)]
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)[:limit]


def _message(exchange: Exchange) -> tuple[str, str, str] | None:
    place = exchange.place
    return (place.workspace, place.channel, place.message) if place else None
