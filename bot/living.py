"""Answers stay true: what they rest on is followed from edition to edition, and their threads are told what changed.

Free of any surface. ``Living.look`` works out what is to be told, ``Living.next`` hands it to a surface, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog

from bot.audience import Audience
from bot.facts import Fact
from bot.following import Fate, Follower
from bot.journal import Exchange, Journal
from bot.notes import Change, Followed, Note, Taken
from bot.requests import Surface
from bot.settings import Settings
from knowledge.ports import Catalogue
from knowledge.records import Edition

log = structlog.get_logger(__name__)

ID_BYTES = 12
_SAID = ("value", "upper", "unit", "currency", "scale", "qualifier", "base", "period", "attribution")


class Living:
    """Follows the facts of answers. Safe to share between threads; holds no state but its parts.

    Args:
        catalogue: says what is published.
        journal: remembers facts, notes, and how far both are.
        settings: how many days answers are followed (``living_days``), how many notes go out (``living_per_minute``).
        may_read: whether a document is open to those who see something; without it all are.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        journal: Journal,
        settings: Settings,
        may_read: Callable[[Audience, str], bool] | None = None,
    ) -> None:
        self._catalogue, self._journal, self._settings = catalogue, journal, settings
        self._may_read = may_read

    def look(self, now: datetime | None = None) -> int:
        """Whether another edition is published than the one looked at last, and what that changes.

        Returns how many notes wait because of it. Whoever does it at the same time, one of them counts; and where this
        ends early, the next look does it.
        """
        newest = self._catalogue.editions(1)
        before = self._journal.looked()
        if not newest or (before and before.edition == newest[0].id and not before.late):
            return 0
        edition = self._catalogue.current()
        if edition is None:
            return 0
        now = now or datetime.now(UTC)
        moved, changes = self._moved(edition, now - timedelta(days=self._settings.living_days))
        notes, instead_of = merged(self._journal.waiting(), notes_of(changes, edition.id, now))
        if not self._journal.follow(before, edition.id, moved, notes, instead_of):
            return 0
        if notes:
            log.info("answers have changed", edition=edition.id, notes=len(notes), facts=len(changes))
        return len(notes)

    def next(self, surface: Surface, now: datetime | None = None) -> Taken | None:
        """A note for this caller to tell, or None while there is none, or enough went out."""
        return self._journal.take_note(surface, now or datetime.now(UTC), self._settings.living_per_minute)

    def open_there(self, note: Note, exchange: Exchange) -> bool:
        """Whether all that a note says of an exchange may be read where it is told."""
        if self._may_read is None:
            return True
        there = Audience.at(note.surface, note.place, exchange.user, private=note.person is not None)
        facts = [fact for each in note.changes if each.exchange == exchange.id for fact in (each.old, each.new) if fact]
        return all(self._may_read(there, document) for document in {fact.document for fact in facts})

    def _moved(self, edition: Edition, since: datetime) -> tuple[list[Followed], list[_Changed]]:
        """The facts of documents that are others now, as they stand, and what is to be said of them."""
        follower = Follower(self._catalogue, edition)
        seen = self._journal.cited(since)
        documents = {document for document, revision in seen if _now(follower, document) != revision}
        moved: list[Followed] = []
        changes: list[_Changed] = []
        for each in self._journal.followed(documents, since) if documents else ():
            now = _now(follower, each.fact.document)
            if each.seen != now:
                fate = follower.fate(each.fact)
                moved.append(_as_of(each, fate, follower))
                change = change_of(each, fate)
                changes += [_Changed(each, change)] if change else []
        return moved, changes


class _Changed(NamedTuple):
    followed: Followed
    change: Change


def _now(follower: Follower, document: str) -> str:
    revision = follower.revisions.get(document)
    return revision.id if revision else ""


def _as_of(followed: Followed, fate: Fate, follower: Follower) -> Followed:
    """The fact as its thread will know it; one that is gone stays as it was last."""
    fact = fate.now or followed.fact
    return followed.model_copy(
        update={"fact": fact, "seen": _now(follower, fact.document), "gone": fate.kind == "gone"}
    )


def change_of(followed: Followed, fate: Fate) -> Change | None:
    """What the thread has to know; None where it knows."""
    if fate.kind == "gone":
        if followed.gone:
            return None
        return Change(exchange=followed.exchange, number=followed.number, kind="removed", old=followed.fact)
    if fate.kind == "same" and not followed.gone:
        return None
    return Change(
        exchange=followed.exchange,
        number=followed.number,
        kind="restored" if fate.kind == "same" else "changed",
        old=followed.fact,
        new=fate.now,
        fields=fate.fields,
    )


def notes_of(changes: Iterable[_Changed], edition: int, now: datetime) -> list[Note]:
    """One note for each thread; those of what was asked last are told first, for it is what people work with."""
    notes: dict[tuple[str, ...], Note] = {}
    for followed, change in changes:
        note = Note(
            id=secrets.token_urlsafe(ID_BYTES),
            edition=edition,
            at=now,
            surface=followed.surface,
            place=followed.place,
            person=None if followed.place.thread else followed.user,
        )
        note = notes.get(note.key, note)
        notes[note.key] = note.model_copy(update={"changes": (*note.changes, change)})
    newest_first = reversed(notes.values())
    return [note.model_copy(update={"at": now + timedelta(microseconds=at)}) for at, note in enumerate(newest_first)]


# -- of several publishes ----------------------------------------------------------------------------------------------


def merged(waiting: Sequence[Note], notes: Sequence[Note]) -> tuple[list[Note], list[str]]:
    """Notes with what the same thread should have been told before; and the ids of those that this takes the place of.

    So a thread is never told what is not true any more, and nothing where everything is as it was.
    """
    earlier: dict[tuple[str, ...], list[Note]] = {}
    for note in waiting:
        earlier.setdefault(note.key, []).append(note)
    whole: list[Note] = []
    for note in notes:
        changes: dict[tuple[str, int], Change | None] = {}
        before = earlier.get(note.key, [])
        for change in (*(each for old in before for each in old.changes), *note.changes):
            key = change.exchange, change.number
            known = changes.get(key)
            changes[key] = composed(known, change) if known else change
        kept = tuple(each for each in changes.values() if each)
        at = min((note.at, *(old.at for old in before)))
        whole += [note.model_copy(update={"changes": kept, "at": at})] if kept else []
    return whole, [old.id for note in notes for old in earlier.get(note.key, ())]


def composed(first: Change, then: Change) -> Change | None:
    """Two changes of one fact, the second on top of the first, as one; None where all is as it was."""
    was_there = first.kind != "restored"
    if then.new is None:
        return then.model_copy(update={"old": first.old}) if was_there else None
    same = _alike(then.new, first.old)
    if same and was_there:
        return None
    kind = "restored" if same else "changed"
    fields = () if same else tuple(dict.fromkeys((*first.fields, *then.fields)))
    return then.model_copy(update={"kind": kind, "old": first.old, "fields": fields})


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two facts say the same: the sentence, or the figure and what it is of."""
    if one.said == other.said or one.statistic is None or other.statistic is None:
        return one.said == other.said
    return all(getattr(one.statistic, each) == getattr(other.statistic, each) for each in _SAID)
