"""A figure as a file: uploaded into the direct message of the person who pressed."""

from __future__ import annotations

from typing import Any

from bot.replies import SlideReply
from bot.slack.blocks import Message
from bot.slack.listeners.listening import Heard, Parts
from bot.slack.listeners.pressing import Press
from bot.slack.speaking import post
from bot.slack.text import line, mrkdwn


async def csv(parts: Parts, heard: Heard) -> None:
    """The figure with its whole distribution, for a spreadsheet."""
    await _send(parts, heard, "csv")


async def png(parts: Parts, heard: Heard) -> None:
    """The chart, for a slide."""
    await _send(parts, heard, "png")


async def _send(parts: Parts, heard: Heard, kind: str) -> None:
    reply = await parts.look(Press.of(heard).request("slides", directly=True))
    if not isinstance(reply, SlideReply):
        await post(heard.client, heard.user, parts.message(reply))
        return
    content = reply.csv.encode() if kind == "csv" else reply.png
    if content is None:
        await post(heard.client, heard.user, Message("There is nothing to draw of this figure: take the CSV.", ()))
        return
    opened: Any = await heard.client.conversations_open(users=heard.user)
    await heard.client.files_upload_v2(
        channel=opened["channel"]["id"],
        filename=f"{reply.name}.{kind}",
        title=line(reply.headline),
        content=content,
        initial_comment=mrkdwn(line(reply.footnote)),
    )
