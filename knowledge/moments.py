"""When a question or a label is of: years, quarters, months, as numbers that can be compared. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?"
    r"(?P<day>\s*\d{1,2}(?:st|nd|rd|th)?(?!\d))?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?(?= (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?!\d|[.,]\d|\s?%)|\b2 0 \d \d\b")
_SHORT = re.compile(r"(?:\b(?:FY|CY|F)[ ’']?|\b[12]H[ ’']?|\b[1-4]Q[ ’']?|[’'])(?P<year>\d\d)\b", re.IGNORECASE)
_SECOND = re.compile(r"(?P<first>(?:19|20)\d\d)\s?[-–/]\s?(?P<last>\d\d)(?!\d)")
_MONTH_YEAR = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[-’' ](?P<year>\d\d)\b(?!,)", re.IGNORECASE
)
_QUARTERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_QUARTER = re.compile(
    r"\bQ(?P<q>[1-4])\b|\b(?P<r>[1-4])Q\b|\b(?P<word>first|second|third|fourth|1st|2nd|3rd|4th|"
    r"last)(?: fiscal)? quarters?\b"
    r"|^(?P<alone>first|second|third|fourth)\b(?=[, ]*(?:$|\d{4}|,))",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """What a text says of when: nothing is an empty set, 0 or ""."""

    years: frozenset[int]
    months: frozenset[int]
    quarter: int
    range: bool  # whether it is a stretch from one year to another
    rest: str  # the text without it

    @property
    def last(self) -> int:
        """The latest year, 0 for none."""
        return max(self.years, default=0)

    def agrees(self, own: Moment, unsaid: float) -> float:
        """How far a figure of another moment may stand for this one: 1 wholly, 0 not at all."""
        if self.quarter and own.quarter and self.quarter != own.quarter:
            return 0.0
        if not self.years:
            quarters = bool(self.quarter) == bool(own.quarter)
            return 1.0 if quarters else unsaid
        if not own.years:
            return unsaid
        if own.range and len(own.years) > 1 and self.years != own.years:
            return 0.8 if self.last == own.last and len(self.years) == 1 else 0.0
        if own.last not in self.years:
            return 0.0
        if self.months and own.months and not self.months & own.months:
            return 0.0
        return 1.0 if bool(self.quarter) == bool(own.quarter) else 0.4


@lru_cache(maxsize=4096)
def moment_of(text: str) -> Moment:
    """The moment that a text names, all of its years together."""
    rest = text
    years: set[int] = set()
    is_range = False
    for pattern in (_SECOND, _SHORT, _MONTH_YEAR, _YEAR):
        for found in pattern.finditer(rest):
            digits = re.sub(r"\D", "", found[0])
            if pattern is _SECOND:
                years |= {int(found["first"]), int(found["first"][:2] + found["last"])}
                is_range = True
            else:
                years.add(int(digits) if pattern is _YEAR else 2000 + int(found["year"]))
        if pattern in {_SECOND, _SHORT, _YEAR}:
            rest = pattern.sub(" ", rest)
    is_range = is_range or bool(re.search(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d|(?:19|20)\d\d/(?:19|20)\d\d", text))
    found_quarter = _QUARTER.search(text)
    quarter = 0
    if found_quarter:
        said = next(group for group in found_quarter.groups() if group).lower()
        quarter = _QUARTERS.get(said) or int(said)
    months = {_MONTHS.index(found["name"].lower()) + 1 for found in _MONTH.finditer(rest) if found["day"] or years}
    if months or years:
        rest = _MONTH.sub(" ", _DAY_FIRST.sub(" ", rest)) if months else rest
    return Moment(frozenset(years), frozenset(months), quarter, is_range, _QUARTER.sub(" ", rest))
