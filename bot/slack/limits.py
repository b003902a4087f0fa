"""Every limit of Slack that the app has to keep, and how text is cut to it.

A length is counted in UTF-16 units, as Slack's clients do: an emoji counts two. What is cut says so with "…".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

# -- messages ----------------------------------------------------------------------------------------------------------
MESSAGE_TEXT = 40_000  # beyond it Slack cuts a message's text by itself
UPDATE_TEXT = 4_000  # chat.update refuses more, so no message's text is longer than what may be needed to finish it
STREAM_TEXT = 12_000  # markdown_text of one call that appends to a stream
MESSAGE_BLOCKS = 50
# All blocks of a message together; undocumented. Reported (bolt-js #2509, #2867): 9,597 characters of text in 15,561 of
# JSON went through, 11,341 in 17,694 were refused as msg_blocks_too_long.
MESSAGE_BLOCKS_TEXT = 9_500
MESSAGE_BLOCKS_JSON = 15_000
TABLES = 1  # a message
TABLE_ROWS, TABLE_COLUMNS = 100, 20
MARKDOWN = 12_000  # all markdown blocks of a message together
CHARTS = 2  # a message
CHART_TITLE = 50
CHART_AXIS = 50
CHART_LABEL = 20
CHART_SERIES = 6
CHART_POINTS = 20
PIE_SEGMENTS = 6

# -- modals and Home ---------------------------------------------------------------------------------------------------
VIEW_BLOCKS = 100
VIEW_TITLE = 24  # of a modal, and of its buttons
PRIVATE_METADATA = 3_000
CALLBACK_ID = 255
MODALS_STACKED = 3

# -- blocks and elements -----------------------------------------------------------------------------------------------
BLOCK_ID = 255
ACTION_ID = 255
HEADER = 150
SECTION_TEXT = 3_000
FIELDS = 10  # a section
FIELD_TEXT = 2_000
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2_000
ACTIONS = 25  # elements of one actions block
CONTEXT_ACTIONS = 5
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACCESSIBILITY_LABEL = 75
OPTIONS = 100  # of a select
CHOICES = 10  # radio buttons, checkboxes
OPTION_TEXT = 75
OPTION_VALUE = 75
INPUT_LABEL = 2_000
INPUT_TEXT = 3_000  # what a person may write into one
PLACEHOLDER = 150

# -- threads, prompts and time -----------------------------------------------------------------------------------------
SUGGESTED_PROMPTS = 4
PROMPT_TITLE = 75
THREAD_TITLE = 255
STATUS = 50
LOADING_MESSAGES = 10
ACKNOWLEDGED_S = 3.0
TRIGGER_S = 3.0
RESPONSE_URL_USES, RESPONSE_URL_S = 5, 30 * 60
STREAM_S = 5 * 60
SIGNATURE_S = 5 * 60

# -- our own, for the sake of the reader -------------------------------------------------------------------------------
PHRASE = 160  # units of a title, a label, a base
LINK = 1_500  # units of an address within a text; longer ones are left to buttons

ELLIPSIS = "…"
_WORDS = 0.75  # a cut goes back to the end of a word, unless that takes more than a quarter of the text away

_SHORTEST = 40  # units of a line's beginning that are worth showing

T = TypeVar("T")


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text in at most so many units: whole, or its beginning up to the end of a word, and "…".

    What a person reads as one character stays whole, and so does an entity such as ``&amp;``. Raises ValueError for a
    limit below 1.
    """
    if limit < 1:
        raise ValueError("nothing can be cut to less than one character")
    if length(text) <= limit:
        return text
    end = whole(text, _fitting(text, limit - 1))
    words = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if words >= end * _WORDS:
        end = words
    return text[:end].rstrip() + ELLIPSIS


def excerpt(text: str, kept: tuple[int, int] | None, limit: int) -> tuple[str, tuple[int, int] | None]:
    """A stretch of the text in at most so many units that has what is to be ``kept``, and where that stands in it.

    ``kept`` is a pair of offsets into the text; without one the stretch is the beginning.
    """
    if kept is None or length(text) <= limit or length(text[: kept[1]]) < limit:
        return cut(text, limit), kept
    room = max(2, limit - length(text[slice(*kept)])) // 2
    first = whole(text, _back(text, kept[0], room), forward=True)
    space = text.find(" ", first, kept[0])
    first = space + 1 if 0 <= space < kept[0] else first
    stretch = cut(ELLIPSIS + text[first:], limit)
    start, end = (min(at - first + 1, len(stretch)) for at in kept)
    return stretch, (start, end) if start < end else None


def few(items: Sequence[T], limit: int) -> tuple[Sequence[T], int]:
    """The first so many, and how many more there are."""
    return items[:limit], max(0, len(items) - limit)


def lines(parts: Iterable[str], limit: int = UPDATE_TEXT) -> str:
    """Lines joined, in at most so many units. The first that doesn't fit is cut, and left out if it holds a link."""
    kept: list[str] = []
    room = limit
    for part in parts:
        if length(part) + 2 > room - 2:  # for the line's end, and for the ellipsis on a line of its own
            last = ELLIPSIS if "<" in part or room < _SHORTEST else cut(part, room - 2)
            return "\n".join((*kept, last))
        kept.append(part)
        room -= length(part) + 1
    return "\n".join(kept)


def texts(block: Any) -> int:
    """How much text stands in a block, in units: everything but types, ids and values."""
    if isinstance(block, str):
        return length(block)
    if isinstance(block, dict):
        return sum(texts(value) for key, value in block.items() if key not in _UNREAD)
    return sum(map(texts, block)) if isinstance(block, (list, tuple)) else 0


_UNREAD = {"type", "style", "action_id", "block_id", "value", "url", "format", "name", "align"}


# -- where a text may be cut -------------------------------------------------------------------------------------------


def _fitting(text: str, units: int) -> int:
    """How many characters from the start fit."""
    if length(text[:units]) <= units:
        return min(units, len(text))
    for at, character in enumerate(text):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return at
    return len(text)


def _back(text: str, end: int, units: int) -> int:
    """The first of the characters before ``end`` that fit."""
    while end > 0 and units > 1:
        end -= 1
        units -= 2 if text[end] > "\uffff" else 1
    return end


def whole(text: str, at: int, *, forward: bool = False) -> int:
    """The nearest place to ``at``, going back (or forward), at which no character or entity is torn apart."""
    for entity in _ENTITY.finditer(text, max(0, at - _LONGEST_ENTITY), min(len(text), at + _LONGEST_ENTITY)):
        if entity.start() < at < entity.end():
            at = entity.end() if forward else entity.start()
    step = 1 if forward else -1
    while 0 < at < len(text) and _joined(text, at):
        at += step
    return at


_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_LONGEST_ENTITY = 5
_JOINER = "\u200d"


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place are read as one."""
    before, behind = text[at - 1], text[at]
    if unicodedata.category(behind).startswith("M") or _JOINER in (behind, before):
        return True
    if "\U0001f3fb" <= behind <= "\U0001f3ff" or "\U000e0020" <= behind <= "\U000e007f":  # skin tones, tags of flags
        return True
    if "\ud800" <= before <= "\udbff" or (before == "\r" and behind == "\n"):
        return True
    if _regional(before) and _regional(behind):  # flags are pairs of letters
        run = at
        while run > 0 and _regional(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return "\u1160" <= behind <= "\u11ff" and "\u1100" <= before <= "\u11ff"  # parts of Korean syllables


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
