"""What is said of a table's figures as a whole: "(in thousands)", "$ million", "£m", "%". Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

_SIGN = r"(?:US\s?|U\.S\.\s?|HK|NZ|A|C|S|R)?\$|[€£¥₹]"
_CODE = r"\b(?:USD|EUR|GBP|CHF|RMB|CNY|JPY|INR|CAD|AUD|HKD|SGD|SEK|NOK|DKK|NZD|ZAR|KRW)"
_NAME = (
    r"(?:(?:U\.?S\.?|Canadian|Australian|Hong Kong|Singapore) )?(?:dollars?|euros?|"
    r"pounds?(?: sterling)?|yen|yuan|rupees?|kron[eo]r?|francs?)"
)
_CURRENCY = rf"(?:{_SIGN}|{_CODE}(?![a-ln-z])|{_NAME})"
_WORD = r"(?:hundreds? of )?(?:thousands?|millions?|billions?|trillions?|lakhs?|crores?)"
_SHORT = r"(?:[’'‘]\s?000(?:[’']?s)?|000(?:[’']?s)?|mn?|mio\.?|bn|k|tn)"
# The whole remark, as stated: "in millions", "$ in thousands", "US$’000", "€m", "thousands of U.S. dollars".
_SCALE = re.compile(
    rf"(?:{_CURRENCY}\s?)?(?:\(?\s?in\s?)(?:{_CURRENCY}\s?)?(?:{_WORD}\b(?:\sof\s{_CURRENCY}|"
    rf"\s{_CURRENCY})?|[’'‘]?000(?:[’']?s)?\b)"
    rf"|{_CURRENCY}\s?[-–’'‘]?\s?\(?(?:in\s)?(?:{_WORD}\b|{_SHORT}\b)"
    rf"|\b{_WORD}(?:\s(?:of\s)?{_CURRENCY})"
    rf"|\(\s?{_WORD}\s?\)|(?<![\d,.])[’'‘]000s?\b|(?<![\d,.])\b000s\b",
    re.IGNORECASE,
)
_ONLY_SCALE = re.compile(rf"\W*(?:{_WORD}|{_SHORT})\W*", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?s?\b|\bpct\b", re.IGNORECASE)
_POINTS = re.compile(r"(?:%|percentage|percent)[ -]?points?\b|\b(?:bps|basis points|pp|ppt|pts)\b", re.IGNORECASE)
_MONEY = re.compile(rf"{_SIGN}|{_CODE}(?:m|k|bn)?\b|\b{_NAME}\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:years?|months?|days?|hours?|minutes?|seconds?|weeks?|tonnes?|tons?|[kMGT]?Wh|kg|km|miles|"
    r"barrels|litres|liters|GB|TB|"
    r"acres|hectares|square (?:feet|met(?:re|er)s)|sq\.? ?ft|tCO2e?|°C|ratio|score|index|points?|times|m[²2])\b",
)
_OF_UNIT = re.compile(
    r"[(\[]\s*(?:in\s+|reported in\s+)?([^()\[\]]{1,40})[)\]]|,\s*in\s+(\S.{0,40})$|^in\s+(\S.{0,30})$"
)
_COUNTED = re.compile(
    r"\b(?:number|shares?|employees|headcount|stores|customers|subscribers|people|respondents|persons|"
    r"fte|count|days|vessels|n)\b",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"\b(?:per (?:\w+ ){0,2}(?:share|unit|day|ton|barrel)|price|value|proceeds|cost|compensation|"
    r"expense|dividends?|capital|"
    r"premium|purchases?|payments?|income|revenues?|sales|earnings|liabilit\w+|assets?)\b",
    re.IGNORECASE,
)
_PER_PIECE = re.compile(
    r"\b(?:fair value per|per (?:\w+ ){0,3}(?:share|unit|day|ton|tonne|barrel|employee|week|hour)|"
    r"price|grant[- ]date fair value|ratio|rate per)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"^(?:in|of|the|and|for|all|figures|amounts?|except|per|share|shares|data|unless|otherwise|stated|"
    r"noted|dollars?|are|"
    r"expressed|presented|reported|tabular|percentages?|number)$",
    re.IGNORECASE,
)

Unit = Literal["percent", "times", "count", "currency", "other"]


class Remark(NamedTuple):
    """What is said of figures that carry no unit of their own; None where nothing is."""

    unit: Unit | None = None
    currency: str | None = None  # as written
    scale: str | None = None  # as stated, without brackets

    def over(self, other: Remark) -> Remark:
        """This one, completed by what another says farther away; what is no money takes nothing from money."""
        if self.unit in {"percent", "times"}:
            return self
        if self.unit is None or (self.unit == "currency" and other.unit == "currency"):
            return Remark(self.unit or other.unit, self.currency or other.currency, self.scale or other.scale)
        if self.unit == "count" and other.unit in {None, "count"}:
            return self._replace(scale=self.scale or other.scale)
        return self


@lru_cache(maxsize=4096)
def remark_in(text: str) -> Remark:
    """The remark that a label, a caption or a sentence makes of figures."""
    scale = _SCALE.search(text)
    stated = scale[0].strip(" ()") if scale else text.strip(" ()") if _ONLY_SCALE.fullmatch(text) else None
    if stated and stated.count("(") != stated.count(")"):
        stated = stated.replace("(", "").replace(")", "")
    money = _MONEY.search(stated or text if is_remark(text) or stated else "")
    if money:
        return Remark("currency", re.sub(r"(?<=[A-Z]{3})(?:m|k|bn)$", "", money[0]), stated)
    counted = stated and re.search(r"\b(?:shares|units|people|customers|number)\b", text, re.IGNORECASE)
    dollars = re.search(r"\bdollars\b", text, re.IGNORECASE) if stated else None
    return Remark("currency" if dollars else "count" if counted and not _OF_ALL.search(text) else None, None, stated)


_OF_ALL = re.compile(r"\bexcept\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def remark_of_label(label: str) -> Remark:
    """What a row's or a column's label says of its own figures: "Gross margin (%)", "Sales ($ million)", "Shares"."""
    if not label:
        return Remark()
    said = remark_in(label)
    if said.scale:
        return said
    if _POINTS.search(label):
        return Remark("other")
    if is_percent(label):
        return Remark("percent")
    brackets = " ".join(part for found in _OF_UNIT.findall(label) for part in found if part)
    if (money := _MONEY.search(brackets)) or (_PRICED.search(label) and (money := re.search(_SIGN, label))):
        return Remark("currency", money[0])
    if _MEASURED.search(brackets):
        return Remark("other")
    if _COUNTED.search(label) and not _PRICED.search(label):
        return Remark("count")
    return Remark()


def is_percent(label: str) -> bool:
    """Whether a label says that its figures are percentages; "percent of revenue" does, "19% tax credit" doesn't."""
    found = _PERCENT.search(label)
    return bool(found) and not re.search(r"\d\s?%|\d per ?cent", label)


@lru_cache(maxsize=4096)
def is_remark(text: str) -> bool:
    """Whether a cell or a line only says units: "(in millions)", "£m", "$", "%", "(Shares in thousands)"."""
    bare = re.sub(r",?\s*\bexcept\b.*", "", text.strip(" ()[]*:"), flags=re.IGNORECASE)
    if not bare:
        return False
    if re.search(r"\d", re.sub(r"[’'‘]?000s?", "", bare)):
        return bool(_SCALE.search(bare)) and text.strip().startswith("(")
    rest = _MONEY.sub(" ", _PERCENT.sub(" ", _SCALE.sub(" ", bare)))
    words = re.findall(r"[^\W\d_]+", rest)
    if _SCALE.search(bare) or _ONLY_SCALE.fullmatch(bare):
        return _ONLY_SCALE.fullmatch(bare) is not None or all(map(_SMALL.match, words)) or _in_brackets(text)
    return bool(_MONEY.search(bare) or _PERCENT.search(bare)) and not words


@lru_cache(maxsize=4096)
def without_remark(label: str) -> tuple[str, str]:
    """A column's label without what it says of the unit at its end, and that: "2019 $’000" → "2019", "$’000"."""
    found = next((each for each in _SCALE.finditer(label) if not label[each.end() :].strip(" ).")), None)
    if not found or not label[: found.start()].strip(" ("):
        return label, ""
    opened = label.rfind("(", 0, found.start() + 1)
    start = opened if opened >= 0 and ")" not in label[opened : found.start()] else found.start()
    name = label[:start].strip(" ,–-")
    return (name, label[start:].strip()) if name else (label, "")


def _in_brackets(text: str) -> bool:
    return text.strip().startswith("(") and text.strip().endswith(")")


def without_scale(label: str) -> bool:
    """Whether a table's magnitude doesn't go for a row or a column: what is priced apiece, and ratios."""
    return bool(_PER_PIECE.search(label) or is_percent(label))


def loosely(text: str) -> Remark:
    """The remark in running text near a table: "(in thousands)", "amounts in millions", "($ million)"."""
    for found in re.finditer(r"\([^()]{2,90}\)", text):
        if (said := remark_in(found[0])).scale and not re.search(r"\d{1,3}(?:,\d{3})|\d\.\d", found[0]):
            return said
    spoken = re.search(
        r"\b(?:amounts?|figures|dollars|tables?|numbers|values|stated|expressed|presented|shown|"
        r"reported)\b[^.()]{0,60}\bin\s+"
        r"(?:\S+\s){0,3}(?:thousands|millions|billions)\b(?: of [A-Za-z.]+(?: dollars| euros)?)?",
        text,
        re.IGNORECASE,
    )
    return remark_in(spoken[0]) if spoken else Remark()
