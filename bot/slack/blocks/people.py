"""A question that is handed on to people: who asks what, and what was tried."""

from __future__ import annotations

import re

from bot.journal import Exchange
from bot.replies import PersonReply
from bot.slack import limits, text
from bot.slack.blocks.messages import fitted, message
from bot.slack.blocks.parts import Element, Message, context, divider, moment, paragraph, quoted, rich, said, words
from bot.slack.text import mrkdwn

QUESTION = 1_000  # units
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def person_message(reply: PersonReply, asker: str) -> Message:
    """What is posted where people are asked; it mentions the asker alone, so that they see what is answered."""
    exchange = reply.exchange
    known = _PERSON.fullmatch(asker)
    who: Element = {"type": "user", "user_id": asker} if known else words(asker, bold=True)
    question = limits.cut(text.safe(exchange.text), QUESTION)
    tried = message(exchange.reply)
    blocks = [
        rich(paragraph(who, words(" asks, and the reports weren't enough:")), quoted(words(question))),
        context("*What I found*"),
        *[block for block in tried.blocks if block["type"] != "context_actions"],
        divider(),
        rich(paragraph(words(_how(exchange)), moment(exchange.at, "{date_long_pretty} at {time}"))),
    ]
    lines = (
        f"{f'<@{asker}>' if known else said(asker)} asks, and the reports weren't enough:",
        f"“{mrkdwn(question)}”",
        "What I found:",
        *tried.text.split("\n"),
    )
    return Message(limits.lines(lines), tuple(fitted([block for block in blocks if block])))


def _how(exchange: Exchange) -> str:
    asked = {"ask": "Asked", "stat": "Looked up", "verify": "Checked"}.get(exchange.command, "Asked")
    return f"{asked} "
