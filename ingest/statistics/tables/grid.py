"""A table block as a grid: which columns name the rows, which rows name the columns, what stands over each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from ingest.blocks import Block
from ingest.statistics.tables.figures import is_figure_cell
from ingest.statistics.tables.periods import is_lead, is_period, is_year_number
from ingest.statistics.tables.remarks import is_remark

Row = tuple[str, ...]

SIGNS = re.compile(
    r"\s*(?:(?:US|HK|NZ|A|C|S|R)?\$|[€£¥₹]|%|\)|\(|\)\s?%|bps|[A-Z]{3})\s*"
)  # that stand in a cell of their own
_NOTHING = re.compile(r"[\s\-–—−_.*]*|n\.?/?a\.?|nil|nm|n\.m\.", re.IGNORECASE)
_MARKS = re.compile(
    r"(?:\s?\((?:\d|[a-z]|[*†‡]+|note \w+)\)|\s?\[\w{1,2}\]|\s?[*†‡§^]+|[¹²³⁴⁵]+|(?<=[a-z)])\d(?=$))+$", re.IGNORECASE
)
_NO_FIGURES = re.compile(
    r"(?:foot)?notes?(?: ref\w*)?|refs?\.?|references?|#|no\.?|nos?\.?|nr\.?|ids?|page(?: no\.?)?|"
    r"pages?|code|isin|isbn|item no\.?|row|s/n|"
    r"zip|phone|version",
    re.IGNORECASE,
)
_CLASS = re.compile(r"[<>≤≥]\s?\d[\d,.]*|\d[\d,.]*\s?(?:[-–—+]|to)\s?(?:\d[\d,.]*)?|(?:19|20)\d\d")
_LONGEST_NAME = 60  # characters of a column's name in the middle of a table
_MOSTLY = 0.5  # of a column's cells that are figures in a column of figures


class Line(NamedTuple):
    """A row of figures and what stands over it."""

    number: int  # of the row in its block
    header: tuple[Row, ...]
    section: int  # rows of one section have one header
    groups: tuple[str, ...]  # the rows that name a group, outermost first
    remark: str  # the nearest row above that says a unit


class Grid(NamedTuple):
    """A table's cells, its rows of figures, and how many columns from the left name the rows."""

    rows: tuple[Row, ...]
    labels: int
    lines: tuple[Line, ...]
    title: str | None  # that the table's own first row says
    above: tuple[str, ...]  # what its header says that goes for the whole table

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    def label(self, line: Line, column: int) -> str:
        """What names a row, for the figures of a column: its label columns, joined; "" where nothing does."""
        row = self.rows[line.number]
        head = line.header[-1] if line.header else ()
        named = [at for at in range(self.labels) if not _NO_FIGURES.fullmatch(_at(head, at))]
        parts = [bare(row[at]) for at in named if at < len(row)]
        if len(named) > 1 and parts and not parts[0] and any(parts[1:]):
            parts[0] = self._carried(line, named[0])
        kept = [part for part in dict.fromkeys(parts) if part and not _NOTHING.fullmatch(part)]
        if not kept and column != self.labels:
            return next(
                (bare(cell) for cell in row[:column] if re.search(r"[^\W\d_]{2}", cell) and not is_remark(cell)), ""
            )
        return ", ".join(kept)

    def _carried(self, line: Line, column: int) -> str:
        """The label of the nearest row above that has one in the column: a merged cell is said once."""
        above = (each for each in reversed(self.lines) if each.number < line.number and each.section == line.section)
        return next((bare(cell) for each in above if (cell := _at(self.rows[each.number], column))), "")


def grid_of(block: Block, text: str) -> Grid:
    """The grid of a table block."""
    rows = tuple(tuple(text[start:end].strip() for start, end in row) for row in block.rows)
    start = block.header_rows or _names_classes(rows)
    header, body = rows[:start], rows[start:]
    labels = _label_columns(header, body)
    if header and body and _goes_on(header, body[0], labels):
        start, header = start + 1, rows[: start + 1]
    title, above, header = _without_titles(header, labels)
    return Grid(rows, labels, tuple(_lines(rows, start, header, labels)), title, above)


def _goes_on(header: Sequence[Row], row: Row, labels: int) -> bool:
    """Whether a row below a header that doesn't name the first column names it, with years and names beside."""
    others = [cell for cell in row[labels:] if cell]
    if any(header[-1][:labels]) or not row[0] or len(others) < 2 or any(map(is_empty, others)):
        return False
    names = all(is_year_number(cell) or not is_figure_cell(cell) for cell in others)
    return names and any(is_period(cell) or is_remark(cell) for cell in others)


def _names_classes(rows: Sequence[Row]) -> int:
    """1 where the first row's figures are classes ("1–90", ">360") that name columns of figures, else 0."""
    if len(rows) < 3 or not rows[0][0] or is_figure_cell(rows[0][0]):
        return 0
    first = [cell for cell in rows[0][1:] if cell]
    classes = sum(1 for cell in first if _CLASS.fullmatch(cell))
    return int(classes >= 2 and all(_CLASS.fullmatch(cell) or not is_figure_cell(cell) for cell in first))


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """A label without its footnote marks and the colon or dots at its end."""
    label = _MARKS.sub("", label.strip().rstrip(" .:;")).rstrip(" .:;")
    return re.sub(r"\s*[—–_-]\s*$", "", label)


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing, or that there is no figure: "—", "n/a"."""
    return bool(_NOTHING.fullmatch(cell))


def holds_figures(name: str) -> bool:
    """Whether a column of that name may hold figures: notes, pages and numbers of items are none."""
    return not _NO_FIGURES.fullmatch(name.strip())


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _label_columns(header: Sequence[Row], body: Sequence[Row]) -> int:
    """How many columns from the left name the rows: up to the first of which most cells are figures."""
    width = max(map(len, [*header, *body]), default=0)
    head = header[-1] if header else ()
    for column in range(1, width):
        cells = [row[column] for row in body if column < len(row) and not is_empty(row[column]) and _filled(row) > 1]
        figures = sum(1 for cell in cells if is_figure_cell(cell) or SIGNS.fullmatch(cell))
        named = _at(head, column)
        if cells and figures >= _MOSTLY * len(cells) and not (column == 1 and _NO_FIGURES.fullmatch(named) and named):
            return column
    return 1


def _without_titles(header: Sequence[Row], labels: int) -> tuple[str | None, tuple[str, ...], tuple[Row, ...]]:
    """The title in the first row, the remarks that go for the whole table, and the header without them."""
    titles = list(takewhile(lambda row: _filled(row) == 1 and row[0], header)) if len(header) > 1 else []
    said = [row[0] for row in titles]
    corner = [cell for row in header[len(titles) :] for cell in row[:labels] if cell]
    title = next((cell for cell in said if not is_remark(cell) and not is_lead(cell)), None)
    return (
        title,
        tuple(cell for cell in [*said, *corner] if is_remark(cell) or is_lead(cell)),
        tuple(header[len(titles) :]),
    )


def _lines(rows: Sequence[Row], start: int, header: tuple[Row, ...], labels: int) -> Iterator[Line]:
    groups: list[str] = []
    remark, section, at, after_data = "", 0, start, False
    while at < len(rows):
        row = rows[at]
        if run := _header_run(rows, at, labels):
            groups = _nested(groups, run[-1][0], after_data) if run[-1][0] and not is_lead(run[-1][0]) else groups
            kept = len(header) if all(_says_units(each, labels) for each in run) else max(0, len(header) - len(run))
            header, section = (*header[:kept], *run), section + 1
            groups = [] if any(map(_names_time, run)) else groups
            after_data = False
            at += len(run)
            continue
        if group := _group(row, labels):
            if is_remark(group) and len(group) > 2:
                remark = group
            else:
                groups = _nested(groups, group, after_data)
            after_data = False
        elif _filled(row) > 1 or labels == 0 or any(is_figure_cell(cell) for cell in row[labels:]):
            yield Line(at, header, section, tuple(groups), remark)
            after_data = True
        at += 1


def _header_run(rows: Sequence[Row], at: int, labels: int) -> tuple[Row, ...]:
    """Rows in the middle of a table that name its columns anew."""
    return tuple(takewhile(lambda row: _names_columns(row, labels), rows[at:]))


def _names_columns(row: Row, labels: int) -> bool:
    others = [cell for cell in row[labels:] if cell]
    if not others or any(is_empty(cell) or len(cell) > _LONGEST_NAME for cell in others):
        return False
    if any(row[:labels]) and not (is_remark(row[0]) or is_lead(row[0])):
        return all(map(is_remark, others)) and not all(re.fullmatch(r"\W+|[A-Z]{3}", cell) for cell in others)
    if any(is_figure_cell(cell) and not is_year_number(cell) for cell in others):
        return False
    alone = len(others) == 1 and not (is_period(others[0]) or is_lead(others[0]) or is_remark(others[0]))
    return not alone and not all(SIGNS.fullmatch(cell) for cell in others)


def _says_units(row: Row, labels: int) -> bool:
    return all(is_remark(cell) for cell in row[labels:] if cell)


def _names_time(row: Row) -> bool:
    return any(is_period(cell) for cell in row if cell)


def _group(row: Row, labels: int) -> str | None:
    """What a row says that names the rows below it: one cell of text alone, or repeated in all columns."""
    filled = [cell for cell in row if cell]
    if not filled or not re.search(r"\w", filled[0]):
        return None
    alone = len(filled) == 1 and len(row) > labels and (is_year_number(filled[0]) or not is_figure_cell(filled[0]))
    repeated = len(filled) == len(row) > 1 and len(set(filled)) == 1 and not is_figure_cell(filled[0])
    return filled[0] if alone or repeated else None


def _nested(groups: list[str], group: str, after_data: bool) -> list[str]:
    """The groups that hold from here: a name right below another is inside it, one after rows takes its place."""
    if not groups or (is_period(group) and after_data):
        return [group]
    if not after_data:
        return [*groups[-2:], group]
    if len(groups) == 1 or _style(group) != _style(groups[-1]):
        return [group] if not is_period(groups[0]) or _style(group) == _style(groups[0]) else [groups[0], group]
    return [*groups[:-1], group]


def _style(label: str) -> tuple[bool, bool, bool]:
    return label.isupper(), label.rstrip().endswith(":"), is_period(label)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell)
