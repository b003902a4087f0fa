"""Where the figures of a sentence stand, and where between them one clause ends and the next begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.blocks import Span
from ingest.statistics.phrases import has_verb, is_verb
from knowledge.figures import Figure

_BRACKETS = re.compile(r"\([^()]*\)")
_STRONG = re.compile(r"; |, however,? |: |(?<!\d) [—–] |—| -- |(?<!\d) - ")
JOINED = re.compile(
    r",? (?:while|whereas|whilst|although|though)\b|, (?:and|but|or|so|with|followed by|compared (?:to|with)|versus|"
    r"as|where|which|yet)\b"
)
_COMMA = re.compile(r", ")
_WEAK = re.compile(
    r" (?:and|but|or|compared (?:to|with)|versus|vs\.?|followed by|than(?! (?:\d|one|two|three|five|ten))|against)\b"
)
_TOWARDS = re.compile(r" (?:to|from|than) (?:[\w’']+ ){0,2}$")  # "from 8% in 2016 to 34%"
# What may stand between clauses right before a figure that opens its own.
_OPENS = re.compile(
    r"(?:^\s*(?:to|than|from|with|by|in|or)?|[,;:—–(]|\b(?:and|while|whereas|but|or|versus|vs\.?|compared (?:to|with)|"
    r"than|against|then|yet|"
    r"when|where|that|since|because|so))\s*(?:another |a further |an additional |the remaining |the other |the rest, |"
    r"in |to |with |just |by |"
    r"at |from |about )?$",
    re.IGNORECASE,
)
_WITH_SHARE = re.compile(r"\bwith (?:only |just |about |over |nearly |almost )?$")
_SHARE_DOING = re.compile(r"\s+(?:of |\w+ing\b)")
_COMPLEMENT = (" of", " with", " at", " by")


class Clause(NamedTuple):
    """A figure with its words; spans are offsets into the sentence."""

    figure: Figure
    spans: tuple[Span, ...]  # what it measures, in reading order; the figure itself may stand inside
    own: tuple[Span, ...]  # what sets it apart from its neighbours: its option, if they are options
    near: Span  # its own clause, where its base and its period are looked for
    intro: Span | None  # what stands before the clause and goes for all: "Among teachers, "
    parallel: bool  # whether it goes on from the one before: a further option or the same for others
    elliptical: bool  # whether it has the predicate of another
    prefix: Span | None = None  # what a list's entries share
    series: int = -1  # equal for the entries of one list


class Anchor(NamedTuple):
    """A figure in the running text, or a bracket with figures; ``start`` includes a qualifier."""

    start: int
    end: int
    figures: tuple[Figure, ...]
    bracket: bool


def anchors_of(sentence: str, mains: Sequence[Figure]) -> list[Anchor]:
    """The figures in order, those of one bracket together."""
    anchors: list[Anchor] = []
    brackets = [match.span() for match in _BRACKETS.finditer(sentence)]
    for figure in mains:
        inside = next((b for b in brackets if b[0] < figure.start and figure.end < b[1] + 1), None)
        if inside and anchors and anchors[-1].bracket and anchors[-1].start == inside[0]:
            anchors[-1] = anchors[-1]._replace(figures=(*anchors[-1].figures, figure))
        elif inside:
            anchors.append(Anchor(inside[0], inside[1], (figure,), True))
        else:
            anchors.append(Anchor(figure.outer_start, figure.end, (figure,), False))
    return anchors


def bounds_of(sentence: str, anchors: Sequence[Anchor]) -> list[int]:
    """Where each anchor's clause begins, and at last where the last one ends."""
    bounds = [_first_bound(sentence, anchors[0])]
    for last, anchor in pairwise(anchors):
        gap = sentence[last.end : anchor.start]
        joined = _WITH_SHARE.search(gap) if _SHARE_DOING.match(sentence, anchor.end) else None
        bounds.append(last.end + (joined.start() if joined else _split(gap, last, anchor)))
    return [*bounds, len(sentence)]


def near_of(sentence: str, anchor: Anchor, start: int, end: int) -> Span:
    """The figure's own clause, up to the next dash or semicolon."""
    strong = _STRONG.search(sentence, anchor.end, end)
    return start, strong.start() if strong else end


def _first_bound(sentence: str, anchor: Anchor) -> int:
    """After a lead-in that ends with a colon, or a main clause that the figure's clause is joined to."""
    before = sentence[: anchor.start]
    strong = max((match.end() for match in _STRONG.finditer(before)), default=0)
    rest = before[strong:]
    joints = [match for match in JOINED.finditer(rest) if has_verb(rest[: match.start()])]
    if anchor.bracket or not joints or joints[-1][0] in {", which", ", as"}:
        return strong
    tail = rest[joints[-1].end() :]
    if tail.split()[:1] and is_verb(tail.split()[0]):  # ", and is now over 56%" goes on with the same subject
        return strong
    opens = has_verb(tail) or not tail.strip() or (not tail.rstrip().endswith(_COMPLEMENT) and _OPENS.search(before))
    return strong + joints[-1].end() if opens else strong


def _split(gap: str, last: Anchor, anchor: Anchor) -> int:
    """Where in the words between two anchors the second's clause begins."""
    opens = _OPENS.search(gap)
    if opens and not anchor.bracket and (opens[0].strip() or not gap.strip()):
        return opens.start()
    if anchor.bracket and last.bracket and re.match(r"\s*(?:,|;|and\b|or\b|but\b|while\b)", gap):
        return 0
    for separator in (_STRONG, JOINED, _COMMA, _WEAK, _TOWARDS):
        found = list(separator.finditer(gap))
        if found:
            return found[-1].start()
    if anchor.bracket and not last.bracket:
        return len(gap)
    return len(gap) if not anchor.bracket and last.figures[-1].unit in {"count", "currency", "other"} else 0
