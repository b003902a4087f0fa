"""Shows that something is being worked on and then what came out: in a thread, or to one person by a response_url."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from bot.requests import Unwatched, Watch
from bot.slack.blocks import Message
from bot.slack.blocks.prose import markers, spoken
from bot.slack.limits import RESPONSE_URL_USES, STATUS, cut
from bot.slack.speaking import BLOCKS_REFUSED, UNREACHABLE, Closed, error_of, post, respond, status, update, whisper
from bot.slack.text import line, markdown, mrkdwn
from knowledge.records import Claim

log = structlog.get_logger(__name__)

READING = "is reading the reports…"
PLACEHOLDER = Message("Reading the reports…", ())
SIGN_S = 2.0  # an answer that is ready waits so long for the sign that announced it
STREAM_S = 15.0  # and so long for its own sentences that are on their way


class Showing(Watch, Protocol):
    """What a listener does with work that takes a moment."""

    async def finish(self, message: Message) -> str | None:
        """Show what came out; the ts of the message that shows it, if it has one. Raises Closed."""
        ...


class InThread(Unwatched):
    """A status at once (a placeholder where there is none), a stream while the work goes on, and the answer.

    What the work says is told from its own thread; everything else happens in the event loop. A stream that Slack has
    closed meanwhile is finished by an update of its message.
    """

    def __init__(
        self, client: AsyncWebClient, channel: str, thread: str, user: str, team: str, *, streams: bool = True
    ) -> None:
        self._client = client
        self._streams, self._written = streams, 0
        self._channel, self._thread, self._user, self._team = channel, thread, user, team
        self._loop = asyncio.get_running_loop()
        self._stream: AsyncChatStream | None = None
        self._placeholder: str | None = None
        self._told: asyncio.Task[None] = self._loop.create_task(self._sign())

    # -- while the work goes on -----------------------------------------------------------------------------------
    async def _sign(self) -> None:
        if not await status(self._client, self._channel, self._thread, READING):
            with suppress(Closed, *UNREACHABLE):  # the answer will say so itself
                _, self._placeholder = await post(self._client, self._channel, PLACEHOLDER, self._thread)

    def say(self, sentence: str) -> None:
        """Stream a sentence into the thread. Called from the thread that works."""
        self._loop.call_soon_threadsafe(self._tell, sentence)

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:
        """Stream a sentence of the answer, with the numbers of its sources. Called from the thread that works."""
        if self._streams:
            said = f"{markdown(line(spoken(claim)))} {markers(numbers)} "
            self._loop.call_soon_threadsafe(self._go_on, said)

    def _tell(self, sentence: str) -> None:
        self._told = self._loop.create_task(self._append(sentence, self._told))

    def _go_on(self, said: str) -> None:
        self._told = self._loop.create_task(self._add(said, self._told))

    async def _add(self, said: str, before: asyncio.Task[None]) -> None:
        """A sentence that can't be streamed is left to the whole answer, and so is what comes after it."""
        await before
        if not self._streams:
            return
        try:
            await (await self._begun()).append(markdown_text=said)
            self._written += 1
        except UNREACHABLE as error:
            log.info("not streamed", error=error_of(error))
            self._streams = False

    async def _append(self, sentence: str, before: asyncio.Task[None]) -> None:
        await before
        stream = await self._begun()
        try:
            await stream.append(markdown_text=f"_{markdown(line(sentence))}_\n\n")
        except UNREACHABLE as error:
            log.info("not streamed", error=error_of(error))
            await status(self._client, self._channel, self._thread, cut(sentence, STATUS))

    async def _begun(self) -> AsyncChatStream:
        if self._stream is None:
            self._stream = await self._client.chat_stream(
                buffer_size=1,
                channel=self._channel,
                thread_ts=self._thread,
                recipient_team_id=self._team,
                recipient_user_id=self._user,
            )
        return self._stream

    # -- when it is done ------------------------------------------------------------------------------------------
    async def finish(self, message: Message, below: Callable[[int], Message] | None = None) -> str | None:
        """Show what came out in the thread, and where that is closed, to the person directly; its ts. Raises Closed.

        ``below`` makes what stands below so many sentences of it that were streamed.
        """
        await self._settle()
        if self._stream is not None and self._stream.ts:
            rest = below(self._written) if below and self._written else message
            await self._without_placeholder()
            return await self._stop(self._stream, self._stream.ts, message, rest)
        if self._placeholder and await update(self._client, self._channel, self._placeholder, message):
            return self._placeholder
        return (await post(self._client, self._channel, message, self._thread))[1]

    async def withdraw(self) -> None:
        """There is nothing to say after all."""
        await self._settle()
        await self._without_placeholder()
        await status(self._client, self._channel, self._thread, "")

    async def _without_placeholder(self) -> None:
        if self._placeholder:
            with suppress(*UNREACHABLE):
                await self._client.chat_delete(channel=self._channel, ts=self._placeholder)

    async def _settle(self) -> None:
        """Wait for what was begun, lest a status comes after the answer; not for one that Slack holds back."""
        with suppress(TimeoutError, Closed, *UNREACHABLE):
            await asyncio.wait_for(self._told, SIGN_S if self._stream is None else STREAM_S)

    async def _stop(self, stream: AsyncChatStream, ts: str, message: Message, rest: Message) -> str:
        """End the stream with the rest below it; where Slack refuses that, the whole message takes its place."""
        try:
            await stream.stop(blocks=list(rest.blocks), markdown_text=None if rest.blocks else rest.text)
        except SlackApiError as error:
            log.info("stream not stopped", error=error_of(error))
            if error_of(error) in BLOCKS_REFUSED:
                with suppress(*UNREACHABLE):
                    await stream.stop()
            if not await update(self._client, self._channel, ts, message):
                return (await post(self._client, self._channel, message, self._thread))[1]
        return ts


class ByResponse(Unwatched):
    """Shows it to the person who typed a command or pressed a button: a sign at once, and the answer in its place.

    The sign isn't the acknowledgement's text, which over HTTP may arrive after a quick answer. Where the response_url
    is used up or has expired, an ephemeral message of its own does. A press has no sign (``replace`` is False): what
    it would replace is the message with the button.
    """

    def __init__(self, client: AsyncWebClient, url: str, channel: str, user: str, *, replace: bool = True) -> None:
        self._client, self._url, self._channel, self._user = client, url, channel, user
        self._replace = replace
        self._loop = asyncio.get_running_loop()
        self._left = RESPONSE_URL_USES - 2  # one for the answer, one for what follows from it
        self._told: asyncio.Task[bool] | None = None
        if replace:
            self._tell(PLACEHOLDER)

    def say(self, sentence: str) -> None:
        """Show a sentence meanwhile. Called from the thread that works."""
        if self._replace:
            self._loop.call_soon_threadsafe(self._tell, Message(mrkdwn(line(sentence)), ()))

    def _tell(self, message: Message) -> None:
        if self._left > 0:
            self._left -= 1
            self._told = self._loop.create_task(self._in_order(message, self._told))

    async def _in_order(self, message: Message, before: asyncio.Task[bool] | None) -> bool:
        if before is not None:
            await before
        return await respond(self._client, self._url, message, replace=self._replace)

    async def finish(self, message: Message, directly: Callable[[], Awaitable[Message]] | None = None) -> str | None:
        """Show what came out; it has no ts that can be relied on. Raises Closed.

        ``directly`` makes what is said where that has to be in a direct message.
        """
        if self._told is not None:
            await self._told
        if not await respond(self._client, self._url, message, replace=self._replace):
            await whisper(self._client, self._channel, self._user, message, directly=directly)
        return None
