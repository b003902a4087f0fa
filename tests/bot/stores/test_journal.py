"""What the database adds to the journal: it outlives processes, serves several, and is raised from older versions."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.requests import Place
from bot.stores.journal import FILE, SqlJournal, open_journal
from bot.stores.schema import JOURNAL, metadata
from knowledge.errors import LibraryError
from knowledge.stores.engine import open_database
from tests.contracts.test_journal import START, THREAD, exchange

ASK_WHICH_ARE_NEW = """
import sys
from pathlib import Path
from bot.stores.journal import open_journal
journal = open_journal(Path(sys.argv[1]))
sys.stdin.readline()
print(*(number for number in range(200) if journal.first_time(f"Ev{number}")))
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The folder of a library with a journal of one exchange."""
    journal = open_journal(tmp_path / "library")
    journal.record(exchange())
    journal.close()
    return tmp_path / "library"


def test_two_processes_that_see_the_same_events_share_them_out(library: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ASK_WHICH_ARE_NEW, library], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for each in running:  # both have opened the journal by the time that they read the line, or nearly
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    handled = [number for each in running for number in each.communicate(timeout=60)[0].split()]
    assert [each.returncode for each in running] == [0, 0]
    assert sorted(map(int, handled)) == list(range(200))


def test_it_is_all_there_after_a_restart(library: Path) -> None:
    journal = open_journal(library)
    assert journal.exchange("e1") == exchange()
    assert journal.first_time("Ev1")
    assert not open_journal(library).first_time("Ev1")


def test_what_is_written_is_seen_by_another_replica_at_once(library: Path) -> None:
    here, there = open_journal(library), open_journal(library)
    here.record(exchange("e2", 1))
    here.shown("e2", "100.4")
    assert [each.id for each in there.conversation(THREAD, 20)] == ["e1", "e2"]
    assert there.exchange("e2") == exchange("e2", 1, shown_as="100.4")


def test_readers_wait_for_nobody_and_a_writer_says_what_it_waited_for(library: Path) -> None:
    journal = SqlJournal(open_database(library, FILE, 0.1, JOURNAL))
    with closing(sqlite3.connect(library / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert journal.exchange("e1") == exchange()
        with pytest.raises(LibraryError, match=r"^The journal .*journal\.sqlite is being written by another process"):
            journal.first_time("Ev1")


def test_a_damaged_journal_says_what_to_do(library: Path) -> None:
    for file in library.iterdir():
        file.unlink()
    (library / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(LibraryError, match=r"journal\.sqlite is damaged .* or delete that file"):
        open_journal(library)


def test_a_journal_of_a_newer_version_is_left_alone(library: Path) -> None:
    with closing(sqlite3.connect(library / FILE)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(LibraryError, match=r"written by another version of Footnote \(its tables are 9999\)"):
        open_journal(library)


def test_an_exchange_that_another_version_wrote_differently_is_as_good_as_not_kept(library: Path) -> None:
    with closing(sqlite3.connect(library / FILE)) as database:
        database.execute("""UPDATE exchanges SET record = '{"id": "e1", "mood": "fine"}'""")
        database.commit()
    journal = open_journal(library)
    journal.record(exchange("e2", 1))
    assert journal.exchange("e1") is None
    assert [each.id for each in journal.conversation(THREAD, 20)] == ["e2"]


def test_a_library_whose_folder_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be made"):
        open_journal(tmp_path / "file" / "library")


def test_the_migrations_lead_to_the_schema(library: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(JOURNAL.migrations))
    assert ScriptDirectory.from_config(config).get_current_head() == JOURNAL.head
    with create_engine(f"sqlite:///{library / FILE}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_what_is_up_to_date_does_not_load_alembic(library: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bot.stores.journal import open_journal; "
        "open_journal(Path(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, library], check=False).returncode == 0


def test_postgres_would_take_the_tables() -> None:
    dialect = postgresql.dialect()
    for table in metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=dialect))
        assert "at" not in table.c or "at TIMESTAMP WITH TIME ZONE NOT NULL" in made
        assert all(
            str(CreateIndex(index).compile(dialect=dialect)).startswith("CREATE INDEX") for index in table.indexes
        )


LOOKED_UP = {
    "conversation": lambda journal: journal.conversation(THREAD, 20),
    "asked_in": lambda journal: journal.asked_in(THREAD),
    "recent": lambda journal: journal.recent("ada", 20),
    "exchange": lambda journal: journal.exchange("e1"),
    "unanswered": lambda journal: journal.unanswered(START, 20),
    "asked": lambda journal: journal.asked(START, START + timedelta(minutes=1)),
    "feedback": lambda journal: journal.feedback("e1"),
}


@pytest.mark.parametrize("name", LOOKED_UP)
def test_nothing_is_looked_up_by_walking_through_a_whole_table(library: Path, name: str) -> None:
    journal = open_journal(library)
    for number in range(300):
        place = Place(workspace="T1", channel="C1", thread=f"{number}.1", message=f"{number}.1")
        journal.record(exchange(f"x{number}", -number - 1, place, user=f"u{number}"))
    statements: list[str] = []
    with closing(sqlite3.connect(library / FILE)) as database:
        database.execute("ANALYZE")
        database.commit()
        fresh = open_journal(library)
        with fresh._database.reading() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.set_trace_callback(statements.append)
        LOOKED_UP[name](fresh)
        selects = [statement for statement in statements if statement.startswith("SELECT")]
        assert selects
        plan = [str(row[-1]) for each in selects for row in database.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert not [step for step in plan if step.startswith("SCAN exchanges") and "INDEX" not in step], plan
