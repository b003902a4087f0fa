"""Buttons under messages: show more, share, ask this instead, what somebody thinks of it, hand it on to people."""

from __future__ import annotations

import re
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.journal import Exchange
from bot.replies import (
    ExchangeReply,
    PersonReply,
    TextReply,
)
from bot.requests import (
    FeedbackOptions,
    Place,
    Request,
)
from bot.slack import ids
from bot.slack.blocks import Message, person_message, why_view
from bot.slack.listeners import files, home, proof
from bot.slack.listeners.asking import Asked, answer, remember
from bot.slack.listeners.listening import Handler, Heard, Parts
from bot.slack.listeners.modals import show_modal
from bot.slack.listeners.pressing import Press, Where, answer_press
from bot.slack.showing import ByResponse
from bot.slack.speaking import Closed, post, respond, update
from knowledge.errors import FootnoteError


class NotInvited(FootnoteError):
    """The channel for questions to people can't be written in."""


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear presses. Names stand before a colon where a message has several buttons of one kind."""
    handlers: dict[str, Handler] = {
        ids.SOURCE: partial(proof.source, parts),
        ids.SLIDES: partial(proof.slides, parts),
        ids.DOWNLOAD_CSV: partial(files.csv, parts),
        ids.DOWNLOAD_PNG: partial(files.png, parts),
        ids.MORE: partial(_fold, parts, False),
        ids.LESS: partial(_fold, parts, True),
        ids.SHARE: partial(_share, parts),
        ids.ASK: partial(_ask, parts),
        ids.RECENT: partial(home.recent, parts),
        ids.FEEDBACK: partial(_feedback, parts),
        ids.ASK_PERSON: partial(_person, parts),
    }
    for action, handler in handlers.items():
        app.action(re.compile(rf"^{action}(?::\d+)?$"))(parts.listener(handler, once=True))
    app.action(re.compile(r".*"))(parts.listener(_nothing))  # links, and buttons of messages from before an update


async def _nothing(_heard: Heard) -> None:
    pass


async def _fold(parts: Parts, folded: bool, heard: Heard) -> None:
    press = Press.of(heard)
    reply = await parts.look(press.request("show", private=press.ephemeral))
    if not isinstance(reply, ExchangeReply):
        await answer_press(press, parts.message(reply))
        return
    exchange = reply.exchange
    asked = exchange.text if press.private or _repeats(exchange, press) else None
    message = parts.message(exchange.reply, folded=folded, private=press.private, question=asked)
    if press.ephemeral:
        await respond(heard.client, heard.response_url, message, replace=True)
    else:
        await update(heard.client, press.channel, press.ts, message)


def _repeats(exchange: Exchange, press: Press) -> bool:
    """Whether the message repeats its question: it does where no message beside it asks it."""
    place = exchange.place
    return place is None or not place.message or place.channel != press.channel


async def _share(parts: Parts, heard: Heard) -> None:
    press = Press.of(heard)
    reply = await parts.look(press.request("share", private=False))
    if not isinstance(reply, ExchangeReply):
        await answer_press(press, parts.message(reply))
        return
    exchange = reply.exchange
    message = parts.message(exchange.reply, question=exchange.text)
    try:
        _, ts = await post(heard.client, press.channel, message, press.thread or None)
    except Closed:  # the bot is no member: Slack lets a command's answer be shown there all the same
        if not await respond(heard.client, heard.response_url, message, everyone=True):
            raise
    else:
        await remember(parts, exchange.reply, ts)
    await respond(heard.client, heard.response_url, Message("Shared in the channel.", ()), replace=True)


async def _ask(parts: Parts, heard: Heard) -> None:
    press = Press.of(heard)
    if not press.channel:
        await home.ask(parts, press)
    elif press.ephemeral:
        place = Place(workspace=heard.team, channel=press.channel)
        showing = ByResponse(heard.client, heard.response_url, press.channel, heard.user, replace=False)
        request = Request(
            command="ask", user=heard.user, surface="slack", text=press.value, place=place, private=True
        )  # fmt: skip
        reply = await parts.ask(request, showing)
        message = parts.message(reply, private=True, question=press.value)
        await showing.finish(message, partial(parts.directly, request, reply, message))
    else:
        place = Place(workspace=heard.team, channel=press.channel, thread=press.thread or press.ts)
        await answer(parts, heard, Asked(place, heard.user, press.value), repeat=True)


async def _feedback(parts: Parts, heard: Heard) -> None:
    """A thumb: up is thanked for, down is kept at once and asks why."""
    press = Press.of(heard)
    if press.pressed.word == "bad":
        await show_modal(heard, why_view(press.pressed.exchange, Where(press.channel, press.thread).packed()))
        reply = await parts.look(press.request("feedback", FeedbackOptions(rating="bad")))
        if isinstance(reply, TextReply):
            return
    else:
        reply = await parts.look(press.request("feedback", FeedbackOptions(rating="good")))
    await answer_press(press, parts.message(reply))


async def _person(parts: Parts, heard: Heard) -> None:
    press = Press.of(heard)
    reply = await parts.look(press.request("person"))
    if not isinstance(reply, PersonReply):
        await answer_press(press, parts.message(reply))
        return
    if press.pressed.exchange in parts.handed_on:
        await answer_press(press, Message("This was handed on already: somebody will answer.", ()))
        return
    parts.handed_on.add(press.pressed.exchange)
    try:
        await post(heard.client, reply.channel, person_message(reply, heard.user))
    except Exception as error:
        parts.handed_on.discard(press.pressed.exchange)
        if isinstance(error, Closed):
            raise NotInvited(
                "I can't write in the channel for questions to people: ask an administrator to invite me there."
            ) from error
        raise
    await answer_press(press, parts.message(reply))
