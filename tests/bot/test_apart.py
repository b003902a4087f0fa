"""A service has its documents read by a process of their own: what is told, what goes wrong, and how it is stopped."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from bot import apart
from bot.settings import Settings
from bot.wiring import Services
from ingest.blocks import Metadata
from ingest.reingest import Order
from ingest.report import IngestReport
from ingest.writing import Follower
from ingest.yielding import NICENESS
from knowledge.errors import FootnoteError, LibraryBusy, LibraryError, RunCancelled, RunInterrupted, UnknownSource
from knowledge.runs import Run
from knowledge.sources import Said


class Watching:
    """A watch that remembers, follows a run, and ends it at one of the things that it is told."""

    def __init__(self, end_at: str = "") -> None:
        self.told: list[tuple[Any, ...]] = []
        self.run: Run | None = None
        self._end_at = end_at

    def entered(self, run: Run) -> None:
        self.run = run

    def say(self, sentence: str) -> None:
        self.told.append(("say", sentence))

    def started(self, total: int) -> None:
        self.told.append(("started", total))

    def source(self, name: str, n: int) -> None:
        self.told.append(("source", n))
        if self._end_at == "source":
            raise RunInterrupted("The service was stopped.")

    def embedding(self, done: int, total: int) -> None:
        self.told.append(("embedding", done, total))

    def finished(self, report: IngestReport) -> None:
        self.told.append(("finished", report.edition and report.edition.id))


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "cats.md").write_text("# Cats\n\nOf the firms, 48% keep a cat in the office.\n")
    services = Services(Settings(library=tmp_path / "library"))
    services.apart = True
    return services


# -- the process itself, with the models -----------------------------------------------------------------------------


def test_a_run_is_told_of_and_published_as_if_it_were_done_here(services: Services, tmp_path: Path) -> None:
    services.registrar.add(str(tmp_path / "reports"), Said(), "ada")
    watch = Watching()
    assert isinstance(watch, Follower)
    report = services.reingest.run(Order("ada", publish=True), watch)  # type: ignore[arg-type]
    assert [Path(each).name for each in report.report.added] == ["cats.md"]
    assert report.report.edition == services.edition()
    assert (report.run.start.by, report.run.start.process) != ("ada", os.getpid())
    assert watch.run
    assert watch.run.id == report.run.id
    told = dict.fromkeys(each for each in watch.told if each[0] != "embedding")  # what is looked up may come twice
    assert list(told) == [("started", 1), ("source", 1), ("finished", 1)]
    assert services.writers.runs(1)[0].ended == "done"
    with pytest.raises(UnknownSource, match="There is no source 'dogs'"):
        services.reingest.run(Order("ada", publish=True, names=("dogs",)))


def test_an_ingest_is_staged_and_one_that_is_stopped_is_left_for_the_next(services: Services, tmp_path: Path) -> None:
    reports = [str(tmp_path / "reports")]
    with pytest.raises(RunInterrupted):
        services.ingest(reports, Metadata(), "ada", Watching("source"))  # type: ignore[arg-type]
    assert services.writers.at_work_now() is None
    assert services.catalogue.current() is None
    staged = services.ingest(reports, Metadata(title="All about cats"), "ada", Watching(), review=True)  # type: ignore[arg-type]
    assert staged.staged
    assert services.catalogue.current() is None
    assert services.catalogue.revisions(staged.staged.edition.id)[0].title == "All about cats"


def test_it_gives_way_and_says_nothing_but_what_it_is_to_say(tmp_path: Path) -> None:
    """What it prints beside goes to its standard error; without a job that it understands it ends."""
    code = (
        "import os, sys; from bot import apart; "
        "apart.do = lambda job, watch: print('noise') or sys.exit(os.nice(0)); apart.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], input="{}\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (NICENESS, "", "noise")


# -- what is told ----------------------------------------------------------------------------------------------------


def lines(*said: dict[str, Any] | None) -> Queue[str | None]:
    queue: Queue[str | None] = Queue()
    for each in said:
        queue.put(None if each is None else json.dumps(each))
    return queue


@pytest.mark.parametrize("kind", [LibraryBusy, RunCancelled, UnknownSource, LibraryError])
def test_an_error_there_is_the_same_error_here(kind: type[FootnoteError]) -> None:
    with pytest.raises(kind, match=r"^Why so$"):
        apart._followed(lines({"error": kind.__name__, "sentence": "Why so"}), Watching())  # type: ignore[arg-type]


def test_an_error_that_is_none_of_ours_is_a_plain_one() -> None:
    with pytest.raises(FootnoteError, match=r"^Why so$"):
        apart._followed(lines({"error": "Path", "sentence": "Why so"}), Watching())  # type: ignore[arg-type]


def test_one_that_ends_without_a_word_can_be_started_again() -> None:
    with pytest.raises(LibraryError, match="start it again"):
        apart._followed(lines({"tell": "started", "of": [1]}, None), Watching())  # type: ignore[arg-type]


def test_while_nothing_is_told_the_watch_may_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step may take long, and a service that ends doesn't wait for it."""
    monkeypatch.setattr(apart, "ASKED_EVERY_S", 0.01)

    class Late(Watching):
        def source(self, name: str, n: int) -> None:
            super().source(name, n)
            if len(self.told) == 3:
                raise RunInterrupted("The service was stopped.")

    with pytest.raises(RunInterrupted):
        apart._followed(lines({"tell": "source", "of": ["a", 1]}), Late())  # type: ignore[arg-type]


def test_nobody_to_tell_ends_the_run() -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    with pytest.raises(RunInterrupted, match="goes on from here"):
        apart.Telling(Closed()).source("a", 1)
    told = io.StringIO()
    watch = apart.Telling(told)
    watch.started(3)
    watch.end()
    with pytest.raises(RunInterrupted):
        watch.embedding(1, 2)
    assert told.getvalue().startswith('{"tell": "started", "of": [3]}')
