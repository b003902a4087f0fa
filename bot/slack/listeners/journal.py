"""Buttons about what was asked: a changed fact in its source, what went unanswered as a file, forgetting oneself."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.replies import ErrorReply, GapsReply, SourceReply
from bot.requests import ForgetOptions, Place, Request
from bot.slack import ids
from bot.slack.blocks import error_view, source_view
from bot.slack.listeners.listening import Handler, Heard, Parts
from bot.slack.listeners.modals import fill_modal, open_modal
from bot.slack.listeners.pressing import Press, answer_press
from bot.slack.listeners.proof import NOTHING
from bot.slack.speaking import post, respond
from bot.wire_journal import gaps_csv
from bot.wording import counted


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear presses."""
    handlers: dict[str, Handler] = {
        ids.TOLD: partial(_told, parts),
        ids.GAPS_CSV: partial(_gaps, parts),
        ids.FORGET_ME: partial(_forget, parts),
    }
    for action, handler in handlers.items():
        app.action(re.compile(rf"^{action}(?::\d+)?$"))(parts.listener(handler, once=True))


async def _told(parts: Parts, heard: Heard) -> None:
    """Show where a fact of a note stands now, in its surroundings."""
    view_id = await open_modal(heard, "Source")
    press = Press.of(heard)
    reply = await parts.look(replace(press.request("told"), text=press.pressed.word))
    shown = source_view(reply) if isinstance(reply, SourceReply) else None
    await fill_modal(heard, view_id, shown or error_view(reply if isinstance(reply, ErrorReply) else NOTHING))


async def _gaps(parts: Parts, heard: Heard) -> None:
    """Upload what went unanswered into the direct message of the administrator who pressed."""
    press = Press.of(heard)
    place = Place(workspace=heard.team, channel=press.channel)
    reply = await parts.ask(Request(command="gaps", user=heard.user, surface="slack", text=press.value, place=place))
    if not isinstance(reply, GapsReply):
        await post(heard.client, heard.user, parts.message(reply))
        return
    opened: Any = await heard.client.conversations_open(users=heard.user)
    await heard.client.files_upload_v2(
        channel=opened["channel"]["id"],
        filename=f"unanswered-{reply.days}-days.csv",
        title=f"What went unanswered within {counted(reply.days, 'day')}",
        content=gaps_csv(reply).encode("utf-8-sig"),
        initial_comment=f"{counted(reply.asked, 'question')} in {counted(len(reply.gaps), 'group')}, every wording.",
    )


async def _forget(parts: Parts, heard: Heard) -> None:
    """Forget what the person who pressed has asked: nobody else's button does it, for it forgets who presses it."""
    press = Press.of(heard)
    place = Place(workspace=heard.team, channel=press.channel)
    options = ForgetOptions(sure=True)
    reply = await parts.look(
        Request(command="forget", user=heard.user, surface="slack", text="me", options=options, place=place)
    )
    message = parts.message(reply)
    if not (press.ephemeral and await respond(heard.client, heard.response_url, message, replace=True)):
        await answer_press(press, message)
