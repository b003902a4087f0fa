"""What somebody thinks of an answer: a thumb is kept at once, and what was wrong with it takes its place."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, cast, get_args

from bot.replies import ErrorReply, Reply
from bot.requests import FeedbackOptions, Rating, Why
from bot.teams.activities import attachment
from bot.teams.cards.forms import why_card
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard
from bot.teams.ids import COMMENT, WHY
from bot.teams.limits import INPUT_TEXT, cut

Json = dict[str, Any]

OLD = ErrorReply("That answer is no longer kept: ask the question again.")
WRITTEN = "feedbackText"  # what the client's own form calls what was written


def register(app: Any, parts: Parts) -> None:
    """Hear thumbs, and the forms behind them."""
    app.on_message_fetch_task(parts.at_once(partial(_thumb, parts), _box))
    app.on_message_submit_feedback(parts.at_once(partial(_form, parts), _nothing))


async def _thumb(parts: Parts, heard: Heard) -> Json:
    """A thumb up is thanked for; a thumb down is kept and asks why."""
    rating = _rating(heard.activity.value.data.action_value.reaction)
    reply = await _rate(parts, heard, FeedbackOptions(rating=rating))
    if isinstance(reply, ErrorReply):
        return _box(reply.sentence)
    if rating == "good":
        return _box("Thank you, good to know.")
    form = attachment(why_card()).model_dump(by_alias=True, exclude_none=True)
    return {"task": {"type": "continue", "value": {"title": "What was wrong?", "width": "medium", "card": form}}}


async def _form(parts: Parts, heard: Heard) -> None:
    said = heard.activity.value.action_value
    why, comment = read(said.feedback)
    await _rate(parts, heard, FeedbackOptions(rating=_rating(said.reaction), why=why, comment=comment))


def read(feedback: str) -> tuple[Why | None, str]:
    """The reason and the words of a form, ours or the client's; both hand in an object as JSON."""
    try:
        values = json.loads(feedback)
    except ValueError:
        return None, cut(feedback, INPUT_TEXT) if feedback else ""
    if not isinstance(values, dict):
        return None, ""
    why = values.get(WHY)
    comment = values.get(COMMENT) or values.get(WRITTEN) or ""
    chosen = cast("Why", why) if why in get_args(Why) else None
    return chosen, cut(str(comment), INPUT_TEXT) if comment else ""


async def _rate(parts: Parts, heard: Heard, options: FeedbackOptions) -> Reply:
    exchange = await parts.shown_in(heard, heard.activity.reply_to_id or "")
    if exchange is None:
        return OLD
    return await parts.look(heard.request("feedback", exchange=exchange.id, options=options))


def _rating(reaction: str) -> Rating:
    return "good" if reaction == "like" else "bad"


def _box(sentence: str) -> Json:
    return {"task": {"type": "message", "value": sentence}}


def _nothing(_sentence: str) -> None:
    return None
