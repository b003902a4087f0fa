"""Modals of administrators: what is sent in, and what came of it."""

from __future__ import annotations

from bot.slack import ids, limits
from bot.slack.blocks.parts import Block, Element, Sheet, View, plain
from bot.slack.ids import Pressed


def form(title: str, callback: str, submit: str, blocks: list[Block], about: Pressed) -> View:
    """A modal that is sent in."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, limits.VIEW_TITLE),
        "submit": plain(submit, limits.VIEW_TITLE),
        "close": plain("Close", limits.VIEW_TITLE),
        "private_metadata": about.packed(),
        "blocks": blocks[: limits.VIEW_BLOCKS],
    }


def reason(label: str, hint: str, *, optional: bool, written: str = "") -> Block:
    """The input for a reason."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": ids.REASON,
        "max_length": 500,
        "placeholder": plain(hint, limits.PLACEHOLDER),
    }
    if written:
        element["initial_value"] = limits.cut(written, 500)
    shown = plain(label, limits.INPUT_LABEL)
    return {"type": "input", "block_id": ids.REASON, "label": shown, "element": element, "optional": optional}


def outcome(title: str, sheet: Sheet) -> View:
    """What came of a form; closing it closes those below, which are of before."""
    return {
        "type": "modal",
        "callback_id": ids.SOURCE_MODAL,
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain("Close", limits.VIEW_TITLE),
        "clear_on_close": True,
        "blocks": sheet.blocks[: limits.VIEW_BLOCKS],
    }
