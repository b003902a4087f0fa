"""Rows that are the options of one question: a table with one column of percentages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from ingest.statistics.tables.cells import Cell
from ingest.statistics.tables.periods import is_change, is_period

WHOLE = (Decimal(99), Decimal(101))  # percent: what options add up to, give or take the rounding
CLEARLY_OVER = Decimal(104)

_SHARES = re.compile(
    r"%|\b(?:share|per ?cent(?:age)?s?|proportion|respondents|responses|answers|total)\b", re.IGNORECASE
)
_NO_OPTION = re.compile(
    r"\b(?:margin|rate|growth|volatility|yield|change|return|average|mean|median|ratio)\b", re.IGNORECASE
)


def with_options(cells: Iterable[Cell], title: str | None) -> list[Cell]:
    """The cells, those that are options of one question with that question, their option and the kind of choice."""
    found = list(cells)
    shares = [cell for cell in found if cell.unit == "percent"]
    columns = {(cell.section, cell.column) for cell in shares}
    marked: dict[tuple[int, int], Cell] = {}
    for key, group in groupby(sorted(shares, key=_column), key=_column):
        options = [cell for cell in group if not cell.total]
        if _are_options(options, found, alone=len(columns) == 1):
            question = _question(options[0], title, several=len(columns) > 1)
            if question:
                marked |= {(key[1], cell.row): _option(cell, question, options) for cell in options}
    return [marked.get((cell.column, cell.row), cell) if cell.unit == "percent" else cell for cell in found]


def _column(cell: Cell) -> tuple[int, int]:
    return cell.section, cell.column


def _are_options(options: list[Cell], cells: list[Cell], alone: bool) -> bool:
    """Whether shares of one column are of one whole: they make it, or it is the only column and says "share"."""
    if len(options) < 2 or len({cell.row_label for cell in options}) < len(options):
        return False
    if any(not cell.row_label or is_period(cell.row_label) or cell.figure.upper for cell in options):
        return False
    if 2 * sum(bool(_NO_OPTION.search(cell.row_label)) for cell in options) > len(options):
        return False
    if any(not 0 <= cell.figure.value <= 100 for cell in options) or is_change(options[0].column_label):
        return False
    in_column = [cell for cell in cells if _column(cell) == _column(options[0]) and not cell.total]
    if len(in_column) > len(options) + 1:  # a base may stand among them
        return False
    label = options[0].column_label
    return _makes_whole(options) or (
        alone and (not label or bool(_SHARES.search(label)) or len({c.column for c in cells}) == 1)
    )


def _makes_whole(options: list[Cell]) -> bool:
    return WHOLE[0] <= _sum(options) <= WHOLE[1]


def _sum(options: list[Cell]) -> Decimal:
    return sum((cell.figure.value for cell in options), Decimal(0))


def _question(option: Cell, title: str | None, several: bool) -> str | None:
    """The table's title, with the column where others have options, too."""
    label = option.column_label
    if several and label:
        return f"{title} ({label})" if title else label
    return title or label or None


def _option(cell: Cell, question: str, options: list[Cell]) -> Cell:
    single, multiple = _makes_whole(options), _sum(options) > CLEARLY_OVER
    return cell._replace(
        distribution=question,
        option=cell.row_label,
        choice="single" if single else "multiple" if multiple else None,
    )
