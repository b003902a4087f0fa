"""Modals: opened at once, while Slack's trigger lasts, and filled when the desk has replied."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.replies import ErrorReply
from bot.slack import ids
from bot.slack.blocks import error_view, loading_view
from bot.slack.listeners.listening import Heard, Json
from bot.slack.speaking import BLOCKS_REFUSED, error_of
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

IN_PLACE = frozenset({ids.SOURCE_MODAL, ids.SLIDES_MODAL})  # previous and next turn the page of the same modal


class TooLate(FootnoteError):
    """Slack lets a modal be opened for three seconds after the press."""


async def open_modal(heard: Heard, title: str) -> str:
    """A modal that says that it is loading, or the one in which a page is turned; its id. Raises TooLate."""
    view: Json = heard.body.get("view") or {}
    if view.get("callback_id") in IN_PLACE:
        return str(view["id"])
    return await show_modal(heard, loading_view(title))


async def show_modal(heard: Heard, shown: Json) -> str:
    """Open a modal, on top of the one that the press was in; its id. Raises TooLate."""
    trigger = heard.body["trigger_id"]
    within = (heard.body.get("view") or {}).get("type") == "modal"
    try:
        call = heard.client.views_push if within else heard.client.views_open
        response: Any = await call(trigger_id=trigger, view=shown)
    except SlackApiError as error:
        if error_of(error) in {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"}:
            raise TooLate("That took too long for Slack to open a window: please press again.") from error
        raise
    return str(response["view"]["id"])


async def fill_modal(heard: Heard, view_id: str, shown: Json) -> None:
    """Put the content into a modal; one that was closed meanwhile is no error."""
    try:
        await heard.client.views_update(view_id=view_id, view=shown)
    except SlackApiError as error:
        if error_of(error) in {"not_found", "view_not_found"}:
            return
        if error_of(error) not in BLOCKS_REFUSED:
            raise
        log.warning("blocks refused", error=error_of(error), why=error.response.get("response_metadata"))
        sentence = "Slack doesn't take this as a window: the link of the source leads to the same place."
        await heard.client.views_update(view_id=view_id, view=error_view(ErrorReply(sentence)))
