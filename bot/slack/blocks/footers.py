"""What stands under a reply: fold and unfold, share, ask a person, and what people think of it."""

from __future__ import annotations

from bot.slack import ids
from bot.slack.blocks.parts import Block, How, Sheet, actions, button, plain
from bot.slack.ids import Pressed
from bot.slack.limits import BUTTON_TEXT

PRIVATE = "private"  # the word of a button under what only one person sees


def footer(exchange: str | None, how: How, *, folds: bool = False, unanswered: bool = False) -> Sheet:
    """Buttons about the whole reply; none where nothing keeps it."""
    sheet = Sheet()
    if exchange is None:
        return sheet
    value = Pressed(exchange, word=PRIVATE if how.private else "").packed()
    fold = button("Show more", ids.MORE, value) if how.folded else button("Show less", ids.LESS, value)
    sheet.add(
        actions(
            fold if folds else None,
            button("Share in channel", ids.SHARE, value) if how.private else None,
            button("Ask a person", ids.ASK_PERSON, value) if how.person_button and unanswered else None,
        ),
        _feedback(exchange),
    )
    return sheet


def _feedback(exchange: str) -> Block:
    def side(label: str, rating: str, spoken: str) -> dict[str, object]:
        value = Pressed(exchange, word=rating).packed()
        return {"text": plain(label, BUTTON_TEXT), "accessibility_label": spoken, "value": value}

    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": ids.FEEDBACK,
                "positive_button": side("Good answer", "good", "This answer helped"),
                "negative_button": side("Bad answer", "bad", "Something is wrong with this answer"),
            }
        ],
    }
