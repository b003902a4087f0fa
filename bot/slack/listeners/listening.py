"""What every listener shares: it acknowledges first, runs once, and ends with a sentence whatever happens."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.audience import elsewhere
from bot.desk import Desk
from bot.journal import Journal
from bot.pool import Pool
from bot.replies import (
    ErrorReply,
    Reply,
)
from bot.requests import (
    Place,
    Request,
    Watch,
)
from bot.slack.blocks import Message, error_view, message
from bot.slack.progressing import EDIT_S
from bot.slack.speaking import UNREACHABLE, Closed, error_of, post, respond
from knowledge.errors import FootnoteError, LibraryError

log = structlog.get_logger(__name__)

DECIDED_S = 2.0  # of the three seconds that Slack waits for an acknowledgement

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that Slack told the app, and the client that may answer it."""

    body: Json
    client: AsyncWebClient
    team: str
    user: str
    bot_user: str | None

    @property
    def event(self) -> Json:
        """The event within; empty where it is a command or a press."""
        event: Json = self.body.get("event", {})
        return event

    @property
    def response_url(self) -> str:
        """Where a command or a press may be answered; empty where it can't."""
        return str(self.body.get("response_url") or "")


def _heard(body: Json, client: AsyncWebClient, context: AsyncBoltContext) -> Heard:
    team = context.team_id or context.enterprise_id or ""
    return Heard(body, client, team, context.user_id or "", context.bot_user_id)


class Decision(NamedTuple):
    """What becomes of a modal that was sent in, and what follows from it, which is told whether that was shown."""

    answer: Json
    then: Callable[[bool, Heard], Coroutine[Any, Any, None]] | None = None
    shown: bool = True


Handler = Callable[[Heard], Coroutine[Any, Any, None]]
Decide = Callable[[Heard], Coroutine[Any, Any, Decision]]
Listener = Callable[..., Awaitable[None]]


@dataclass(slots=True)
class Parts:
    """What the listeners work with."""

    desk: Desk
    journal: Journal
    pool: Pool
    person_button: bool  # there is a channel with people to ask
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    handed_on: set[str] = field(
        default_factory=set
    )  # exchanges that people were asked about, so that two clicks ask once
    admin_channel: str | None = None  # where runs and reviews may be seen by all who are there
    edit_s: float = EDIT_S  # between two edits of a message that shows how far a run is
    stopping: threading.Event = field(default_factory=threading.Event)  # runs end at their next step
    _turns: dict[str, tuple[asyncio.Lock, int]] = field(default_factory=dict)

    # -- the desk ---------------------------------------------------------------------------------------------------
    async def ask(self, request: Request, watch: Watch | None = None) -> Reply:
        """The desk's reply to what takes a model, when it is its turn; too many waiting is a reply, too."""
        return await self._handled(self.pool.run, request, watch)

    async def look(self, request: Request) -> Reply:
        """The desk's reply to what needs no model, past the questions that wait."""
        return await self._handled(self.pool.page, request, None)

    async def work(self, request: Request, watch: Watch | None = None) -> Reply:
        """The desk's reply to what takes minutes, while questions go on being answered."""
        return await self._handled(self.pool.long, request, watch)

    async def _handled(self, lane: Callable[..., Awaitable[Reply]], request: Request, watch: Watch | None) -> Reply:
        try:
            return await lane(lambda: self.desk.handle(request, watch))
        except FootnoteError as error:
            return ErrorReply(str(error))

    async def directly(self, request: Request, reply: Reply, message: Message) -> Message:
        """The message of a reply as it may be said in a direct message, where its channel can't be written in."""
        there = elsewhere(request, "", private=True)
        readable = await self.pool.page(lambda: self.desk.readable(there, reply))
        return message if readable is reply else self.message(readable)

    def message(self, reply: Reply, **how: Any) -> Message:
        """A reply as a message."""
        return message(reply, person_button=self.person_button, **how)

    # -- once, and in turn --------------------------------------------------------------------------------------------
    async def first_time(self, *parts: str) -> bool:
        """Whether this has not been heard before, here or by a replica; from now on it has.

        It counts as heard when work on it begins, which is after the acknowledgement. If the process dies before the
        answer is out, nothing brings it back: should Slack send it again, it is taken for a duplicate, and the person
        has to ask again. Better one answer too few in a crash than two of each on a slow day.
        """
        event = ":".join(("slack", *parts))
        return await self.from_journal(lambda: self.journal.first_time(event), otherwise=True)

    async def from_journal(self, work: Callable[[], T], otherwise: T) -> T:
        """What the journal says. Where it can't be used the log says why, and an answer goes out all the same."""
        try:
            return await self.pool.aside(work)
        except LibraryError:
            log.exception("the journal cannot be used")
            return otherwise

    @asynccontextmanager
    async def in_turn(self, place: Place) -> AsyncIterator[None]:
        """One at a time for each thread: a follow-up knows the answer before it, and an edit finds its own."""
        key = f"{place.workspace}:{place.channel}:{place.thread}"
        lock, users = self._turns.get(key, (asyncio.Lock(), 0))
        self._turns[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._turns.pop(key)
            if users > 1:
                self._turns[key] = (lock, users - 1)

    def beside(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin this; whoever ends the program waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        return task

    async def finish(self) -> None:
        """Wait for what is under way; nothing new is to come."""
        while self.under_way:
            await asyncio.gather(*self.under_way, return_exceptions=True)

    # -- listeners ----------------------------------------------------------------------------------------------------
    def listener(self, handler: Handler, *, once: bool = False) -> Listener:
        """A listener for Bolt: acknowledges, then handles, then says what went wrong.

        ``once`` is for commands and presses, which their trigger tells apart; handlers of messages see to it.
        """

        async def listen(ack: AsyncAck, body: Json, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            await ack()
            await self.beside(self._handle(handler, _heard(body, client, context), once))

        return listen

    def form(self, decide: Decide) -> Listener:
        """A listener for a modal that is sent in: what is decided goes with the acknowledgement, into the modal.

        Slack waits three seconds for it. What takes longer, and would only race with a later update of the modal,
        closes it, and the person is told directly.
        """

        async def listen(ack: AsyncAck, body: Json, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            heard = _heard(body, client, context)
            deciding = self.beside(self._decide(decide, heard))
            try:
                decision = await asyncio.wait_for(asyncio.shield(deciding), DECIDED_S)
            except TimeoutError:
                await ack(response_action="clear")
                decision = (await deciding)._replace(shown=False)
            else:
                await ack(**decision.answer)
            if decision.then:
                await self.beside(self._handle(partial(decision.then, decision.shown), heard, once=False))

        return listen

    async def _decide(self, decide: Decide, heard: Heard) -> Decision:
        with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4), surface="slack"):
            try:
                if not await self.first_time(heard.team, str(heard.body.get("trigger_id"))):
                    return Decision({})
                return await decide(heard)
            except Exception as error:  # noqa: BLE001  (the outermost line of the surface)
                return Decision({"response_action": "update", "view": error_view(_sentence_of(error))})

    async def _handle(self, handler: Handler, heard: Heard, once: bool) -> None:
        with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4), surface="slack"):
            try:
                if not once or await self.first_time(heard.team, str(heard.body.get("trigger_id"))):
                    await handler(heard)
            except Exception as error:  # noqa: BLE001  (the outermost line of the surface)
                await tell(heard, _sentence_of(error))


async def tell(heard: Heard, reply: ErrorReply) -> None:
    """Tell the person what went wrong, wherever that can be: nothing that fails here is of more use to them."""
    said = message(reply)
    event = heard.event
    try:
        thread = heard.body.get("message", {}).get("thread_ts")
        if heard.response_url and await respond(heard.client, heard.response_url, said, thread=thread):
            return
        if event.get("ts") and event.get("channel"):
            try:
                await post(heard.client, event["channel"], said, event.get("thread_ts") or event["ts"])
                return
            except (Closed, SlackApiError):
                pass
        if heard.user:
            await post(heard.client, heard.user, said)
    except (Closed, *UNREACHABLE) as error:
        log.warning("could not tell", because=error_of(error), sentence=reply.sentence)


def _sentence_of(error: Exception) -> ErrorReply:
    """What to tell: our own sentence, or that it failed, with the number that the log has."""
    if isinstance(error, FootnoteError):
        log.info("not done", because=str(error))
        return ErrorReply(str(error))
    reference = secrets.token_hex(4)
    log.error("failed", reference=reference, exc_info=error)
    return ErrorReply(
        f"Something went wrong on our side; please report it with the reference number {reference}.", reference
    )
