"""Phrases of a claim: who is said to say so, what is put before all else, and which way something went. Pure."""

from __future__ import annotations

import re
from typing import Literal

Extreme = Literal["most", "least"]
Direction = Literal["up", "down"]

_RISE = re.compile(
    r"\b(?:rose|risen|rises?|rising|grew|grown|growing|increased?|increasing|climbed|jumped|gained|doubled|tripled"
    r"|went up|up from)\b",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:fell|fallen|falls|falling|declined?|decreased?|decreasing|dropped|shrank|shrunk|halved|sank|slipped"
    r"|went down|down from)\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"\bmost (?:common|often|popular|frequent|widespread|used|likely|cited|important|widely|successful|frequently)"
    r"|\b(?:biggest|largest|leading|main|top|chief|number one|commonest|best|usually|mainly|mostly|chiefly|primarily)\b"
    r"|\bhighest\b",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\bleast (?:common|often|popular|frequent|likely|used|successful)|\b(?:rarest|smallest|fewest|lowest|worst)\b",
    re.IGNORECASE,
)
_SAYS = (
    r"(?:says?|said|predicts?|predicted|expects?|expected|projects?|projected|estimates?|estimated|found|finds"
    r"|forecasts?|claims?|reckons|believes?|reports?|reported|reveals?|shows?)"
)
_NAME = r"(?P<{}>(?:[Tt]he )?[A-Z][\w&.-]*(?: (?:of|the|and|for|[A-Z\d][\w&.-]*))*)"
_ATTRIBUTION = re.compile(
    rf"[Aa]ccording to (?:(?:a|the) )?{_NAME.format('to')}(?:,| (?=\d)|\.?$)"
    rf"|(?:^|[,:;] ){_NAME.format('who')} {_SAYS}\b(?: that\b)?"
    rf"|,? {_SAYS} {_NAME.format('after')}\.?$"
)
_OF_SURVEY = r"(?:[Tt]he|[Tt]his) (?:(?:\d{4}|[A-Z]\w+) )*(?:survey|report|study|brief|preview)"
_SURVEY = re.compile(
    rf",? ?[Aa]ccording to {_OF_SURVEY},?(?=\W|$)|,? ?{_OF_SURVEY} {_SAYS}\b(?: that\b)?"
    rf"|,? {_SAYS} {_OF_SURVEY}(?=\W|$)"
)


def attributed(piece: str) -> tuple[str | None, tuple[int, int] | None]:
    """Whoever is said to say so, and where that stands; what is said of "respondents" is no attribution."""
    for found in _ATTRIBUTION.finditer(piece):
        name = next(group for group in found.groups() if group)
        bare = re.sub(r"^[Tt]he ", "", name)
        if bare and bare.split()[0] not in _NO_NAMES and not re.search(r"\b(?:survey|report|study)\b", found[0]):
            return bare, found.span()
    return None, None


_NO_NAMES = frozenset(
    """In Of Among The A An Most Half All Many Some Few Respondents Users Developers Companies Organizations Nearly
    About Over Three Two One Four Five Six Seven Eight Nine Ten They It We Women Men People Rust Go Elite Low High Teams
    Nobody None Everyone Hardly More Less Fewer Only Just Almost At Around Roughly Agreement""".split()
)


def said_by_survey(piece: str) -> tuple[int, int] | None:
    """Where it is said that the survey or the report says so."""
    found = _SURVEY.search(piece)
    return found.span() if found else None


def extreme_of(piece: str) -> Extreme | None:
    """Whether a text says of something that it is the most, or the least."""
    if _LEAST.search(piece):
        return "least"
    return "most" if _EXTREME.search(piece) else None


def direction_of(piece: str) -> Direction | None:
    """Whether a text tells of a rise or of a fall."""
    return "up" if _RISE.search(piece) else "down" if _FALL.search(piece) else None
