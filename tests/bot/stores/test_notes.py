"""What the database adds to following and telling: an older journal is raised, and nothing is walked through whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.requests import Place
from bot.stores.journal import FILE, open_journal
from bot.stores.schema import JOURNAL
from tests.contracts.test_journal import START, exchange
from tests.contracts.test_notes import FACT, NOW, note, taken


def test_a_journal_of_the_version_before_is_raised_with_what_is_in_it(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(JOURNAL.migrations))
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    asked = exchange()
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute(
            "INSERT INTO exchanges (id, at, user, record, unanswered) VALUES (?, ?, ?, ?, 0)",
            (asked.id, str(asked.at.astimezone(UTC).replace(tzinfo=None)), asked.user, asked.model_dump_json()),
        )
        database.commit()
    journal = open_journal(tmp_path)
    assert journal.exchange("e1") == asked
    assert (journal.looked(), journal.cited(START)) == (None, set())
    journal.record(exchange("e2", 1), [FACT])
    assert [each.exchange for each in journal.followed([FACT.document], START)] == ["e2"]


def test_notes_that_wait_are_there_after_a_restart(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.record(exchange("e1"), [FACT])
    assert journal.follow(None, 2, [], [note("n1"), note("n2", at=1)])
    assert taken(journal) == "n1"
    journal.close()
    again = open_journal(tmp_path)
    assert (again.waiting(), taken(again), taken(again)) == ([note("n2", at=1)], "n2", None)


LOOKED_UP = {
    "cited": lambda journal: journal.cited(START),
    "followed": lambda journal: journal.followed([FACT.document], START),
    "take_note": lambda journal: journal.take_note("slack", NOW, 20),
    "note": lambda journal: journal.note("n1"),
    "count": lambda journal: journal.count(user="ada"),
    "feedback_on": lambda journal: journal.feedback_on(["e1"]),
}


@pytest.mark.parametrize("name", LOOKED_UP)
def test_nothing_is_looked_up_by_walking_through_a_whole_table(tmp_path: Path, name: str) -> None:
    journal = open_journal(tmp_path)
    for number in range(200):
        place = Place(workspace="T1", channel="C1", thread=f"{number}.1", message=f"{number}.1")
        fact = FACT.model_copy(update={"document": f"d{number}"})
        journal.record(exchange(f"x{number}", -number - 1, place, user=f"u{number}"), [fact])
    told = [note(f"t{number}", f"x{number}", at=-number) for number in range(200)]
    assert journal.follow(None, 2, [], told)
    for each in told:
        journal.told(each.id)
    statements: list[str] = []
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("ANALYZE")
        database.commit()
        fresh = open_journal(tmp_path)
        with fresh._database.reading() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.set_trace_callback(statements.append)
        LOOKED_UP[name](fresh)
        selects = [statement for statement in statements if statement.startswith("SELECT")]
        assert selects
        plan = [str(row[-1]) for each in selects for row in database.execute(f"EXPLAIN QUERY PLAN {each}")]
    large = ("SCAN exchanges", "SCAN facts", "SCAN notes", "SCAN changes")
    assert not [step for step in plan if step.startswith(large) and "INDEX" not in step], plan


def test_a_thousand_answers_are_followed_in_a_moment(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    for number in range(1000):
        place = Place(workspace="T1", channel="C1", thread=f"{number}.1", message=f"{number}.1")
        journal.record(exchange(f"x{number}", 0, place), [FACT])
    began = datetime.now(UTC)
    found = journal.followed([FACT.document], START)
    assert journal.follow(None, 2, found, [note(f"n{number}", f"x{number}") for number in range(1000)])
    assert len(journal.waiting()) == 1000
    assert (datetime.now(UTC) - began).total_seconds() < 10
