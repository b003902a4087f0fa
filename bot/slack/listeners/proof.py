"""The modals that prove a reply: a quote in its surroundings, and a figure ready for a slide."""

from __future__ import annotations

from bot.replies import (
    ErrorReply,
    SlideReply,
    SourceReply,
)
from bot.slack.blocks import error_view, slides_view, source_view
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.listeners.modals import fill_modal, open_modal
from bot.slack.listeners.pressing import Press

NOTHING = ErrorReply("There is nothing to show: please ask the question again.")


async def source(parts: Parts, heard: Heard) -> None:
    """Show a quote in its surroundings; previous and next turn the page of the same modal."""
    view_id = await open_modal(heard, "Source")
    press = Press.of(heard)
    reply = await parts.look(press.request("source"))
    shown = source_view(reply) | _from(press) if isinstance(reply, SourceReply) else error_view(_error(reply))
    await fill_modal(heard, view_id, shown)


async def slides(parts: Parts, heard: Heard) -> None:
    """Show a figure with base, period and footnote, ready to paste."""
    view_id = await open_modal(heard, "For your slides")
    press = Press.of(heard)
    reply = await parts.look(press.request("slides"))
    shown = slides_view(reply) | _from(press) if isinstance(reply, SlideReply) else error_view(_error(reply))
    await fill_modal(heard, view_id, shown)


def _from(press: Press) -> Json:
    """What a modal carries: the channel that it was opened from, where its documents may be read."""
    return {"private_metadata": press.pressed._replace(word=press.origin).packed()}


def _error(reply: object) -> ErrorReply:
    return reply if isinstance(reply, ErrorReply) else NOTHING
