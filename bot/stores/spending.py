"""The ledger of calls of a model in a database, so that all processes keep one budget: SQLite, or Postgres."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from knowledge.stores.engine import Database, Schema, open_database
from knowledge.stores.schema import Moment
from knowledge.writing.spending import Call, Limits, Used

FILE = "spending.sqlite"
BUSY_TIMEOUT_S = 2.0  # an answer waits no longer than this for its place in the ledger
KEPT = timedelta(days=35)
MILLIONTHS = 1_000_000  # of the currency: what is kept is whole numbers

SPENDING = Schema(
    name="spending",
    head="0001",
    migrations=Path(__file__).parent / "spending_migrations",
    last_resort="delete that file: what was used today is then forgotten",
)

metadata = MetaData()

calls = Table(
    "model_calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", Date, nullable=False),  # of UTC
    Column("at", Moment, nullable=False),
    Column("purpose", String, nullable=False),
    Column("prompt", String, nullable=False),
    Column("model", String, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False),  # millionths
    Column("outcome", String, nullable=False),
    Index("model_calls_by_day", "day"),
)


def open_spending(place: Path | str) -> SqlSpending:
    """The ledger in a library's folder, which is made if it isn't there, or on a server. Raises LibraryError."""
    return SqlSpending(open_database(place, FILE, BUSY_TIMEOUT_S, SPENDING))


class SqlSpending:
    """Shared by threads and processes. Every method raises LibraryError when the database cannot be used.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def reserve(self, call: Call, limits: Limits) -> bool:
        """Enter a call with the most that it can use, unless the day's limits forbid it; in one transaction."""
        with self._database.writing() as connection:
            connection.execute(delete(calls).where(calls.c.day < call.day - KEPT))
            if not _used(connection, call.day).allows(call, limits):
                return False
            connection.execute(insert(calls), _row(call) | {"id": call.id, "at": call.at, "day": call.day})
        return True

    def settle(self, call: Call) -> None:
        """What the call used in the end, and how it ended."""
        with self._database.writing() as connection:
            connection.execute(update(calls).where(calls.c.id == call.id).values(_row(call)))

    def used(self, day: date) -> Used:
        """What was used on a day, with what is under way."""
        with self._database.reading() as connection:
            return _used(connection, day)


def _used(connection: Connection, day: date) -> Used:
    tokens = func.sum(calls.c.tokens_in + calls.c.tokens_out)
    query = select(func.count(), func.coalesce(tokens, 0), func.coalesce(func.sum(calls.c.cost), 0))
    count, used, cost = connection.execute(query.where(calls.c.day == day)).one()
    return Used(count, int(used), Decimal(int(cost)) / MILLIONTHS)


def _row(call: Call) -> dict[str, str | int]:
    return {
        "purpose": call.purpose,
        "prompt": call.prompt,
        "model": call.model,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "cost": round(call.cost * MILLIONTHS),
        "outcome": call.outcome,
    }
