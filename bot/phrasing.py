"""A statistic → a question that it answers, in the words of its own sentence; or none. Pure.

"48% of the firms keep a cat." answers "What share of the firms keep a cat?". Only sentences of a few forms are turned
round, since what comes out must read as a person would ask it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from knowledge.records import Statistic

SHORTEST, LONGEST = 20, 150  # characters of a question
FEWEST_WORDS = 6
LEAD_WORDS = 5  # "In September 2024," may stand before a figure; more than this is a clause

_SENTENCE = re.compile(r"(?<=[.!?])[”\"’)]*\s+(?=[^\Wa-z_]|[“\"])")
_OF = re.compile(r"^ of (?P<whom>.+)$", re.DOTALL)
_AMONG = re.compile(r"^(?:of|among) (?P<whom>(?:[^,;:]|,(?=\d)){3,90})(?:, [^,;:]{2,40})?,? $", re.IGNORECASE)
_ITS_OWN_NOUN = re.compile(r"^[\w-]+ (?:in|out of) [\w-]+ (?P<whom>[a-z][\w -]*?)(?: \([^)]*\))?$", re.IGNORECASE)
_COUNTED = re.compile(r"^[\d.,]+ (?P<noun>[^\W\d][\w -]*)$")
_LEAD = re.compile(r"^(?:in|for|at|during|by|last|this) [^,;:]+, $", re.IGNORECASE)
_NO_NEW_WORD = r"of\b|in\b|to\b|and\b|or\b|as\b|more\b|less\b|than\b|points?\b|percent"
_VERB = re.compile(rf"^ (?!{_NO_NEW_WORD})[a-z]")
_NOUN = re.compile(rf"^ (?!{_NO_NEW_WORD})[^\W\d_]")
_POINTS_ELSEWHERE = re.compile(r"\b(?:it|they|them|this|these|those|here|we|our|us|I|you|your|former|latter)\b")
_RELATIVE = re.compile(
    r"^(?:this|last)\b|\bfirst time\b|\bshare of (?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.I
)
_ASIDE = re.compile(r"\s*\([^()]*\d[^()]*\)")  # "(a decrease of 3 points)" would give the figure away, or half of it
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s?(?:%|percent)")
_CLAUSE_ENDS = re.compile(r"[;:]| – | — |, ")
_NEGLIGIBLE = re.compile(
    r"^(?:only|just|about|around|roughly|nearly|almost|more than|less than|over|some|at least)? ?$", re.I
)


class _Parts(NamedTuple):
    """A sentence around its figure."""

    lead: str  # "In 2024": when, or for what
    before: str  # up to the figure, without the lead and without a qualifier
    written: str
    after: str


def question_of(statistic: Statistic) -> str | None:
    """A question that the statistic answers; None where its sentence can't be turned round."""
    if statistic.distribution and statistic.distribution.endswith("?") and statistic.option:
        return statistic.distribution if _reads_well(statistic.distribution) else None
    parts = _parts(statistic)
    asked = _share(parts) if statistic.unit == "percent" else _count(parts) if statistic.unit == "count" else None
    if not asked:
        return None
    asked = " ".join(_ASIDE.sub("", asked).split())
    question = f"{parts.lead}, {asked}?" if parts.lead else f"{asked[:1].upper()}{asked[1:]}?"
    return question if _reads_well(question) else None


def _parts(statistic: Statistic) -> _Parts:
    """The sentence that has the figure, cut at the end of its clause."""
    at = statistic.at - statistic.start
    starts = [0, *(match.end() for match in _SENTENCE.finditer(statistic.quote))]
    start = max(each for each in starts if each <= at)
    end = min((each for each in starts if each > at), default=len(statistic.quote))
    before = statistic.quote[start:at]
    after = statistic.quote[at + len(statistic.as_written) : end].rstrip(" .!\n")
    qualifier = (statistic.qualifier or "").strip()
    if qualifier and before.rstrip().casefold().endswith(qualifier.casefold()):
        before = before.rstrip()[: -len(qualifier)]
    lead, comma, rest = before.partition(", ")
    if not _LEAD.match(lead + comma) or len(lead.split()) > LEAD_WORDS:
        lead, rest = "", before
    return _Parts("" if _POINTS_ELSEWHERE.search(lead) else lead, rest, statistic.as_written, _clause(after))


def _clause(text: str) -> str:
    end = _CLAUSE_ENDS.search(text)
    return text[: end.start()] if end else text


def _share(parts: _Parts) -> str | None:
    _, before, written, after = parts
    if among := _AMONG.match(before):
        return f"what share of {among['whom']}{after}" if _VERB.match(after) else None
    if _NEGLIGIBLE.match(before):
        if own := _ITS_OWN_NOUN.match(written):
            return f"what share of {own['whom']}{after}" if _VERB.match(after) else None
        whole = _OF.match(after)
        return f"what share of {whole['whom']}" if whole else None
    return None


def _count(parts: _Parts) -> str | None:
    _, before, written, after = parts
    if not _NEGLIGIBLE.match(before):
        return None
    counted = _COUNTED.match(written)
    noun = f" {counted['noun']}" if counted else ""
    return f"how many{noun}{after}" if _NOUN.match(f"{noun}{after}") else None


def _reads_well(question: str) -> bool:
    return (
        SHORTEST <= len(question) <= LONGEST
        and len(question.split()) >= FEWEST_WORDS
        and not _POINTS_ELSEWHERE.search(question)
        and not _RELATIVE.search(question)
        and not _FIGURE.search(question)
        and question.count("(") == question.count(")")
        and question.count("“") == question.count("”")
    )
