"""What is due is run, what was left is taken up again, and it stops when it is told to. Nothing here waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.schedule import BUSY_S, CONTINUATIONS, POLL_S, Scheduler
from knowledge.errors import ModelUnavailable
from knowledge.runs import Start
from tests.support.pages import Pages, page, serving
from tests.support.registry import NOON, Registry

TEXT = "# Apples\n\nSeven in ten growers sell apples at the market.\n"


@pytest.fixture
def library(tmp_path: Path) -> Registry:
    library = Registry(tmp_path, retry_first_s=300, park_after=3)
    library.write("reports/a.md", TEXT)
    return library


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as served:
        yield served


def scheduler(library: Registry, said: list[str], **more: Any) -> Scheduler:
    options = {"publish": True, "tell": said.append, "clock": library.clock} | more
    return Scheduler(library.reingest, library.sources, library.writers, **options)


def ends(library: Registry) -> list[tuple[str, str | None]]:
    return [(run.start.by, run.ended) for run in library.book.runs(100)[::-1]]


def test_a_source_is_looked_at_when_it_is_due_and_not_before(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    schedule = scheduler(library, said)
    waits = [schedule.step()]
    assert set(library.published()) == {"a.md"}
    for hours in (5, 0.995, 0.005):
        library.clock.on(hours=hours)
        waits.append(schedule.step())
    assert ends(library) == [("the schedule", "done")] * 2
    assert waits == [POLL_S, POLL_S, 18.0, POLL_S]
    assert said == [
        "Looking at reports.",
        "1 added, published as edition 1.",
        "Looking at reports.",
        "nothing has changed.",
    ]


def test_without_schedules_there_is_nothing_to_do(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports")
    schedule = scheduler(library, said)
    assert (schedule.step(), schedule.next_at(), said, ends(library)) == (POLL_S, None, [], [])


def test_what_is_due_together_is_one_run_and_the_longest_overdue_comes_first(
    library: Registry, said: list[str]
) -> None:
    for name, schedule in (("x", "every 2h"), ("y", "every 1h"), ("z", "every 1d")):
        library.add(library.write(f"{name}.md", TEXT), schedule=schedule)
    library.run()
    library.clock.on(hours=3)
    due = scheduler(library, said).due(library.clock.now)
    assert [Path(source.place).name for source in due] == ["y.md", "x.md"]
    scheduler(library, said).step()
    assert library.book.runs(1)[0].start.source_ids == (2, 1)


def test_a_time_that_was_slept_through_is_made_up_for_once(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 1h")
    schedule = scheduler(library, said)
    schedule.step()
    library.clock.on(days=3)
    schedule.step()
    schedule.step()
    assert len(ends(library)) == 2


def test_what_the_schedule_reads_waits_for_a_review_unless_it_is_told_otherwise(
    library: Registry, said: list[str]
) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    scheduler(library, said, publish=False).step()
    assert library.published() == {}
    assert said[-1] == "1 added, waiting for a review."


def test_a_failing_source_is_tried_again_later_and_later_until_it_is_parked(
    library: Registry, said: list[str], pages: Pages
) -> None:
    url = pages.serve("/", page("", status=404))
    library.add(url, schedule="every 1w")
    schedule = scheduler(library, said)
    tried: list[float] = []
    for minute in range(60):
        before = len(pages.asked)
        schedule.step()
        if len(pages.asked) > before:
            tried.append(minute)
        library.clock.on(minutes=1)
    assert tried == [0, 5, 15]
    assert (library.source(1).state, schedule.next_at()) == ("parked", None)
    assert said[1] == f"1 failed, nothing to publish. {url}: {url} is not there (HTTP 404): check the address."


def test_a_run_whose_process_died_is_taken_up_again_first(library: Registry, said: list[str]) -> None:
    source = library.add(library.folder / "reports")
    start = Start(
        kind="reingest", by="ada", at=NOON, host="here", process=2**22 + 1, source_ids=(source.id, 99), publish=False
    )
    dead = library.book.begin(start, NOON)
    scheduler(library, said).step()
    assert ends(library) == [("ada", "interrupted"), ("ada", "done")]
    run = library.book.runs(1)[0]
    assert (run.start.continues, run.start.publish, run.start.source_ids) == (dead.id, False, (source.id,))
    assert library.published() == {}


def test_a_run_that_kills_its_process_again_and_again_is_given_up(library: Registry, said: list[str]) -> None:
    source = library.add(library.folder / "reports", schedule="every 1h")
    before = None
    for _ in range(CONTINUATIONS + 1):
        start = Start(
            kind="reingest", by="ada", at=NOON, host="there", process=1, source_ids=(source.id,), continues=before
        )
        before = library.book.end(library.book.begin(start, NOON).id, "interrupted", "Died.", NOON).id
    schedule = scheduler(library, said)
    schedule.step()
    assert said == []
    library.clock.on(hours=1)
    schedule.step()
    assert said[0] == "Looking at reports."


def test_while_somebody_else_writes_it_waits(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    library.book.begin(Start(kind="ingest", by="ada", at=NOON, host="there", process=1), NOON)
    assert scheduler(library, said).step() == BUSY_S
    assert said[1].startswith("ada has been ingesting since")


def test_a_run_that_somebody_stopped_is_not_begun_again_at_once(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    schedule = scheduler(library, said)
    library.parts["embedder"] = Stopping(library)
    schedule.step()
    assert ends(library) == [("the schedule", "cancelled")]
    assert said[-1] == "bob stopped this; what is published stays as it was."
    library.parts.clear()
    schedule.step()
    assert len(ends(library)) == 1
    library.clock.on(hours=6)
    schedule.step()
    assert ends(library)[-1] == ("the schedule", "done")


class Stopping:
    """An embedder during whose work somebody stops the run."""

    def __init__(self, library: Registry, stop: Any = None) -> None:
        self._library, self._stop = library, stop
        self.name, self.dimensions = library.embedder.name, library.embedder.dimensions

    def embed(self, texts: Any) -> Any:
        (self._stop or (lambda: self._library.writers.cancel("bob")))()
        return self._library.embedder.embed(texts)


def test_stopping_it_interrupts_a_run_and_the_next_start_goes_on(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    schedule = scheduler(library, said)
    library.parts["embedder"] = Stopping(library, schedule.stop)
    schedule.run()  # ends by itself, since it is stopped while it embeds
    assert ends(library) == [("the schedule", "interrupted")]
    assert library.published() == {}
    embedded = len(library.embedder.texts)

    library.parts.clear()
    scheduler(library, said).step()
    assert ends(library)[-1] == ("the schedule", "done")
    assert (set(library.published()), len(library.embedder.texts)) == ({"a.md"}, embedded)


def test_it_runs_in_a_thread_and_stops_cleanly(library: Registry) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    done = threading.Event()
    schedule = scheduler(library, [], tell=lambda sentence: done.set() if "published" in sentence else None)
    schedule.start()
    assert done.wait(60)
    schedule.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "schedule"]
    assert ends(library) == [("the schedule", "done")]


def test_what_goes_wrong_as_a_whole_is_said_and_tried_again_when_it_is_due(library: Registry, said: list[str]) -> None:
    library.add(library.folder / "reports", schedule="every 6h")
    schedule = scheduler(library, said)

    def unavailable() -> None:
        schedule.stop()
        raise ModelUnavailable("There is no model: install it.")

    library.parts["embedder"] = Stopping(library, unavailable)
    schedule.run()
    assert said[-1] == "There is no model: install it."
    assert ends(library) == [("the schedule", "failed")]
    assert schedule.due(library.clock.now) == []
