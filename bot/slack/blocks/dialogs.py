"""Modals that ask or tell: what was wrong with an answer, that something is on its way, that it failed, verdicts."""

from __future__ import annotations

from bot.replies import (
    ErrorReply,
    VerificationReply,
)
from bot.slack import ids, limits
from bot.slack.blocks.parts import Block, Element, How, Sheet, View, context, paragraph, plain, rich, words
from bot.slack.blocks.sources import modal
from bot.slack.blocks.verdicts import verified
from bot.slack.ids import Pressed
from bot.slack.text import mrkdwn

REASONS = {
    "wrong": "It is wrong",
    "not_in_source": "It isn't in the source",
    "outdated": "It is outdated",
    "unclear": "It is unclear",
    "other": "Something else",
}
IN_A_MODAL = 15  # claims with all that belongs to them
NOT_IN_VIEWS = {"context_actions", "table", "data_visualization", "markdown"}


def why_view(exchange: str, place: str = "") -> View:
    """Asks what was wrong. ``private_metadata`` is Pressed(exchange, 0, place): whatever the listener has to know."""
    options = [{"text": plain(label, limits.OPTION_TEXT), "value": value} for value, label in REASONS.items()]
    comment: Element = {
        "type": "plain_text_input",
        "action_id": ids.COMMENT,
        "multiline": True,
        "max_length": limits.INPUT_TEXT,
        "placeholder": plain("What would have been right? Where does it stand?", limits.PLACEHOLDER),
    }
    chosen: Element = {"type": "radio_buttons", "action_id": ids.WHY, "options": options}
    return {
        "type": "modal",
        "callback_id": ids.WHY_MODAL,
        "title": plain("What was wrong?", limits.VIEW_TITLE),
        "submit": plain("Send", limits.VIEW_TITLE),
        "close": plain("Cancel", limits.VIEW_TITLE),
        "private_metadata": Pressed(exchange, word=place).packed(),
        "blocks": [
            _input(ids.WHY, "What is wrong with the answer?", chosen),
            _input(ids.COMMENT, "Anything else?", comment, optional=True),
        ],
    }


def _input(name: str, label: str, element: Element, *, optional: bool = False) -> Block:
    shown = plain(label, limits.INPUT_LABEL)
    return {"type": "input", "block_id": name, "label": shown, "element": element, "optional": optional}


def loading_view(title: str) -> View:
    """Opened at once, while a trigger is still good; what was asked for takes its place."""
    sheet = Sheet()
    sheet.add(context("⏳ One moment …"))
    return modal(title, ids.SOURCE_MODAL, sheet)


def error(reply: ErrorReply) -> Sheet:
    """The sentence, and the number under which the log has the rest."""
    sheet = Sheet()
    known = reply.reference and reply.reference not in reply.sentence
    number = f"Reference number: {mrkdwn(reply.reference)}" if reply.reference and known else ""
    sentence = limits.cut(reply.sentence, limits.SECTION_TEXT)
    sheet.add(rich(paragraph(words(f"⚠️  {sentence}"))), context(number), said=f"⚠️ {mrkdwn(sentence)}")
    sheet.lines += [number] if number else []
    return sheet


def error_view(reply: ErrorReply) -> View:
    """Takes the place of what was asked for and could not be done."""
    return modal("That didn't work", ids.SOURCE_MODAL, error(reply))


def verify_view(reply: VerificationReply) -> View:
    """Verdicts on a colleague's message."""
    sheet = verified(reply, How(), whole=IN_A_MODAL)
    sheet.blocks = [block for block in sheet.blocks if block["type"] not in NOT_IN_VIEWS and not _folds(block)]
    about = Pressed(reply.exchange) if reply.exchange else None
    return modal("Check the figures", ids.VERIFY_MODAL, sheet, about)


def _folds(block: Block) -> bool:
    return block["type"] == "actions" and any(each["action_id"] in (ids.MORE, ids.LESS) for each in block["elements"])
