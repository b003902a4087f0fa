"""Forms: what was wrong with an answer, and verdicts on a colleague's message."""

from __future__ import annotations

from bot.teams import limits
from bot.teams.cards.parts import Card, Element, card_of
from bot.teams.ids import COMMENT, WHY

REASONS = {
    "wrong": "It is wrong",
    "not_in_source": "It isn't in the source",
    "outdated": "It is outdated",
    "unclear": "It is unclear",
    "other": "Something else",
}


def why_card() -> Card:
    """Asks what was wrong."""
    chosen: Element = {
        "type": "Input.ChoiceSet",
        "id": WHY,
        "label": "What is wrong with the answer?",
        "style": "expanded",
        "isRequired": True,
        "errorMessage": "Please choose one.",
        "choices": [{"title": title, "value": value} for value, title in REASONS.items()],
    }
    comment: Element = {
        "type": "Input.Text",
        "id": COMMENT,
        "label": "Anything else?",
        "placeholder": "What would have been right? Where does it stand?",
        "isMultiline": True,
        "maxLength": limits.INPUT_TEXT,
    }
    return card_of([chosen, comment], [{"type": "Action.Submit", "title": "Send"}])
