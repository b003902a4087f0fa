"""What is done to facts and notes within a transaction of the journal's database, and their rows as records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update

from bot.facts import Fact, edition_of
from bot.journal import Exchange
from bot.notes import Change, Followed, Looked, Note
from bot.requests import Place
from bot.stores.schema import changes, exchanges, facts, looked, notes

log = structlog.get_logger(__name__)

CHUNK = 500  # variables of one statement
WITHOUT_CHANGES = ~exists().where(changes.c.note == notes.c.id)
_THREAD = ("surface", "workspace", "channel", "thread", "person")  # columns of Note.key


def keep_facts(connection: Connection, exchange: Exchange, kept: Sequence[Fact]) -> None:
    """Follow the facts of an exchange from now on; one that was answered from an earlier edition came late."""
    if not kept:
        return
    rows = [
        {
            "exchange": exchange.id,
            "number": number,
            "at": exchange.at,
            "surface": exchange.surface,
            "document": fact.document,
            "seen": fact.revision,
            "gone": False,
            "record": fact.model_dump_json(),
        }
        for number, fact in enumerate(kept, 1)
    ]
    connection.execute(insert(facts), rows)
    edition = edition_of(exchange.reply)
    if edition is not None:
        connection.execute(update(looked).where(looked.c.edition != edition).values(late=True))


def drop_empty(connection: Connection) -> None:
    """Drop notes about exchanges that were all forgotten."""
    connection.execute(delete(notes).where(WITHOUT_CHANGES))


def looked_so_far(connection: Connection) -> Looked | None:
    """How far facts have been followed."""
    row = connection.execute(select(looked.c.edition, looked.c.late)).first()
    return Looked(row.edition, row.late) if row else None


class Overtaken(Exception):
    """Somebody else was quicker: the transaction is undone."""


def begin(connection: Connection, before: Looked | None, edition: int) -> None:
    """Go on from there, as the only one: of several at the same time the database's row decides."""
    values = {"edition": edition, "late": False}
    if before is None:
        connection.execute(insert(looked), {"id": 1, **values})
        return
    where = (looked.c.edition == before.edition, looked.c.late == before.late)
    if not connection.execute(update(looked).where(*where).values(values)).rowcount:
        raise Overtaken


def drop_waiting(connection: Connection, ids: Collection[str]) -> None:
    """Drop notes that nobody has taken. Raises Overtaken where somebody has."""
    for note_id in {*ids}:
        free = (notes.c.taken_at.is_(None), notes.c.told_at.is_(None))
        if not connection.execute(delete(notes).where(notes.c.id == note_id, *free)).rowcount:
            raise Overtaken


def moves(followed_: Sequence[Followed]) -> list[dict[str, object]]:
    """Facts as rows."""
    return [
        {
            "_exchange": each.exchange,
            "_number": each.number,
            "document": each.fact.document,
            "seen": each.seen,
            "gone": each.gone,
            "record": each.fact.model_dump_json(),
        }
        for each in followed_
    ]


def move(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Keep how facts stand now; of forgotten ones there is none."""
    query = update(facts).where(facts.c.exchange == bindparam("_exchange"), facts.c.number == bindparam("_number"))
    if rows:
        connection.execute(query, rows)


def records(added: Sequence[Note]) -> dict[str, list[str]]:
    """What notes say, by their id."""
    return {note.id: [each.model_dump_json() for each in note.changes] for note in added}


def add(connection: Connection, added: Sequence[Note], said: Mapping[str, Sequence[str]]) -> None:
    """Keep notes, unless their thread has been told of that edition; forgotten exchanges are left out of them."""
    there = _still_there(connection, {change.exchange for note in added for change in note.changes})
    told = _told_of(connection, {note.edition for note in added})
    rows: list[dict[str, object]] = []
    of_rows: list[dict[str, object]] = []
    for note in added:
        kept = [
            {"note": note.id, "position": at, "exchange": change.exchange, "record": record}
            for at, (change, record) in enumerate(zip(note.changes, said[note.id], strict=True))
            if change.exchange in there
        ]
        if kept and (note.key, note.edition) not in told:
            told.add((note.key, note.edition))
            thread = dict(zip(_THREAD, note.key, strict=True))
            rows.append({"id": note.id, "edition": note.edition, "at": note.at, "due": note.at, **thread})
            of_rows += kept
    if rows:
        connection.execute(insert(notes), rows)
        connection.execute(insert(changes), of_rows)


def _still_there(connection: Connection, ids: Collection[str]) -> set[str]:
    queries = (select(exchanges.c.id).where(exchanges.c.id.in_(chunk)) for chunk in chunks(list(ids)))
    return {each for query in queries for each in connection.execute(query).scalars()}


def _told_of(connection: Connection, editions: Collection[int]) -> set[tuple[tuple[str, ...], int]]:
    """The threads that have been told of these editions, or are to be, each with the edition."""
    columns = [notes.c[name] for name in _THREAD]
    query = select(*columns, notes.c.edition).where(notes.c.edition.in_(editions))
    return {(tuple(row[:-1]), row[-1]) for row in connection.execute(query)}


# -- rows --------------------------------------------------------------------------------------------------------------


def followed(row: Row[Any]) -> Followed | None:
    """A row as a fact; what another version wrote in a way that isn't understood isn't followed."""
    try:
        fact = Fact.model_validate_json(row.record)
    except ValidationError as error:
        log.warning("a fact cannot be read", problems=error.error_count())
        return None
    if row.workspace is None:
        return None
    return Followed(
        exchange=row.exchange,
        number=row.number,
        fact=fact,
        seen=row.seen,
        gone=row.gone,
        surface=row.surface,
        user=row.user,
        place=Place(workspace=row.workspace, channel=row.channel, thread=row.thread or row.shown_as or ""),
    )


def records_of(connection: Connection, note_id: str) -> Sequence[str]:
    """What a note says."""
    query = select(changes.c.record).where(changes.c.note == note_id).order_by(changes.c.position)
    return connection.execute(query).scalars().all()


def note(row: Row[Any], said: Sequence[str]) -> Note:
    """A row as a note."""
    return Note(
        id=row.id,
        edition=row.edition,
        at=row.at,
        surface=row.surface,
        place=Place(workspace=row.workspace, channel=row.channel, thread=row.thread),
        person=row.person or None,
        changes=tuple(map(Change.model_validate_json, said)),
    )


def chunks(ids: list[str]) -> Iterator[list[str]]:
    """As many at a time as one statement takes."""
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))
