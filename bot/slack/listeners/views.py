"""Modals that are sent in: what was wrong with an answer."""

from __future__ import annotations

import re
from functools import partial
from typing import cast, get_args

from slack_bolt.async_app import AsyncApp

from bot.requests import (
    FeedbackOptions,
    Place,
    Request,
    Why,
)
from bot.slack import ids
from bot.slack.ids import Pressed
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.listeners.pressing import Where
from bot.slack.speaking import post, whisper


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear modals that are sent in."""
    app.view(ids.WHY_MODAL)(parts.listener(partial(_why, parts), once=True))
    app.view(re.compile(r".*"))(parts.listener(_nothing))


async def _nothing(_heard: Heard) -> None:
    pass


async def _why(parts: Parts, heard: Heard) -> None:
    """What was wrong takes the place of the bare thumb; the thanks appear where the answer stands."""
    view: Json = heard.body["view"]
    about = Pressed.unpacked(view["private_metadata"])
    where = Where.unpacked(about.word)
    values: Json = view["state"]["values"]
    chosen = ((values.get(ids.WHY) or {}).get(ids.WHY) or {}).get("selected_option") or {}
    comment = ((values.get(ids.COMMENT) or {}).get(ids.COMMENT) or {}).get("value") or ""
    why = cast("Why", chosen["value"]) if chosen.get("value") in get_args(Why) else None
    reply = await parts.look(
        Request(
            command="feedback",
            user=heard.user,
            surface="slack",
            exchange=about.exchange,
            options=FeedbackOptions(rating="bad", why=why, comment=comment),
            place=Place(workspace=heard.team, channel=where.channel),
        )
    )
    message = parts.message(reply)
    if where.channel:
        await whisper(heard.client, where.channel, heard.user, message, where.thread or None)
    else:
        await post(heard.client, heard.user, message)
