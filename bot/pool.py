"""Threads for the desk, so that a surface goes on hearing and acknowledging while questions are worked on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from knowledge.errors import FootnoteError

T = TypeVar("T")

READERS = 2  # threads for what needs no model: a page, a modal, a record
RUNNERS, RUNS = 3, 10  # threads for what takes minutes, of which one at a time writes; and how much may wait there


class Busy(FootnoteError):
    """More is waiting than may wait, or the program is about to end."""


class Pool:
    """Lanes of threads: for questions, for pages made without a model, for records of the journal, and for long runs.

    So a modal that somebody opens needn't wait for two hundred questions of others, and whether an event was seen
    before is known at once, whatever else goes on.
    """

    def __init__(self, workers: int, waiting: int) -> None:
        self._questions = _Lane("question", workers, waiting)
        self._pages = _Lane("page", READERS, waiting)
        self._records = _Lane("record", READERS, waiting)
        self._runs = _Lane("run", RUNNERS, RUNS)

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns, done in a thread when it is its turn. Raises Busy, and whatever the work raises."""
        return await self._questions.run(work)

    async def page(self, work: Callable[[], T]) -> T:
        """The same for what needs no model, past the questions that wait. Raises Busy."""
        return await self._pages.run(work)

    async def aside(self, work: Callable[[], T]) -> T:
        """The same for a record that is read or written, which takes a moment. Raises Busy."""
        return await self._records.run(work)

    async def long(self, work: Callable[[], T]) -> T:
        """The same for what takes minutes, so that no question waits for it. Raises Busy."""
        return await self._runs.run(work)

    @property
    def under_way(self) -> int:
        """How many questions are worked on or wait."""
        return self._questions.under_way

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return max(0, self._questions.under_way - self._questions.workers)

    @property
    def turned_away(self) -> int:
        """How many questions there was no room for, so far."""
        return self._questions.turned_away

    async def close(self) -> None:
        """Take nothing more, and finish what is under way. May be called again."""
        await asyncio.gather(self._questions.close(), self._pages.close(), self._runs.close())
        await self._records.close()


class _Lane:
    def __init__(self, name: str, workers: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=f"footnote-{name}")
        self.workers = workers
        self.turned_away = 0
        self._room = workers + waiting
        self._pending: set[Future[Any]] = set()
        self._closed = False

    @property
    def under_way(self) -> int:
        return len(self._pending)

    async def run(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise Busy("Footnote is being restarted: please try again in a minute.")
        if len(self._pending) >= self._room:
            self.turned_away += 1
            raise Busy("Too many questions are waiting just now: please try again in a minute.")
        # The log lines of the thread carry what is bound here: the request's number and its surface.
        future = self._threads.submit(copy_context().run, work)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown, wait=True)
