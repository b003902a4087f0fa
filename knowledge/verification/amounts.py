"""What figures and quantifiers in words are true of: "about 60%", "most", "nearly half", "none". Pure.

Every way of saying how much becomes an ``Amount``: a stretch of values for which it is true. The tolerances stand in
one table (``TOLERANCES``), in the unit of the figure; a share is in percent.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from knowledge.figures import Unit

EVERYTHING = Decimal("Infinity")


class Kind(StrEnum):
    """How exactly a figure is meant."""

    EXACTLY = "exactly"  # said so: no rounding
    BARE = "bare"  # in digits, nothing said: rounded to its last digit at most
    ROUND = "round"  # in words alone: "a third", "six in ten", "half"
    ABOUT = "about"
    NEARLY = "nearly"  # a little less
    JUST_OVER = "just over"  # a little more
    MORE = "more than"
    LEAST = "at least"
    FEWER = "fewer than"
    MOST = "at most"
    WITHIN = "within"  # a range, or a quantifier such as "most"


class Tolerance(NamedTuple):
    """How far a stated value may be from a claimed one: the larger, or the smaller, of two limits."""

    points: Decimal  # of a share, in percentage points
    part: Decimal  # of any other value, and of a share if that is less, as a part of it


# "About a third" is true of 34%, "nearly half" of 43% (as the reports themselves say), "60%" of nothing but 60%.
TOLERANCES: dict[Kind, Tolerance] = {
    Kind.ROUND: Tolerance(Decimal("2.5"), Decimal("0.13")),
    Kind.ABOUT: Tolerance(Decimal(3), Decimal("0.1")),
    Kind.NEARLY: Tolerance(Decimal(5), Decimal("0.1")),
    Kind.JUST_OVER: Tolerance(Decimal(4), Decimal("0.12")),
}
IN_WORDS_NEARLY = Tolerance(Decimal(8), Decimal("0.2"))  # "nearly half", "nearly a quarter" reach further down
IN_WORDS_ABOUT = Tolerance(Decimal(4), Decimal("0.16"))
IN_WORDS_JUST_OVER = Tolerance(Decimal(4), Decimal("0.2"))

_IN_WORDS = {Kind.NEARLY: IN_WORDS_NEARLY, Kind.ABOUT: IN_WORDS_ABOUT, Kind.JUST_OVER: IN_WORDS_JUST_OVER}

_MORE = r"more|above|over|higher|greater|longer|up"
_A_LITTLE = r"(?:just|slightly|a little|a bit)"
_WORDS: tuple[tuple[Kind, str, str], ...] = (
    (Kind.LEAST, rf"at least|(?:no|not) (?:fewer|less) than|a minimum of|(?:or|and) (?:{_MORE})|plus", "≥"),
    (Kind.MOST, r"at (?:the )?most|(?:no|not) more than|up to|a maximum of|or (?:fewer|less|lower|under)", "≤"),
    (Kind.JUST_OVER, rf"{_A_LITTLE} (?:over|above|more than)", ""),
    (Kind.NEARLY, rf"{_A_LITTLE} (?:under|below|less than|fewer than|short of)", ""),
    (Kind.NEARLY, r"nearly|almost|virtually|not quite|close to", ""),
    (Kind.MORE, r"(?:more|greater|higher) than|in excess of|north of|upwards? of|over|above|beyond", ">"),
    (Kind.FEWER, r"(?:less|fewer|lower) than|under|below|south of", "<"),
    (Kind.ABOUT, r"about|around|approximately|approx\.?|roughly|circa|ca\.|some|or so|(?:an )?estimated", "~≈±"),
    (Kind.EXACTLY, r"exactly|precisely", ""),
)
_KINDS = tuple(
    (kind, re.compile(rf"\b(?:{pattern})(?:\b|$)" + (rf"|^[{signs}]$" if signs else "")))
    for kind, pattern, signs in _WORDS
)


class Amount(NamedTuple):
    """The values of which a statement is true: from ``low`` to ``high``, the ends included unless they are open."""

    kind: Kind
    point: Decimal  # the figure that is named
    low: Decimal
    high: Decimal
    unit: Unit
    open_low: bool = False
    open_high: bool = False
    in_words: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it is a bound or a quantifier, true of many values."""
        return self.kind in (Kind.MORE, Kind.LEAST, Kind.FEWER, Kind.MOST, Kind.WITHIN)

    def holds(self, value: Decimal) -> bool:
        """Whether it is true of a value."""
        above = value > self.low if self.open_low else value >= self.low
        return above and (value < self.high if self.open_high else value <= self.high)

    def covers(self, other: Amount) -> bool:
        """Whether it is true of every value of which the other is."""
        low = other.low > self.low or (other.low == self.low and (other.open_low or not self.open_low))
        high = other.high < self.high or (other.high == self.high and (other.open_high or not self.open_high))
        return low and high

    def excludes(self, other: Amount) -> bool:
        """Whether no value makes both true."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low > high or (low == high and not (self.holds(low) and other.holds(low)))


def kind_of(qualifier: str | None, in_words: bool) -> Kind:
    """How exactly a figure with that qualifier is meant."""
    for kind, pattern in _KINDS:
        if qualifier and pattern.search(qualifier.lower()):
            return kind
    return Kind.ROUND if in_words else Kind.BARE


def amount(
    value: Decimal, unit: Unit, qualifier: str | None = None, in_words: bool = False, upper: Decimal | None = None
) -> Amount:
    """What a figure is true of: ``in_words`` for one that has no digits."""
    if upper is not None:
        return Amount(Kind.WITHIN, value, min(value, upper), max(value, upper), unit)
    kind = kind_of(qualifier, in_words)
    by = _slack(kind, value, unit, in_words)
    named = {"kind": kind, "point": value, "unit": unit, "in_words": in_words}
    match kind:
        case Kind.MORE:
            return Amount(low=value, high=EVERYTHING, open_low=True, **named)  # type: ignore[arg-type]
        case Kind.LEAST:
            return Amount(low=value, high=EVERYTHING, **named)  # type: ignore[arg-type]
        case Kind.FEWER:
            return Amount(low=-EVERYTHING, high=value, open_high=True, **named)  # type: ignore[arg-type]
        case Kind.MOST:
            return Amount(low=-EVERYTHING, high=value, **named)  # type: ignore[arg-type]
        case Kind.NEARLY:
            return Amount(low=value - by, high=value, open_high=True, **named)  # type: ignore[arg-type]
        case Kind.JUST_OVER:
            return Amount(low=value, high=value + by, open_low=True, **named)  # type: ignore[arg-type]
        case _:
            return Amount(low=value - by, high=value + by, **named)  # type: ignore[arg-type]


def _slack(kind: Kind, value: Decimal, unit: Unit, in_words: bool) -> Decimal:
    if kind == Kind.BARE:
        return _last_digit(value) / 2 if unit in ("percent", "times") else Decimal(0)
    if kind == Kind.ROUND and unit not in ("percent", "times"):
        return Decimal(0)
    tolerance = TOLERANCES.get(kind)
    if in_words and unit == "percent":
        tolerance = _IN_WORDS.get(kind, tolerance)
    if tolerance is None:
        return Decimal(0)
    part = abs(value) * tolerance.part
    return min(tolerance.points, part) if unit == "percent" else part


def _last_digit(value: Decimal) -> Decimal:
    """The worth of the last digit: 1 of 60, 0.1 of 7.4."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)
