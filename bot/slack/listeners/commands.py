"""Slash commands, as the one table has them. What they answer is for the person who typed them, until it is shared."""

from __future__ import annotations

import re
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.commands import slashes
from bot.replies import ErrorReply
from bot.requests import (
    EditionOptions,
    Place,
    Request,
)
from bot.slack.hearing import said
from bot.slack.listeners import administering, reviewing
from bot.slack.listeners.asking import say_directly
from bot.slack.listeners.listening import Heard, Parts, tell
from bot.slack.showing import ByResponse
from bot.slack.speaking import Closed

ASKING = frozenset({"ask", "stat", "verify"})  # what is kept: it repeats what was asked, and may be shared
LONG = ASKING | {"ingest", "gaps"}  # what takes a model


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear slash commands, and say so where one is typed that there isn't."""
    for slash in slashes("slack"):
        command = slash.command.name if slash.command else ""
        heard_by = partial(_own, parts, command) if command else partial(_any, parts)
        app.command(slash.name)(parts.listener(heard_by, once=True))
    app.command(re.compile(r".*"))(parts.listener(_unknown, once=True))


async def _own(parts: Parts, command: str, heard: Heard) -> None:
    await _run(parts, heard, command, said(heard.body.get("text", "")))


async def _any(parts: Parts, heard: Heard) -> None:
    """``/footnote NAME …``; without a name it lists what there is."""
    name, _, rest = said(heard.body.get("text", "")).partition(" ")
    await _run(parts, heard, name.lower() or "help", rest.strip())


async def _unknown(heard: Heard) -> None:
    known = ", ".join(slash.name for slash in slashes("slack"))
    await tell(heard, ErrorReply(f"There is no command {heard.body.get('command')} here: there are {known}."))


async def _run(parts: Parts, heard: Heard, command: str, text: str) -> None:
    request = await administering.typed(heard, command, text)
    if request is None:
        return
    origin = administering.where(parts, heard.body["channel_id"])
    if command in administering.RUNS:
        await administering.run(parts, heard, request)
    elif administering.takes_a_while(request):
        await administering.slow(parts, heard, request)
    elif command == "review":
        await reviewing.review(parts, heard, origin)
    elif command == "rollback" and isinstance(request.options, EditionOptions):
        await reviewing.roll_back(parts, heard, origin, request.options)
    else:
        await _answered(parts, heard, request)


async def _answered(parts: Parts, heard: Heard, request: Request) -> None:
    command, text, place = request.command, request.text, Place(workspace=heard.team, channel=heard.body["channel_id"])
    long = command in ASKING  # it takes a model
    showing = ByResponse(heard.client, heard.response_url, place.channel, heard.user, replace=long)
    reply = await (parts.ask(request, showing) if long else parts.look(request))
    asked = text if command in ASKING and text else None
    message = parts.message(reply, private=True, question=None if isinstance(reply, ErrorReply) else asked)
    directly = partial(parts.directly, request, reply, message)
    try:
        await showing.finish(message, directly)
    except Closed as closed:
        await say_directly(heard, heard.user, await directly(), closed)
