"""Looks at sources when they are due: in a thread of a service, or in the foreground."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from ingest.registering import now
from ingest.reingest import Order, Reingest, RunReport, names_of
from ingest.report import Quiet
from ingest.timing import next_look
from ingest.writing import Writers
from knowledge.errors import FootnoteError, LibraryBusy, RunCancelled, RunInterrupted
from knowledge.runs import Run
from knowledge.sources import Source, SourceRegistry

log = structlog.get_logger(__name__)

BY = "the schedule"
POLL_S = 30.0  # sources are registered and changed by other processes: no longer than this goes unnoticed
BUSY_S = 60.0  # until it is tried again when somebody else writes
CONTINUATIONS = 5  # a run that ended its process so often is not taken up again by itself
REMEMBERED = 100  # runs that are looked back at


class Scheduler:
    """Runs what is due, one run at a time.

    Args:
        reingest: does it.
        registry: the sources, with their schedules.
        writers: knows of runs that were not finished.
        publish: whether what was read is published at once; else it waits for a review.
        tell: is told in a sentence what is going on; without it the log is.
        done: is told of each run that came to its end.
        clock: says what time it is.
    """

    def __init__(
        self,
        reingest: Reingest,
        registry: SourceRegistry,
        writers: Writers,
        *,
        publish: bool = False,
        tell: Callable[[str], None] | None = None,
        done: Callable[[RunReport], None] | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._reingest = reingest
        self._registry = registry
        self._writers = writers
        self._publish = publish
        self._tell = tell or _log
        self._done = done
        self._clock = clock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    # -- running ---------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Run in a thread of its own, until ``stop``."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self.run, name="schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Come to an end: a run that is going on stops at its next step, and the next start goes on with it."""
        self._stopping.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def run(self) -> None:
        """Run here, until ``stop`` is called from elsewhere."""
        while not self._stopping.is_set():
            self._stopping.wait(self._step())

    def _step(self) -> float:
        try:
            return self.step()
        except FootnoteError as error:
            self._tell(str(error))
        except Exception:  # the outermost line of a thread: one failure must not be the end of all schedules
            log.exception("the schedule failed")
        return BUSY_S

    def step(self) -> float:
        """Do what is due now; returns how many seconds may pass until the next step."""
        if (rest := self._unfinished()) and (wait := self._finish(rest)):
            return wait
        due = self.due(self._clock())
        if due:
            order = Order(BY, self._publish, source_ids=[source.id for source in due], by_itself=True)
            wait = self._do(order, names_of(due))
            if wait:
                return wait
        upcoming = self.next_at()
        seconds = (upcoming - self._clock()).total_seconds() if upcoming else POLL_S
        return min(max(seconds, 1.0), POLL_S)

    # -- what is due -----------------------------------------------------------------------------------------------
    def due(self, moment: datetime) -> list[Source]:
        """The sources that should have been looked at by then, the longest overdue first."""
        times = [(at, source) for at, source in self._times() if at <= moment]
        return [source for _, source in sorted(times, key=lambda each: (each[0], each[1].id))]

    def next_at(self) -> datetime | None:
        """When the next source is due; None while none has a schedule."""
        return min((at for at, _ in self._times()), default=None)

    def _times(self) -> Iterable[tuple[datetime, Source]]:
        tried = _tried(self._writers.runs(REMEMBERED))
        for source in self._registry.sources():
            at = next_look(source, tried.get(source.id))
            if at is not None:
                yield at, source

    # -- doing it --------------------------------------------------------------------------------------------------
    def _unfinished(self) -> Run | None:
        run = self._writers.unfinished()
        return run if run and _continuations(run, self._writers.runs(REMEMBERED)) < CONTINUATIONS else None

    def _finish(self, run: Run) -> float | None:
        began = f"{run.start.at.astimezone():%Y-%m-%d %H:%M}"
        self._tell(f"Going on with the re-ingest that {run.start.by} began at {began} and that was interrupted.")
        by = run.start.by
        order = Order(
            by, run.start.publish, source_ids=run.start.source_ids, continues=run, by_itself=by == BY, act=False
        )  # fmt: skip
        return self._do(order, "what was left")

    def _do(self, order: Order, what: str) -> float | None:
        """Run an order; returns how long to wait where it could not be begun."""
        self._tell(f"Looking at {what}.")
        try:
            report = self._reingest.run(order, _Stoppable(self._stopping))
        except LibraryBusy as error:
            self._tell(str(error))
            return BUSY_S
        except RunCancelled as error:
            self._tell(str(error))
        else:
            self._tell(said(report))
            if self._done:
                self._done(report)
        return None


class _Stoppable(Quiet):
    """Ends a run when the scheduler is to stop."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping

    def source(self, name: str, n: int) -> None:  # noqa: ARG002  (as Progress has it)
        """Before each document."""
        self._check()

    def embedding(self, done: int, total: int) -> None:  # noqa: ARG002  (likewise)
        """After each step."""
        self._check()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise RunInterrupted("The schedule was stopped; its next start goes on from here.")


def _log(sentence: str) -> None:
    log.info("schedule", said=sentence)


def said(report: RunReport) -> str:
    """A run in a line."""
    what = report.report
    words = ("added", "changed", "removed", "failed")
    counts = [f"{len(getattr(what, word))} {word}" for word in words if getattr(what, word)]
    counts += [f"{len(what.discarded)} left as discarded before"] if what.discarded else []
    if what.published and what.edition:
        end = f"published as edition {what.edition.id}"
    elif what.staged:
        end = "waiting for a review"
    else:
        end = "nothing has changed" if not counts else "nothing to publish"
    trouble = [f"{names_of([each])}: {each.trouble.reason}" for each in report.sources if each.trouble]
    return " ".join([", ".join([*counts, end]) + ".", *trouble])


def _tried(runs: Iterable[Run]) -> dict[int, datetime]:
    """When runs came to an end without having seen their sources, by the sources' ids."""
    tried: dict[int, datetime] = {}
    for run in runs:
        if run.ended in {"cancelled", "failed", "interrupted"} and run.ended_at:
            for source_id in run.start.source_ids:
                tried[source_id] = max(run.ended_at, tried.get(source_id, run.ended_at))
    return tried


def _continuations(run: Run, runs: Iterable[Run]) -> int:
    by_id = {each.id: each for each in runs}
    count = 0
    while run.start.continues and (before := by_id.get(run.start.continues)):
        run, count = before, count + 1
    return count
