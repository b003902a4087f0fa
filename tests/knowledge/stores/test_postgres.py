"""Postgres under the stores: one writer, transactions that are whole, and a server that is away and comes back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from bot.stores.installations import open_installations
from bot.stores.journal import open_journal
from bot.stores.schema import metadata as journal_tables
from ingest.lock import sole_writer
from knowledge.errors import InvalidSettings, LibraryBusy, LibraryError
from knowledge.stores import postgres, schema
from knowledge.stores.catalogue import SqlCatalogue, open_catalogue
from knowledge.stores.engine import Database, open_database
from knowledge.stores.postgres import SharedLock
from tests.knowledge.stores.test_catalogue import passage, revision
from tests.support.postgres import MISSING, PostgresServer, binaries, database_url, running

__all__ = ["database_url"]

KILLED = """
import os, sys
from tests.knowledge.stores.test_catalogue import passage, revision
from knowledge.stores.catalogue import open_catalogue

class Killer(list):
    def __iter__(self):
        os._exit(9)

open_catalogue(sys.argv[1]).add(revision("rats"), "Rats.", [passage("rats")], Killer([1]))
"""
HOLD = """
import sys, time
from knowledge.stores.postgres import SharedLock
with SharedLock(sys.argv[1])():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def catalogue(database_url: str) -> Iterator[SqlCatalogue]:
    """Edition 1 is of cats; dogs are stored, too."""
    catalogue = open_catalogue(database_url)
    for name in ("cats", "dogs"):
        catalogue.add(revision(name), name, [passage(name)])
    catalogue.publish(["cats"], "ada")
    yield catalogue
    catalogue.close()


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server that the test may stop."""
    if binaries() is None:
        pytest.skip(MISSING)
    with running() as server:
        server.make("library")
        yield server


def tables_apart(address: str, version_table: str, of: object, names: set[str]) -> list[object]:
    with create_engine(postgres.address(address)).connect() as connection:
        opts = {
            "version_table": version_table,
            "include_object": lambda _, name, kind, *__: kind != "table" or name in names,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), of))  # type: ignore[arg-type]


def test_the_migrations_lead_to_the_schema(database_url: str) -> None:
    for table, of in (("catalogue_version", schema.metadata), ("journal_version", journal_tables)):
        assert tables_apart(database_url, table, of, set(of.tables)) == []


def test_several_may_open_a_new_database_at_once(server: PostgresServer) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_catalogue, [server.database("library")] * 4))
    assert [each.current() for each in opened] == [None] * 4
    for each in opened:
        each.close()


def test_a_revision_whose_writer_was_killed_is_not_stored(catalogue: SqlCatalogue, database_url: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False)
    assert killed.returncode == 9
    assert not catalogue.stored("rats")
    assert catalogue.content_ids() == {"cats number 0", "dogs number 0"}
    assert catalogue.problems() == []


def test_a_publication_that_fails_half_way_leaves_the_edition_as_it_was(
    catalogue: SqlCatalogue, database_url: str
) -> None:
    with open_database(database_url, "").writing() as connection:
        connection.execute(
            text("ALTER TABLE edition_revisions ADD CONSTRAINT full_up CHECK (edition_id <> 2 OR position < 1)")
        )
    before = catalogue.current()
    with pytest.raises(Exception, match="full_up"):
        catalogue.publish(["dogs", "cats"], "bob")
    assert catalogue.current() == before
    assert len(catalogue.editions()) == 1


def test_of_two_who_publish_at_once_one_comes_after_the_other(catalogue: SqlCatalogue, database_url: str) -> None:
    others = [open_catalogue(database_url) for _ in range(4)]
    together = Barrier(4)

    def publish(each: SqlCatalogue) -> int:
        together.wait()
        return each.publish(["dogs"], "bob").id

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, others)) == [2, 3, 4, 5]
    for each in others:
        each.close()


def test_a_reader_sees_one_state_whatever_is_published_meanwhile(catalogue: SqlCatalogue, database_url: str) -> None:
    database: Database = open_database(database_url, "")
    counted = text("SELECT count(*) FROM editions")
    with database.reading() as connection:
        assert connection.execute(counted).scalar() == 1
        catalogue.publish(["dogs"], "bob")
        assert connection.execute(counted).scalar() == 1
    with database.reading() as connection:
        assert connection.execute(counted).scalar() == 2
    database.close()


def test_readers_go_on_and_writers_are_told_while_one_writes(catalogue: SqlCatalogue, database_url: str) -> None:
    with open_database(database_url, "").writing():
        impatient = SqlCatalogue(open_database(database_url, "", busy_timeout_s=0.05))
        assert impatient.current()
        with pytest.raises(LibraryError, match="is being written by another process: try again"):
            impatient.publish(["dogs"], "bob")
    impatient.close()


def test_what_is_wrong_in_a_catalogue_is_told_and_mended(catalogue: SqlCatalogue, database_url: str) -> None:
    assert catalogue.problems() == []
    with open_database(database_url, "").writing() as connection:
        connection.execute(text("UPDATE editions SET passages = 7"))
        connection.execute(text("DELETE FROM lexicon"))
    assert [each.split(" of ")[0] for each in catalogue.problems()] == ["The counts", "The index"]
    catalogue.mend()
    assert catalogue.problems() == []
    assert len(catalogue.search(1, ["cats"], 10)) == 1


def test_letters_moments_and_lists_come_back_as_they_were_kept(catalogue: SqlCatalogue) -> None:
    odd = "Ζ💡 naïve \\ ' \" % :x ${y} 谁\u2028\ufeff"
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    of = revision("odd").model_copy(update={"title": odd, "period": (1999, 2000), "read_at": at})
    catalogue.add(of, odd, [])
    catalogue.publish(["odd"], odd, odd)
    assert catalogue.revisions(2) == [of]
    assert catalogue.text("odd") == odd
    assert catalogue.editions(1)[0].why == odd


# -- the lock of the one writer ----------------------------------------------------------------------------------------


def test_one_writes_at_a_time_over_all_machines_and_the_others_are_told_who(database_url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, database_url], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        lock = SharedLock(database_url)
        with pytest.raises(LibraryBusy, match=rf"Another ingest .* \(.* {other.pid} since 20.*\)"), sole_writer(lock):
            pass
        other.kill()
    with sole_writer(lock), sole_writer(lock), pytest.raises(LibraryBusy), SharedLock(database_url)():
        pass
    with SharedLock(database_url)():
        pass


# -- a server that is away, or won't let us in -------------------------------------------------------------------------


def test_a_server_that_was_away_is_used_again_without_a_restart(server: PostgresServer) -> None:
    address = server.database("library")
    catalogue, journal, lock = open_catalogue(address), open_journal(address), SharedLock(address)
    catalogue.add(revision("cats"), "cats", [passage("cats")])
    catalogue.publish(["cats"], "ada")
    server.stop()
    sentence = r"library at 127\.0\.0\.1.* cannot be reached .*as soon as it answers\.$"
    for what in (catalogue.current, lambda: journal.first_time("e1"), lambda: lock().__enter__()):
        with pytest.raises(LibraryError, match=sentence):
            what()
    with pytest.raises(LibraryError, match="cannot be reached"):
        open_catalogue(address)
    server.start()
    assert catalogue.current()
    assert journal.first_time("e1")
    with lock():
        pass


def test_who_may_not_in_or_not_write_is_told_so(server: PostgresServer) -> None:
    server.sql("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC", "library")
    guest = server.database("library").replace("footnote@", "guest@")
    with pytest.raises(LibraryError, match=r"may not be written .*permission denied.* give Footnote's user"):
        open_catalogue(guest)
    with pytest.raises(LibraryError, match=r"does not let Footnote in .* correct FOOTNOTE_DATABASE_URL"):
        open_catalogue(server.database("nowhere"))


@pytest.mark.parametrize("address", ["mysql://h/d", "postgresql://host", "no address", "http://h/d"])
def test_an_address_of_something_else_is_refused_with_how_to_write_it(address: str) -> None:
    with pytest.raises(InvalidSettings, match=r"write postgresql://USER:PASSWORD@HOST/DATABASE"):
        open_catalogue(address)


def test_a_password_is_in_no_sentence() -> None:
    with pytest.raises(LibraryError) as raised:
        open_catalogue("postgresql://ada:hunter2@127.0.0.1:9/library")
    assert "hunter2" not in str(raised.value)


def test_slacks_installations_are_kept_there_too(database_url: str) -> None:
    from asyncio import run

    _, states = open_installations(database_url, "client")
    state = run(states.async_issue())
    _, others = open_installations(database_url, "client")
    assert run(others.async_consume(state))
    assert not run(states.async_consume(state))


def test_opening_a_folder_does_not_load_the_driver(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge.stores.catalogue import open_catalogue; "
        "open_catalogue(Path(sys.argv[1])); sys.exit('psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, tmp_path], check=False).returncode == 0
