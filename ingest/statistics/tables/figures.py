"""The figures of one cell: "$ 1,234", "(5.4)%", "12.3(1)", "45*", "1.234,5", "120 (45%)". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from knowledge import figures as running
from knowledge.figures.numbers import MAGNITUDES

Unit = running.Unit

_SIGN = r"(?:US|HK|NZ|A|C|S|R)?\$|[€£¥₹]"
_CODE = r"(?:USD|EUR|GBP|CHF|RMB|CNY|JPY|INR|CAD|AUD|HKD|SGD|SEK|NOK|DKK|NZD|ZAR|KRW)\b"
_NUMERAL = (
    r"\d{1,3}(?:[,.]\d{2,3})*[,.]\d{3}(?!\d)(?:[.,]\d{1,6})?|\d{1,3}(?:['’ ]\d{3})+(?!\d)(?:[.,]\d{1,6})?"
    r"|\d{1,18}(?:[.,]\d{1,8})?|\.\d{1,8}"
)
_MAGNITUDE = r"(?:thousand|millions?|billions?|trillion|mln|mio|mn|bn|[kKmMBb])\b"
_MARKS = (
    r"(?:\s?\((?:\d|[a-z]|i{1,3}|iv|v|\*+)\)|\s?\[\w{1,2}\]|\s?[*†‡§¶#^]{1,3}|\s?[¹²³⁴⁵]{1,2}|(?<=\d)[a-e](?![a-z]))"
)
_CELL = re.compile(
    rf"\s*(?P<words>[~≈<>≤≥]|approx\.?|about|around|more than|less than|over|under|up to|at least|nearly|almost)?\s*"
    rf"(?P<figure>(?P<minus>[-−–‐+]\s?)?(?P<code>(?:{_SIGN}|"
    rf"{_CODE})\s*)?(?P<open>\(\s*)?(?P<minus2>[-−–‐]\s?)?(?P<code2>(?:{_SIGN}|{_CODE})\s*)?"
    rf"(?P<minus3>[-−–‐]\s?)?(?P<number>{_NUMERAL})(?:\s?(?:[-–]|"
    rf"to)\s?(?P<upper>{_NUMERAL}))?(?P<plus>\+)?(?:\s?(?P<magnitude>{_MAGNITUDE}))?"
    rf"(?:\s?(?P<after>€|£|{_CODE}|euros?\b|dollars?\b))?(?:\s?(?P<unit>%|per ?cent\b|pct\b|bps\b|pp\b|"
    rf"pts?\b|x\b|×|times\b))?"
    rf"(?P<close>\s*\))?(?:\s?(?P<unit2>%|per ?cent\b|bps\b|pp\b|pts?\b|x\b))?)"
    rf"(?P<marks>{_MARKS}{{0,4}})\s*",
    re.IGNORECASE,
)  # fmt: skip
_OPEN = re.compile(r"\s*(?:[$€£¥]\s*)?\(\s*[\d.,]+\s*")  # "(5,149" whose bracket closes in the next cell
_UNITS: dict[str, Unit] = {
    "%": "percent", "percent": "percent", "per cent": "percent", "pct": "percent",
    "x": "times", "×": "times", "times": "times",
}  # fmt: skip
_LONGEST = 60  # words of a cell that is read as running text
_MEASURED = re.compile(r"(?P<number>(?:about |~)?[-−]?\d[\d,.]*) (?P<what>[A-Za-z][\w²/%-]*(?: [a-z]\w*)?)")
_SPLIT = re.compile(r"(?P<count>.*\d.*?)\s*(?P<share>\(\s*[\d.,]+\s?%\s*\))")
_COMMA_DECIMAL = re.compile(r"\D*(?:\d{1,3}(?:\.\d{3})*,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+)\D*")
_POINT_DECIMAL = re.compile(r"\D*(?:\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.\d{4,})\D*")


_SHARES = re.compile(r"\((?:\s*[\d.]+,)+\s*[\d.]+\s?%\s*\)")  # "(12, 30, 58%)": the sign stands once for all


class CellFigure(NamedTuple):
    """A figure and where it stands in its cell: ``cell[start:end]`` is how it is written."""

    start: int
    end: int
    value: Decimal
    unit: Unit | None = None  # None: nothing stands with it
    currency: str | None = None
    upper: Decimal | None = None
    qualifier: str | None = None
    scaled: bool = False  # a magnitude stands with it and is in its value


def read_cell(cell: str, decimal_comma: bool = False) -> list[CellFigure]:
    """The figures of a cell; a dash, "n/a" and words have none. ``decimal_comma``: the table writes "1.234,5"."""
    if not re.search(r"\d", cell):
        return []
    if plain := _plain(cell, decimal_comma):
        return [plain]
    if split := _SPLIT.fullmatch(cell):
        first = read_cell(split["count"], decimal_comma)
        share = _plain(split["share"].strip("() "), decimal_comma)
        if len(first) == 1 and share:
            by = split.start("share") + split["share"].index(split["share"].strip("() "))
            return [*first, share._replace(start=share.start + by, end=share.end + by)]
    if len(cell.split()) > _LONGEST:
        return []
    found = [_of_running(figure) for figure in running.figures(cell) if not figure.in_words or figure.unit == "percent"]
    shares = _SHARES.search(cell)
    return [
        _as_share(figure) if shares and shares.start() < figure.start < shares.end() else figure for figure in found
    ]


def _as_share(figure: CellFigure) -> CellFigure:
    return figure._replace(unit="percent")


def is_figure_cell(cell: str) -> bool:
    """Whether a cell is a figure and little else, so that it can be no label."""
    return _CELL.fullmatch(cell) is not None or _OPEN.fullmatch(cell) is not None


def writes_decimal_commas(cells: Iterable[str]) -> bool:
    """Whether the figures of a table have their decimals after a comma."""
    commas = points = 0
    for cell in cells:
        commas += bool(_COMMA_DECIMAL.fullmatch(cell))
        points += bool(_POINT_DECIMAL.fullmatch(cell))
    return commas > points


def _plain(cell: str, decimal_comma: bool) -> CellFigure | None:
    opened = _OPEN.fullmatch(cell)
    found = _CELL.fullmatch(cell.replace("(", " ") if opened else cell)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    if opened:
        return _figure(found, decimal_comma, negative=True)
    return _figure(found, decimal_comma, negative=bool(found["open"] or _minus(found)))


def _minus(found: re.Match[str]) -> bool:
    said = (found["minus"] or "") + (found["minus2"] or "") + (found["minus3"] or "")
    return bool(said.strip(" +"))


def _figure(found: re.Match[str], decimal_comma: bool, negative: bool) -> CellFigure | None:
    value = _decimal(found["number"], decimal_comma)
    upper = _decimal(found["upper"], decimal_comma) if found["upper"] else None
    if upper is not None and (upper <= value or negative):
        return None
    word = (found["unit"] or found["unit2"] or "").lower()
    currency = (found["code"] or found["code2"] or found["after"] or "").strip() or None
    unit: Unit | None = _UNITS.get(word, "other") if word else "currency" if currency else None
    magnitude = found["magnitude"]
    power = Decimal(10) ** MAGNITUDES[magnitude.lower()] if magnitude else Decimal(1)
    sign = -1 if negative else 1
    start = found.start("figure")
    qualifier = (found["words"] or "").lower() or ("+" if found["plus"] else None)
    return CellFigure(
        start, start + len(found["figure"].rstrip()), sign * value * power, unit, currency,
        upper * power if upper is not None else None, qualifier, bool(magnitude),
    )  # fmt: skip


def _decimal(numeral: str, decimal_comma: bool) -> Decimal:
    bare = re.sub(r"['’ ]", "", numeral)
    if decimal_comma:
        return Decimal(bare.replace(".", "").replace(",", "."))
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        bare = bare.replace(",", ".")
    return Decimal(bare.replace(",", ""))


def _of_running(figure: running.Figure) -> CellFigure:
    return CellFigure(
        figure.start, figure.end, figure.value, figure.unit, figure.currency, figure.upper, figure.qualifier, True
    )
