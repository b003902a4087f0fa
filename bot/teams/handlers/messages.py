"""Messages: in personal chats, mentions in channels and groups, and questions that are edited or deleted."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.teams.handlers.asking import Asked, answer, answer_again
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard, mentioned, said, typed
from bot.teams.speaking import remove


def register(app: Any, parts: Parts) -> None:
    """Hear messages."""
    app.on_message(parts.later(partial(_written, parts)))
    app.on_edit_message(parts.later(partial(_edited, parts)))
    app.on_undelete_message(parts.later(partial(_edited, parts)))
    app.on_soft_delete_message(parts.later(partial(_deleted, parts)))


async def _written(parts: Parts, heard: Heard) -> None:
    text = said(heard.activity)
    only_a_card = not text and heard.activity.attachments
    if _for_us(heard) and not only_a_card and await _is_new(parts, heard):
        await answer(parts, heard, Asked(*typed(text)))


async def _edited(parts: Parts, heard: Heard) -> None:
    """A question has other words now. One that had no answer yet gets one."""
    when = heard.activity.channel_data.event_type
    edit = str(heard.activity.local_timestamp or heard.activity.timestamp or "")
    if not _for_us(heard) or not await _is_new(parts, heard, when, edit):
        return
    asked = Asked(*typed(said(heard.activity)))
    if not await answer_again(parts, heard, asked):
        await answer(parts, heard, asked)


async def _deleted(parts: Parts, heard: Heard) -> None:
    """The question is gone, and the answer goes with it."""
    async with parts.in_turn(heard):
        exchange = await parts.from_journal(lambda: parts.journal.asked_in(heard.place), None)
        if exchange is None:
            return
        if exchange.shown_as:
            await remove(heard.conversation, exchange.shown_as)
        await parts.from_journal(lambda: parts.journal.drop(exchange.id), None)


def _for_us(heard: Heard) -> bool:
    """Whether a person says this to the bot: directly, or by mentioning it. What a card sends has no words."""
    activity = heard.activity
    if activity.from_.id == activity.recipient.id or activity.from_.role == "bot":
        return False
    spoken = bool(activity.text) or not getattr(activity, "value", None)
    return spoken and (heard.personal or mentioned(activity))


async def _is_new(parts: Parts, heard: Heard, *more: str) -> bool:
    """Whether the message hasn't been heard before: Teams sends it again where it isn't sure."""
    place = heard.place
    return await parts.first_time(place.workspace, place.channel, place.message, *more)
