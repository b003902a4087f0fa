"""Postgres beneath the stores: addresses, connections, one writer at a time, and what may be wrong with a server."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from knowledge.errors import InvalidSettings, LibraryBusy, LibraryError

DRIVER = "postgresql+psycopg"
CONNECT_TIMEOUT_S = 5
_REFUSED = re.compile(r"FATAL: .*(authentication failed|does not exist|pg_hba\.conf|permission denied)")
WRITERS = "one writer"  # names the lock of whoever changes the library
# A server that vanished without a word is noticed after about half a minute, also in the middle of a statement.
_CONNECTION = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def address(given: str) -> URL:
    """A server's address as people write it, for our driver. Raises InvalidSettings."""
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in {"postgresql", "postgres", DRIVER} or not url.database:
        raise InvalidSettings(
            "FOOTNOTE_DATABASE_URL is no address of a Postgres database: write postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    if find_spec("psycopg") is None:
        raise InvalidSettings('FOOTNOTE_DATABASE_URL needs psycopg: run pip install "footnote[postgres]".')
    return url.set(drivername=DRIVER)


def shown(url: URL) -> str:
    """Which database it is, without user and password."""
    port = f":{url.port}" if url.port else ""
    return f"{url.database} at {url.host or url.query.get('host') or 'this machine'}{port}"


def engine(url: URL) -> Engine:
    """Connections are tried before they are used, so that a server that was started again is used again."""
    settings = {**_CONNECTION, "application_name": "footnote"}
    return create_engine(url, connect_args=settings, pool_size=4, max_overflow=-1, pool_pre_ping=True)


def reading_one_state(of: Engine) -> Engine:
    """The same connections, for transactions that see the database as it was when they began, and change nothing."""
    return of.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def wait_for_turn(connection: Connection, name: str, timeout_s: float) -> None:
    """Be the only one who writes under that name until the transaction ends."""
    waiting = text("SELECT set_config('lock_timeout', :timeout, true), pg_advisory_xact_lock(:key)")
    connection.execute(waiting, {"timeout": f"{max(1, int(timeout_s * 1000))}ms", "key": _key(name)})


def trouble(error: DBAPIError) -> str | None:
    """The end of a sentence about a server that cannot be used now; None where the statement itself is wrong."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None and not isinstance(error, OperationalError | InterfaceError):
        return None  # the driver itself refused it
    lines = str(error.orig).strip().splitlines() or ["no reason given"]
    told = lines[0].rpartition(" failed: ")[2]
    if state is None:  # it wasn't even connected to
        state = "28000" if _REFUSED.search(told) else "08000"
    match state[:2], state:
        case _, "55P03":
            return "is being written by another process: try again when that is done."
        case _, "42501" | "25006":
            return f"may not be written ({told}): give Footnote's user the rights to make and change tables there."
        case _, "53100":
            return f"has no room left ({told}): make room on its server; what was published stays as it is."
        case "28" | "3D", _:
            return f"does not let Footnote in ({told}): correct FOOTNOTE_DATABASE_URL, or the server's users."
        case "08" | "53" | "57" | "58", _:
            return (
                f"cannot be reached ({told}): see that its server runs and FOOTNOTE_DATABASE_URL is right; "
                "it is used again as soon as it answers."
            )
        case "XX", _:
            return f"is damaged ({told}): put a copy back."
    return None


class SharedLock:
    """The lock of the one writer over all machines: the server holds it for as long as its connection lives.

    What holds it may take it again within the same thread.

    Args:
        place: the server's address.
    """

    def __init__(self, place: str) -> None:
        self._url = address(place)
        self._engine = engine(self._url)
        self._held = threading.local()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold it. Raises LibraryBusy, with who has it since when, and LibraryError where the server can't be used."""
        if getattr(self._held, "now", False):
            yield
            return
        with self._connected() as connection:
            self._held.now = True
            try:
                yield
            finally:
                self._held.now = False
                self._give_up(connection)

    def close(self) -> None:
        """Close the connection that isn't in use."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection that has the lock, and says in the server's list of connections who it is."""
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise self._failed(error) from error
        with connection:
            try:
                if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(WRITERS)}).scalar():
                    raise LibraryBusy(_busy(_holder(connection)))
                connection.execute(text("SELECT set_config('application_name', :who, false)"), {"who": _me()})
            except DBAPIError as error:
                raise self._failed(error) from error
            yield connection

    def _give_up(self, connection: Connection) -> None:
        try:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(WRITERS)})
            connection.execute(text("SELECT set_config('application_name', 'footnote', false)"))
        except DBAPIError:  # the connection is gone, and the lock with it
            connection.invalidate()

    def _failed(self, error: DBAPIError) -> LibraryError:
        return LibraryError(f"The catalogue {shown(self._url)} {trouble(error) or f'cannot be used ({error.orig}).'}")


def _holder(connection: Connection) -> str:
    """What whoever has the lock says of itself."""
    query = text(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND granted AND datname = current_database() "
        "AND (classid::bigint << 32) | objid::bigint = :key"
    )
    return str(connection.execute(query, {"key": _key(WRITERS)}).scalar() or "")


def _busy(holder: str) -> str:
    who = f" ({holder})" if holder else ""
    return f"Another ingest is at work in this library{who}; wait until it has ended, or stop it."


def _me() -> str:
    """Within the 63 letters that the server keeps."""
    return f"{socket.gethostname()[:20]} {os.getpid()} since {datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _key(name: str) -> int:
    """A number of 63 bits for ``name``; the server's locks go by numbers."""
    return int.from_bytes(hashlib.sha256(f"footnote {name}".encode()).digest()[:8]) >> 1
