"""Somebody adds the bot: it says what it is for, and what may be asked."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.replies import SuggestionsReply, TextReply
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard
from bot.teams.speaking import send

HERE = (
    "I answer questions from the reports, each sentence with its source. Mention me with your question, and in a"
    " channel ask on in the same thread, mentioning me again."
)


def register(app: Any, parts: Parts) -> None:
    """Hear that the app was installed for somebody, or added to a team or chat."""
    app.on_install_add(parts.later(partial(_arrived, parts)))


async def _arrived(parts: Parts, heard: Heard) -> None:
    if not await parts.first_time(heard.place.workspace, heard.place.channel, "arrived", heard.place.message):
        return
    if not heard.personal:
        await send(heard.conversation, parts.message(TextReply(HERE)))
        return
    reply = await parts.look(heard.request("suggest"))
    shown = reply if isinstance(reply, SuggestionsReply) else SuggestionsReply(())
    await send(heard.conversation, parts.message(shown))
