"""How far an ingest is, on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.plain import plain
from bot.requests import (
    Unwatched,
    Watch,
)

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def watched(console: Console) -> Iterator[Watch]:
    """A Watch with bars where somebody sees them move, and with lines where they go into a file or a pipe."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Progress(*columns, console=console, transient=True)
    try:
        yield Bars(bars)
    finally:
        bars.stop()


class Bars(Unwatched):
    """Two bars: sources read, and passages embedded."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._sources = bars.add_task("reading", total=None, visible=False)
        self._passages = bars.add_task("embedding", total=None, visible=False)

    def say(self, sentence: str) -> None:
        """Print above the bars."""
        self._bars.console.print(plain(sentence))

    def started(self, total: int) -> None:
        """Show the bars."""
        self._bars.update(self._sources, total=total, visible=True)
        self._bars.start()

    def source(self, name: str, n: int) -> None:
        """Name what is being read."""
        self._bars.update(self._sources, completed=n, description=f"reading {_short(plain(name))}")

    def embedding(self, done: int, total: int) -> None:
        """Move the second bar."""
        self._bars.update(self._passages, completed=done, total=total, visible=True)


class Lines(Unwatched):
    """A line for each source, and one every few seconds while passages are embedded."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._said_at = time.monotonic()

    def say(self, sentence: str) -> None:
        """Print it on a line of its own."""
        self._said_at = time.monotonic()
        self._console.print(plain(sentence), soft_wrap=True)

    def started(self, total: int) -> None:
        """Remember how many there are."""
        self._total = total

    def source(self, name: str, n: int) -> None:
        """Name what is being read."""
        self.say(f"{n}/{self._total} {name}")

    def embedding(self, done: int, total: int) -> None:
        """Say how far it is, from time to time."""
        if time.monotonic() - self._said_at >= SECONDS_BETWEEN_LINES:
            self.say(f"{done:,} of {total:,} passages embedded")


def _short(name: str, width: int = 40) -> str:
    return name if len(name) <= width else f"…{name[1 - width :]}"
