"""What every reader of tables needs to know: which rows are header, and which rows are a title or a note instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import TextBuilder, clean

Row = Sequence[str]

_MOST_HEADER_ROWS = 4
_YEAR = re.compile(
    r"^2 0 \d \d$|^(?:(?:FY|CY|fiscal|year|Q[1-4]|H[12])\s*)?[’']?(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?"
    r"[A-Z]?(?:\s*\(?\d\)?)?$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^(?:.*\b)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
    r"\s*\d{0,2}(?:st|nd|rd|th)?,?\s*(?:(?:19|20)?\d\d)?,?$",
    re.IGNORECASE,
)
_CURRENCIES = r"(?:US\$|HK\$|USD|EUR|GBP|CHF|RMB|CNY|JPY|INR|CAD|AUD|HKD|SGD|SEK|NOK|DKK)"
_UNIT = re.compile(
    rf"^\W*(?:[$€£¥]|{_CURRENCIES}|[a-z]{{1,3}}[$€£]|in)?\W*(?:%|’?'?000s?|k|mn?|bn?|millions?|billions?|thousands?)?\W*$",
    re.IGNORECASE,
)
_UNITS_OF_FIGURES = re.compile(
    rf"{_CURRENCIES}|\b(?:pp|pts?|bps|[mkx]|bn|million|billion|thousand|times)\b|(?<=\d)(?:[mkx]|bn|pp)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\d{1,3}\s*(?:[-–—]|to)\s*\d{1,3}$|^\d{1,3}\s?\+$")  # an age group, a size class
_BLANKS = {"", "-", "–", "—", "n/a", "na", "nil"}


def header_rows_of(rows: Sequence[Row]) -> int:
    """How many rows at the top only name the columns: at least one when there are two rows, 0 when data begin at once.

    Years, dates, units and notes are names. A further row is header too if it has no figure and either no name of its
    own, or stands below names that span columns, or says a unit.
    """
    if len(rows) < 2 or _is_data(rows[0]) or not any(map(clean, rows[0])):
        return 0
    with_figures = any(_is_data(row) for row in rows)
    count = 1
    while (
        with_figures
        and count < min(_MOST_HEADER_ROWS, len(rows) - 1)
        and _continues_header(rows[count - 1], rows[count])
    ):
        count += 1
    return count


def without_empty(rows: Sequence[Row]) -> list[list[str]]:
    """The rows with text in them, cut to the columns with text in them."""
    cells = [[clean(cell) for cell in row] for row in rows]
    width = max(map(len, cells), default=0)
    cells = [row + [""] * (width - len(row)) for row in cells if any(row)]
    used = [column for column in range(width) if any(row[column] for row in cells)]
    return [[row[column] for column in used] for row in cells]


def add_table(
    builder: TextBuilder,
    rows: Sequence[Row],
    *,
    header_rows: int | None = None,
    page: int | None = None,
    caption: str | None = None,
) -> None:
    """Add a table without its empty rows and columns; a single cell or column of text is prose."""
    kept = without_empty(rows)
    if kept and len(kept[0]) > 1:
        known = header_rows if header_rows is not None and 0 < header_rows < len(kept) else header_rows_of(kept)
        builder.table(kept, header_rows=known, page=page, caption=caption)
        return
    for row in kept:
        builder.paragraph(row[0], page=page)


def is_figure(cell: str) -> bool:
    """Whether a cell is a figure and not a name: a number that is no year, with its unit or not."""
    if not re.search(r"\d", cell) or _YEAR.match(cell) or _RANGE.match(cell) or _UNIT.match(cell):
        return False
    return not any(c.isalpha() for c in _UNITS_OF_FIGURES.sub("", re.sub(r"[({\[]?[a-z][)}\]]$", "", cell)))


def _is_data(row: Row) -> bool:
    return any(is_figure(cell) for cell in row[1:])


def _continues_header(above: Row, row: Row) -> bool:
    first, *others = row
    named = [cell for cell in others if cell.lower() not in _BLANKS]
    if not named or _is_data(row):
        return False
    if not first or not all(above[1:]):  # the row above has names that span columns, and this one parts them
        return True
    if not _is_label_of_units(first):
        return False
    return all(_YEAR.match(cell) or _DATE.match(cell) or _UNIT.match(cell) for cell in named)


def _is_label_of_units(cell: str) -> bool:
    words = r"(?:in|years?|months|fiscal|ended|ending|as (?:of|at)|notes?|units?|millions?|thousands?|for the)\b"
    return bool(re.match(rf"^\W*{words}", cell, re.IGNORECASE)) or bool(_UNIT.match(cell)) or bool(_DATE.match(cell))
