"""Shortcuts on messages: check the figures of what a colleague wrote."""

from __future__ import annotations

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.replies import (
    ErrorReply,
    VerificationReply,
)
from bot.requests import (
    Place,
    Request,
)
from bot.slack import ids
from bot.slack.blocks import error_view, verify_view
from bot.slack.hearing import said
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.listeners.modals import fill_modal, open_modal

NO_WORDS = ErrorReply("That message has no words to check: its figures may be in a picture or a file.")


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear shortcuts."""
    app.shortcut(ids.CHECK_FIGURES)(parts.listener(partial(_check, parts), once=True))


async def _check(parts: Parts, heard: Heard) -> None:
    view_id = await open_modal(heard, "Check the figures")
    text = said(_written(heard.body.get("message") or {}))
    if not text:
        await fill_modal(heard, view_id, error_view(NO_WORDS))
        return
    place = Place(workspace=heard.team, channel=str((heard.body.get("channel") or {}).get("id") or ""))
    reply = await parts.ask(
        Request(command="verify", user=heard.user, surface="slack", text=text, place=place, private=True)
    )
    if isinstance(reply, VerificationReply):
        shown = verify_view(reply)
    else:
        shown = error_view(reply if isinstance(reply, ErrorReply) else NO_WORDS)
    await fill_modal(heard, view_id, shown)


def _written(message: Json) -> str:
    """The message's text; of one that an app posted perhaps only its attachments' or blocks'."""
    parts = [message.get("text", ""), *(each.get("text") or "" for each in message.get("attachments", []))]
    return "\n".join(part for part in parts if part)
