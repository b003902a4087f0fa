"""Numbers and dates as an office program shows them: 0.34 under the format ``0%`` is "34%"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETED = re.compile(r"\[(?:\$([^\]-]*)(?:-[^\]]*)?|[^\]]*)\]")
_NUMBER = re.compile(r"[#0?](?:[#0?,. ]*[#0?,.])?")
_ASIDE = 0xE000  # private characters that stand for quoted literals while the pattern is looked at
_DATE_TOKENS = re.compile(r"y+|m+|d+", re.IGNORECASE)
_DATE_CODES = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dddd": "%A", "ddd": "%a", "dd": "%d"}


def displayed(value: object, number_format: str | None) -> str:
    """The text that a cell shows. Unknown formats show the plain number: never another value than is stored."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _date(value, number_format or "")
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(str(value)), number_format or "General")
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _number(value: Decimal, number_format: str) -> str:
    sections = number_format.split(";")
    negative = value < 0 and len(sections) > 1 and bool(sections[1])
    literals: list[str] = []

    def aside(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return chr(_ASIDE + len(literals) - 1)

    section = _BRACKETED.sub(lambda match: match[1] or "", sections[1] if negative else sections[0])
    bare = _QUOTED.sub(aside, section)  # what is quoted is no pattern: 0"%" shows 12 as "12%"
    pattern = _NUMBER.search(bare)
    if not value.is_finite() or not pattern or re.search(r"general|E[+-]|@|[?#0]/", bare, re.IGNORECASE):
        return _plain(value)
    digits = _digits(abs(value) if negative else value, pattern[0], "%" in bare)
    shown = bare[: pattern.start()] + digits + bare[pattern.end() :]
    return "".join(literals[ord(c) - _ASIDE] if 0 <= ord(c) - _ASIDE < len(literals) else c for c in shown).strip()


def _digits(value: Decimal, pattern: str, percent: bool) -> str:
    whole, _, fraction = pattern.partition(".")
    thousands = len(pattern) - len(pattern.rstrip(","))
    scaled = (value * 100 if percent else value) / Decimal(1000) ** thousands
    most = len(re.findall(r"[#0?]", fraction))
    least = len(re.findall(r"0", fraction))
    rounded = scaled.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    while most > least and text.endswith("0"):
        text, most = text[:-1], most - 1
    return text.rstrip(".") if not most else text


def _plain(value: Decimal) -> str:
    """As the general format shows it: eleven digits, without the noise of binary fractions."""
    if not value.is_finite():
        return str(value)
    text = f"{float(value):.11g}" if value != value.to_integral_value() else f"{value.to_integral_value():f}"
    return f"{Decimal(text):f}"


def _date(value: date, number_format: str) -> str:
    pattern = _QUOTED.sub("", _BRACKETED.sub("", number_format.partition(";")[0])).strip()
    tokens = {token[0].lower() for token in _DATE_TOKENS.findall(pattern)}
    if {"y", "m"} <= tokens and "d" not in tokens and not re.search(r"[hs]", pattern, re.IGNORECASE):
        return _DATE_TOKENS.sub(lambda match: value.strftime(_DATE_CODES.get(match[0].lower(), "%m")), pattern)
    if tokens == {"y"}:
        return str(value.year)
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.isoformat(" ", "minutes")
    return value.isoformat()[:10]
