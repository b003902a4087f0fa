"""The modals that prove a reply: a quote in its surroundings, and a figure ready for a slide."""

from __future__ import annotations

from bot.replies import (
    ErrorReply,
    SlideReply,
    SourceReply,
)
from bot.slack.blocks import error_view, slides_view, source_view
from bot.slack.listeners.listening import Heard, Parts
from bot.slack.listeners.modals import fill_modal, open_modal
from bot.slack.listeners.pressing import Press

NOTHING = ErrorReply("There is nothing to show: please ask the question again.")


async def source(parts: Parts, heard: Heard) -> None:
    """Show a quote in its surroundings; previous and next turn the page of the same modal."""
    view_id = await open_modal(heard, "Source")
    reply = await parts.look(Press.of(heard).request("source"))
    await fill_modal(
        heard, view_id, source_view(reply) if isinstance(reply, SourceReply) else error_view(_error(reply))
    )


async def slides(parts: Parts, heard: Heard) -> None:
    """Show a figure with base, period and footnote, ready to paste."""
    view_id = await open_modal(heard, "For your slides")
    reply = await parts.look(Press.of(heard).request("slides"))
    await fill_modal(heard, view_id, slides_view(reply) if isinstance(reply, SlideReply) else error_view(_error(reply)))


def _error(reply: object) -> ErrorReply:
    return reply if isinstance(reply, ErrorReply) else NOTHING
