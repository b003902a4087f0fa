"""The app's own pages: Home, suggestions in Messages, and what is pressed in Home, which is answered in Messages."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.replies import (
    ExchangeReply,
    HomeReply,
    SuggestionsReply,
)
from bot.requests import (
    Place,
    Request,
)
from bot.slack.blocks import Message, home_view
from bot.slack.limits import PROMPT_TITLE, SUGGESTED_PROMPTS, cut
from bot.slack.listeners.asking import Asked, answer
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.listeners.modals import fill_modal, open_modal
from bot.slack.listeners.pressing import Press
from bot.slack.speaking import BLOCKS_REFUSED, error_of, post
from bot.slack.text import line, mrkdwn

log = structlog.get_logger(__name__)

GREETING = "Ask me about the reports. For example:"


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear that somebody opens one of the app's pages."""

    async def opened(heard: Heard) -> None:
        if not await parts.first_time(heard.team, str(heard.body.get("event_id"))):
            return
        if heard.event.get("tab") == "messages":
            await _suggest(parts, heard)
        else:
            await show(parts, heard)

    app.event("app_home_opened")(parts.listener(opened))


async def show(parts: Parts, heard: Heard) -> None:
    """Publish the Home of whoever did this, as things stand now."""
    reply = await parts.look(_request(heard, "home"))
    view = home_view(reply) if isinstance(reply, HomeReply) else _plain_home(parts.message(reply).text)
    try:
        await heard.client.views_publish(user_id=heard.user, view=view)
    except SlackApiError as error:
        if error_of(error) not in BLOCKS_REFUSED:
            raise
        log.warning("blocks refused", error=error_of(error), why=error.response.get("response_metadata"))
        await heard.client.views_publish(
            user_id=heard.user, view=_plain_home("Ask me in Messages: Home can't be shown.")
        )


async def _suggest(parts: Parts, heard: Heard) -> None:
    reply = await parts.look(_request(heard, "suggest"))
    if not isinstance(reply, SuggestionsReply) or not reply.questions:
        return
    prompts: Any = [
        {"title": cut(line(question), PROMPT_TITLE), "message": line(question)}
        for question in reply.questions[:SUGGESTED_PROMPTS]
    ]
    await heard.client.assistant_threads_setSuggestedPrompts(
        channel_id=heard.event["channel"], title=GREETING, prompts=prompts
    )


async def recent(parts: Parts, heard: Heard) -> None:
    """Show the answer to a recent question again, in Messages."""
    view_id = await open_modal(heard, "Your question")
    press = Press.of(heard)
    reply = await parts.look(press.request("show", directly=True))
    if isinstance(reply, ExchangeReply):
        exchange = reply.exchange
        message = parts.message(exchange.reply, question=exchange.text)
    else:
        message = parts.message(reply)
    await post(heard.client, heard.user, message)
    await fill_modal(heard, view_id, _in_messages())


async def ask(parts: Parts, press: Press) -> None:
    """Ask a question of Home's in Messages: it is posted there, and answered in its thread."""
    heard = press.heard
    view_id = await open_modal(heard, "Your question")
    channel, ts = await post(heard.client, heard.user, Message(f"You asked: {mrkdwn(line(press.value))}", ()))
    place = Place(workspace=heard.team, channel=channel, thread=ts)
    await answer(parts, heard, Asked(place, heard.user, press.value))
    await fill_modal(heard, view_id, _in_messages())


def _request(heard: Heard, command: str) -> Request:
    place = Place(workspace=heard.team, channel="")
    return Request(command=command, user=heard.user, surface="slack", place=place, private=True)


def _in_messages() -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Your question"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": _said("The answer is in Messages, the tab beside Home."),
    }


def _plain_home(sentence: str) -> Json:
    return {"type": "home", "blocks": _said(sentence)}


def _said(sentence: str) -> list[Json]:
    return [{"type": "section", "text": {"type": "plain_text", "text": sentence}}]
