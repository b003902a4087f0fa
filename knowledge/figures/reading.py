"""Reads the figures of a text from left to right. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from knowledge.figures import qualifiers
from knowledge.figures.dates import date_at
from knowledge.figures.names import name_at
from knowledge.figures.numbers import ONES, SCALES, TENS
from knowledge.figures.quantities import quantity_at
from knowledge.figures.ranks import ORDINALS, rank_at
from knowledge.figures.record import Figure
from knowledge.figures.words import words_at

# Where a figure may begin: a digit, a sign of money, or one of a few words.
_CANDIDATE = re.compile(
    r"https?:/|[A-Za-z]+\$?|\d|[$€£¥₹₩]|(?<![\w.])\.(?=\d)|(?<!\S)[+−-](?=[\d$€£])|\[(?=\d)|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛]"
)
_WORDS = frozenset(
    {
        *ONES, *TENS, *ORDINALS,
        *"half every twice thrice between somewhere number no v www".split(),
        *"jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august".split(),
        *"september october november december spring summer autumn fall winter fiscal fy cy q h early mid late".split(),
        *"the end beginning start last".split(),
        *"usd eur gbp chf jpy cny inr aud cad sek nok dkk pln czk brl sgd hkd nzd zar mxn krw rmb rs".split(),
        *"us$ a$ c$ nz$ hk$ s$".split(),
    }
)  # fmt: skip
_STEMS = ("doubl", "tripl", "trebl", "quadrupl", "halv")
_AFTER_A = frozenset({*SCALES, *ORDINALS, "half", "quarter", "twelfth", "twentieth"})
_NEXT_WORD = re.compile(r"[ -]([a-z]+)", re.IGNORECASE)
_WORD = re.compile(r"\w+|.", re.DOTALL)

_BRACKET = re.compile(r"(?: [^\s.;:,()\d]+){0,4} ?\($")
_FAR_BRACKET = re.compile(r"(?: [^\s.;:()\d]+){0,16} ?\($")
_NEAR = Decimal("12.5")  # percent: "nearly half (43%)", "over half (62%)"
_CLOSE = Decimal(5)


def figures(text: str) -> list[Figure]:
    """The figures of a text in order, none overlapping another; offsets are characters of ``text``.

    A number in words and its figure in brackets ("one-third (32%)") are one. Names that hold digits are none: versions,
    "Figure 3", footnote marks, links, ages that tell who was asked. Takes time linear in the text's length.
    """
    return _joined(text, list(_found(text)))


def _found(text: str) -> Iterator[Figure]:
    at = last = 0
    for candidate in _CANDIDATE.finditer(text):
        if candidate.start() < at or not _may_begin(text, candidate):
            continue
        figure, at = _at(text, candidate.start())
        if figure:
            figure = _qualified(text, figure, last)
            at = last = figure.end
            yield figure


def _may_begin(text: str, candidate: re.Match[str]) -> bool:
    word = candidate[0].lower()
    if not word[0].isalpha():
        return True
    if word in {"a", "an"}:
        following = _NEXT_WORD.match(text, candidate.end())
        return bool(following) and following[1].lower().removesuffix("s") in _AFTER_A if following else False
    return word in _WORDS or word.startswith(_STEMS) or word.startswith("http")


def _at(text: str, at: int) -> tuple[Figure | None, int]:
    """The figure that begins here, if one does, and where to read on."""
    if dated := date_at(text, at):
        return dated
    if ranked := rank_at(text, at):
        return ranked
    if figure := words_at(text, at):
        return figure, figure.end
    if (end := name_at(text, at)) is not None:
        return None, end
    figure = quantity_at(text, at)
    if figure and not _counts_nothing(figure):
        return figure, figure.end
    word = _WORD.match(text, at)
    return None, figure.end if figure else word.end() if word else at + 1


def _counts_nothing(figure: Figure) -> bool:
    """Whether it is the "one" of "one of them", "the one", "at least one department"."""
    return figure.in_words and figure.unit == "count" and figure.upper is None and figure.value in (0, 1)


def _qualified(text: str, figure: Figure, since: int) -> Figure:
    """The figure with the qualifier that stands around it, none of it before ``since``."""
    year = figure.unit == "year"
    found = qualifiers.before(text, figure.start, year)
    if found and found[1] >= since and found[0]:
        return figure._replace(qualifier=found[0], qualified_from=found[1])
    later = None if year else qualifiers.after(text, figure.end)
    if not later:
        return figure
    if text[figure.end] == "+":
        end = figure.end + 1
        return figure._replace(qualifier=later[0], end=end, as_written=text[figure.start : end])
    return figure._replace(qualifier=later[0])


def _joined(text: str, found: list[Figure]) -> list[Figure]:
    """Figures of which one repeats another in brackets become one."""
    joined: list[Figure] = []
    for figure in found:
        one = _as_one(text, joined[-1], figure) if joined else None
        if one:
            joined[-1] = one
        else:
            joined.append(figure)
    return joined


def _as_one(text: str, first: Figure, second: Figure) -> Figure | None:
    """The figure that two are, of which the second stands in brackets behind the first; None if they are two."""
    gap = text[first.end : second.outer_start]
    if text[second.end : second.end + 1] != ")" or not gap.endswith("(") or not _repeats(first, second):
        return None
    if _BRACKET.fullmatch(gap):
        return _spanning(text, first, second)
    if not second.in_words and _FAR_BRACKET.fullmatch(gap) and abs(first.value - second.value) <= _CLOSE:
        # Too far apart to be written as one: the digits stand for both.
        return second._replace(qualifier=first.qualifier, qualified_from=-1)
    return None


def _repeats(first: Figure, second: Figure) -> bool:
    if first.unit != second.unit or first.upper is not None or second.upper is not None:
        return False
    if first.unit == "percent":
        in_words = first.in_words or " in " in first.as_written or "out of" in first.as_written
        return (in_words or second.in_words) and abs(first.value - second.value) <= _NEAR
    return first.value == second.value and first.in_words != second.in_words


def _spanning(text: str, first: Figure, second: Figure) -> Figure:
    exact = first if second.in_words and not first.in_words else second
    end = second.end + 1
    return exact._replace(
        start=first.start,
        end=end,
        as_written=text[first.start : end],
        qualifier=first.qualifier or (second.qualifier if exact is second else None),
        qualified_from=first.qualified_from,
        in_words=False,
    )
