"""Facts that are followed, and notes to threads, in the journal's database; each step one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.notes import ABANDONED, MINUTE, Followed, Looked, Note, Taken
from bot.requests import Surface
from bot.stores import noting
from bot.stores.schema import changes, exchanges, facts, looked, notes, wanted
from knowledge.stores.engine import Database

_unwanted = exists().where(wanted.c.workspace == exchanges.c.workspace, ~wanted.c.notes)
_later = exchanges.alias()
_asked_again = exists().where(
    exchanges.c.message != "",
    _later.c.workspace == exchanges.c.workspace,
    _later.c.channel == exchanges.c.channel,
    _later.c.message == exchanges.c.message,
    or_(_later.c.at > exchanges.c.at, and_(_later.c.at == exchanges.c.at, _later.c.id > exchanges.c.id)),
)


class SqlNotes:
    """The part of a journal in a database that keeps answers true."""

    _database: Database

    # -- following ---------------------------------------------------------------------------------------------------
    def looked(self) -> Looked | None:
        """How far facts have been followed; None while they never were."""
        with self._database.reading() as connection:
            return noting.looked_so_far(connection)

    def cited(self, since: datetime) -> set[tuple[str, str]]:
        """The documents that answers since then rest on, each with a revision that facts were last held against."""
        query = select(facts.c.document, facts.c.seen).where(facts.c.at >= since).distinct()
        with self._database.reading() as connection:
            return {(row.document, row.seen) for row in connection.execute(query)}

    def followed(self, documents: Collection[str], since: datetime) -> list[Followed]:
        """The facts of these documents that answers since then rest on, by exchange and number."""
        asked = exchanges.c
        columns = (asked.user, asked.workspace, asked.channel, asked.thread, asked.shown_as)
        query = select(facts, *columns).join(exchanges).where(facts.c.at >= since, ~_unwanted, ~_asked_again)
        rows: list[Row[Any]] = []
        with self._database.reading() as connection:
            for chunk in noting.chunks(list(documents)):
                rows += connection.execute(query.where(facts.c.document.in_(chunk))).all()
        rows.sort(key=lambda row: (row.at, row.exchange, row.number))
        return [each for each in map(noting.followed, rows) if each]

    def waiting(self) -> list[Note]:
        """The notes that nobody has taken yet, oldest first."""
        free = (notes.c.taken_at.is_(None), notes.c.told_at.is_(None))
        query = select(notes).where(*free).order_by(notes.c.at, notes.c.id)
        said = select(changes.c.note, changes.c.record).join(notes).where(*free).order_by(changes.c.position)
        with self._database.reading() as connection:
            of: dict[str, list[str]] = {}
            for note_id, record in connection.execute(said):
                of.setdefault(note_id, []).append(record)
            return [noting.note(row, of.get(row.id, ())) for row in connection.execute(query)]

    def follow(
        self,
        before: Looked | None,
        edition: int,
        followed: Sequence[Followed],
        notes_: Sequence[Note],
        instead_of: Collection[str] = (),
    ) -> bool:
        """Keep how facts stand in an edition, and the notes about them."""
        rows = noting.moves(followed), noting.records(notes_)  # before the transaction, for which answers have to wait
        try:
            with self._database.writing() as connection:
                noting.begin(connection, before, edition)
                noting.drop_waiting(connection, instead_of)
                noting.move(connection, rows[0])
                noting.add(connection, notes_, rows[1])
        except (noting.Overtaken, IntegrityError):
            return False
        return True

    # -- telling -----------------------------------------------------------------------------------------------------
    def take_note(self, surface: Surface, now: datetime, per_minute: int) -> Taken | None:
        """The oldest note of a surface that is due, for this caller alone."""
        recently = select(notes.c.workspace).where(notes.c.taken_at > now - MINUTE).group_by(notes.c.workspace)
        full = recently.having(func.count() >= per_minute)
        free = or_(notes.c.taken_at.is_(None), notes.c.taken_at <= now - ABANDONED)
        off = select(wanted.c.workspace).where(~wanted.c.notes)
        query = (
            select(notes)
            .where(notes.c.surface == surface, notes.c.told_at.is_(None), notes.c.due <= now, free)
            .where(~noting.WITHOUT_CHANGES)
            .where(notes.c.workspace.not_in(full), notes.c.workspace.not_in(off))
            .order_by(notes.c.at, notes.c.id)
            .limit(1)
        )
        with self._database.reading() as connection:
            if connection.execute(query).first() is None:
                return None
        with self._database.writing() as connection:
            connection.execute(update(looked).values(late=looked.c.late))  # one at a time, on any database
            row = connection.execute(query).first()
            if row is None:
                return None
            connection.execute(update(notes).where(notes.c.id == row.id).values(taken_at=now))
            return Taken(noting.note(row, noting.records_of(connection, row.id)), again=row.taken_at is not None)

    def told(self, note_id: str) -> None:
        """It was told, or can't be told: it is never taken again."""
        with self._database.writing() as connection:
            connection.execute(update(notes).where(notes.c.id == note_id).values(told_at=datetime.now(UTC)))

    def postpone(self, note_id: str, until: datetime) -> None:
        """It couldn't be told now: it may be taken again from then on."""
        with self._database.writing() as connection:
            connection.execute(update(notes).where(notes.c.id == note_id).values(taken_at=None, due=until))

    def note(self, note_id: str) -> Note | None:
        """The note of that id, or None where it isn't kept (any more)."""
        with self._database.reading() as connection:
            row = connection.execute(select(notes).where(notes.c.id == note_id)).first()
            return noting.note(row, noting.records_of(connection, note_id)) if row else None

    # -- whether -----------------------------------------------------------------------------------------------------
    def wants_notes(self, workspace: str) -> bool:
        """Whether a workspace wants notes; it does until it says otherwise."""
        with self._database.reading() as connection:
            said = connection.execute(select(wanted.c.notes).where(wanted.c.workspace == workspace)).scalar()
        return said is not False

    def want_notes(self, workspace: str, wants: bool) -> None:
        """Switch them on or off. What changed while they were off is told when they are on again."""
        with self._database.writing() as connection:
            if not connection.execute(
                update(wanted).where(wanted.c.workspace == workspace).values(notes=wants)
            ).rowcount:
                connection.execute(insert(wanted), {"workspace": workspace, "notes": wants})
            if wants:
                connection.execute(update(looked).values(late=True))
