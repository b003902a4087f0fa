"""When: years, months, quarters and the stretches between them, as figures whose value is the year. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from knowledge.figures.record import Figure

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?<![\d.,/-])(?:1\d|20)\d\d(?![\d%]|[.,]\d)"
_PART = r"(?:(?:early|mid|late|mid-?to-?late|the end of|end of|beginning of|start of)[- ](?:the )?)?"
# One date: with its year or, as the first of a stretch, without.
_DATE = re.compile(
    rf"{_PART}(?:"
    rf"(?P<iso>(?:1\d|20)\d\d-[01]\d-[0-3]\d\b)"
    rf"|{_MONTH} {_DAY}(?![\d%])(?:,? (?P<mdy>{_YEAR}))?"
    rf"|{_DAY} (?:of )?{_MONTH}(?:,? (?P<dmy>{_YEAR}))?"
    rf"|{_MONTH}(?:,? (?:of )?(?P<my>{_YEAR}))?"
    rf"|(?:Q[1-4]|H[12])(?:[ /-]| of )?(?P<qy>(?:1\d|20)\d\d\b)"
    rf"|(?P<yq>{_YEAR})[ -]?(?:Q[1-4]|H[12])\b"
    rf"|(?:first|second|third|fourth|last) (?:quarter|half) of (?P<of>{_YEAR})"
    rf"|(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter) (?:of )?(?P<season>{_YEAR})"
    rf"|(?:[Ff]iscal(?: [Yy]ear)?|FY|CY) ?(?P<fy>{_YEAR}|(?<=FY)\d\d\b)"
    rf"|(?P<decade>(?:1\d|20)\d0)(?=['’]?s\b)['’]?s"
    rf"|(?P<y>{_YEAR})"
    r")"
)  # fmt: skip
_STARTS = re.compile(r"[A-Z]?[a-z]+")
_TO = re.compile(r" ?[–—-] ?| (?:to|through|until|till) ")
_AND = re.compile(r" and ")
_SHORT_YEAR = re.compile(r"[–-](\d\d)(?![\d%])")
_BETWEEN = re.compile(r"between ", re.IGNORECASE)

# What stands before a year, and before nothing else of four digits.
_WHEN_BEFORE = re.compile(
    r"(?:\b(?:in|by|since|until|till|before|after|during|around|circa|year|years|early|late|mid|spring|summer|autumn|"
    r"winter|"
    r"fall|end of|start of|beginning of|as of|back in|back as|back to|as early as|as late as|c\.|ca\.|vs\.?|"
    r"versus)[ -]?(?:the )?|\()$",
    re.IGNORECASE,
)
_MAYBE_BEFORE = re.compile(
    r"(?:\b(?:from|to|of|and|or|through|the|to about|next|on|for|between|than) |[–-])$", re.IGNORECASE
)
_NAMED = re.compile(r"[a-z] (?:of |and )?[A-Z]\w+ $")
# What is counted, so that four digits before it are no year: "2000 respondents".
_COUNTED = re.compile(
    r" (?:[a-z-]+ ){0,2}(?:respondents|participants|responses|people|persons|answers|developers|employees|companies|"
    r"users|"
    r"organi[sz]ations|professionals|households|adults|students|customers|workers|individuals|firms|leaders|interviews|"
    r"dealers|bicycles|patients|residents|inhabitants|members|votes|soldiers|men|women|families|troops)\b"
    r"| (?:percent|per cent|hours|minutes|days|euros|dollars|lines|words|times|miles|kilomet\w+|km|metres|meters|kg|"
    r"tons|tonnes)\b"
)
_PLURAL = re.compile(
    r" (?!results|surveys|reports|numbers|figures|findings|editions)[a-z]{3,}[^s\W]s\b"
    r"(?! (?:was|were|is|are|had|has)\b)"
)


class _Date(NamedTuple):
    end: int
    year: int | None
    last: int | None = None  # of a decade: its last year
    bare: bool = False  # a year and nothing else


def date_at(text: str, at: int) -> tuple[Figure | None, int] | None:
    """The date or stretch that begins here and where it ends; the figure is None for a date without a year."""
    between = _BETWEEN.match(text, at)
    first = _one(text, between.end() if between else at)
    if not first:
        return None
    second = _other_end(text, first, bool(between))
    if second:
        return _figure(text, at, second.end, first.year or second.year, second.last or second.year), second.end
    if between:
        return None
    if first.year is None:
        return (None, first.end) if re.search(r"\d", text[at : first.end]) else None
    return _figure(text, at, first.end, first.year, first.last), first.end


def _one(text: str, at: int) -> _Date | None:
    found = _DATE.match(text, at)
    if not found:
        return None
    name, year = next(((name, year) for name, year in found.groupdict().items() if year), ("", ""))
    if name == "y" and not _is_year(text, found.start("y"), found.end("y")):
        return None
    if name == "decade":
        return _Date(found.end(), int(year), int(year) + (99 if year.endswith("00") else 9))
    if name == "fy" and len(year) == 2:
        year = "20" + year
    return _Date(found.end(), int(year[:4]) if year else None, bare=name == "y")


def _other_end(text: str, first: _Date, between: bool) -> _Date | None:
    short = _SHORT_YEAR.match(text, first.end)
    if short and first.bare and first.year and int(short[1]) == (first.year + 1) % 100:
        return _Date(short.end(), first.year + 1)
    joint = _TO.match(text, first.end) or (between and _AND.match(text, first.end))
    if not joint:
        return None
    second = _one(text, joint.end())
    if not second or second.year is None or (first.year or 0) > second.year:
        return None
    return second


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether four plain digits say when; "2000 respondents" don't."""
    before = text[max(0, start - 16) : start]
    if _WHEN_BEFORE.search(before):
        return True
    if _COUNTED.match(text, end):
        return False
    recent = text[start:end] >= "1900"
    if recent and _NAMED.search(before):  # "State of Rust 2019 shows": a year, though a word with "s" follows
        return True
    if _MAYBE_BEFORE.search(before):
        return recent or not _PLURAL.match(text, end)
    return recent and (
        before.rstrip(" (").endswith((",", ";", ":")) or not before.strip() or not _PLURAL.match(text, end)
    )


def _figure(text: str, start: int, end: int, year: int | None, last: int | None) -> Figure:
    assert year is not None  # noqa: S101 - the callers have one
    upper = Decimal(last) if last and last != year else None
    return Figure(start, end, text[start:end], Decimal(year), "year", upper)
