"""Reading documents in a process of its own, which gives way to the one that answers.

``python -m bot.apart`` takes a job on its standard input, and tells on its standard output, line by line as JSON, how
far it is and what came of it. The service hands on what it is told, and stops it when it ends itself; a job whose
service is gone ends at its next step. It reads its settings as the service did.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import IO, Any, NoReturn

import structlog
from pydantic import TypeAdapter

from bot import logs
from bot.requests import Unwatched, Watch
from bot.settings import PREFIX, Settings, load
from bot.wiring import Services
from ingest.blocks import Metadata
from ingest.reingest import Order, Reingest, RunReport
from ingest.report import IngestReport, Progress, Quiet
from ingest.writing import Follower
from ingest.yielding import give_way
from knowledge import errors
from knowledge.errors import FootnoteError, LibraryError, RunInterrupted
from knowledge.runs import Run

log = structlog.get_logger(__name__)

STDIN = 0
ASKED_EVERY_S = 1.0  # whether it is to go on, while nothing is told
GRACE_S = 20.0  # for the step that it is at, when it is to end; then it is killed, which costs no more than that step
ENDED = "The process that reads the documents ended unexpectedly: start it again, and it goes on from where it was."
ALONE = "The service that this was for has ended; its next start goes on from here."

_ORDERS: TypeAdapter[Order] = TypeAdapter(Order)


class ReingestApart(Reingest):
    """Runs over registered sources, each in a process of its own; looking at them happens here."""

    settings: Settings

    def run(self, order: Order, watch: Progress | None = None) -> RunReport:
        """As ``Reingest.run``; raises what that raises there."""
        report = _done({"order": _ORDERS.dump_python(order, mode="json")}, self.settings, watch or Quiet())
        return RunReport.model_validate(report)


def ingest(
    settings: Settings, inputs: Sequence[str], given: Metadata, by: str, watch: Watch, *, review: bool
) -> IngestReport:
    """As ``Services.ingest``; raises what that raises there."""
    job = {"inputs": list(inputs), "given": given.model_dump(mode="json"), "by": by, "review": review}
    return IngestReport.model_validate(_done({"ingest": job}, settings, watch))


# -- the service -----------------------------------------------------------------------------------------------------


def _done(job: dict[str, Any], settings: Settings, watch: Progress) -> Any:
    """What came of a job; its progress is handed on, and an error of the watch's stops it."""
    with _process(settings) as process:
        lines = _lines_of(process)
        assert process.stdin is not None  # noqa: S101  (it has a pipe)
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        return _followed(lines, watch)


def _followed(lines: Queue[str | None], watch: Progress) -> Any:
    last: dict[str, Any] = {}
    while True:
        try:
            line = lines.get(timeout=ASKED_EVERY_S)
        except Empty:
            _tell(watch, last)  # once more, since a watch may say that it is to end
            continue
        if line is None:
            raise LibraryError(ENDED)
        said = json.loads(line)
        if "done" in said:
            return said["done"]
        if "error" in said:
            _fail(said["error"], said["sentence"])
        last = said if said.get("tell") in {"source", "embedding"} else last
        _tell(watch, said)


def _tell(watch: Progress, said: dict[str, Any]) -> None:
    match said:
        case {"tell": "entered", "run": run}:
            if isinstance(watch, Follower):
                watch.entered(Run.model_validate(run))
        case {"tell": "say", "sentence": sentence}:
            if say := getattr(watch, "say", None):
                say(sentence)
        case {"tell": "finished", "report": report}:
            watch.finished(IngestReport.model_validate(report))
        case {"tell": "started" | "source" | "embedding" as what, "of": of}:
            getattr(watch, what)(*of)


def _fail(name: str, sentence: str) -> NoReturn:
    """The error that it was there."""
    kind = getattr(errors, name, FootnoteError)
    raise kind(sentence) if issubclass(kind, FootnoteError) else FootnoteError(sentence)


@contextmanager
def _process(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {f"{PREFIX}LIBRARY": str(settings.library.absolute())}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen([sys.executable, "-m", "bot.apart"], env=environment, **pipes) as process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Let it end at its next step, or have it killed: what is published stays as it is, either way."""
    if process.stdin is not None:
        process.stdin.close()  # by which it knows
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _lines_of(process: subprocess.Popen[str]) -> Queue[str | None]:
    """What it says, from a thread, so that whoever waits may do something else meanwhile; None at the end."""
    lines: Queue[str | None] = Queue()

    def read(said: IO[str]) -> None:
        for line in said:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, args=(process.stdout,), name="documents", daemon=True).start()
    return lines


# -- the process of its own --------------------------------------------------------------------------------------------


class Telling(Unwatched):
    """Says how far it is, and ends the run when nobody is there any more to be told."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._alone = threading.Event()

    def end(self) -> None:
        """Nobody is there any more, or wants to go on."""
        self._alone.set()

    def entered(self, run: Run) -> None:
        """It is at work."""
        self.tell(tell="entered", run=run.model_dump(mode="json"))

    def say(self, sentence: str) -> None:
        """Something beside."""
        self.tell(tell="say", sentence=sentence)

    def started(self, total: int) -> None:
        """So many documents were found."""
        self.tell(tell="started", of=[total])

    def source(self, name: str, n: int) -> None:
        """This one is being read. Raises RunInterrupted."""
        self.tell(tell="source", of=[name, n])

    def embedding(self, done: int, total: int) -> None:
        """So many passages are embedded. Raises RunInterrupted."""
        self.tell(tell="embedding", of=[done, total])

    def finished(self, report: IngestReport) -> None:
        """It is over."""
        self.tell(tell="finished", report=report.model_dump(mode="json"))

    def tell(self, **what: Any) -> None:
        """A line. Raises RunInterrupted where nobody reads it."""
        try:
            self._out.write(json.dumps(what) + "\n")
            self._out.flush()
        except OSError:
            self.end()
        if self._alone.is_set():
            raise RunInterrupted(ALONE)


def main() -> None:
    """Do the job of standard input."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else prints something does it beside
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then ends this
    give_way()
    watch = Telling(out)
    job = json.loads(sys.stdin.readline())
    signal.signal(signal.SIGTERM, lambda *_: watch.end())
    threading.Thread(target=_listen, args=(watch,), name="service", daemon=True).start()
    try:
        watch.tell(done=do(job, watch).model_dump(mode="json"))
    except FootnoteError as error:
        with suppress(OSError, ValueError):  # nobody is there any more
            out.write(json.dumps({"error": type(error).__name__, "sentence": str(error)}) + "\n")
            out.flush()


def _listen(watch: Telling) -> None:
    while os.read(STDIN, 1024):  # until the service closes it, or is gone
        pass
    watch.end()


def do(job: dict[str, Any], watch: Watch) -> RunReport | IngestReport:
    """What came of a job. Raises FootnoteError."""
    settings = load()
    logs.configure(settings.log_level)
    services = Services(settings)
    if "order" in job:
        return services.reingest.run(_ORDERS.validate_python(job["order"]), watch)
    asked = job["ingest"]
    given = Metadata.model_validate(asked["given"])
    return services.ingest(asked["inputs"], given, asked["by"], watch, review=asked["review"])


if __name__ == "__main__":
    main()
