"""Quantifiers without a figure ("most", "hardly any", "none") as amounts of a hundred. One table. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from knowledge.verification.amounts import Amount, Kind

_PEOPLE = (
    r"(?:surveyed |responding |participating )?(?:companies|company|organi[sz]ations?|firms?|businesses|business"
    r"|enterprises?|respondents?|users?|developers?|people|teams?|leaders?|employees|participants|professionals"
    r"|customers|managers|workers)"
)
_ALL = r"(?:nearly|almost|virtually|practically|not quite) (?:all|every|everyone|everybody|each)\b"
_HARDLY = (
    r"(?:hardly|scarcely|barely) (?:any|anyone|anybody|a|ever)\b"
    r"|(?:almost|nearly|virtually|practically) (?:none|no one|nobody|no\b)|very few\b"
)
_NONE = rf"none\b|no one\b|nobody\b|not (?:one|a single)\b|no (?={_PEOPLE})"
_MOST = (
    r"(?:an? |the )?majority\b"
    r"|most (?:of (?:the |all |them|those)?)?(?! ?(?:common|often|popular|important|likely|frequent))(?=[a-z])"
)
_EVERY = (
    rf"everyone\b|everybody\b|every (?:single )?(?={_PEOPLE})"
    rf"|all (?:of )?(?:the |these |those )?(?=(?:[A-Z]\w+ )?{_PEOPLE})"
)


class Row(NamedTuple):
    """One quantifier: of which shares it is true, in percent."""

    pattern: re.Pattern[str]
    low: str
    high: str
    open_low: bool = False
    open_high: bool = False


# The first that matches counts. "Most" is more than half; "hardly any" at most one in twenty.
_TABLE: tuple[Row, ...] = tuple(
    Row(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), low, high, open_low, open_high)
    for pattern, low, high, open_low, open_high in (
        (_ALL, "90", "100", False, True),
        (_HARDLY, "0", "5", False, False),
        (_NONE, "0", "0", False, False),
        (
            r"(?:an? |the )?(?:vast|overwhelming|great|large|clear|strong|huge|big) majority\b",
            "65",
            "100",
            False,
            False,
        ),
        (r"(?:an? |the )?(?:slim|small|narrow|bare|slight|thin) majority\b", "50", "60", True, False),
        (_MOST, "50", "100", True, False),
        (r"(?:an? )?(?:small|tiny) minority\b", "0", "20", False, False),
        (r"(?:an? )?minority\b", "0", "50", False, True),
        (rf"(?:only |just )?(?:a )?few (?=of\b|{_PEOPLE})", "0", "20", False, False),
        (_EVERY, "100", "100", False, False),
    )
)
_NOT_BEFORE = re.compile(r"\b(?:the|at|a|an|their|its|our|his|her|is|are|of|for) $", re.IGNORECASE)
_NOT_ALL_BEFORE = re.compile(r"\b(?:of|for|among|in|than|with|across|not) $", re.IGNORECASE)


class Quantified(NamedTuple):
    """A quantifier in a text: ``text[start:end]``."""

    start: int
    end: int
    amount: Amount


def quantifiers(text: str) -> Iterator[Quantified]:
    """The first of the quantifiers of a text, if there is one."""
    for row in _TABLE:
        for found in row.pattern.finditer(text):
            if not _idle(text, found):
                low, high = Decimal(row.low), Decimal(row.high)
                shares = Amount(
                    Kind.WITHIN, high if low == 50 else low, low, high, "percent", row.open_low, row.open_high, True
                )
                yield Quantified(found.start(), found.end(), shares)
                return


def _idle(text: str, found: re.Match[str]) -> bool:
    """Whether it counts nothing: "the most", "at most", "of all agentic AI projects"."""
    before = text[: found.start()]
    word = found[0].lower()
    if word.startswith("most "):
        return bool(_NOT_BEFORE.search(before))
    if word.startswith(("all", "every", "no ")):
        return bool(_NOT_ALL_BEFORE.search(before))
    return False
