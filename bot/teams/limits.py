"""Every limit of Teams that the app has to keep. How text is cut to one is the same as for Slack.

Lengths are counted in UTF-16 units, as Teams' clients do; sizes in bytes of JSON as it is sent.
"""

from __future__ import annotations

import json
from typing import Any

from bot.slack.limits import cut, excerpt, few, length, whole

__all__ = ["bytes_of", "cut", "excerpt", "few", "length", "whole"]

# -- messages ----------------------------------------------------------------------------------------------------------
MESSAGE_BYTES = 80_000  # all of an activity; Teams answers 413 to more
MESSAGE_TEXT = 20_000  # our own: the rest of the 80 KB is for the card and the citations
CITATIONS = 20
CITATION_NAME = 80
CITATION_ABSTRACT = 160
CITATION_KEYWORDS = 3
CITATION_KEYWORD = 28
CITATION_CARD_BYTES = 1_500  # our own: twenty of them, within the message
SUGGESTIONS = 6
SUGGESTION = 250  # units of what is asked when one is pressed
SUGGESTION_TITLE = 60  # our own: clients cut longer ones in the middle of the button
ATTACHMENT_NAME = 80

# -- cards -------------------------------------------------------------------------------------------------------------
CARD_VERSION = "1.5"  # the newest that every client of Teams takes
CARD_BYTES = 26_000  # Teams refuses cards of more than 28 KB
ACTIONS = 6  # buttons of one row
BUTTON = 60  # units; our own: longer labels are cut by the clients, each elsewhere
TABLE_ROWS = 60
TABLE_COLUMNS = 6
CHART_MARKS = 20
CHART_LABEL = 40
INPUT_TEXT = 1_000  # what a person may write into a card

# -- a stream of one message, in a personal chat -----------------------------------------------------------------------
STREAM_S = 120.0  # beyond it Teams takes no more of it
STREAM_PAUSE_S = 1.0  # between two updates
STREAM_STATUS = 1_000

# -- the message extension ---------------------------------------------------------------------------------------------
RESULTS = 25
RESULT_TITLE = 100
RESULT_TEXT = 250
INVOKE_S = 10.0  # within which an invoke has to be answered

# -- the app's manifest ------------------------------------------------------------------------------------------------
COMMAND_LISTS = 3
COMMANDS = 12  # of a list
COMMAND_TITLE = 128
COMMAND_DESCRIPTION = 4_000
NAME_SHORT = 30
DESCRIPTION_SHORT = 80
DESCRIPTION_FULL = 4_000

# -- our own, for the sake of the reader -------------------------------------------------------------------------------
PHRASE = 160  # units of a title, a label, a base
QUOTE = 900  # units of a quote in a message; all of it is behind its number
REQUEST_BYTES = 256_000  # of what Teams sends


def bytes_of(value: Any) -> int:
    """How many bytes a value has as JSON."""
    return len(json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"))
