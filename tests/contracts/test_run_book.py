"""What every RunBook promises, the fake and the database alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from knowledge.errors import LibraryBusy
from knowledge.runs import KEPT, HowFar, Run, RunBook, Start, sentence
from knowledge.stores.memory_sources import MemoryRuns
from knowledge.stores.runs import open_runs

NOON = datetime(2026, 3, 4, 12, tzinfo=timezone(timedelta(hours=1)))
HALF = HowFar(documents=2, of_documents=4, current="b.md", embedded=512, to_embed=1000)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> RunBook:
    makers: dict[str, Callable[[], RunBook]] = {
        "memory": MemoryRuns,
        "sqlite": lambda: open_runs(tmp_path / "library"),
        "postgres": lambda: open_runs(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def start(host: str = "here", minutes: float = 0, **more: object) -> Start:
    values = {"kind": "reingest", "by": "ada", "process": 7, "what": ("/r",), "source_ids": (1, 3)} | more
    return Start(at=at(minutes), host=host, **values)  # type: ignore[arg-type]


def begin(book: RunBook, host: str = "here", minutes: float = 0, **more: object) -> Run:
    return book.begin(start(host, minutes, **more), silent_since=at(minutes - 1))


def test_a_run_is_open_until_it_is_closed(book: RunBook) -> None:
    assert book.open() is None
    run = begin(book, publish=False, continues=4)
    assert (run.start, run.ended, run.how_far) == (start(publish=False, continues=4), None, HowFar())
    assert book.open() == run
    ended = book.end(run.id, "done", "3 added.", at(5))
    assert (ended.ended, ended.outcome, ended.ended_at) == ("done", "3 added.", at(5))
    assert (book.open(), book.runs(10)) == (None, [ended])


def test_how_far_it_is_can_be_read_by_others(book: RunBook) -> None:
    run = begin(book)
    told = book.tell(run.id, HALF, at(1))
    assert book.open() == told
    assert (told.how_far, told.seen_at) == (HALF, at(1))
    beat = book.tell(run.id, None, at(2))
    assert (beat.how_far, beat.seen_at) == (HALF, at(2))


def test_nobody_begins_while_another_machine_is_alive(book: RunBook) -> None:
    run = begin(book, "there")
    book.tell(run.id, HALF, at(1))
    with pytest.raises(LibraryBusy, match=r"^ada has been re-ingesting since .*: 2 of 4 documents, 512 of 1,000 pass"):
        begin(book, "here", 1.5)
    assert [each.ended for each in book.runs(10)] == [None]


def test_a_machine_that_is_silent_for_too_long_has_lost_its_turn(book: RunBook) -> None:
    lost = begin(book, "there")
    run = begin(book, "here", 1.5)
    assert book.open() == run
    told = book.tell(lost.id, HALF, at(2))
    assert (told.ended, told.ended_at, told.how_far) == ("interrupted", at(0), HowFar())
    assert book.end(lost.id, "done", "Late.", at(3)) == told


def test_an_open_run_of_this_machine_is_dead_for_whoever_holds_its_lock(book: RunBook) -> None:
    dead = begin(book)
    begin(book, minutes=0.1)
    assert [(run.id, run.ended) for run in book.runs(10)][1] == (dead.id, "interrupted")


def test_a_run_is_asked_to_stop_and_hears_of_it_when_it_next_tells(book: RunBook) -> None:
    assert book.cancel("bob") is None
    run = begin(book)
    asked = book.cancel("bob")
    assert asked
    assert (asked.id, asked.cancelled_by) == (run.id, "bob")
    assert book.tell(run.id, HALF, at(1)).cancelled_by == "bob"


def test_the_last_runs_come_newest_first_and_old_ones_are_forgotten(book: RunBook) -> None:
    for _ in range(KEPT + 5):
        book.end(begin(book).id, "done", "", at(1))
    runs = book.runs(1000)
    assert len(runs) == KEPT
    assert [run.id for run in runs] == sorted((run.id for run in runs), reverse=True)
    assert book.runs(2) == runs[:2]


def test_of_many_that_begin_at_once_one_does(book: RunBook) -> None:
    def attempt(number: int) -> bool:
        try:
            begin(book, f"host {number}")
        except LibraryBusy:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_a_sentence_says_no_more_than_is_known() -> None:
    run = Run(id=1, start=start(kind="ingest"), seen_at=NOON)
    assert sentence(run) == f"ada has been ingesting since {NOON.astimezone():%Y-%m-%d %H:%M}"
