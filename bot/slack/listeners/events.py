"""Messages: mentions, direct messages, follow-ups in threads, and questions that are edited or deleted."""

from __future__ import annotations

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.requests import Place
from bot.slack.hearing import (
    changed_text,
    from_person,
    is_deletion,
    may_be_question,
    mentions,
    said,
    speaks_to_others,
    typed,
)
from bot.slack.listeners import uploading
from bot.slack.listeners.asking import Asked, answer, answer_again, name_thread
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.speaking import remove


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear messages."""
    app.event("app_mention")(parts.listener(partial(_mentioned, parts)))
    app.event("message")(parts.listener(partial(_written, parts)))


async def _mentioned(parts: Parts, heard: Heard) -> None:
    event = heard.event
    if not from_person(event, heard.bot_user):
        return
    if "edited" in event:
        await _edited(parts, heard, event, addressed=True)
    elif await _is_new(parts, heard):
        await answer(parts, heard, _asked(heard, event))


async def _written(parts: Parts, heard: Heard) -> None:
    event = heard.event
    if is_deletion(event):
        await _deleted(parts, heard)
    elif (text := changed_text(event)) is not None:
        message = event["message"] | {"channel": event["channel"], "text": text}
        addressed = event.get("channel_type") == "im" or mentions(text, heard.bot_user)
        await _edited(parts, heard, message, addressed=addressed)
    elif not from_person(event, heard.bot_user):
        return
    elif event.get("channel_type") == "im":
        await _written_directly(parts, heard)
    elif await _follows_up(parts, heard) and await _is_new(parts, heard):
        await answer(parts, heard, _asked(heard, event), unbidden=True)


async def _written_directly(parts: Parts, heard: Heard) -> None:
    if not await _is_new(parts, heard):
        return
    if heard.event.get("files"):
        await uploading.uploaded(parts, heard)
        if not may_be_question(said(heard.event.get("text", ""), heard.bot_user)):
            return  # what is written beside a file is about the file, unless it asks something
    asked = _asked(heard, heard.event)
    if "thread_ts" not in heard.event:
        parts.beside(name_thread(heard, asked.place, asked.text))
    await answer(parts, heard, asked)


async def _follows_up(parts: Parts, heard: Heard) -> bool:
    """Whether a message in a channel is meant for the bot, though nobody mentions it."""
    event = heard.event
    text = event.get("text", "")
    thread = event.get("thread_ts")
    if not thread or thread == event["ts"] or mentions(text, heard.bot_user):  # mentions come as app_mention
        return False
    if speaks_to_others(text, heard.bot_user) or not may_be_question(said(text)):
        return False
    place = Place(workspace=heard.team, channel=event["channel"], thread=thread)
    return bool(await parts.from_journal(lambda: parts.journal.conversation(place, 1), []))


async def _edited(parts: Parts, heard: Heard, message: Json, *, addressed: bool) -> None:
    """A question has other words now, which may come as a mention and as a message. Without an answer it gets one."""
    if not from_person(message, heard.bot_user):
        return
    asked = _asked(heard, message)
    edit = str((message.get("edited") or {}).get("ts") or heard.body.get("event_id"))
    if not asked.text or not await parts.first_time(heard.team, message["channel"], message["ts"], edit):
        return
    if not await answer_again(parts, heard, asked) and addressed:
        await answer(parts, heard, asked)


async def _deleted(parts: Parts, heard: Heard) -> None:
    """The question is gone, and the answer goes with it."""
    event = heard.event
    before = event.get("previous_message", {})
    ts = event.get("deleted_ts") or event.get("message", {}).get("ts") or before.get("ts", "")
    thread = before.get("thread_ts") or event.get("message", {}).get("thread_ts") or ts
    place = Place(workspace=heard.team, channel=event["channel"], thread=thread, message=ts)
    async with parts.in_turn(place):
        exchange = await parts.from_journal(lambda: parts.journal.asked_in(place), None)
        if exchange is None:
            return
        if exchange.shown_as:
            await remove(heard.client, place.channel, exchange.shown_as)
        await parts.from_journal(lambda: parts.journal.drop(exchange.id), None)


async def _is_new(parts: Parts, heard: Heard) -> bool:
    """Whether the message hasn't been heard before: it may come twice, and as a mention and as a message."""
    return await parts.first_time(heard.team, heard.event["channel"], heard.event["ts"])


def _asked(heard: Heard, message: Json) -> Asked:
    command, text = typed(said(message.get("text", ""), heard.bot_user))
    thread = message.get("thread_ts") or message["ts"]
    place = Place(workspace=heard.team, channel=message["channel"], thread=thread, message=message["ts"])
    return Asked(place, message["user"], text, command)
