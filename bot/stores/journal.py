"""The journal in a database: SQLite by default, written so that Postgres does as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.facts import Fact
from bot.journal import Exchange, Feedback
from bot.requests import Place
from bot.stores.notes import SqlNotes
from bot.stores.noting import chunks, drop_empty, keep_facts
from bot.stores.schema import JOURNAL, events, exchanges, notes, opinions
from knowledge.stores.engine import Database, open_database

log = structlog.get_logger(__name__)

FILE = "journal.sqlite"
BUSY_TIMEOUT_S = 2.0  # an answer waits no longer than this for being written down

_shown = (exchanges.c.record, exchanges.c.shown_as)


def open_journal(place: Path | str) -> SqlJournal:
    """The journal in a library's folder, which is made if it isn't there, or on a server. Raises LibraryError."""
    return SqlJournal(open_database(place, FILE, BUSY_TIMEOUT_S, JOURNAL))


class SqlJournal(SqlNotes):
    """Shared by threads and processes. Every method raises LibraryError when the database cannot be used.

    Args:
        database: the journal's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    # -- exchanges -------------------------------------------------------------------------------------------------
    def record(self, exchange: Exchange, facts: Sequence[Fact] = ()) -> None:
        """Keep an exchange, and the facts that it rests on, which are followed from now on."""
        place = exchange.place
        values = {
            "id": exchange.id,
            "at": exchange.at,
            "user": exchange.user,
            "workspace": place and place.workspace,
            "channel": place and place.channel,
            "thread": place and place.thread,
            "message": place and place.message,
            "record": exchange.model_dump_json(exclude={"shown_as"}),
            "shown_as": exchange.shown_as,
            "unanswered": exchange.unanswered,
        }
        with self._database.writing() as connection:
            connection.execute(insert(exchanges), values)
            keep_facts(connection, exchange, facts)

    def exchange(self, exchange_id: str) -> Exchange | None:
        """The exchange of that id, or None where it isn't kept (any more)."""
        return next(iter(self._read(select(*_shown).where(exchanges.c.id == exchange_id))), None)

    def shown(self, exchange_id: str, shown_as: str) -> None:
        """Remember which message shows an exchange; an unknown id is no error."""
        with self._database.writing() as connection:
            connection.execute(update(exchanges).where(exchanges.c.id == exchange_id).values(shown_as=shown_as))

    def conversation(self, place: Place, limit: int) -> list[Exchange]:
        """The last exchanges of a conversation, oldest first."""
        its_own = exchanges.c.thread == place.thread
        at_its_root = and_(exchanges.c.thread == "", exchanges.c.shown_as == place.thread)
        query = (
            select(*_shown)
            .where(exchanges.c.workspace == place.workspace, exchanges.c.channel == place.channel)
            .where(or_(its_own, at_its_root) if place.thread else its_own)
        )
        return self._read(_newest(query, limit))[::-1]

    def asked_in(self, place: Place) -> Exchange | None:
        """The exchange that this very message asked, the newest where there are more."""
        if not place.message:
            return None
        query = select(*_shown).where(
            exchanges.c.workspace == place.workspace,
            exchanges.c.channel == place.channel,
            exchanges.c.message == place.message,
        )
        return next(iter(self._read(_newest(query, 1))), None)

    def recent(self, user: str, limit: int) -> list[Exchange]:
        """What a person asked last, newest first."""
        return self._read(_newest(select(*_shown).where(exchanges.c.user == user), limit))

    def unanswered(self, since: datetime, limit: int) -> list[Exchange]:
        """What the reports had nothing to say to, or what was rated bad, newest first."""
        bad = exists().where(opinions.c.exchange == exchanges.c.id, opinions.c.rating == "bad")
        query = select(*_shown).where(exchanges.c.at >= since, or_(exchanges.c.unanswered, bad))
        return self._read(_newest(query, limit))

    def asked(self, since: datetime, until: datetime | None = None) -> Sequence[Exchange]:
        """All exchanges of a time, its end excluded, oldest first."""
        query = select(*_shown).where(exchanges.c.at >= since).order_by(exchanges.c.at, exchanges.c.id)
        return self._read(query if until is None else query.where(exchanges.c.at < until))

    # -- feedback --------------------------------------------------------------------------------------------------
    def rate(self, feedback: Feedback) -> None:
        """Keep what somebody thought; the last word of a person on an exchange counts."""
        with self._database.writing() as connection:
            if connection.execute(select(exchanges.c.id).where(exchanges.c.id == feedback.exchange)).first():
                said = opinions.c
                connection.execute(
                    delete(opinions).where(said.exchange == feedback.exchange, said.user == feedback.user)
                )
                connection.execute(insert(opinions), feedback.model_dump())

    def feedback(self, exchange_id: str) -> list[Feedback]:
        """What people thought of an exchange, oldest first."""
        query = select(opinions).where(opinions.c.exchange == exchange_id).order_by(opinions.c.at, opinions.c.user)
        with self._database.reading() as connection:
            return [Feedback(**row) for row in connection.execute(query).mappings()]

    def feedback_on(self, exchange_ids: Collection[str]) -> dict[str, list[Feedback]]:
        """What people thought of several exchanges, oldest first."""
        found: dict[str, list[Feedback]] = {}
        with self._database.reading() as connection:
            for chunk in chunks(list(exchange_ids)):
                query = select(opinions).where(opinions.c.exchange.in_(chunk)).order_by(opinions.c.at, opinions.c.user)
                for row in connection.execute(query).mappings():
                    found.setdefault(row["exchange"], []).append(Feedback(**row))
        return found

    # -- events ----------------------------------------------------------------------------------------------------
    def first_time(self, event: str) -> bool:
        """Whether this event has not been seen before; the database's key decides, whoever else asks."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(events), {"event": event, "at": datetime.now(UTC)})
        except IntegrityError:
            return False
        return True

    def forget_events(self, before: datetime) -> int:
        """Drop events seen before then; returns how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(events).where(events.c.at < before)).rowcount

    # -- forgetting ------------------------------------------------------------------------------------------------
    def count(self, user: str | None = None, before: datetime | None = None) -> int:
        """How many exchanges are kept: of a person, from before a moment, or all."""
        query = select(func.count()).select_from(exchanges)
        query = query if user is None else query.where(exchanges.c.user == user)
        query = query if before is None else query.where(exchanges.c.at < before)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def drop(self, exchange_id: str) -> None:
        """Forget one exchange and what was thought of it."""
        with self._database.writing() as connection:
            _forget(connection, exchanges.c.id == exchange_id)

    def forget_before(self, moment: datetime) -> int:
        """Forget the exchanges before then with what was thought of them; returns how many exchanges."""
        with self._database.writing() as connection:
            return _forget(connection, exchanges.c.at < moment)

    def forget_person(self, user: str) -> int:
        """Forget all that a person asked, and what they thought of any answer; returns how many exchanges."""
        with self._database.writing() as connection:
            connection.execute(delete(opinions).where(opinions.c.user == user))
            connection.execute(delete(notes).where(notes.c.person == user))
            return _forget(connection, exchanges.c.user == user)

    def _read(self, query: Select[Any]) -> list[Exchange]:
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [exchange for exchange in map(_exchange, rows) if exchange is not None]


def _forget(connection: Connection, which: ColumnElement[bool]) -> int:
    """Facts, and what was to be told of them, go with their exchanges."""
    gone = connection.execute(delete(exchanges).where(which)).rowcount
    if gone:
        drop_empty(connection)
    return gone


def _newest(query: Select[Any], limit: int) -> Select[Any]:
    return query.order_by(exchanges.c.at.desc(), exchanges.c.id.desc()).limit(limit)


def _exchange(row: Row[Any]) -> Exchange | None:
    """The record of a row; one that another version wrote in a way that isn't understood is as good as not kept."""
    try:
        exchange = Exchange.model_validate_json(row.record)
    except ValidationError as error:
        log.warning("an exchange cannot be read", problems=error.error_count())
        return None
    return exchange if row.shown_as is None else exchange.model_copy(update={"shown_as": row.shown_as})
