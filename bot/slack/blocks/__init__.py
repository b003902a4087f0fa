"""From a reply to what Slack shows: messages, modals and Home. Nothing else knows how a block looks."""

from __future__ import annotations

from bot.slack.blocks.administration import outcome_view
from bot.slack.blocks.dialogs import error_view, loading_view, verify_view, why_view
from bot.slack.blocks.editions import rollback_view
from bot.slack.blocks.home import home_view
from bot.slack.blocks.messages import message
from bot.slack.blocks.parts import Block, Message, View
from bot.slack.blocks.people import person_message
from bot.slack.blocks.reviews import discard_view, review_view
from bot.slack.blocks.runs import Underway, progress
from bot.slack.blocks.sources import slides_view, source_view

__all__ = [
    "Block",
    "Message",
    "Underway",
    "View",
    "discard_view",
    "error_view",
    "home_view",
    "loading_view",
    "message",
    "outcome_view",
    "person_message",
    "progress",
    "review_view",
    "rollback_view",
    "slides_view",
    "source_view",
    "verify_view",
    "why_view",
]
