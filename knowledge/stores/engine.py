"""Opens a database of ours: connections, transactions, migrations, and errors that a person understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from knowledge.errors import LibraryError
from knowledge.stores import postgres
from knowledge.stores.schema import HEAD

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection


class Schema(NamedTuple):
    """What a database is for, and how an older one is brought up to date."""

    name: str  # as a person calls it
    head: str  # the newest migration
    migrations: Path  # Alembic's folder
    last_resort: str  # what to do with a damaged one of which there is no copy

    def version_table(self, connection: Connection) -> str:
        """Where its version stands. On a server several of ours share one database, so that each has its own."""
        return "alembic_version" if connection.dialect.name == "sqlite" else f"{self.name}_version"


MIGRATIONS = Path(__file__).parent / "migrations"
CATALOGUE = Schema("catalogue", HEAD, MIGRATIONS, "delete the library and ingest again")


def open_database(place: Path | str, file: str, busy_timeout_s: float = 10.0, schema: Schema = CATALOGUE) -> Database:
    """The database at a place: a file in a folder, which is made if it isn't there, or a server by its address.

    Raises LibraryError.
    """
    if isinstance(place, str):
        return Database(postgres.address(place), busy_timeout_s, schema)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The library folder {place} cannot be made ({error.strerror}): name another one."
        ) from error
    return Database(URL.create("sqlite", database=str(place / file)), busy_timeout_s, schema)


class Database:
    """An engine whose transactions either read one state of the database or write, all or nothing.

    Args:
        url: SQLAlchemy's; a file of SQLite, or a database of Postgres.
        busy_timeout_s: how long a writer waits for another one. Readers wait for nobody.
        schema: what it is for.

    Raises LibraryError where the database cannot be opened, or was written by a newer version.
    """

    def __init__(self, url: str | URL, busy_timeout_s: float = 10.0, schema: Schema = CATALOGUE) -> None:
        self._url = make_url(url)
        self._schema = schema
        self._on_server = self._url.get_backend_name() != "sqlite"
        self._busy_timeout_s = busy_timeout_s
        if self._on_server:
            self._where = postgres.shown(self._url)
            self._engine = postgres.engine(self._url)
        else:
            self._where = self._url.database or self._url.render_as_string()
            self._engine = _engine(self._url, busy_timeout_s)
        self._reading = postgres.reading_one_state(self._engine) if self._on_server else self._engine
        self._bring_up_to_date()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database, whatever is written meanwhile."""
        with self._usable(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is undone by any exception; the only writer until it ends."""
        with self._usable(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            if self._on_server:
                postgres.wait_for_turn(connection, self._schema.name, self._busy_timeout_s)
            yield connection

    def problems(self, connection: Connection) -> list[str]:
        """What the database itself finds wrong with its file; it reads all of it."""
        if connection.dialect.name != "sqlite":
            return []
        told = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        damaged = [] if list(told) == ["ok"] else [f"The {self._schema.name} is damaged: {'; '.join(map(str, told))}."]
        return damaged + ([f"The {self._schema.name} has {len(broken)} rows that belong to nothing."] if broken else [])

    def close(self) -> None:
        """Close every connection that isn't in use."""
        self._engine.dispose()

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if self._version(connection) == self._schema.head:
                return
        with self.writing() as connection:
            if self._version(connection) != self._schema.head:  # another process may have been quicker
                self._migrate(connection)

    def _migrate(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(self._schema.migrations).replace("%", "%%"))
        config.attributes["connection"] = connection
        config.attributes["version_table"] = self._schema.version_table(connection)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise LibraryError(
                f"The {self._schema.name} {self._where} was written by another version of Footnote "
                f"(its tables are {self._version(connection)}): update Footnote, or name another library."
            ) from error

    def _version(self, connection: Connection) -> str | None:
        table = self._schema.version_table(connection)
        if not inspect(connection).has_table(table):
            return None
        version: str | None = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()  # noqa: S608
        return version

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if self._on_server and (state := postgres.trouble(error)):
                raise LibraryError(f"The {self._schema.name} {self._where} {state}") from error
            if self._on_server or isinstance(error, IntegrityError | ProgrammingError):
                raise  # a defect of ours, no state that a person could mend
            what_to_do = _what_to_do(str(error.orig), self._schema)
            raise LibraryError(f"The {self._schema.name} {self._where} {what_to_do}") from error


def _what_to_do(vendor: str, schema: Schema) -> str:
    if "locked" in vendor:
        return "is being written by another process: try again when that is done."
    if "malformed" in vendor or "not a database" in vendor or "disk I/O" in vendor:
        return f"is damaged ({vendor}): put a copy back, or {schema.last_resort}."
    if "full" in vendor:
        return f"has no room left ({vendor}): make room on its disk; what was published stays as it is."
    return f"cannot be used ({vendor}): see that its folder is there, can be written and has room."


def _engine(url: URL, busy_timeout_s: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, pool_size=8, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions when it thinks best
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that began as a reader could not wait for another writer: it would have read what is old by then.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
