"""A run in one message, which is edited as it gets on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from threading import Event
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.requests import Unwatched
from bot.slack.blocks import Message, Underway, progress
from bot.slack.speaking import UNREACHABLE, Closed, error_of, post, update
from knowledge.errors import RunInterrupted
from knowledge.runs import HowFar, Run

log = structlog.get_logger(__name__)

EDIT_S = 3.0  # between two edits: Slack takes about one a second of all that is said in a channel


class InMessage(Unwatched):
    """Posts when the run begins, edits while it goes on, and ends with what came of it.

    What the run tells comes from its own thread; everything else happens in the event loop. An edit that fails is
    left out: the next one says as much.

    Args:
        client: speaks for the bot.
        channel: where the message goes; a person's id for the direct message.
        thread: of that channel, if it is to stand in one.
        stopping: set when the service is to end, so that the run ends at its next step.
        every_s: how long to leave a message between two edits.
        begun: what else is to be said once it has begun.
        beside: what else is to be shown anew with each edit.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        channel: str,
        thread: str | None = None,
        stopping: Event | None = None,
        *,
        every_s: float = EDIT_S,
        begun: Callable[[], Awaitable[object]] | None = None,
        beside: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._client, self._channel, self._thread = client, channel, thread
        self._every_s, self._begun, self._beside = every_s, begun, beside
        self._stopping = stopping or Event()
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._state: Underway | None = None
        self._showing: asyncio.Task[None] | None = None
        self._ts: str | None = None

    # -- from the thread that works ------------------------------------------------------------------------------------
    def entered(self, run: Run) -> None:
        """It is at work: from now on there is something to see."""
        self._loop.call_soon_threadsafe(self._begin, run)

    def started(self, total: int) -> None:
        """So many documents were found."""
        self._tell(of_documents=total)

    def source(self, name: str, n: int) -> None:
        """This one is being read. Raises RunInterrupted."""
        self._check()
        self._tell(documents=n, current=name)

    def embedding(self, done: int, total: int) -> None:
        """So many passages are embedded. Raises RunInterrupted."""
        self._check()
        self._tell(embedded=done, to_embed=total)

    def say(self, sentence: str) -> None:
        """Something beside."""
        self._loop.call_soon_threadsafe(self._change, {}, sentence)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise RunInterrupted("The service was stopped; its next start goes on from here.")

    def _tell(self, **far: Any) -> None:
        self._loop.call_soon_threadsafe(self._change, far, None)

    # -- in the event loop ---------------------------------------------------------------------------------------------
    def _begin(self, run: Run) -> None:
        self._state = Underway(run, HowFar())
        self._showing = self._loop.create_task(self._show())

    def _change(self, far: dict[str, Any], note: str | None) -> None:
        if self._state is None or self._over.is_set():
            return
        known = self._state
        self._state = replace(
            known, far=known.far.model_copy(update=far), note=known.note if note is None else note
        )  # fmt: skip
        if self._showing is None or self._showing.done():
            self._showing = self._loop.create_task(self._show())

    async def _show(self) -> None:
        """Say how far it is, and again after a pause as long as there is something new."""
        shown: Underway | None = None
        while self._state and shown is not self._state and not self._over.is_set():
            shown = self._state
            await self._say(progress(shown))
            if self._begun:
                begun, self._begun = self._begun, None
                await begun()
            if self._beside:
                await self._beside()
            try:
                await asyncio.wait_for(self._over.wait(), self._every_s)
            except TimeoutError:
                continue

    async def _say(self, message: Message) -> None:
        try:
            if self._ts is None or not await update(self._client, self._channel, self._ts, message):
                self._channel, self._ts = await post(self._client, self._channel, message, self._thread)
        except (Closed, *UNREACHABLE) as error:
            log.info("no progress shown", error=error_of(error))

    async def finish(self, message: Message) -> bool:
        """What came of it takes the place of how far it was; False where it never began, so that nothing is shown."""
        self._over.set()
        if self._showing:
            await self._showing
        if self._state is None:
            return False
        if self._ts is None or not await update(self._client, self._channel, self._ts, message):
            self._channel, self._ts = await post(self._client, self._channel, message, self._thread)
        if self._beside:
            await self._beside()
        return True
