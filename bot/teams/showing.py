"""Shows that something is being worked on and then what came out: as a stream, or as a message that changes.

What the work says is told from its own thread; everything else happens in the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event
from typing import Protocol

import structlog
from microsoft_teams.api.activities.typing import TypingActivityInput
from microsoft_teams.api.models.channel_data import ChannelData

from bot.requests import Unwatched, Watch
from bot.teams import speaking
from bot.teams.activities import spoken
from bot.teams.cards import Message
from bot.teams.cards.answers import prose
from bot.teams.limits import STREAM_PAUSE_S, STREAM_S, STREAM_STATUS, cut
from bot.teams.speaking import UNREACHABLE, Closed, Conversation, error_of, patiently, send, update
from bot.teams.text import line, markdown
from knowledge.errors import RunInterrupted
from knowledge.records import Claim

log = structlog.get_logger(__name__)

READING = "Reading the reports…"
SIGN_S = 2.0  # an answer that is ready waits so long for the sign that announced it
SOON_S = 3.0  # an answer that comes within it needs no message before it
STREAM_LEFT_S = 10.0  # before the end of a stream in which nothing new is begun
BETWEEN_S = 3.0  # two updates of a message that tells how far something is


class Showing(Watch, Protocol):
    """What a handler does with work that takes a moment."""

    async def finish(self, message: Message) -> str:
        """Show what came out; the ids of what shows it. Raises Closed."""
        ...

    async def withdraw(self) -> None:
        """There is nothing to say after all."""
        ...


class _Telling(Unwatched):
    """Sentences from the thread that works are told one after the other; the newest goes before older ones."""

    def __init__(self, conversation: Conversation, pause_s: float, stopping: Event | None = None) -> None:
        self._conversation, self._pause_s, self._stopping = conversation, pause_s, stopping or Event()
        self._loop = asyncio.get_running_loop()
        self._next: str | None = None
        self._told: asyncio.Task[None] | None = None
        self._over = asyncio.Event()
        self._total = 0

    def say(self, sentence: str) -> None:
        """Show a sentence meanwhile."""
        self._loop.call_soon_threadsafe(self._tell, sentence)

    def started(self, total: int) -> None:
        """Remember how many sources there are."""
        self._total = total

    def source(self, name: str, n: int) -> None:
        """Name what is being read. Raises RunInterrupted."""
        self._check()
        self.say(f"Reading {n} of {self._total}: {name}")

    def embedding(self, done: int, total: int) -> None:
        """Say how far it is. Raises RunInterrupted."""
        self._check()
        self.say(f"{done:,} of {total:,} passages embedded")

    def _check(self) -> None:
        if self._stopping.is_set():
            raise RunInterrupted("The service was stopped; its next start goes on from here.")

    def _tell(self, sentence: str) -> None:
        if self._over.is_set():
            return
        self._next = sentence
        if self._told is None or self._told.done():
            self._told = self._loop.create_task(self._telling())

    async def _telling(self) -> None:
        while self._next is not None and not self._over.is_set():
            sentence, self._next = self._next, None
            try:
                await self._show(cut(line(sentence), STREAM_STATUS) if sentence else "")
            except (Closed, *UNREACHABLE) as error:
                log.info("not told", error=error_of(error))
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self._pause_s)

    async def _show(self, sentence: str) -> None:
        raise NotImplementedError

    async def _settle(self) -> None:
        """Tell nothing more, and wait for what was begun, lest a status comes after the answer; not for long."""
        self._over.set()
        if self._told is not None:
            with suppress(TimeoutError, Closed, *UNREACHABLE):
                await asyncio.wait_for(self._told, SIGN_S)


class Streamed(_Telling):
    """In a personal chat: a status at once, sentences while the work goes on, and the answer in the same message.

    A stream lives two minutes. What takes longer, or is refused, is said in a message of its own.
    """

    def __init__(self, conversation: Conversation, *, writes: bool = True) -> None:
        super().__init__(conversation, STREAM_PAUSE_S)
        self._began = time.monotonic()
        self._writes, self._written = writes, ""  # what is streamed of the answer, with which its message has to begin
        self._sequence = 0
        self._stream: str | None = None
        self._tell(READING)

    @property
    def _lasts(self) -> bool:
        return time.monotonic() - self._began < STREAM_S - STREAM_LEFT_S

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:
        """Stream a sentence of the answer, with the numbers of its sources. Called from the thread that works."""
        if self._writes:
            self._loop.call_soon_threadsafe(self._add, prose(claim, "".join(f"[{number}]" for number in numbers)))

    def _add(self, said: str) -> None:
        self._written = f"{self._written} {said}".strip()
        self._tell("")

    async def _show(self, sentence: str) -> None:
        if not self._lasts or not (sentence or self._written):
            return
        self._sequence += 1
        made = TypingActivityInput(id=self._stream, text=self._written or markdown(sentence))
        made.channel_data = ChannelData(stream_type="streaming" if self._written else "informative")
        made.add_stream_update(self._sequence)
        new = await speaking.post(self._conversation, made)
        self._stream = self._stream or new

    async def finish(self, message: Message) -> str:
        """Show what came out, in the stream's message if it still takes it. Raises Closed."""
        await self._settle()
        if self._stream is None:
            return await send(self._conversation, message)
        if await self._ends(self._stream, message):
            return await speaking.below(self._conversation, self._stream, message)
        # In the place of the stream's message, or in one of its own.
        shown_as = await update(self._conversation, self._stream, message)
        return shown_as or await send(self._conversation, message)

    async def withdraw(self) -> None:
        """Tell nothing more; a stream that nobody finishes goes by itself."""
        await self._settle()

    async def _ends(self, stream: str, message: Message) -> bool:
        """Whether the stream took the answer."""

        async def call() -> str:
            made = spoken(message, self._conversation.feedback)
            made.id = stream
            return await speaking.post(self._conversation, made.add_stream_final())

        if not self._lasts:
            return False
        try:
            await patiently(call)
        except (Closed, *UNREACHABLE) as error:  # 403 is said of a stream that was stopped or is over, too
            log.info("stream not finished", error=error_of(error.__cause__ or error))
            return False
        return True


class Placed(_Telling):
    """In channels and groups, and for what takes minutes: a message that says what is going on, then the answer.

    A quick answer needs none: then there was only the sign that somebody writes.
    """

    def __init__(self, conversation: Conversation, stopping: Event | None = None, *, at_once: str = "") -> None:
        super().__init__(conversation, BETWEEN_S, stopping)
        self._placeholder: str | None = None
        if at_once:
            self._tell(at_once)
        else:
            self._told = self._loop.create_task(self._sign())

    async def _sign(self) -> None:
        """That somebody writes; after a while, in words."""
        if self._conversation.kind != "channel":  # where it isn't shown
            await speaking.typing(self._conversation)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), SOON_S)
        self._next = self._next or READING
        await self._telling()

    async def _show(self, sentence: str) -> None:
        shown = Message(f"_{markdown(sentence)}_")
        if self._placeholder is None:
            self._placeholder = await send(self._conversation, shown)
        else:
            await update(self._conversation, self._placeholder, shown)

    async def finish(self, message: Message) -> str:
        """Show what came out. Raises Closed."""
        await self._settle()
        shown_as = await update(self._conversation, self._placeholder, message) if self._placeholder else None
        return shown_as or await send(self._conversation, message)

    async def withdraw(self) -> None:
        """Take away what announced an answer."""
        await self._settle()
        if self._placeholder:
            await speaking.remove(self._conversation, self._placeholder)
