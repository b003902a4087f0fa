"""A Postgres of the tests' own, from the system's binaries: one server a process, a database a test."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from pwd import getpwnam

import pytest

from bot.stores.journal import open_journal
from knowledge.stores.catalogue import open_catalogue

MISSING = "there is no Postgres in /usr/lib/postgresql or on the PATH: apt-get install postgresql"
TEMPLATE = "template_footnote"
# A run of the tests that is killed leaves no server behind.
ENDING_WITH_US = ("setpriv", "--pdeathsig", "QUIT") if shutil.which("setpriv") else ()
# Nothing here outlives the tests, so that nothing has to reach a disk.
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """The folder with initdb and postgres, of the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).resolve().parent if elsewhere else None


def free_port() -> int:
    """One that nobody listens to now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class PostgresServer:
    """A server in a folder. It refuses to run as root, and is then run by somebody who owns nothing else."""

    def __init__(self, folder: Path, bin_folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self._data = folder / "data"
        self._bin = bin_folder
        self._settings = QUICK if settings is None else settings
        self._process: subprocess.Popen[bytes] | None = None
        self._run_as = _somebody() if os.geteuid() == 0 else None
        if self._run_as is not None:
            os.chown(folder, *self._run_as)
        made = ["--auth=trust", "--username=footnote", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._call([str(bin_folder / "initdb"), "-D", str(self._data), *made])

    @property
    def address(self) -> str:
        """Of the server's own database."""
        return self.database("postgres")

    @property
    def process_id(self) -> int:
        """Of the running server."""
        assert self._process is not None
        return self._process.pid

    def database(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://footnote@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [each for name, value in self._settings.items() for each in ("-c", f"{name}={value}")]
        place = ["-D", str(self._data), "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*ENDING_WITH_US, str(self._bin / "postgres"), *place, *options],
                stdout=log,
                stderr=log,
                **self._as_somebody(),
            )
        self._wait(self._ready)

    def stop(self) -> None:
        """Stop it at once, as a machine that is switched off would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
            self._process = None

    def make(self, name: str, template: str = "template1") -> None:
        """Make a database."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement; what it prints."""
        psql = [str(self._bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", self.database(database), "-c", statement]
        return subprocess.run(psql, check=True, capture_output=True, text=True).stdout.strip()

    def _ready(self) -> bool:
        asked = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + 30
        while not done():
            assert self._process is None or self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "Postgres did not start"
            time.sleep(0.05)

    def _call(self, command: Sequence[str]) -> None:
        done = subprocess.run(command, check=False, capture_output=True, text=True, **self._as_somebody())
        assert done.returncode == 0, done.stderr

    def _as_somebody(self) -> dict[str, object]:
        if self._run_as is None:
            return {"cwd": self.folder}
        user, group = self._run_as
        return {"cwd": self.folder, "user": user, "group": group, "extra_groups": []}


def _somebody() -> tuple[int, int]:
    for name in ("postgres", "nobody"):
        try:
            found = getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    pytest.skip("Postgres does not run as root, and there is neither a user postgres nor nobody")


@contextmanager
def running(settings: dict[str, str] | None = None) -> Iterator[PostgresServer]:
    """A server for a test that stops and starts it, or a script that fills it."""
    folder = Path(tempfile.mkdtemp(prefix="footnote-postgres-"))  # pytest's folders are closed to somebody else
    server = PostgresServer(folder, binaries() or pytest.skip(MISSING), settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def shared() -> PostgresServer:
    """The server of this process, with a template that has our tables; it ends with the process."""
    manager = running()
    server = manager.__enter__()
    atexit.register(manager.__exit__, None, None, None)
    server.make(TEMPLATE)
    for store in (open_catalogue(server.database(TEMPLATE)), open_journal(server.database(TEMPLATE))):
        store.close()
    return server


@contextmanager
def own_database() -> Iterator[str]:
    """The address of a database with our tables and nothing in them."""
    server, name = shared(), f"test_{uuid.uuid4().hex[:12]}"
    server.make(name, TEMPLATE)
    try:
        yield server.database(name)
    finally:
        server.drop(name)


@pytest.fixture
def database_url() -> Iterator[str]:
    """The address of a database of the test's own; a test that needs one is skipped where there is no Postgres."""
    if binaries() is None:
        pytest.skip(MISSING)
    with own_database() as address:
        yield address
