"""What administrators ask for: runs that are followed in one message, and commands that take a while.

Who may is the desk's matter, at the moment of acting; nothing here decides it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot import chat_words
from bot.replies import ErrorReply, Reply, RunReply
from bot.requests import (
    Place,
    ReingestOptions,
    Request,
    SourceOptions,
)
from bot.slack import ids
from bot.slack.blocks import Message
from bot.slack.listeners import home
from bot.slack.listeners.listening import Heard, Parts, tell
from bot.slack.listeners.pressing import Press, Where, answer_press
from bot.slack.progressing import InMessage
from bot.slack.showing import ByResponse
from bot.slack.speaking import respond
from knowledge.errors import FootnoteError

RUNS = frozenset({"ingest", "reingest"})  # followed in a message that is edited
HERE = Message("I show how far it is in our direct message.", ())


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear the buttons of runs."""
    for action, handler in ((ids.REINGEST, _reingest), (ids.RUN_STOP, _stop)):
        app.action(re.compile(rf"^{action}$"))(parts.listener(partial(handler, parts), once=True))


# -- commands --------------------------------------------------------------------------------------------------------


async def typed(heard: Heard, command: str, text: str) -> Request | None:
    """The request that a command makes of what is typed behind it; None where that isn't understood, which is told."""
    place = Place(workspace=heard.team, channel=heard.body["channel_id"])
    try:
        fields = chat_words.read(command, text)
    except FootnoteError as error:
        await tell(heard, ErrorReply(str(error)))
        return None
    return Request(command=command, user=heard.user, surface="slack", place=place, private=True, **fields)


def takes_a_while(request: Request) -> bool:
    """Whether it asks models or reads all of something, so that nobody should wait behind it."""
    checks = isinstance(request.options, SourceOptions) and request.options.action == "check"
    return checks or request.command in {"golden", "doctor"}


async def run(parts: Parts, heard: Heard, request: Request) -> None:
    """Follow a run in one message, in the channel of administrators or in the direct message."""
    channel = where(parts, heard.body["channel_id"]).channel
    beside = None if channel else partial(respond, heard.client, heard.response_url, HERE)
    shown = following(parts, heard, channel or heard.user, begun=beside)
    reply = await parts.work(request, shown)
    if not await shown.finish(parts.message(reply)):
        await respond(heard.client, heard.response_url, parts.message(reply))


async def slow(parts: Parts, heard: Heard, request: Request) -> None:
    """Answer who typed it, once it is done."""
    showing = ByResponse(heard.client, heard.response_url, heard.body["channel_id"], heard.user)
    await showing.finish(parts.message(await parts.work(request, showing)))


def following(
    parts: Parts,
    heard: Heard,
    channel: str,
    thread: str | None = None,
    *,
    begun: Callable[[], Awaitable[object]] | None = None,
    beside: Callable[[], Awaitable[object]] | None = None,
) -> InMessage:
    """A message that shows how far a run is; none before it has begun."""
    return InMessage(
        heard.client, channel, thread, parts.stopping, every_s=parts.edit_s, begun=begun, beside=beside
    )  # fmt: skip


def where(parts: Parts, channel: str, thread: str = "") -> Where:
    """Where all may see what administrators do: direct messages and their channel; anything else is empty."""
    seen = channel.startswith("D") or (channel and channel == parts.admin_channel)
    return Where(channel, thread) if seen else Where("")


# -- buttons ---------------------------------------------------------------------------------------------------------


async def _reingest(parts: Parts, heard: Heard) -> None:
    """Look at all sources; pressed in Home, it shows how far that is, too."""
    press = Press.of(heard)
    beside = None if press.channel else partial(home.show, parts, heard)
    shown = following(parts, heard, where(parts, press.channel).channel or heard.user, beside=beside)
    reply = await parts.work(_asked(heard, press, ReingestOptions(publish=False)), shown)
    if not await shown.finish(parts.message(reply)):
        await answer_press(press, parts.message(reply))


async def _stop(parts: Parts, heard: Heard) -> None:
    """Stop the run of this button, and no other."""
    press = Press.of(heard)
    reply = await parts.look(_asked(heard, press, ReingestOptions(cancel=True)))
    await answer_press(press, _stopping(parts, reply))
    if not press.channel:
        await home.show(parts, heard)


def _stopping(parts: Parts, reply: Reply) -> Message:
    if isinstance(reply, RunReply) and reply.run.ended is None:
        return Message("I asked it to stop; it does so at its next step.", ())
    return parts.message(reply)


def _asked(heard: Heard, press: Press, options: ReingestOptions) -> Request:
    place = Place(workspace=heard.team, channel=press.channel)
    return Request(
        command="reingest",
        user=heard.user,
        surface="slack",
        options=options,
        number=press.pressed.number,
        place=place,
    )
