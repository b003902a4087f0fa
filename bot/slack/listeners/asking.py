"""A question in a conversation: a sign at once, the answer in the thread, and the journal knows what shows it."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from bot.replies import (
    AnswerReply,
    Reply,
)
from bot.requests import (
    Place,
    Request,
)
from bot.slack.blocks import Message
from bot.slack.limits import THREAD_TITLE, cut
from bot.slack.listeners.listening import Heard, Parts
from bot.slack.showing import InThread
from bot.slack.speaking import UNREACHABLE, Closed, error_of, post, update
from bot.slack.text import line
from knowledge.records import Reason, Refusal

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know, in which thread."""

    place: Place
    user: str
    text: str
    command: str = "ask"

    @property
    def request(self) -> Request:
        """For the desk."""
        return Request(command=self.command, user=self.user, surface="slack", text=self.text, place=self.place)


async def answer(parts: Parts, heard: Heard, asked: Asked, *, unbidden: bool = False, repeat: bool = False) -> None:
    """Answer in the thread.

    ``unbidden``: nobody mentioned the bot, so it says nothing to what turns out to be no question. ``repeat``: the
    question isn't in the thread, so the answer repeats it.
    """
    place = asked.place
    streams = not repeat  # what repeats the question begins with it
    showing = InThread(heard.client, place.channel, place.thread, asked.user, place.workspace, streams=streams)
    async with parts.in_turn(place):
        reply = await parts.ask(asked.request, showing)
        if unbidden and is_no_question(reply):
            await showing.withdraw()
            return
        message = parts.message(reply, question=asked.text if repeat else None)
        try:
            shown_as = await showing.finish(message, lambda streamed: parts.message(reply, streamed=streamed))
        except Closed as closed:
            message = await parts.directly(asked.request, reply, message)
            shown_as = await say_directly(heard, asked.user, message, closed)
        await remember(parts, reply, shown_as)


async def answer_again(parts: Parts, heard: Heard, asked: Asked) -> bool:
    """The question was edited: its answer is mended where it stands. False where it has none."""
    place = asked.place
    async with parts.in_turn(place):
        before = await parts.from_journal(lambda: parts.journal.asked_in(place), None)
        if before is None:
            return False
        reply = await parts.ask(asked.request)
        message = parts.message(reply)
        shown_as = before.shown_as
        if shown_as is None or not await update(heard.client, place.channel, shown_as, message):
            _, shown_as = await post(heard.client, place.channel, message, place.thread)
        await remember(parts, reply, shown_as)
    return True


async def say_directly(heard: Heard, user: str, message: Message, closed: Closed) -> str:
    """The channel can't be written in: the person gets it in a direct message, with the reason. Returns its ts."""
    log.warning("closed channel", because=str(closed.__cause__ and error_of(closed.__cause__)))
    note = Message(f"{closed} So here is what you asked for:", ())
    channel, _ = await post(heard.client, user, note)
    return (await post(heard.client, channel, message))[1]


async def remember(parts: Parts, reply: Reply, shown_as: str | None) -> None:
    """Let the journal know which message shows a reply that it keeps."""
    exchange = getattr(reply, "exchange", None)
    if isinstance(exchange, str) and shown_as:
        await parts.from_journal(lambda: parts.journal.shown(exchange, shown_as), None)


async def name_thread(heard: Heard, place: Place, question: str) -> None:
    """Give a thread of a direct message its title. One without it is only less pretty."""
    try:
        await heard.client.assistant_threads_setTitle(
            channel_id=place.channel, thread_ts=place.thread, title=cut(line(question), THREAD_TITLE)
        )
    except UNREACHABLE as error:
        log.info("no title", error=error_of(error))


def is_no_question(reply: Reply) -> bool:
    """Whether the desk takes it for talk among people."""
    match reply:
        case AnswerReply(Refusal() as refusal):
            return refusal.reason is Reason.NOT_A_QUESTION
        case _:
            return False
