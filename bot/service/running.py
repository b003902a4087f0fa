"""``footnote serve``: every chat over HTTP in one process, with its health and its metrics, until it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import structlog

from bot.metrics import CONTENT_TYPE, LibraryMetrics, Metrics, PoolMetrics, outcome_of
from bot.pool import Pool
from bot.replies import TextReply
from bot.requests import Request, ServingOptions, Watch
from bot.service.doors import check, opened
from bot.service.front import Answer, Front
from bot.service.health import Health, Part
from bot.service.observed import ObservedDesk
from bot.service.server import serving
from bot.service.warming import warm
from bot.tracing import tracing
from bot.wiring import Services
from knowledge.stages import listening

log = structlog.get_logger(__name__)

Say = Callable[[str], None]
PORT = 8700
ENDED_EARLY = 1  # exit code where something was left under way


def run(services: Services, request: Request, watch: Watch) -> TextReply:
    """Serve until SIGINT or SIGTERM. Raises InvalidSettings, LibraryError."""
    options = request.options if isinstance(request.options, ServingOptions) else ServingOptions()
    port = PORT if options.port is None else options.port
    services.apart = True
    asyncio.run(_run(services, options.host, port, watch.say))
    return TextReply("Ended: what was asked is answered.")


class Service(NamedTuple):
    """The service at work."""

    address: str
    front: Front
    health: Health
    pool: Pool


@asynccontextmanager
async def service(services: Services, host: str, port: int) -> AsyncIterator[Service]:
    """The service, for as long as the context lasts; port 0 takes a free one. Raises InvalidSettings, LibraryError.

    At its end it lets nothing in any more, at once, and then finishes what is under way, however long that takes.
    """
    settings = services.settings
    check(settings, host)
    metrics, library = Metrics(), LibraryMetrics(lambda: datetime.now(UTC))
    async with AsyncExitStack() as stack:
        traced = stack.enter_context(tracing(outcome_of))
        stack.enter_context(listening(metrics.timed))
        stack.enter_context(listening(traced.stage))
        health = Health(services, library)
        stack.callback(health.close)
        pool = Pool(settings.workers, settings.waiting)
        for collector in (library, PoolMetrics(pool)):
            metrics.registry.register(collector)
        pages = Pages(health, metrics)
        front = pages.front = Front({"/healthz": pages.alive, "/readyz": pages.ready, "/metrics": pages.metrics})
        address = await stack.enter_async_context(serving(front, host, port))
        stack.push_async_callback(pool.close)
        desk = ObservedDesk(services, metrics, traced)
        doors = await stack.enter_async_context(opened(desk, settings, services.journal, pool))
        stack.push_async_callback(front.idle.wait)  # a request that was let in reaches its door before that ends
        stack.callback(front.close)
        front.open(doors)
        warming = asyncio.get_running_loop().create_task(warm(services, health))
        stack.callback(warming.cancel)
        yield Service(address, front, health, pool)


class Pages:
    """What is asked about the service itself."""

    front: Front

    def __init__(self, health: Health, metrics: Metrics) -> None:
        self._health, self._metrics = health, metrics

    async def alive(self) -> Answer:
        """The process is there, and its loop turns."""
        return Answer(200, {"alive": True})

    async def ready(self) -> Answer:
        """Whether questions may be sent here, and what keeps them from it. As it ends it says so without a look."""
        doors = {"doors": Part(self.front.accepting, "open" if self.front.accepting else "closed")}
        parts = doors | (await self._health.look() if self.front.accepting else {})
        ready = all(part.ok for part in parts.values())
        shown = {name: {"ok": part.ok, "says": part.says} for name, part in sorted(parts.items())}
        return Answer(200 if ready else 503, {"ready": ready, "parts": shown})

    async def metrics(self) -> Answer:
        """For Prometheus; what comes from the library is looked at, where that is due."""
        if self.front.accepting:
            await self._health.look()
        return Answer(200, self._metrics.written(), CONTENT_TYPE)


# -- until it is told to end -----------------------------------------------------------------------------------------


async def _run(services: Services, host: str, port: int, say: Say) -> None:
    stack = AsyncExitStack()
    at_work = await stack.enter_async_context(service(services, host, port))
    say(f"Serving at {at_work.address}: /healthz, /readyz and /metrics tell how it is. SIGTERM or Ctrl-C ends it.")
    log.info("serving", address=at_work.address)
    with _told() as told:
        await told.wait()
    at_work.front.close()
    log.info("ending", under_way=at_work.pool.under_way)
    if at_work.pool.under_way or not at_work.front.idle.is_set():
        say("Finishing what is under way …")
    # Not cancelled when the time is over: what cleans up would only begin to wait elsewhere.
    closing = asyncio.get_running_loop().create_task(stack.aclose())
    await asyncio.wait({closing}, timeout=services.settings.shutdown_s)
    if closing.done():
        closing.result()
    else:
        log.warning("ended early", under_way=at_work.pool.under_way, after_s=services.settings.shutdown_s)
        say(
            f"What was under way after {services.settings.shutdown_s:g} s is left: FOOTNOTE_SHUTDOWN_S gives it longer."
        )
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ENDED_EARLY)  # a thread that is at work can't be stopped, and Python would wait for it


@contextmanager
def _told() -> Iterator[asyncio.Event]:
    """An event that SIGINT or SIGTERM sets; once it is set, a second one ends the process at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, told.set)
    try:
        yield told
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
