"""One writer at a time: told about, stopped, and entered with how it ended."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.lock import sole_writer
from ingest.writing import SILENT, Writers
from knowledge.errors import LibraryBusy, RunCancelled, RunInterrupted, SourceUnavailable
from knowledge.runs import Start
from knowledge.stores.memory_sources import MemoryRuns
from tests.support.registry import NOON, Clock
from tests.support.stages import Notes

NO_PROCESS = 2**22 + 1  # more than Linux gives out


class Desk:
    """Writers of two machines at one book."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.book = folder, Clock(), MemoryRuns()
        self.here = Writers(self.book, folder / "here", self.clock, host="here")
        self.there = Writers(self.book, folder / "there", self.clock, host="there")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_another_thread_is_told_who_is_at_it(desk: Desk) -> None:
    said: list[str] = []

    def attempt() -> None:
        try:
            with desk.here.at_work("ingest", "bob", Notes()):
                said.append("in")
        except LibraryBusy as error:
            said.append(str(error))

    with desk.here.at_work("reingest", "ada", Notes()) as progress:
        progress.started(4)
        progress.source("a.md", 1)
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(said) == 1
    assert said[0].startswith("ada has been re-ingesting since ")
    assert ": 0 of 4 documents; wait until that has ended" in said[0]


def test_another_machine_is_told_as_well(desk: Desk) -> None:
    with (
        desk.here.at_work("reingest", "ada", Notes()),
        pytest.raises(LibraryBusy, match="ada has been re-ingesting"),
        desk.there.at_work("reingest", "bob", Notes()),
    ):
        pytest.fail("two at once")
    with desk.there.at_work("reingest", "bob", Notes()):
        pass
    assert [(run.start.by, run.ended) for run in desk.book.runs(10)] == [("bob", "done"), ("ada", "done")]


def test_a_writer_that_is_in_no_book_is_told_by_its_lock(desk: Desk) -> None:
    """A process that holds the lock and hasn't entered its run yet, or one of an older version."""

    def attempt() -> None:
        with pytest.raises(LibraryBusy, match=rf"Another ingest is at work .*process {os.getpid()} since"):
            desk.here.at_work("ingest", "bob", Notes()).__enter__()
        tried.append(True)

    tried: list[bool] = []
    with sole_writer(desk.folder / "here"):
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert tried


def test_what_it_says_is_passed_on_and_written_down_now_and_then(desk: Desk) -> None:
    notes = Notes()
    with desk.here.at_work("reingest", "ada", notes) as progress:
        progress.started(500)
        for number in range(1, 400):
            desk.clock.on(milliseconds=10)
            progress.source(f"{number}.md", number)
        written = desk.book.open()
    assert written
    assert (written.how_far.documents, written.how_far.of_documents) == (300, 500)
    assert (len(notes.lines), notes.lines[-1]) == (400, ("source", "399.md", 399))


def test_a_sign_of_life_tells_how_far_it_is(desk: Desk) -> None:
    with desk.here.at_work("reingest", "ada", Notes()) as progress:
        progress.started(2)
        progress.source("a.md", 1)
        desk.clock.on(seconds=30)
        progress.beat()
        written = desk.book.open()
    assert written
    assert (written.how_far.current, written.seen_at) == ("a.md", NOON + timedelta(seconds=30))


def test_who_is_asked_to_stop_does_so_at_the_next_step(desk: Desk) -> None:
    def work() -> None:
        with desk.here.at_work("reingest", "ada", Notes()) as run:
            run.started(2)
            assert desk.there.cancel("bob")
            desk.clock.on(seconds=2)
            run.source("a.md", 1)

    with pytest.raises(RunCancelled, match="bob stopped this"):
        work()
    (ended,) = desk.book.runs(10)
    assert (ended.ended, ended.outcome) == ("cancelled", "bob stopped this; what is published stays as it was.")
    assert desk.here.cancel("bob") is None


def test_who_was_taken_for_dead_stops_and_leaves_the_other_alone(desk: Desk) -> None:
    def work() -> None:
        with desk.here.at_work("reingest", "ada", Notes()) as slow:
            desk.clock.on(seconds=SILENT.total_seconds() + 1)
            with desk.there.at_work("reingest", "bob", Notes()):
                with pytest.raises(LibraryBusy, match="another one took its place"):
                    slow.started(3)
                slow.check()

    with pytest.raises(LibraryBusy, match="another one took its place"):
        work()
    assert [(run.start.by, run.ended) for run in desk.book.runs(10)] == [("bob", "failed"), ("ada", "interrupted")]


@pytest.mark.parametrize(
    ("error", "ended", "outcome"),
    [
        (SourceUnavailable("It is away."), "failed", "It is away."),
        (RunInterrupted("Later."), "interrupted", "Later."),
        (KeyboardInterrupt(), "cancelled", "Interrupted at the terminal."),
        (ZeroDivisionError(), "failed", "Something went wrong on our side: the log has more."),
    ],
)
def test_however_it_ends_the_book_says_so(desk: Desk, error: BaseException, ended: str, outcome: str) -> None:
    with pytest.raises(type(error)), desk.here.at_work("reingest", "ada", Notes()):
        raise error
    (run,) = desk.book.runs(10)
    assert (run.ended, run.outcome) == (ended, outcome)
    with desk.here.at_work("ingest", "bob", Notes()):
        assert desk.here.at_work_now()


@pytest.mark.parametrize(
    ("host", "process", "age_s", "alive"),
    [
        ("here", None, 0, True),
        ("here", 1, 0, True),
        ("here", NO_PROCESS, 0, False),
        ("here", None, 61, False),
        ("there", NO_PROCESS, 59, True),
        ("there", NO_PROCESS, 61, False),
    ],
)
def test_a_run_is_alive_while_its_process_is_and_gives_signs_of_it(
    desk: Desk, host: str, process: int | None, age_s: float, alive: bool
) -> None:
    """None is this process; its number is no name for a test, since workers must find the same ones."""
    process = os.getpid() if process is None else process
    desk.book.begin(Start(kind="reingest", by="ada", at=NOON, host=host, process=process), NOON)
    desk.clock.on(seconds=age_s)
    assert bool(desk.here.at_work_now()) == alive
    assert bool(desk.here.unfinished()) == (not alive)


def test_only_the_last_re_ingest_can_be_unfinished(desk: Desk) -> None:
    assert desk.here.unfinished() is None
    with pytest.raises(RunInterrupted), desk.here.at_work("reingest", "ada", Notes()):
        raise RunInterrupted("Later.")
    with desk.here.at_work("ingest", "bob", Notes()):
        pass
    left = desk.here.unfinished()
    assert left
    assert left.start.by == "ada"
    with desk.here.at_work("reingest", "bob", Notes()):
        pass
    assert desk.here.unfinished() is None
