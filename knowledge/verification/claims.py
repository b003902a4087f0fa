"""A text → the claims in it: sentences, and clauses with a figure or a quantifier of their own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import sentencex

from knowledge.figures import Figure, figures
from knowledge.scope import years_in
from knowledge.verification.amounts import Amount, amount
from knowledge.verification.phrases import Direction, Extreme, attributed, direction_of, extreme_of, said_by_survey
from knowledge.verification.quantifiers import quantifiers
from knowledge.words import FUNCTION_WORDS, tokens

MOST_CLAIMS = 40  # of one text; what is longer is checked in parts
FEW_WORDS = 3  # a clause with fewer words of its own goes on from the one before

_PARTS = re.compile(
    r"(?:[;,:] |[—–-]{1,2} )(?:(?:and|but|while|whereas|yet|only|or) )*(?:(?:in|at|of|for|with) )?"
    r"|,? (?:and|but|while|whereas) (?:in )?"
)
_AGAINST = re.compile(r"\b(?:compared|versus|vs\.?|against|instead of|from|than)\b|→|->", re.IGNORECASE)
_EARLIER = re.compile(
    r"\W*(?:in |of )?(?:(?:19|20)\d\d|(?:the )?(?:last|previous|prior) year|(?:the )?year (?:before|earlier)"
    r"|a year (?:ago|earlier))",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    r"\b(?:in |during |by )?the (?:first|second|third|fourth|last) (?:half|quarter) of(?= (?:19|20)\d\d)", re.IGNORECASE
)
_HALF = re.compile(
    r"\b(?:(?P<qualifier>nearly|almost|about|roughly|around|over|more than|less than|fewer than|just over"
    r"|just under) )?half(?= \w{2,}(?:ed|t)\b)",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"^\W*(?:(?:in|by) \d{4},? )?(?:it|they|this|that|these|those|the (?:share|figure|same|rest|other))\b",
    re.IGNORECASE,
)


class Stated(NamedTuple):
    """A figure or a quantifier that a claim states: ``text[start:end]`` of the whole text, its qualifier included."""

    start: int
    end: int
    amount: Amount
    written: str
    currency: str | None = None


class Said(NamedTuple):
    """One claim as it was understood."""

    text: str
    start: int  # in the whole text
    end: int
    stated: tuple[Stated, ...]  # what it states: one, or two where one is compared with the other; empty: no figure
    numbers: tuple[Decimal, ...]  # further figures, which tell what is counted: "five or more data sources"
    years: tuple[int, ...]
    asked: str  # what it is about: without its figures, years and who says so
    about: str  # the same with what it goes on from, to look it up by
    attribution: str | None = None  # whoever is said to say so, by name
    by_survey: bool = False  # the survey or the report is said to say so
    extreme: Extreme | None = None
    majority: bool = False  # "mostly": more than half is claimed, too
    direction: Direction | None = None


def claims(text: str) -> list[Said]:
    """The claims of a text in order; at most MOST_CLAIMS. A question or a greeting is none."""
    found: list[Said] = []
    for start, end in _sentences(text):
        before = found[-1] if found else None
        found.extend(_of_sentence(text, start, end, before))
    return found[:MOST_CLAIMS]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        for sentence in sentencex.segment("en", line):
            stripped = sentence.strip()
            if not re.search(r"[^\W\d_]{2}", stripped):
                continue
            start = text.index(stripped, at)
            at = start + len(stripped)
            yield start, at


def _of_sentence(text: str, start: int, end: int, before: Said | None) -> Iterator[Said]:
    sentence = text[start:end]
    read = figures(sentence)
    mains = _mains(sentence, read)
    groups = _grouped(sentence, mains)
    cuts = [
        0,
        *(_cut(sentence, one[-1], other[0]) for one, other in pairwise(groups)),
        len(sentence),
    ]
    last = before
    inherited = years_in(sentence[: cuts[1]]) if len(cuts) > 2 else ()
    for at, (first, until) in enumerate(pairwise(cuts)):
        group = groups[at] if groups else ()
        said = _said(text, start + first, start + until, [_moved(main, start) for main in group], read, start)
        if not said.asked and not said.stated:
            continue
        last = _going_on(said, last, inherited)
        yield last


def _mains(sentence: str, read: Sequence[Figure]) -> list[Stated]:
    """What the sentence states: shares, multiples and money, else a quantifier, else counts."""
    usable = [each for each in read if each.unit != "year" and not _is_year(each)]
    shares = [each for each in usable if each.unit in ("percent", "times", "currency")]
    found = [_stated(each) for each in shares if not _sums_up(each, shares)]
    quantified = [Stated(q.start, q.end, q.amount, sentence[q.start : q.end]) for q in quantifiers(sentence)]
    quantified += [_half(found) for found in _HALF.finditer(sentence) if not shares]
    found += [each for each in quantified if all(_in_other_clauses(sentence, each, other) for other in found)]
    if found:
        return sorted(found, key=lambda each: each.start)
    counts = [each for each in usable if each.unit in ("count", "other", "rank")]
    return [_stated(each) for each in [each for each in counts if not each.in_words] or counts]


def _half(found: re.Match[str]) -> Stated:
    """The share of "nearly half considered …", which the grammar of reports doesn't take for one."""
    qualifier = (found["qualifier"] or "").lower() or None
    return Stated(found.start(), found.end(), amount(Decimal(50), "percent", qualifier, in_words=True), found[0])


def _in_other_clauses(sentence: str, one: Stated, other: Stated) -> bool:
    """Whether a quantifier has a clause of its own: "most run it, but only a third have a team"."""
    first, second = sorted((one, other), key=lambda each: each.start)
    between = sentence[first.end : second.start]
    return bool(re.search(r";|, (?:and|but|while|whereas|yet)\b| (?:but|while|whereas) ", between))


def _sums_up(figure: Figure, shares: Sequence[Figure]) -> bool:
    """Whether "doubled" only says of two shares what they say themselves: "doubled from 13% to 24%"."""
    return figure.unit == "times" and figure.in_words and sum(each.unit == "percent" for each in shares) > 1


def _is_year(figure: Figure) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", figure.as_written))


def _stated(figure: Figure) -> Stated:
    stated = amount(figure.value, figure.unit, figure.qualifier, figure.in_words, figure.upper)
    return Stated(figure.outer_start, figure.end, stated, figure.as_written, figure.currency)


def _moved(stated: Stated, by: int) -> Stated:
    return stated._replace(start=stated.start + by, end=stated.end + by)


def _grouped(sentence: str, mains: Sequence[Stated]) -> list[list[Stated]]:
    """The figures that belong to one claim: one each, or two where one is set against the other."""
    groups: list[list[Stated]] = []
    for main in mains:
        last = groups[-1] if groups else None
        if last and len(last) == 1 and last[0].amount.unit == main.amount.unit and _compares(sentence, last[0], main):
            last.append(main)
        else:
            groups.append([main])
    return groups


def _compares(sentence: str, one: Stated, other: Stated) -> bool:
    """Whether two figures are of one thing at two times: "from 19% to 17%", "17%, compared to 19% the year before"."""
    before, between, after = sentence[: one.start], sentence[one.end : other.start], sentence[other.end :]
    if re.search(r";|, (?:and|but|while|whereas) ", between):
        return False
    if re.search(r"\bfrom (?:\w+ )?$", before):
        return bool(re.search(r"\bto\b", between))
    if re.search(r"\b(?:up|down|risen|fallen|rose|fell)\b.*\bfrom\b", between):
        return True
    return bool(_AGAINST.search(between)) and bool(_EARLIER.match(after) or _EARLIER.search(between))


def _cut(sentence: str, one: Stated, other: Stated) -> int:
    """Where the clause of the second figure begins: at the last mark before it."""
    marks = [found.start() for found in _PARTS.finditer(sentence, one.end, other.start)]
    return marks[-1] if marks else other.start


def _said(text: str, start: int, end: int, stated: Sequence[Stated], read: Sequence[Figure], offset: int) -> Said:
    while start < end and text[start] in " ,;:—–-":
        start += 1
    piece = text[start:end].rstrip(" ,;:—–-") or text[start:end]
    end = start + len(piece)
    who, span = attributed(piece)
    gone = [(each.start - start, each.end - start) for each in stated] + ([span] if span else [])
    survey = said_by_survey(piece)
    asked = _without(piece, [*gone, *([survey] if survey else [])])
    within = [each for each in read if start <= each.start + offset and each.end + offset <= end]
    numbers = {
        each.value
        for each in within
        if each.unit != "year"
        and not _is_year(each)
        and not any(s.start <= each.start + offset < s.end for s in stated)
    } | _ages(piece, [(each.start - start, each.end - start) for each in stated])
    return Said(
        text=piece,
        start=start,
        end=end,
        stated=tuple(stated),
        numbers=tuple(sorted(numbers)),
        years=years_in(piece),
        asked=asked,
        about=asked,
        attribution=who,
        by_survey=bool(survey),
        extreme=extreme_of(piece),
        majority=bool(re.search(r"\bmostly\b", piece, re.IGNORECASE)),
        direction=direction_of(piece),
    )


def _ages(piece: str, stated: Sequence[tuple[int, int]]) -> set[Decimal]:
    """Numbers that tell who is meant, which the grammar takes for names: "employees under 30"."""
    found = re.finditer(r"(?<![\w.,-])\d{1,3}(?![\w%]|[.,]\d|-\w)", piece)
    return {Decimal(each[0]) for each in found if not any(a <= each.start() < b for a, b in stated)}


def _without(piece: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        piece = piece[: max(0, start)] + " " + piece[max(0, end) :]
    piece = _PART_OF_YEAR.sub(" ", piece)
    piece = re.sub(
        r"(?:\b(?:in|by|of|for|during|since|the) )*(?<!\w)(?:19|20)\d\d\b(?:'s)?,?", " ", piece, flags=re.IGNORECASE
    )
    return re.sub(r"\s+([,.])", r"\1", " ".join(piece.split())).strip(" ,.;:")


def _going_on(said: Said, before: Said | None, inherited: tuple[int, ...]) -> Said:
    """A claim that says little of its own, or speaks of "it", with what the one before was about."""
    # What will be "by 2027" says nothing of when the next sentence is.
    of_before = before.years if before and not re.search(r"\b(?:by|until|before) (?:19|20)\d\d", before.text) else ()
    years = said.years or inherited or of_before
    own = [word for word in tokens(said.asked) if word.lower() not in FUNCTION_WORDS]
    if before and said.stated and (len(own) < FEW_WORDS or _GO_ON.search(said.text)):
        return said._replace(about=f"{before.about} {said.asked}", years=years)
    return said._replace(years=years)
