"""Facts that are followed, and notes to threads, in memory: the fake of ``bot.stores.notes``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from bot.facts import Fact, edition_of
from bot.journal import Exchange
from bot.notes import ABANDONED, MINUTE, Followed, Looked, Note, Taken
from bot.requests import Place, Surface


@dataclass(slots=True)
class _Queued:
    note: Note
    due: datetime
    taken_at: datetime | None = None
    told: bool = False


class MemoryNotes:
    """The part of a journal in dictionaries that keeps answers true."""

    _exchanges: dict[str, Exchange]
    _lock: RLock

    def __init__(self) -> None:
        self._facts: dict[tuple[str, int], tuple[Fact, str, bool]] = {}  # by exchange and number: fact, seen, gone
        self._queue: dict[str, _Queued] = {}
        self._off: set[str] = set()
        self._looked: Looked | None = None

    # -- following ---------------------------------------------------------------------------------------------------
    def looked(self) -> Looked | None:
        """How far facts have been followed; None while they never were."""
        return self._looked

    def cited(self, since: datetime) -> set[tuple[str, str]]:
        """The documents that answers since then rest on, each with a revision that facts were last held against."""
        with self._lock:
            return {
                (fact.document, seen)
                for (exchange, _), (fact, seen, _gone) in self._facts.items()
                if self._exchanges[exchange].at >= since
            }

    def followed(self, documents: Collection[str], since: datetime) -> list[Followed]:
        """The facts of these documents that answers since then rest on, by exchange and number."""
        with self._lock:
            found = [
                _followed(self._exchanges[exchange], number, fact, seen, gone)
                for (exchange, number), (fact, seen, gone) in self._facts.items()
                if fact.document in documents and self._counts(self._exchanges[exchange], since)
            ]
            return sorted(found, key=lambda each: (self._exchanges[each.exchange].at, each.exchange, each.number))

    def _counts(self, exchange: Exchange, since: datetime) -> bool:
        place = exchange.place
        if place is None or exchange.at < since or place.workspace in self._off:
            return False
        asked = (place.workspace, place.channel, place.message)
        return not place.message or not any(
            each.place
            and (each.place.workspace, each.place.channel, each.place.message) == asked
            and (each.at, each.id) > (exchange.at, exchange.id)
            for each in self._exchanges.values()
        )

    def waiting(self) -> list[Note]:
        """The notes that nobody has taken yet, oldest first."""
        with self._lock:
            free = [each.note for each in self._queue.values() if each.taken_at is None and not each.told]
        return sorted(free, key=lambda note: note.at)

    def follow(
        self,
        before: Looked | None,
        edition: int,
        followed: Sequence[Followed],
        notes: Sequence[Note],
        instead_of: Collection[str] = (),
    ) -> bool:
        """Keep how facts stand in an edition, and the notes about them."""
        with self._lock:
            free = {note.id for note in self.waiting()}
            if self._looked != before or not free.issuperset(instead_of):
                return False
            self._looked = Looked(edition)
            for note_id in instead_of:
                self._queue.pop(note_id, None)
            for each in followed:
                if (each.exchange, each.number) in self._facts:
                    self._facts[each.exchange, each.number] = each.fact, each.seen, each.gone
            for note in notes:
                self._add(note)
        return True

    def _add(self, note: Note) -> None:
        changes = tuple(each for each in note.changes if each.exchange in self._exchanges)
        known = any((each.note.key, each.note.edition) == (note.key, note.edition) for each in self._queue.values())
        if changes and not known:
            self._queue[note.id] = _Queued(note.model_copy(update={"changes": changes}), note.at)

    # -- telling -----------------------------------------------------------------------------------------------------
    def take_note(self, surface: Surface, now: datetime, per_minute: int) -> Taken | None:
        """The oldest note of a surface that is due, for this caller alone."""
        with self._lock:
            taken = [each for each in self._queue.values() if each.taken_at and each.taken_at > now - MINUTE]
            full = Counter(each.note.place.workspace for each in taken)
            ready = [
                each
                for each in self._queue.values()
                if each.note.surface == surface
                and not each.told
                and each.due <= now
                and (each.taken_at is None or each.taken_at <= now - ABANDONED)
                and full[each.note.place.workspace] < per_minute
                and each.note.place.workspace not in self._off
            ]
            if not ready:
                return None
            first = min(ready, key=lambda each: (each.note.at, each.note.id))
            again, first.taken_at = first.taken_at is not None, now
            return Taken(first.note, again)

    def told(self, note_id: str) -> None:
        """It was told, or can't be told: it is never taken again."""
        with self._lock:
            if note_id in self._queue:
                self._queue[note_id].told = True

    def postpone(self, note_id: str, until: datetime) -> None:
        """It couldn't be told now: it may be taken again from then on."""
        with self._lock:
            if note_id in self._queue:
                self._queue[note_id].taken_at, self._queue[note_id].due = None, until

    def note(self, note_id: str) -> Note | None:
        """The note of that id, or None where it isn't kept (any more)."""
        with self._lock:
            return self._queue[note_id].note if note_id in self._queue else None

    # -- whether -----------------------------------------------------------------------------------------------------
    def wants_notes(self, workspace: str) -> bool:
        """Whether a workspace wants notes; it does until it says otherwise."""
        return workspace not in self._off

    def want_notes(self, workspace: str, wanted: bool) -> None:
        """Switch them on or off. What changed while they were off is told when they are on again."""
        with self._lock:
            (self._off.discard if wanted else self._off.add)(workspace)
            if wanted and self._looked:
                self._looked = self._looked._replace(late=True)

    # -- for the journal ---------------------------------------------------------------------------------------------
    def _keep_facts(self, exchange: Exchange, facts: Sequence[Fact]) -> None:
        for number, fact in enumerate(facts, 1):
            self._facts[exchange.id, number] = fact, fact.revision, False
        edition = edition_of(exchange.reply)
        if facts and self._looked and edition is not None and edition != self._looked.edition:
            self._looked = self._looked._replace(late=True)

    def _forget_notes(self, person: str | None = None) -> None:
        """Facts, and what was to be told of them, go with their exchanges."""
        self._facts = {key: each for key, each in self._facts.items() if key[0] in self._exchanges}
        for note_id, queued in list(self._queue.items()):
            changes = tuple(each for each in queued.note.changes if each.exchange in self._exchanges)
            queued.note = queued.note.model_copy(update={"changes": changes})
            if not changes or (person and queued.note.person == person):
                del self._queue[note_id]


def _followed(exchange: Exchange, number: int, fact: Fact, seen: str, gone: bool) -> Followed:
    place = exchange.place
    if place is None:
        raise AssertionError("only what was asked somewhere is followed")
    thread = place.thread or exchange.shown_as or ""
    return Followed(
        exchange=exchange.id,
        number=number,
        fact=fact,
        seen=seen,
        gone=gone,
        surface=exchange.surface,
        user=exchange.user,
        place=Place(workspace=place.workspace, channel=place.channel, thread=thread),
    )
