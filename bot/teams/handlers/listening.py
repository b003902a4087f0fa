"""What every handler shares: Teams is answered at once, work runs once and in turn, and ends with a sentence."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeVar

import structlog

from bot.desk import Desk
from bot.journal import Exchange, Journal
from bot.pool import Pool
from bot.replies import ErrorReply, Reply
from bot.requests import Request, Watch
from bot.teams.activities import Feedback
from bot.teams.cards import Message, message
from bot.teams.hearing import Context, Heard, kind_of, place_of, user_of
from bot.teams.showing import Placed, Showing, Streamed
from bot.teams.speaking import Conversation, error_of, send
from knowledge.errors import FootnoteError, LibraryError

log = structlog.get_logger(__name__)

T = TypeVar("T")
Handler = Callable[[Heard], Coroutine[Any, Any, None]]

LOOKED_BACK = 200  # exchanges of a conversation among which the one is found that a message shows
STARTING = "Looking what there is to read…"
PEOPLE = "19:"  # with which the id of a channel or chat of Teams begins


@dataclass(slots=True)
class Parts:
    """What the handlers work with."""

    desk: Desk
    journal: Journal
    pool: Pool
    feedback: Feedback = "custom"
    help_channel: str | None = None  # where people are asked, if that is in Teams
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    handed_on: set[str] = field(default_factory=set)  # exchanges that people were asked about
    stopping: Event = field(default_factory=Event)  # runs end at their next step
    _turns: dict[str, tuple[asyncio.Lock, int]] = field(default_factory=dict)

    # -- the desk ---------------------------------------------------------------------------------------------------
    async def ask(self, request: Request, watch: Watch | None = None) -> Reply:
        """The desk's reply to what takes a model, when it is its turn; too many waiting is a reply, too."""
        return await self._handled(self.pool.run, request, watch)

    async def look(self, request: Request) -> Reply:
        """The desk's reply to what needs no model, past the questions that wait."""
        return await self._handled(self.pool.page, request, None)

    async def work(self, request: Request, watch: Watch) -> Reply:
        """The desk's reply to what takes minutes, while questions go on being answered."""
        return await self._handled(self.pool.long, request, watch)

    async def _handled(self, lane: Callable[..., Awaitable[Reply]], request: Request, watch: Watch | None) -> Reply:
        try:
            return await lane(lambda: self.desk.handle(request, watch))
        except FootnoteError as error:
            return ErrorReply(str(error))

    def message(self, reply: Reply, **how: Any) -> Message:
        """A reply as a message."""
        return message(reply, person_button=self.help_channel is not None, **how)

    def showing(self, heard: Heard, *, runs: bool = False, writes: bool = True) -> Showing:
        """How it is shown that something is worked on: as a stream, where there is but one person.

        ``writes``: what comes out begins with the answer, so that its sentences may be streamed.
        """
        if runs:
            return Placed(heard.conversation, self.stopping, at_once=STARTING)
        if heard.personal:
            return Streamed(heard.conversation, writes=writes)
        return Placed(heard.conversation, self.stopping)

    # -- once, and in turn --------------------------------------------------------------------------------------------
    async def first_time(self, *parts: str) -> bool:
        """Whether this has not been heard before, here or by a replica; from now on it has.

        It counts as heard when work on it begins, which is after Teams was answered: better one answer too few in a
        crash than two of each on a slow day.
        """
        event = ":".join(("teams", *parts))
        return await self.from_journal(lambda: self.journal.first_time(event), otherwise=True)

    async def from_journal(self, work: Callable[[], T], otherwise: T) -> T:
        """What the journal says. Where it can't be used the log says why, and an answer goes out all the same."""
        try:
            return await self.pool.aside(work)
        except LibraryError:
            log.exception("the journal cannot be used")
            return otherwise

    async def shown_in(self, heard: Heard, message_id: str) -> Exchange | None:
        """The exchange that a message of ours shows, of those that the conversation had last.

        Microsoft's playground doesn't say which message is meant: in a personal chat it is the newest then.
        """
        nothing: list[Exchange] = []
        kept = await self.from_journal(lambda: self.journal.conversation(heard.here, LOOKED_BACK), nothing)
        if not message_id and heard.personal:
            return kept[-1] if kept else None
        return next((each for each in reversed(kept) if message_id in (each.shown_as or "").split()), None)

    @asynccontextmanager
    async def in_turn(self, heard: Heard) -> AsyncIterator[None]:
        """One at a time for each thread, and elsewhere for each person: a follow-up knows the answer before it."""
        place = heard.place
        key = f"{place.workspace}:{place.channel}:{place.thread or heard.user}"
        lock, users = self._turns.get(key, (asyncio.Lock(), 0))
        self._turns[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._turns.pop(key)
            if users > 1:
                self._turns[key] = (lock, users - 1)

    def beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin this; whoever ends the program waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        return task

    async def finish(self) -> None:
        """Wait for what is under way; nothing new is to come."""
        while self.under_way:
            await asyncio.gather(*self.under_way, return_exceptions=True)

    # -- handlers -----------------------------------------------------------------------------------------------------
    def heard(self, ctx: Context) -> Heard:
        """Who said what where, and how to answer."""
        activity = ctx.activity
        conversation = Conversation(
            ctx.api, activity.conversation, activity.recipient, kind_of(activity), self.feedback
        )
        return Heard(activity, conversation, user_of(activity), place_of(activity))

    def later(self, handler: Handler) -> Callable[..., Awaitable[None]]:
        """A handler for the SDK: Teams is answered at once, and what comes of it is said in the conversation."""

        async def listen(ctx: Context) -> None:
            heard = self.heard(ctx)
            self.beside(self._handle(handler, heard))

        return listen

    def begin(self, handler: Handler, heard: Heard) -> None:
        """Begin work whose outcome is said in the conversation."""
        self.beside(self._handle(handler, heard))

    async def _handle(self, handler: Handler, heard: Heard) -> None:
        with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4), surface="teams"):
            try:
                await handler(heard)
            except Exception as error:  # noqa: BLE001  (the outermost line of the surface)
                await tell(heard, sentence_of(error))

    def at_once(self, work: Callable[[Heard], Awaitable[Any]], refuse: Callable[[str], Any]) -> Callable[..., Any]:
        """A handler for the SDK whose result is what Teams is answered; ``refuse`` makes one of a sentence."""

        async def respond(ctx: Context) -> Any:
            with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4), surface="teams"):
                try:
                    return await work(self.heard(ctx))
                except Exception as error:  # noqa: BLE001  (the outermost line of the surface)
                    return refuse(sentence_of(error).sentence)

        return respond


async def tell(heard: Heard, reply: ErrorReply) -> None:
    """Tell the person what went wrong, where that can be: nothing that fails here is of more use to them."""
    try:
        await send(heard.conversation, message(reply))
    except Exception as error:  # noqa: BLE001  (the outermost line of the surface)
        log.warning("could not tell", because=error_of(error), sentence=reply.sentence)


def sentence_of(error: Exception) -> ErrorReply:
    """What to tell: our own sentence, or that it failed, with the number that the log has."""
    if isinstance(error, FootnoteError):
        log.info("not done", because=str(error))
        return ErrorReply(str(error))
    reference = secrets.token_hex(4)
    log.error("failed", reference=reference, exc_info=error)
    return ErrorReply(
        f"Something went wrong on our side; please report it with the reference number {reference}.", reference
    )
