"""What a figure is of where its clause alone doesn't tell: a noun that it describes, a group, what changed. Pure."""

from __future__ import annotations

import re

from ingest.blocks import Span
from knowledge.figures import Figure

_BEFORE_A_CHANGE = re.compile(
    r"(?:\bfrom|\bup from|\bdown from)(?: (?:about|around|nearly|just|over))?\s*$", re.IGNORECASE
)
_AFTER_A_CHANGE = re.compile(
    r"[^.;,]{0,40}?(?:\bto|→|->) (?:(?:about|around|nearly|just|over|almost|this year['’]s) )*[\d]"
)
_OF_A_KIND = re.compile(
    r"\s+(?P<kind>(?:margin of error|confidence (?:interval|level)s?|chance|probability|likelihood|risk|"
    r"(?:[a-z]+ )?(?:rate|share|discount))\b(?: (?:that|of|for|in|on) [^,;.()\d]*)?)"
)
_ARTICLE = re.compile(r"\b(?:an?|the) (?:[a-z]+ )?$", re.IGNORECASE)
_TIMES_OF = re.compile(r" of (?P<kind>(?:the |their |its )?[^,;.()]{3,80})")
_WHICH_IS = re.compile(
    r"which (?:is|was) an? ((?:increase|decrease|drop|rise|growth|decline|improvement|reduction)\b.*)"
)
_RELATIVE = re.compile(r" (?:who|that|which)(?: |$)")
_AS_A_GROUP = re.compile(r"\b(?:the|those|these|among|of|for|from|to|by)\s*$", re.IGNORECASE)


def kind_of(sentence: str, figure: Figure) -> str:
    """What a figure that describes a noun is of: "a 3% margin of error", "a doubling of use"."""
    found = _OF_A_KIND.match(sentence, figure.end)
    if found and _ARTICLE.search(sentence[: figure.outer_start]):
        return found["kind"].strip()
    times = _TIMES_OF.match(sentence, figure.end) if figure.unit == "times" and figure.in_words else None
    return times["kind"].strip() if times else ""


def was_before(sentence: str, figure: Figure) -> bool:
    """Whether a figure is what something changed from: the first of "from 34% to 44%" is not of this year."""
    before = sentence[max(0, figure.outer_start - 24) : figure.outer_start]
    return bool(_BEFORE_A_CHANGE.search(before) and _AFTER_A_CHANGE.match(sentence, figure.end))


def described_by(sentence: str, figure: Figure, base: Span | None) -> str:
    """What "the 17% of respondents who develop on WSL" do, where the sentence goes on about something else."""
    if not base or base[0] < figure.end or not _AS_A_GROUP.search(sentence[: figure.outer_start]):
        return ""
    relative = _RELATIVE.search(sentence[slice(*base)])
    return sentence[slice(*base)][relative.end() :].strip() if relative else ""


def without_relative(base: str) -> str:
    """A population without the clause that describes it."""
    return _RELATIVE.sub("", base)


def completed(measure: str, before: str) -> str:
    """A measure that only goes on, as "which is an increase from 2023", with what the figure before it measures."""
    goes_on = _WHICH_IS.match(measure)
    return f"{before}, {goes_on[1]}" if goes_on and before else measure
