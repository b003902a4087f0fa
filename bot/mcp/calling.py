"""Runs requests of assistants at the desk: many at a time, told how far they are, and given up when nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import PurePath
from threading import Event, Lock

from bot.desk import Desk
from bot.pool import Pool
from bot.replies import ErrorReply, Reply
from bot.requests import Request, Unwatched, Watch

Report = Callable[[float, str], Awaitable[None]]  # how far it is, ever growing, and a sentence

BEAT_S = 5.0  # between two signs of life, so that a client with a time-out goes on waiting
LOADING = "Loading the models, which takes some seconds the first time."


class Relay(Unwatched):
    """A Watch that hands each sentence on to the client, in their order, from whatever thread."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._loop = asyncio.get_running_loop()
        self._sentences: asyncio.Queue[str | None] = asyncio.Queue()
        self._total = 0

    def say(self, sentence: str | None) -> None:
        """Tell the client; None: there is nothing more to tell."""
        with suppress(RuntimeError):  # the loop has ended, and nobody listens
            self._loop.call_soon_threadsafe(self._sentences.put_nowait, sentence)

    def started(self, total: int) -> None:
        """Remember how many there are."""
        self._total = total

    def source(self, name: str, n: int) -> None:
        """Say what is read, but not where it lies on this machine."""
        self.say(f"Reading {name if '://' in name else PurePath(name).name} ({n} of {self._total}).")

    async def pass_on(self) -> None:
        """Hand on what is said, until there is nothing more."""
        said = 0
        while (sentence := await self._sentences.get()) is not None:
            said += 1
            await self._report(said, sentence)


class Calls:
    """The desk, behind the pool of threads."""

    def __init__(self, desk: Desk, pool: Pool, beat_s: float = BEAT_S) -> None:
        self._desk = desk
        self._pool = pool
        self._beat_s = beat_s
        self._warm = Event()
        self._loading = Lock()

    async def reply(self, request: Callable[[], Request], report: Report | None, *, needs_models: bool) -> Reply:
        """The desk's reply to the request, which is made in the thread, too; ``report`` where the client wants it.

        Raises Busy, and what making the request raises. A call that is cancelled while it waits is never begun; one
        that is at work ends in its thread, and nobody waits for it.
        """
        async with _watched(report, self._beat_s) as watch:
            if needs_models:
                return await self._pool.run(lambda: self._with_models(request(), watch))
            return await self._pool.page(lambda: self._desk.handle(request(), watch))

    def _with_models(self, request: Request, watch: Watch) -> Reply:
        """The reply; whoever comes while the models are loaded for the first time waits for that."""
        if not self._warm.is_set():
            with self._loading:
                if not self._warm.is_set():
                    watch.say(LOADING)
                    reply = self._desk.handle(request, watch)
                    if not isinstance(reply, ErrorReply):
                        self._warm.set()
                    return reply
        return self._desk.handle(request, watch)


@asynccontextmanager
async def _watched(report: Report | None, beat_s: float) -> AsyncIterator[Watch]:
    """A Watch that tells the client; what was said by the end arrives before the result does."""
    if report is None:
        yield Unwatched()
        return
    relay = Relay(report)
    passing_on, beating = asyncio.create_task(relay.pass_on()), asyncio.create_task(_beat(relay, beat_s))
    try:
        yield relay
        relay.say(None)
        await passing_on
    finally:
        passing_on.cancel()
        beating.cancel()


async def _beat(watch: Watch, every_s: float) -> None:
    waited = 0.0
    while True:
        await asyncio.sleep(every_s)
        waited += every_s
        watch.say(f"Still at work, after {waited:.0f} seconds.")
