"""Labels that say when: years, quarters, dates, "Year ended December 31," and parts of them. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?(?![a-z])\.?"
)
_YEAR = r"(?:19|20)\d\d"
_ORDINALS = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|last)"
_WHOLE_YEAR = rf"(?:\b{_YEAR}(?!\d)|2 0 \d \d\b|\b(?:FY|CY|F)[ ’']?\d\d\b|\b[12]H[ ’']?\d\d\b|\b[1-4]Q[ ’']?\d\d\b)"
_DATE = (
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+)?\b{_MONTHS}(?:\s*\d{{1,2}}(?!\d)(?:st|nd|rd|"
    rf"th)?)?(?:\s*[-,’']?\s*(?:{_YEAR}|\d\d(?!\d)))?"
)
_QUARTER = rf"\b(?:[QH][1-4]\b|[1-4]Q\b|{_ORDINALS}(?:\s+(?:fiscal\s+)?(?:quarter|half))?\b|quarter\b|half[- ]year\b)"
# Words of a period that say nothing of their own.
_FILLING = (
    r"\b(?:for|the|as|of|at|in|by|on|from|to|through|and|until|since|an|a|fiscal|financial|calendar|"
    r"years?|quarters?|months?|"
    r"weeks?|days?|year-to-date|ytd|ended|ending|end|year-end(?:ed)?|full|three|six|nine|twelve|"
    r"\d{1,2}(?= (?:months?|weeks?))|"
    r"period|periods|restated|audited|unaudited|reported|actual|estimate[ds]?|forecast|balances?)\b|[\W_]+"
)
_TIME = re.compile(rf"{_WHOLE_YEAR}|{_DATE}|{_QUARTER}", re.IGNORECASE)
_TOLD = re.compile(rf"{_WHOLE_YEAR}|{_DATE}", re.IGNORECASE)
_LEAD = re.compile(
    rf"\b(?:fiscal|years?|quarters?|months|weeks|periods?|half)[- ]?(?:ended|ending|end)?\b|{_DATE}", re.IGNORECASE
)
# From the words before the date on: "Year ended December 31, 2019".
_PHRASE = re.compile(
    rf"(?:\b(?:(?:for|as (?:of|at)) (?:the )?)?(?:fiscal |financial |calendar )?(?:(?:three|six|nine|"
    rf"twelve|\d{{1,2}}) )?"
    rf"(?:years?|months|weeks|quarters?|periods?|half[- ]year|half) (?:ended|ending) )?"
    rf"(?:(?:fiscal(?: year)?|financial year|calendar year|year) )?(?:{_ORDINALS} (?:quarter|half)(?: of)? )?"
    rf"(?:{_DATE}(?:,? ?{_YEAR})?|(?:[QH][1-4][ -]?)?{_WHOLE_YEAR}(?:[ -]?[QH][1-4]\b)?)"
    rf"(?:\s?[-–/]\s?(?:{_YEAR}|\d\d)(?!\d))?(?: (?:{_ORDINALS}) (?:quarter|half))?",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:change|changes|variance|var|increase|decrease|growth|difference|over|vs|versus|yoy|y/y)\b|"
    r"Δ|[+]/-|yr\.?-to-yr",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_period(label: str) -> bool:
    """Whether a label says when and nothing else: "2019", "FY19", "Year ended December 31, 2019", "First Quarter"."""
    return bool(_TIME.search(label)) and not says_more(label)


@lru_cache(maxsize=4096)
def says_more(label: str) -> bool:
    """Whether anything is left of a label without its dates."""
    return bool(re.sub(_FILLING, "", _TIME.sub(" ", label), flags=re.IGNORECASE))


@lru_cache(maxsize=4096)
def is_lead(label: str) -> bool:
    """Whether a label leads up to years: "Years ended December 31,", "Fiscal", "As of September 30,"."""
    if not _LEAD.search(label) or re.search(rf"{_WHOLE_YEAR}|{_QUARTER}|\d\s?[-–]\s?\d|^\d", label, re.IGNORECASE):
        return False
    return len(label) <= 60 and not re.sub(
        _FILLING, "", re.sub(_DATE, " ", label, flags=re.IGNORECASE), flags=re.IGNORECASE
    )


@lru_cache(maxsize=4096)
def is_change(label: str) -> bool:
    """Whether a label is of a change from one period to another."""
    return bool(_CHANGES.search(label))


@lru_cache(maxsize=4096)
def period_in(label: str | None) -> str | None:
    """When a label's figures are of, in its own words; of a change nothing, for two years stand in it."""
    if not label or (is_change(label) and len(_TOLD.findall(label)) != 1):
        return None
    if is_period(label) and (_TOLD.search(label) or re.search(_QUARTER, label, re.IGNORECASE)):
        return label.strip(" ,:;")
    found = max(_PHRASE.finditer(label), key=lambda match: match.end() - match.start(), default=None)
    return found[0].strip(" ,") if found and re.search(r"\d{2}", found[0]) else None


def period_of_row(label: str) -> str | None:
    """When a row is of: the label is a date, or has one after a preposition; "Windows 2008" only has it in its name."""
    period = period_in(label)
    if not period or is_period(label):
        return period
    before = label[: label.find(period)]
    return (
        period
        if re.search(r"(?:\b(?:at|in|on|of|for|during|since|until|by|through|ended|ending)|[,(–-])\s*$", before)
        else None
    )


def is_year_number(text: str) -> bool:
    """Whether a cell is four plain digits that may be a year."""
    return bool(re.fullmatch(_YEAR, text.strip()))
