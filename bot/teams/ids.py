"""The verbs by which a card hands back what was pressed, and what a button carries with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

# -- verbs of Action.Execute -------------------------------------------------------------------------------------------
SOURCE = "source"  # show a quote in its surroundings, in the card's place
SLIDES = "slides"  # show a figure, ready to paste
MORE = "more"  # unfold a long table
BACK = "back"  # show the reply again
ASK = "ask"  # ask the question that the button carries
PERSON = "person"  # hand the question on to people
REVIEW = "review"  # turn a page of the review
APPROVE = "approve"
DISCARD = "discard"
ROLLBACK = "rollback"  # publish an earlier edition again
ROLLBACK_ASKED = "rollback_asked"  # ask first
LEAVE = "leave"  # no, after all
STOP = "stop"  # stop the run of this button, and no other
FORGET = "forget"  # all that the person who presses has asked

# -- inputs ------------------------------------------------------------------------------------------------------------
REASON = "reason"  # why something is discarded
BECAUSE = "because"  # why something is published
WHY = "why"
COMMENT = "comment"

# -- commands of the message extension ---------------------------------------------------------------------------------
SEARCH = "stat"
CHECK = "check"
QUERY = "query"  # the parameter of the search


class Pressed(NamedTuple):
    """What a button is about."""

    verb: str
    exchange: str = ""
    number: int = 0  # of a source, a figure, a page or an edition
    staged: int = 0  # the staged edition that the person looks at
    text: str = ""  # a question, or what was written into the card

    def packed(self) -> dict[str, Any]:
        """As the data of an action; nothing that is empty."""
        return {name: value for name, value in self._asdict().items() if value}

    @classmethod
    def unpacked(cls, verb: str | None, data: Mapping[str, Any]) -> Pressed:
        """From what came back, which whoever can speak to the bot could have written."""
        text = next((data[name] for name in ("text", REASON, BECAUSE) if isinstance(data.get(name), str)), "")
        exchange = data.get("exchange")
        return cls(
            verb=str(verb or data.get("verb") or ""),
            exchange=exchange if isinstance(exchange, str) else "",
            number=_number(data.get("number")),
            staged=_number(data.get("staged")),
            text=text,
        )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
