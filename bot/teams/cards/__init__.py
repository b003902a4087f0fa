"""From a reply to what Teams shows: messages, their cards, and what is inserted into other messages."""

from __future__ import annotations

from bot.teams.cards.messages import message
from bot.teams.cards.parts import Card, Message

__all__ = ["Card", "Message", "message"]
