"""One writer at a time, entered in the book of runs: who, since when, how far, and whether somebody stopped it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from ingest.lock import Lock, sole_writer
from ingest.registering import now
from ingest.report import IngestReport, Progress
from knowledge.errors import FootnoteError, LibraryBusy, RunCancelled, RunInterrupted
from knowledge.runs import Ending, HowFar, Run, RunBook, Start, busy

TOLD_EVERY = timedelta(seconds=1)  # how often it is written down which document is read
BEAT_S = 10.0  # seconds between signs of life, also while nothing gets on
SILENT = timedelta(seconds=60)  # a run that has been silent for so long is taken to be dead

Kind = Literal["ingest", "reingest"]


@runtime_checkable
class Follower(Protocol):
    """Progress of which somebody wants to know whose run it is, to show it or to stop it."""

    def entered(self, run: Run) -> None:
        """The run is at work from now on."""
        ...


class Reporter:
    """Progress that is passed on and written down, and that ends the run when somebody asked for it.

    Args:
        run: as it was entered.
        book: where.
        watch: who else wants to know.
        clock: says what time it is.
    """

    def __init__(self, run: Run, book: RunBook, watch: Progress, clock: Callable[[], datetime]) -> None:
        self.run = run
        self.outcome = "Nothing was to be done."
        self._book = book
        self._watch = watch
        self._clock = clock
        self._far = HowFar()
        self._told_at = datetime.min.replace(tzinfo=run.start.at.tzinfo)

    def started(self, total: int) -> None:
        """So many documents were found."""
        self._watch.started(total)
        self._now_at(force=True, of_documents=total)

    def source(self, name: str, n: int) -> None:
        """This one is being read."""
        self._watch.source(name, n)
        self._now_at(documents=n, current=name)

    def embedding(self, done: int, total: int) -> None:
        """So many passages are embedded."""
        self._watch.embedding(done, total)
        self._now_at(force=True, embedded=done, to_embed=total)  # a step takes seconds

    def finished(self, report: IngestReport) -> None:
        """It is over."""
        self._watch.finished(report)
        words = ("added", "changed", "unchanged", "removed", "failed")
        counts = ", ".join(f"{len(getattr(report, word))} {word}" for word in words if getattr(report, word))
        self.outcome = f"{counts or 'nothing found'}."

    def beat(self) -> None:
        """A sign of life, from another thread."""
        self.run = self._book.tell(self.run.id, self._far, self._clock())

    def check(self) -> None:
        """Raise RunCancelled if somebody stopped it, and LibraryBusy if another machine took its place."""
        if self.run.ended:
            raise LibraryBusy("This run was silent for so long that another one took its place: start it again.")
        if self.run.cancelled_by:
            raise RunCancelled(f"{self.run.cancelled_by} stopped this; what is published stays as it was.")

    def _now_at(self, *, force: bool = False, **far: object) -> None:
        self._far = self._far.model_copy(update=far)
        moment = self._clock()
        if force or moment - self._told_at >= TOLD_EVERY:
            self._told_at = moment
            self.run = self._book.tell(self.run.id, self._far, moment)
        self.check()


class Writers:
    """Lets one write at a time, over all threads, processes and replicas.

    Args:
        book: where runs are entered.
        library: the folder whose lock the writer of this machine holds, or the lock that all machines share.
        clock: says what time it is.
        host: the name of this machine.
    """

    def __init__(
        self, book: RunBook, library: Path | Lock, clock: Callable[[], datetime] = now, host: str = socket.gethostname()
    ) -> None:
        self._book = book
        self._library = library
        self._clock = clock
        self._host = host or "here"

    @contextmanager
    def at_work(
        self,
        kind: Kind,
        by: str,
        watch: Progress,
        what: Sequence[str] = (),
        source_ids: Sequence[int] = (),
        *,
        publish: bool = True,
        continues: int | None = None,
    ) -> Iterator[Reporter]:
        """Be the one who writes, until the block ends. Raises LibraryBusy, with who is at it and how far."""
        start = Start(
            kind=kind,
            by=by,
            at=self._clock(),
            host=self._host,
            process=os.getpid(),
            what=tuple(what),
            source_ids=tuple(source_ids),
            publish=publish,
            continues=continues,
        )
        with self._lock():
            run = self._book.begin(start, self._clock() - SILENT)
            reporter = Reporter(run, self._book, watch, self._clock)
            if isinstance(watch, Follower):
                watch.entered(run)
            with self._entered(reporter), _beating(reporter):
                yield reporter

    def at_work_now(self) -> Run | None:
        """The run whose process is alive, or None."""
        run = self._book.open()
        return run if run and self._is_alive(run) else None

    def unfinished(self) -> Run | None:
        """The last re-ingest, if its process died before it was done."""
        last = next((run for run in self._book.runs(50) if run.start.kind == "reingest"), None)
        if last is None or (last.ended is None and self._is_alive(last)):
            return None
        return last if last.ended in {None, "interrupted"} else None

    def runs(self, limit: int) -> list[Run]:
        """The last runs, newest first."""
        return self._book.runs(limit)

    def cancel(self, by: str, run_id: int | None = None) -> Run | None:
        """Ask the one at work to stop, which it does at its next step; None where nobody, or another one, is at work.

        Args:
            by: who asks.
            run_id: only this one.
        """
        run = self.at_work_now()
        return self._book.cancel(by) if run and run_id in {None, run.id} else None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        taken = False
        try:
            with sole_writer(self._library):
                taken = True
                yield
        except LibraryBusy as error:
            run = None if taken else self.at_work_now()
            raise LibraryBusy(busy(run)) if run else error from None

    @contextmanager
    def _entered(self, reporter: Reporter) -> Iterator[None]:
        """Close the run in the book, however it ends."""
        try:
            yield
        except RunInterrupted as error:
            self._end(reporter, "interrupted", str(error))
            raise
        except RunCancelled as error:
            self._end(reporter, "cancelled", str(error))
            raise
        except FootnoteError as error:
            self._end(reporter, "failed", str(error))
            raise
        except KeyboardInterrupt:
            self._end(reporter, "cancelled", "Interrupted at the terminal.")
            raise
        except BaseException:
            self._end(reporter, "failed", "Something went wrong on our side: the log has more.")
            raise
        self._end(reporter, "done", reporter.outcome)

    def _end(self, reporter: Reporter, ended: Ending, outcome: str) -> None:
        reporter.run = self._book.end(reporter.run.id, ended, outcome, self._clock())

    def _is_alive(self, run: Run) -> bool:
        fresh = run.seen_at >= self._clock() - SILENT
        return fresh and (run.start.host != self._host or _process_is_there(run.start.process))


def _process_is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


@contextmanager
def _beating(reporter: Reporter) -> Iterator[None]:
    """Signs of life from a thread of their own: a large document says nothing for a while."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            try:
                reporter.beat()
            except FootnoteError:  # the database may be in use: the next beat says it as well
                continue

    thread = threading.Thread(target=beat, name="sign of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
