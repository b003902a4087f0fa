"""Shares and multiples in words: "three in four", "a quarter", "half", "every second", "twice", "doubled". Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from knowledge.figures.numbers import FRACTION_SIGNS, Number, number_at
from knowledge.figures.record import Figure

_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20,
}  # fmt: skip
_PART = "|".join(_PARTS)
_FRACTION = re.compile(rf"(?P<part>{_PART})s?\b", re.IGNORECASE)
# What may follow "a third" or "half" where it is a share; a noun would make it "a third party", "half time".
_SHARE_FOLLOWS = re.compile(
    r"\s*(?:$|[.;:,)(!?–—]|(?:of|are|were|is|was|have|had|has|do|did|say|said|says|"
    r"use(?! cases?\b)|used|work|worked|report|reported|think|"
    r"thought|believe|plan|planned|expect|expected|want|wanted|prefer|preferred|agree|agreed|that|who|and|or|by|in|"
    r"from|to|"
    r"as|than|less|more|fewer|higher|lower|indicated|felt|feel|live|lived|know|knew|also|each|will|would|can|could|"
    r"don|did|"
    r"rely|cite|cited|mentioned|named|chose|own|own[es]d|\w{3,}ed)\b)",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    r"\b(?:once|twice|times|every|per|each|last|this|next|first|second|third|fourth)(?: in)? $", re.IGNORECASE
)
_HALF_FOLLOWS = re.compile(
    r"\s*(?:of\b|the (?!time\b)|as\b|that\b|their|our|its|all\b|\(|[.;,:]|(?:are|were|have|had|say|said|use|"
    r"report\w*|do|did|does|want|wanted|know|knew|think|thought|believe|agree|plan|expect|would|will|can)\b)"
)
_HALF_OF_A_TIME = re.compile(r"\b(?:first|second|latter|other|better|one|top|bottom) $", re.IGNORECASE)
_HALF_AS = re.compile(
    r"half(?= (?:as|that)\b| (?:the|their|its) (?:rate|number|size|price|cost|level|amount|speed|share|frequency)\b)",
    re.IGNORECASE,
)
_HALF_OF_SOMETHING = re.compile(r"half an? (?P<unit>hour|year|day|decade|century|mile|point)\b", re.IGNORECASE)

_IN_N = re.compile(r"(?: people| respondents| companies)?(?: in| out of)(?: every)? (?=[\dtfsneo])", re.IGNORECASE)
_ONE_NOUN_IN = re.compile(r"(?:one|1)(?: [a-z-]+){1,3} (?:in|out of)(?: every)? (?=[\dtfsneo])", re.IGNORECASE)
_ENDS_A_SHARE = re.compile(
    r" ?(?:\(|[.,;:)]|$)|s?\b (?:of|has|have|is|are|was|were|does|do|did|says?|said|uses?|will|would|[a-z]{3,}(?:s|"
    r"ed))\b"
)
_OF_A_PERCENT = re.compile(r"(?:(?P<quarter>a quarter)|half)(?: of)? (?:a|one) per ?cent\b", re.IGNORECASE)
_EVERY_NTH = re.compile(
    r"every (?:second|(?P<part>third|fourth|fifth|tenth))\b(?! (?:year|month|week|day|time|hour|night|minute)s?\b)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?= (?:of|as)\b|th\b|rd\b)")
_SCORED = re.compile(
    r"\b(?:mark|marks|score|scores|scored|rating|ratings|rated|grade|received|average|mean|averaged|stars?|points?|"
    r"given)\b[^.;]{0,40}$",
    re.IGNORECASE,
)

_MULTIPLES = {
    "twice": Decimal(2), "thrice": Decimal(3), "double": Decimal(2), "triple": Decimal(3), "quadruple": Decimal(4),
    "halve": Decimal("0.5"), "treble": Decimal(3),
}  # fmt: skip
_TWICE = re.compile(r"(?:twice|thrice)\b(?! (?:a|per|each|every|daily|weekly|monthly|in)\b)", re.IGNORECASE)
_DOUBLED = re.compile(
    r"(?P<verb>halve|double|triple|treble|quadruple)(?:d|s)\b|(?P<ing>halv|doubl|tripl|trebl|quadrupl)ing\b"
    r"|(?P<bare>double|triple|treble|quadruple)(?= (?:the|that|as|what|its|their|our|in|by|since|from|to|those)\b|"
    r"[.,;])",
    re.IGNORECASE,
)
_NO_MULTIPLE = (" down", " back", " up ")  # "doubled down on it"
_FOLD = re.compile(r"[- ]?fold\b", re.IGNORECASE)


class Share(NamedTuple):
    """A part of a hundred, and where it ends."""

    value: Decimal
    end: int


def words_at(text: str, at: int) -> Figure | None:
    """A share or a multiple in words (or "3 in 4") that begins here."""
    if quantity := _half_of_something(text, at):
        return quantity
    if half := _HALF_AS.match(text, at):
        return Figure(at, half.end(), half[0], Decimal("0.5"), "times", in_words=True)
    if share := _share(text, at):
        return Figure(
            at, share.end, text[at : share.end], share.value, "percent", in_words=not _digits(text[at : share.end])
        )
    if multiple := _multiple(text, at):
        return Figure(
            at,
            multiple.end,
            text[at : multiple.end],
            multiple.value,
            "times",
            in_words=not _digits(text[at : multiple.end]),
        )
    return None


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _share(text: str, at: int) -> Share | None:
    if tiny := _OF_A_PERCENT.match(text, at):
        return Share(Decimal("0.25") if tiny["quarter"] else Decimal("0.5"), tiny.end())
    if every := _EVERY_NTH.match(text, at):
        return Share(_percent(1, _PARTS[every["part"].lower()] if every["part"] else 2), every.end())
    if (slashed := _SLASHED.match(text, at)) and int(slashed["a"]) < int(slashed["b"]):
        return Share(_percent(int(slashed["a"]), int(slashed["b"])), slashed.end())
    return _so_many_in(text, at) or _fraction(text, at)


def _so_many_in(text: str, at: int) -> Share | None:
    """The share of "three in four", "two out of five", "one company in three"."""
    first = number_at(text, at)
    if first and first.is_whole and 0 < first.value < 100 and (joint := _IN_N.match(text, first.end)):
        return _of_whole(
            text, at, first, number_at(text, joint.end()), bool(_SCORED.search(text[max(0, at - 60) : at]))
        )
    if one := _ONE_NOUN_IN.match(text, at):
        whole = number_at(text, one.end())
        if whole and _ENDS_A_SHARE.match(text, whole.end):
            return _of_whole(text, at, Number(at, at, Decimal(1)), whole, False)
    return None


def _of_whole(text: str, at: int, part: Number, whole: Number | None, scored: bool) -> Share | None:
    if not whole or not part.value < whole.value <= 1000 or scored:
        return None
    if part.in_words != whole.in_words and part.end > at:
        return None
    # "two in 2019" and "5 in 10 countries": a year, or what is counted, follows
    if "out of" not in text[part.end : whole.start] and not (whole.value <= 20 or whole.value in (100, 1000)):
        return None
    return Share(_percent(part.value, whole.value), whole.end)


def _fraction(text: str, at: int) -> Share | None:
    """The share of "a quarter", "two-thirds", "half"."""
    if text[at] in FRACTION_SIGNS:
        return Share(_percent(*FRACTION_SIGNS[text[at]]), at + 1) if _SHARE_FOLLOWS.match(text, at + 1) else None
    if text[at] in "hH" and text[at : at + 4].lower() == "half":
        if _HALF_OF_A_TIME.search(text[max(0, at - 10) : at]):
            return None
        end = at + 4
        return Share(Decimal(50), end) if _HALF_FOLLOWS.match(text, end) else None
    article = re.compile(r"an? ", re.IGNORECASE).match(text, at)
    top = None if article else number_at(text, at)
    start = article.end() if article else top.end + 1 if top and text[top.end : top.end + 1] in {" ", "-"} else 0
    part = _FRACTION.match(text, start) if start else None
    if not part or (top and not (top.in_words and top.value < 20)):
        return None
    single = not top or top.value == 1
    if single and (_TIME_BEFORE.search(text[max(0, at - 12) : at]) or not _SHARE_FOLLOWS.match(text, part.end())):
        return None
    if not single and not part[0].lower().endswith(("s", "half")):
        return None
    return _bounded(
        Decimal(1) if single else top.value if top else Decimal(1), _PARTS[part["part"].lower()], part.end()
    )


def _bounded(top: Decimal, bottom: int, end: int) -> Share | None:
    return Share(_percent(top, bottom), end) if top < bottom else None


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    share = (Decimal(100) * part / whole).quantize(Decimal("0.1"))
    return share.quantize(Decimal(1)) if share == share.to_integral_value() else share


def _multiple(text: str, at: int) -> Share | None:
    if twice := _TWICE.match(text, at):
        return Share(_MULTIPLES[twice[0].lower()], twice.end())
    if (doubled := _DOUBLED.match(text, at)) and not text.startswith(_NO_MULTIPLE, doubled.end()):
        stem = next(group for group in doubled.groups() if group).lower()
        value = next(value for word, value in _MULTIPLES.items() if word.startswith(stem))
        return Share(value, doubled.end())
    number = number_at(text, at)
    if number and (fold := _FOLD.match(text, number.end)):
        return Share(number.value, fold.end())
    return None


def _half_of_something(text: str, at: int) -> Figure | None:
    found = _HALF_OF_SOMETHING.match(text, at)
    return Figure(at, found.end(), found[0], Decimal("0.5"), "other", in_words=True) if found else None
