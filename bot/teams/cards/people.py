"""A question that is handed on to people: who asks what, and what was tried."""

from __future__ import annotations

from bot.replies import PersonReply
from bot.teams import limits, text
from bot.teams.cards.messages import message, spoken
from bot.teams.cards.parts import Message, moment, said

QUESTION = 1_000  # units


def people_message(reply: PersonReply, asker: str) -> Message:
    """What is posted where people are asked."""
    exchange = reply.exchange
    tried = message(exchange.reply)
    how = {"ask": "Asked", "stat": "Looked up", "verify": "Checked"}.get(exchange.command, "Asked")
    lines = (
        f"{text.bold(said(asker))} asks, and the reports weren't enough:",
        f"“{text.markdown(limits.cut(exchange.text, QUESTION))}”",
        "**What I found**",
        tried.text,
        f"{how} {moment(exchange.at)}",
    )
    return Message(spoken(list(lines)), citations=tried.citations, generated=True)
