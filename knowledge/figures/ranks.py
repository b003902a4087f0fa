"""Ordinals that rank something: "came second", "the 32nd most liveable"; "the first time" ranks nothing. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.figures.numbers import ONES
from knowledge.figures.record import Figure

ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_ORDINAL = re.compile(
    rf"(?P<word>{'|'.join(ORDINALS)})\b|(?P<digits>\d{{1,3}})(?:st|nd|rd|th)\b|(?:number|no\.) (?P<number>one|two|"
    rf"three)\b",
    re.IGNORECASE,
)
_VERBS = r"rank\w*|came|comes|coming|placed|finish\w*|tied|position(?:ed)?"
_RANKED_BEFORE = re.compile(rf"\b(?:{_VERBS})(?: [\w’']+){{0,3}}(?: in| at| as)?(?: the)? $", re.IGNORECASE)
_STANDS_BEFORE = re.compile(
    rf"\b(?:{_VERBS}|come|place|places|remain\w*|listed|stands?)(?: in| at| as)?(?: the)? $|\b(?:as|is|are|in) $",
    re.IGNORECASE,
)
_COMPARES_AFTER = re.compile(
    r"[ -](?:place\b|rank\b|position\b|most[ -]|least[ -](?!one\b)|largest\b|biggest\b|highest\b|lowest\b|smallest\b|"
    r"busiest\b|"
    r"longest\b|oldest\b|best\b|among\b|overall\b)"
)
_ALONE_AFTER = re.compile(
    r"\s*(?:$|[.,;:()]|(?:with|at|in|among|by|and|behind|after|worldwide|overall|globally|nationally)\b)"
)
_IN_PLACE = re.compile(r"\b(?:at|in the) $")


def rank_at(text: str, at: int) -> tuple[Figure | None, int] | None:
    """An ordinal that begins here and where it ends; no figure where it only counts on, as in "the first time"."""
    found = _ORDINAL.match(text, at)
    if not found:
        return None
    if not _ranks(text[max(0, at - 44) : at], text, found):
        return None, found.end()
    word = (found["word"] or found["number"] or found["digits"]).lower()
    value = ORDINALS.get(word) or ONES.get(word) or int(word)
    return Figure(at, found.end(), found[0], Decimal(value), "rank", in_words=not found["digits"]), found.end()


def _ranks(before: str, text: str, found: re.Match[str]) -> bool:
    alone = bool(_ALONE_AFTER.match(text, found.end()))
    compares = bool(_COMPARES_AFTER.match(text, found.end()))
    if compares and not _IN_PLACE.search(before):
        return True
    if _RANKED_BEFORE.search(before):
        return alone or compares
    return alone and bool(found["number"] or (before.strip() and _STANDS_BEFORE.search(before)))
