"""Asking on a terminal: what is going on is said on standard error, and written sentences are printed as they pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.status import Status

from bot.desk import Desk
from bot.progress import watched
from bot.replies import Reply
from bot.requests import Request, Watch
from bot.shell import show
from bot.terminal import Terminal
from ingest.report import IngestReport
from knowledge.records import Claim

READING = "Reading the reports…"


class Asking:
    """A terminal that questions are asked at. Where JSON is wanted, it waits for the whole answer.

    Args:
        desk: answers.
        terminal: shows.
        as_json: for programs.
    """

    def __init__(self, desk: Desk, terminal: Terminal, *, as_json: bool = False) -> None:
        self._desk, self._terminal, self._as_json = desk, terminal, as_json

    def ask(self, request: Request) -> Reply:
        """The desk's reply; what it wrote has been printed by then."""
        with watched(self._terminal.err) as progress:
            if self._as_json or not self._desk.writes:
                return self._desk.handle(request, progress)
            with _reading(self._terminal.err) as status:
                return self._desk.handle(request, _Aloud(progress, self._terminal, status))

    def show(self, reply: Reply) -> None:
        """What hasn't been printed yet."""
        show(reply, self._as_json, self._terminal)


class _Aloud(Watch):
    """Prints sentences, and hands on all else; the sign that it reads goes as soon as something else is to be seen."""

    def __init__(self, progress: Watch, terminal: Terminal, status: Status | None) -> None:
        self._progress, self._terminal, self._status = progress, terminal, status

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:
        """Print a sentence."""
        self._quiet()
        self._terminal.sentence(claim, numbers)

    def say(self, sentence: str) -> None:
        """Hand it on."""
        self._quiet()
        self._progress.say(sentence)

    def started(self, total: int) -> None:
        """Hand it on."""
        self._quiet()
        self._progress.started(total)

    def source(self, name: str, n: int) -> None:
        """Hand it on."""
        self._progress.source(name, n)

    def embedding(self, done: int, total: int) -> None:
        """Hand it on."""
        self._progress.embedding(done, total)

    def finished(self, report: IngestReport) -> None:
        """Hand it on."""
        self._progress.finished(report)

    def _quiet(self) -> None:
        if self._status is not None:
            self._status.stop()


@contextmanager
def _reading(console: Console) -> Iterator[Status | None]:
    """A sign on a terminal; where nobody looks, none."""
    status = console.status(READING) if console.is_terminal else None
    held: AbstractContextManager[object] = status or nullcontext()
    with held:
        yield status
