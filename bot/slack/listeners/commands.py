"""Slash commands, as the one table has them. What they answer is for the person who typed them, until it is shared."""

from __future__ import annotations

import re
import shlex
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.commands import slashes
from bot.replies import ErrorReply
from bot.requests import (
    Place,
    Request,
)
from bot.slack.hearing import said
from bot.slack.listeners.asking import say_directly
from bot.slack.listeners.listening import Heard, Parts, tell
from bot.slack.showing import ByResponse
from bot.slack.speaking import Closed

ASKING = frozenset({"ask", "stat", "verify"})  # what is kept: it repeats what was asked, and may be shared
LONG = ASKING | {"ingest"}  # what takes a model


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
    place = Place(workspace=heard.team, channel=heard.body["channel_id"])
    inputs = _words(text) if command == "ingest" else ()
    request = Request(command=command, user=heard.user, surface="slack", text=text, inputs=inputs, place=place)
    long = command in LONG
    showing = ByResponse(heard.client, heard.response_url, place.channel, heard.user, replace=long)
    reply = await (parts.ask(request, showing) if long else parts.look(request))
    asked = text if command in ASKING and text else None
    message = parts.message(reply, private=True, question=None if isinstance(reply, ErrorReply) else asked)
    try:
        await showing.finish(message)
    except Closed as closed:
        await say_directly(heard, heard.user, message, closed)


def _words(text: str) -> tuple[str, ...]:
    """Words, as a shell reads them; as they stand where a quotation mark is missing."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())
