"""The names by which Slack hands back what was pressed, and what a button carries with it."""

from __future__ import annotations

from typing import NamedTuple

# -- actions (action_id) -----------------------------------------------------------------------------------------------
SOURCE = "source"  # open the modal with a quote in its surroundings
SLIDES = "slides"  # open the modal with a figure, ready to paste
SHARE = "share"  # post what only one person saw where everyone in the channel sees it
ASK = "ask"  # ask the question that the button carries: a choice, a suggestion
MORE = "more"  # unfold a long answer
LESS = "less"  # and fold it again
FEEDBACK = "feedback"  # Slack's feedback buttons: value good or bad, see Pressed
ASK_PERSON = "ask_person"
RECENT = "recent"  # a recent question in Home: show its answer again
DOWNLOAD_CSV = "download_csv"
DOWNLOAD_PNG = "download_png"
TOLD = "told"  # of a note that an answer has changed: open where the fact stands now
GAPS_CSV = "gaps_csv"  # what went unanswered, as a file
FORGET_ME = "forget_me"  # forget all that this person asked
OPEN_LINK = "open_link"  # link buttons: acknowledged, nothing more
# of administrators; the number of the value says which run, staged edition or edition
REINGEST = "reingest"
RUN_STOP = "run_stop"
REVIEW = "review"  # open the review of what waits
REVIEW_PAGE = "review_page"  # another page of it, in the same modal
DISCARD = "discard"
ROLLBACK = "rollback"

# -- modals (callback_id) ----------------------------------------------------------------------------------------------
SOURCE_MODAL = "source_modal"
SLIDES_MODAL = "slides_modal"
WHY_MODAL = "why_modal"  # what was wrong with an answer
VERIFY_MODAL = "verify_modal"  # verdicts on a colleague's message
REVIEW_MODAL = "review_modal"  # sent in, it is approved
DISCARD_MODAL = "discard_modal"
ROLLBACK_MODAL = "rollback_modal"

# -- shortcuts (callback_id) -------------------------------------------------------------------------------------------
CHECK_FIGURES = "check_figures"

# -- inputs of WHY_MODAL (block_id and action_id) ----------------------------------------------------------------------
WHY = "why"
COMMENT = "comment"

# -- the one input of the modals of administrators (block_id and action_id) --------------------------------------------
REASON = "reason"

SEPARATOR = "|"


class Pressed(NamedTuple):
    """What the value of a button says: of which exchange, which number (from 1) of it, and one word more."""

    exchange: str
    number: int = 0
    word: str = ""

    def packed(self) -> str:
        """As a button's value."""
        return SEPARATOR.join((self.exchange, str(self.number), self.word))

    @classmethod
    def unpacked(cls, value: str) -> Pressed:
        """From a button's value. Raises ValueError for anything that isn't one."""
        exchange, number, word = value.split(SEPARATOR, 2)
        return cls(exchange, int(number), word)


def numbered(action: str, number: int) -> str:
    """An action_id that stays unique within a message: ``source:2``. Listeners match what stands before the colon."""
    return f"{action}:{number}"
