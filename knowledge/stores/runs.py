"""The book of runs in the catalogue's database: one transaction decides who may write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from knowledge.errors import LibraryBusy
from knowledge.runs import KEPT, Ending, HowFar, Run, Start, busy, is_dead
from knowledge.stores.catalogue import FILE
from knowledge.stores.engine import Database, open_database
from knowledge.stores.schema import runs


def open_runs(place: Path | str) -> SqlRuns:
    """The book in a library's folder, which is made if it isn't there, or on a server. Raises LibraryError."""
    return SqlRuns(open_database(place, FILE))


class SqlRuns:
    """Every method raises LibraryError when the database cannot be used.

    Args:
        database: the catalogue's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def begin(self, start: Start, silent_since: datetime) -> Run:
        """Enter a run. Raises LibraryBusy where another one is alive."""
        with self._database.writing() as connection:
            if other := _open(connection):
                if not is_dead(other, start.host, silent_since):
                    raise LibraryBusy(busy(other))
                _close(connection, other, "interrupted", "Its process died.", other.seen_at)
            values = {**_start_row(start), **HowFar().model_dump(), "open": 1, "seen_at": start.at}
            run_id = connection.execute(insert(runs).values(values).returning(runs.c.id)).scalar_one()
            connection.execute(delete(runs).where(runs.c.id <= run_id - KEPT))
            return _find(connection, run_id)

    def tell(self, run_id: int, how_far: HowFar | None, at: datetime) -> Run:
        """Give a sign of life and say how far it is."""
        values = {"seen_at": at, **(how_far.model_dump() if how_far else {})}
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run_id, runs.c.open == 1).values(values))
            return _find(connection, run_id)

    def cancel(self, by: str) -> Run | None:
        """Ask the run that is at work to stop."""
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.open == 1).values(cancelled_by=by))
            return _open(connection)

    def end(self, run_id: int, ended: Ending, outcome: str, at: datetime) -> Run:
        """Close a run; one that is closed already is left as it is."""
        with self._database.writing() as connection:
            run = _find(connection, run_id)
            if not run.ended:
                _close(connection, run, ended, outcome, at)
            return _find(connection, run_id)

    def open(self) -> Run | None:
        """The run that has not been closed."""
        with self._database.reading() as connection:
            return _open(connection)

    def runs(self, limit: int) -> list[Run]:
        """The last runs, newest first."""
        with self._database.reading() as connection:
            query = select(runs).order_by(runs.c.id.desc()).limit(limit)
            return [_run(row) for row in connection.execute(query).mappings()]


def _open(connection: Connection) -> Run | None:
    row = connection.execute(select(runs).where(runs.c.open == 1)).mappings().first()
    return None if row is None else _run(row)


def _find(connection: Connection, run_id: int) -> Run:
    return _run(connection.execute(select(runs).where(runs.c.id == run_id)).mappings().one())


def _close(connection: Connection, run: Run, ended: Ending, outcome: str, at: datetime) -> None:
    values = {"open": None, "ended": ended, "ended_at": at, "outcome": outcome, "current": None}
    connection.execute(update(runs).where(runs.c.id == run.id).values(values))


def _run(row: RowMapping) -> Run:
    start = Start(**{name: row[name] for name in Start.model_fields})
    far = HowFar(**{name: row[name] for name in HowFar.model_fields})
    rest = {name: row[name] for name in ("id", "seen_at", "cancelled_by", "ended", "ended_at", "outcome")}
    return Run(start=start, how_far=far, **rest)


def _start_row(start: Start) -> dict[str, object]:
    return {**start.model_dump(), "what": list(start.what), "source_ids": list(start.source_ids)}
