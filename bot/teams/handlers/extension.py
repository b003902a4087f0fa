"""The message extension: look a statistic up while writing a message and insert it, or check a colleague's figures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from bot.replies import ErrorReply, StatisticsReply, TopicsReply, VerificationReply
from bot.requests import Request
from bot.teams.activities import attachment
from bot.teams.cards.inserted import results
from bot.teams.cards.parts import card_of, words
from bot.teams.handlers.listening import Parts
from bot.teams.hearing import Heard

Json = dict[str, Any]

THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
NO_WORDS = "That message has no words to check: its figures may be in a picture or a file."
NOTHING = "No figure fits these words."
OPENED = "initialRun"
HOW = "Write some words of what you look for: who owns AI, completion rate…"

_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")


def register(app: Any, parts: Parts) -> None:
    """Hear searches, and the action on messages."""
    app.on_message_ext_query(parts.at_once(partial(_search, parts), _said))
    app.on_message_ext_open(parts.at_once(partial(_check, parts), _window_with))
    app.on_message_ext_submit(parts.at_once(_closed, _said))


async def _search(parts: Parts, heard: Heard) -> Json:
    words_ = _words(heard.activity.value.parameters or ())
    if not words_:
        return _said(HOW)
    # Without a place nothing of it is kept: a search is asked with every few letters that are typed.
    reply = await parts.ask(Request(command="stat", user=heard.user, surface="teams", text=words_))
    match reply:
        case StatisticsReply():
            shown = [_result(card, line) for card, line in results(reply)]
            return _list(shown) if shown else _said(NOTHING)
        case TopicsReply():
            return _said(HOW)
        case ErrorReply(sentence):
            return _said(sentence)
        case _:
            return _said(NOTHING)


def _words(parameters: Iterable[Any]) -> str:
    """What was typed. When the box is opened Teams says so in a parameter of its own (initialRun)."""
    typed = [each.value for each in parameters if each.name != OPENED and isinstance(each.value, str)]
    return " ".join(typed).strip()


def _result(card: Json, line: Json) -> Json:
    whole = attachment(card).model_dump(by_alias=True, exclude_none=True)
    return whole | {"preview": {"contentType": THUMBNAIL, "content": line}}


def _list(results_: list[Json]) -> Json:
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": results_}}


def _said(sentence: str) -> Json:
    return {"composeExtension": {"type": "message", "text": sentence}}


async def _check(parts: Parts, heard: Heard) -> Json:
    """Verdicts on what a colleague wrote, in a window that only this person sees."""
    payload = heard.activity.value.message_payload
    text = plain(payload.body.content or "") if payload and payload.body else ""
    if not text:
        return _window_with(NO_WORDS)
    reply = await parts.ask(Request(command="verify", user=heard.user, surface="teams", text=text))
    message = parts.message(reply)
    if not isinstance(reply, VerificationReply) or message.card is None:
        return _window_with(reply.sentence if isinstance(reply, ErrorReply) else message.text)
    return _window(message.card)


def plain(content: str) -> str:
    """The words of a message's HTML, a line for each of its paragraphs."""
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", content))).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _window_with(sentence: str) -> Json:
    return _window(card_of([words(sentence)]))


def _window(card: Json) -> Json:
    shown = attachment(card).model_dump(by_alias=True, exclude_none=True)
    window = {"title": "Check the figures", "height": "large", "width": "medium", "card": shown}
    return {"task": {"type": "continue", "value": window}}


async def _closed(_heard: Heard) -> Json:
    return {}
