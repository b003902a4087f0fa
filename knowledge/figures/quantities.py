"""Numbers with what they are a number of: percent, times, money, minutes, or things that are counted. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from knowledge.figures.numbers import Number, number_at
from knowledge.figures.record import Figure, Unit

_SYMBOL = r"(?:US|A|C|NZ|HK|S)?\$|[€£¥₹₩]|Rs\.?|R\$"
_CODE = r"USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|BRL|SGD|HKD|NZD|ZAR|MXN|KRW|RMB"
_MONEY_BEFORE = re.compile(rf"(?P<currency>{_SYMBOL}|(?:{_CODE})\b)\s?(?=[\d.])")
_MONEY_AFTER = re.compile(
    rf"[ \u00a0-]?(?P<currency>€|£|(?:US|Canadian|Australian) dollars?\b|(?:{_CODE})\b|euros?\b|dollars?\b|pounds? "
    rf"sterling\b|"
    r"pounds\b(?! (?:of|in)\b)|yen\b|yuan\b|rupees?\b|francs?\b|kron[eo]r?\b|cents?\b)"
)
_PERCENT = re.compile(r"[ \u00a0\u202f-]?(?:%|percent\b(?!age)|per cent\b|pct\b)(?! ?points?\b|-point)", re.IGNORECASE)
_POINTS = re.compile(
    r"[ \u00a0\u202f-]?(?:%|percent|per cent|percentage)[ -]points?\b|[ -](?:points?|basis points)\b|[ -]?ppt?\b",
    re.IGNORECASE,
)
_TIMES_SIGN = re.compile(r"\s?(?:[xX]\b(?!\s?\d)|×(?!\s?\d))")
_TIMES = re.compile(r"[ -]times\b", re.IGNORECASE)
_COMPARES = re.compile(
    r" (?:more|less|fewer|as|higher|lower|faster|slower|greater|better|worse|larger|smaller|the|that|those|what|its|"
    r"over|"
    r"above|likelier|better|[a-z]{2,}er|what)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"[ \u00a0-](?:(?:working|calendar|business|square|cubic|light|consecutive|full|more|further|additional) )?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|decades?|centur(?:y|ies)|milliseconds?|"
    r"nanoseconds?|"
    r"kilomet(?:re|er)s?|met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|miles?|feet|foot|inch(?:es)?|yards?|"
    r"acres?|hectares?|"
    r"kilograms?|grams?|tonnes?|tons?|litres?|liters?|gallons?|barrels?|degrees?|"
    r"bytes?|kilobytes?|megabytes?|gigabytes?|terabytes?|watts?|volts?|stars?|mph)\b"
    r"|[ \u00a0]?(?:°[CF]?|ms\b|km/h\b|km2?\b|km²|kg\b|GB\b|MB\b|KB\b|kB\b|TB\b|GHz\b|MHz\b|Hz\b|cm\b|mm\b|mi\b|sq "
    r"mi\b|sq ft\b|sq km\b|ft\b|ha\b|m[2²](?!\w)|(?<=\d )m\b|kWh\b|"
    r"MWh\b|GWh\b|TWh\b|kW\b|MW\b|GW\b|hrs?\b|mins?\b|secs?\b|h\b)"
)
# "three-way", "Seven Years' War", "six in the morning" count nothing.
_COMPOUND = re.compile(
    r"-(?!(?:year|month|week|day|hour|minute|point|fold)s?\b)[a-z]| in the (?:morning|evening|afternoon)\b| "
    r"o['’]clock|(?<=[A-Z]even) Years|(?<=[A-Z]undred) Years"
)
_SCORE = re.compile(r" out of (?=\d|five|ten|seven)| ?/ ?(?=(?:5|7|10|100)\b(?![/\d]))")
_RANGE = re.compile(r"\s?[–—-]\s?(?=[\d$€£.])| to (?!a\b)")
_AND = re.compile(r" and ")
_FROM_BEFORE = re.compile(
    r"\bfrom (?:about |around |roughly |just |only |over |under |nearly |almost )?$", re.IGNORECASE
)
_RANGING = re.compile(r"\b(?:rang(?:e[ds]?|ing)|var(?:y|ies|ied|ying)|anywhere) from $", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:somewhere )?between ", re.IGNORECASE)
_ALSO = re.compile(r"(?:, | and | or |, and | to )(?=[\d$€£])")
_VERSION = re.compile(r"1\.0")  # "we released 1.0"
_RATING = re.compile(
    r"\b(?:score|rating|mark|NPS|grade|index|result)s?(?: \w+)? (?:of|was|is|at|from|to) $", re.IGNORECASE
)


class _Part(NamedTuple):
    """A number with its unit; the unit is None where none stands with it."""

    end: int
    number: Number
    unit: Unit | None
    currency: str | None = None


def quantity_at(text: str, at: int) -> Figure | None:
    """The quantity that begins here, a range as a whole."""
    between = _BETWEEN.match(text, at)
    first = _part(text, between.end() if between else at)
    if not first:
        return None
    second = _other_end(text, at, first, bool(between))
    if between and not second:
        return None
    if second:
        return _range(text, at, first, second)
    first = _sharing(text, first)
    if first.unit is None and _VERSION.fullmatch(text[at : first.end]):
        return None
    unit = first.unit or _without_unit(text, at, first)
    return _figure(text, at, first.end, first.number, unit, first.currency)


def _part(text: str, at: int) -> _Part | None:
    sign = re.compile(r"[+−-](?=[\d$€£])").match(text, at)
    money = _MONEY_BEFORE.match(text, sign.end() if sign else at)
    number = number_at(text, money.end() if money else sign.end() if sign else at, money=bool(money))
    if not number:
        return None
    if sign and sign[0] != "+":
        number = number._replace(value=-number.value)
    if money:
        after = _MONEY_AFTER.match(text, number.end)
        return _Part(after.end() if after else number.end, number, "currency", money["currency"])
    return _united(text, number)


def _united(text: str, number: Number) -> _Part | None:
    """The number with the unit behind it, or None where it is part of a word: "three-way"."""
    end = number.end
    if points := _POINTS.match(text, end):
        return _Part(points.end(), number, "other")
    if percent := _PERCENT.match(text, end):
        return _Part(percent.end(), number, "percent")
    if sign := _TIMES_SIGN.match(text, end):
        return _Part(sign.end(), number, "times")
    if (money := _MONEY_AFTER.match(text, end)) and not (number.in_words and not number.scaled and "cent" in money[0]):
        return _Part(money.end(), number, "currency", money["currency"])
    if times := _TIMES.match(text, end):
        compares = _COMPARES.match(text, times.end()) or not number.is_whole or times[0].isupper()
        return _Part(times.end(), number, "times" if compares else "other")
    if number.in_words and _COMPOUND.match(text, end):
        return None
    return _measured(text, number) or _Part(end, number, None)


def _measured(text: str, number: Number) -> _Part | None:
    """The quantity of "34 minutes" and "3.1 out of 5"."""
    if measured := _MEASURED.match(text, number.end):
        return _Part(measured.end(), number, "other")
    score = _SCORE.match(text, number.end)
    whole = number_at(text, score.end()) if score else None
    return _Part(whole.end, number, "other") if whole else None


def _other_end(text: str, at: int, first: _Part, between: bool) -> _Part | None:
    joint = (between and _AND.match(text, first.end)) or _RANGE.match(text, first.end)
    if not joint or (not between and _is_change(text, at, joint[0])):
        return None
    second = _part(text, joint.end())
    if not second or second.number.value <= first.number.value:
        return None
    if first.unit is None or second.unit == first.unit:
        return second
    return second._replace(unit="currency") if first.unit == "currency" and second.unit is None else None


def _is_change(text: str, at: int, joint: str) -> bool:
    """Whether "from 72% to 58%" tells of two figures, not of a range."""
    before = text[max(0, at - 28) : at]
    return "to" in joint and bool(_FROM_BEFORE.search(before)) and not _RANGING.search(before)


def _range(text: str, at: int, first: _Part, second: _Part) -> Figure:
    low, high = first.number, second.number
    if high.scaled and not low.scaled and not high.in_words:
        scale = _scale_of(high, text)
        low = low._replace(value=low.value * scale)
    unit: Unit = second.unit or first.unit or "count"
    number = low._replace(in_words=low.in_words and high.in_words)
    return _figure(text, at, second.end, number, unit, first.currency or second.currency, high.value)


def _scale_of(number: Number, text: str) -> Decimal:
    """What the magnitude that stands with a numeral multiplies it by."""
    bare = re.compile(r"[\d.,]*\d").match(text, number.start)
    digits = Decimal(bare[0].replace(",", "")) if bare else Decimal(1)
    return number.value / digits if digits else Decimal(1)


def _sharing(text: str, part: _Part) -> _Part:
    """The part with what it shares with the next: in "5 and 7 points" points, in "from 9.4 to 9.9 billion" billions."""
    also = _ALSO.match(text, part.end) if part.unit is None and not part.number.in_words else None
    other = _part(text, also.end()) if also else None
    if not also or not other or (other.unit is None and not other.number.scaled):
        return part
    number = part.number
    if other.number.scaled and not number.scaled and " to " in also[0]:
        number = number._replace(value=number.value * _scale_of(other.number, text))
    return part._replace(number=number, unit=other.unit, currency=other.currency)


def _without_unit(text: str, at: int, part: _Part) -> Unit:
    before = text[max(0, at - 30) : at]
    if not part.number.is_whole or _RATING.search(before):
        return "other"
    return "count"


def _figure(
    text: str, start: int, end: int, number: Number, unit: Unit, currency: str | None, upper: Decimal | None = None
) -> Figure:
    return Figure(start, end, text[start:end], number.value, unit, upper, currency, in_words=number.in_words)
