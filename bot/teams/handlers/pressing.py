"""Buttons on cards: sources and figures in the card's place, other questions, and what administrators decide."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.replies import (
    ActReply,
    ConfirmReply,
    ErrorReply,
    ExchangeReply,
    PersonReply,
    Reply,
    ReviewReply,
    RunReply,
    SlideReply,
    SourceReply,
    TextReply,
)
from bot.requests import EditionOptions, ForgetOptions, ReingestOptions, Request, ReviewOptions, Unwatched
from bot.teams import ids
from bot.teams.cards import Card, Message
from bot.teams.cards.contents import done, result, reviewed
from bot.teams.cards.parts import Sheet
from bot.teams.cards.people import people_message
from bot.teams.handlers.asking import Asked, answer
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard
from bot.teams.ids import Pressed
from bot.teams.limits import INVOKE_S
from bot.teams.speaking import Closed, Conversation, put_card, send
from knowledge.errors import FootnoteError

Json = dict[str, Any]
Work = Callable[[Parts, Heard, Pressed], Awaitable[Json]]

IN_TIME_S = INVOKE_S - 3.0  # what takes longer is said in the conversation
ANOTHER = "Another edition is staged by now: look at this one."
LATE = "This takes a moment: it comes as a message."
UNCHANGED = "Nothing was changed."


class NotInvited(FootnoteError):
    """The conversation for questions to people can't be written in."""


def register(app: Any, parts: Parts) -> None:
    """Hear presses."""
    app.on_card_action_execute(parts.at_once(partial(_pressed, parts), told))


def told(sentence: str) -> Json:
    """An answer to a press that leaves the card as it is."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": sentence}


def replaced(card: Card | None) -> Json:
    """An answer to a press that puts another card in its place, for the person who pressed."""
    if card is None:
        return told("There is nothing to show: please ask the question again.")
    return {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card}


async def _pressed(parts: Parts, heard: Heard) -> Json:
    action = heard.activity.value.action
    pressed = Pressed.unpacked(action.verb, action.data or {})
    work = _WORK.get(pressed.verb)
    return await work(parts, heard, pressed) if work else told("That button is of an older version: ask again.")


# -- shown in the card's place -----------------------------------------------------------------------------------------


async def _proof(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    reply = await parts.look(_request(heard, pressed.verb, pressed))
    if isinstance(reply, SourceReply | SlideReply):
        return replaced(parts.message(reply).card)
    return told(_sentence(reply))


async def _unfolded(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    """The reply's own card again, folded or not."""
    reply = await parts.look(_request(heard, "show", pressed))
    if isinstance(reply, ExchangeReply):
        return replaced(parts.message(reply.exchange.reply, folded=pressed.verb != ids.MORE).card)
    return told(_sentence(reply))


async def _left(parts: Parts, heard: Heard, _pressed: Pressed) -> Json:
    return await _settled(parts, heard, UNCHANGED)


# -- questions ---------------------------------------------------------------------------------------------------------


async def _ask(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    """Ask the question that the button carries: its answer comes as a message."""
    place = heard.place
    if not pressed.text or not await parts.first_time(place.workspace, place.channel, "press", place.message):
        return told(LATE)
    asking = replace(heard, place=heard.here)
    parts.begin(lambda at: answer(parts, at, Asked("ask", pressed.text, repeat=True)), asking)
    return told("Reading the reports…")


async def _person(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    reply = await parts.look(_request(heard, "person", pressed))
    if not isinstance(reply, PersonReply) or parts.help_channel is None:
        return told(_sentence(reply))
    if pressed.exchange in parts.handed_on:
        return told("This was handed on already: somebody will answer.")
    parts.handed_on.add(pressed.exchange)
    there = heard.conversation.account.model_copy(
        update={"id": parts.help_channel, "conversation_type": "channel", "name": None, "is_group": True}
    )
    conversation = Conversation(heard.conversation.api, there, heard.conversation.bot, "channel", parts.feedback)
    try:
        await send(conversation, people_message(reply, heard.activity.from_.name or heard.user))
    except Exception as error:
        parts.handed_on.discard(pressed.exchange)
        if isinstance(error, Closed):
            raise NotInvited(
                "I can't write where questions to people go: ask an administrator to add me to that channel."
            ) from error
        raise
    return told(parts.message(reply).text)


# -- what administrators decide ----------------------------------------------------------------------------------------


async def _review(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    """Turn a page. If another edition is staged by now, it is shown from its beginning."""

    async def shown() -> Message | None:
        reply = await parts.work(_request(heard, "review", pressed, ReviewOptions()), Unwatched())
        if not isinstance(reply, ReviewReply):
            return parts.message(reply)
        other = reply.staged is not None and pressed.staged not in (0, reply.staged.id)
        sheet = reviewed(reply, 1 if other else pressed.number, ANOTHER if other else "")
        return Message("\n\n".join(sheet.lines), sheet.card())

    task = asyncio.get_running_loop().create_task(shown())
    try:
        message = await asyncio.wait_for(asyncio.shield(task), IN_TIME_S)
    except TimeoutError:  # the golden questions are asked anew

        async def said(at: Heard) -> None:
            if (late := await task) is not None:
                await send(at.conversation, late)

        parts.begin(said, heard)
        return told(LATE)
    if message is None or message.card is None:
        return told(message.text if message else "")
    return replaced(message.card)


async def _decide(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    """Publish or discard what the person looked at; the desk sees to it that it is still that, and who they are."""
    approves = pressed.verb == ids.APPROVE
    options = ReviewOptions(
        action="approve" if approves else "discard", reason=pressed.text.strip(), staged=pressed.staged or None
    )
    if not approves and not options.reason:
        return told("Please say why: it is kept with the edition.")
    return await _done(parts, heard, await parts.look(_request(heard, "review", pressed, options)))


async def _rollback(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    options = EditionOptions(edition=pressed.number or None, why=pressed.text, sure=True)
    return await _done(parts, heard, await parts.look(_request(heard, "rollback", pressed, options)))


async def _rollback_asked(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    options = EditionOptions(edition=pressed.number or None)
    reply = await parts.look(_request(heard, "rollback", pressed, options))
    return replaced(parts.message(reply).card) if isinstance(reply, ConfirmReply) else told(_sentence(reply))


async def _stop(parts: Parts, heard: Heard, pressed: Pressed) -> Json:
    reply = await parts.look(_request(heard, "reingest", pressed, ReingestOptions(cancel=True)))
    if isinstance(reply, RunReply) and reply.run.ended is None:
        return await _settled(parts, heard, "I asked it to stop; it does so at its next step.")
    return told(parts.message(reply).text)


async def _forget(parts: Parts, heard: Heard, _pressed: Pressed) -> Json:
    """Forget what the person who presses has asked, and nobody else."""
    reply = await parts.look(heard.request("forget", text="me", options=ForgetOptions(sure=True)))
    return await _settled(parts, heard, reply.text) if isinstance(reply, TextReply) else told(_sentence(reply))


async def _done(parts: Parts, heard: Heard, reply: Reply) -> Json:
    if not isinstance(reply, ActReply):
        return told(_sentence(reply))
    return await _settled(parts, heard, reply.sentence, done(reply))


async def _settled(parts: Parts, heard: Heard, sentence: str, sheet: Sheet | None = None) -> Json:
    """The card has had its use: what came of it takes its place, for everybody who sees it and for good."""
    shown, card = heard.activity.reply_to_id, result(sentence, sheet.actions if sheet else ()).card()
    if shown and card is not None:
        parts.begin(lambda at: put_card(at.conversation, shown, card), heard)
    return replaced(card)


def _request(
    heard: Heard,
    command: str,
    pressed: Pressed,
    options: ReviewOptions | EditionOptions | ReingestOptions | None = None,
) -> Request:
    return heard.request(command, exchange=pressed.exchange, number=pressed.number, options=options)


def _sentence(reply: Reply) -> str:
    return reply.sentence if isinstance(reply, ErrorReply | ActReply) else "There is nothing to show: ask again."


_WORK: dict[str, Work] = {
    ids.SOURCE: _proof,
    ids.SLIDES: _proof,
    ids.MORE: _unfolded,
    ids.BACK: _unfolded,
    ids.ASK: _ask,
    ids.PERSON: _person,
    ids.REVIEW: _review,
    ids.APPROVE: _decide,
    ids.DISCARD: _decide,
    ids.ROLLBACK: _rollback,
    ids.ROLLBACK_ASKED: _rollback_asked,
    ids.STOP: _stop,
    ids.FORGET: _forget,
    ids.LEAVE: _left,
}
