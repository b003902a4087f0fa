"""Tables among the lines of a page: between drawn rules, else by figures that stand in columns. Pure.

Only what is surely a table is taken as one: better a table read as lines than columns of prose read as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.readers.pdf_charts import aligned_table, figure_groups
from ingest.readers.pdf_layout import Piece, is_figure, table_piece
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_text import join_lines
from ingest.readers.pdf_words import Rule

_SAME_EDGE = 4.0  # points
_NARROWEST = 90.0  # points: a table's rules are at least so long
_SHORT_CELL = 14  # words that a cell has on average at most
_COLUMN_GAP = 5.0  # points of white between columns
_MOST_EDGES = 12  # rules in a stack that may be edges of panels above and below the table
_PART_OF_LONGEST = 0.6  # a run of rows with more columns is preferred to one that is longer by up to so much


def take_tables(lines: Sequence[Line], rules: Iterable[Rule], page: int) -> tuple[list[Piece], list[Line]]:
    """The tables of a page, and the lines that are in none."""
    tables: list[Piece] = []
    rest = list(lines)
    for left, right, heights in _regions(rules):
        inside = [line for line in rest if left - 8 <= line.x0 and line.x1 <= right + 8]
        table, used = _ruled(inside, heights, page)
        if table:
            tables.append(table)
            rest = [line for line in rest if line not in used]
    for group in figure_groups(rest):
        table, used = aligned_table(group, rest, page)
        if table:
            tables.append(table)
            rest = [line for line in rest if line not in used]
    return tables, rest


_Region = tuple[float, float, list[float]]  # left, right, heights of the rules


def _regions(rules: Iterable[Rule]) -> list[_Region]:
    """Stacks of three or more rules of one extent."""
    stacks: list[tuple[float, float, list[float]]] = []
    for rule in _whole(rules):
        if rule.x1 - rule.x0 < _NARROWEST:
            continue
        for left, right, heights in stacks:
            if abs(left - rule.x0) <= _SAME_EDGE and abs(right - rule.x1) <= _SAME_EDGE:
                if rule.y - heights[-1] > 6:
                    heights.append(rule.y)
                break
        else:
            stacks.append((rule.x0, rule.x1, [rule.y]))
    return sorted((stack for stack in stacks if len(stack[2]) >= 3), key=lambda stack: -len(stack[2]))


def _whole(rules: Iterable[Rule]) -> list[Rule]:
    """Rules at one height that were drawn cell by cell, put together."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.y / 2), rule.x0)):
        last = joined[-1] if joined else None
        if last and abs(last.y - rule.y) <= 2 and rule.x0 - last.x1 <= 6:
            joined[-1] = Rule(last.x0, max(last.x1, rule.x1), last.y)
        else:
            joined.append(rule)
    return sorted(joined, key=lambda rule: rule.y)


def _ruled(lines: Sequence[Line], heights: Sequence[float], page: int) -> tuple[Piece | None, list[Line]]:
    """The run of bands between rules whose lines stand in most columns; the edges of a panel around it fall away."""
    tallest = max(bottom - top for top, bottom in pairwise(heights))
    edges = [heights[0] - tallest, *heights, heights[-1] + tallest]  # outer rows often have a rule on one side only
    bands = [[line for line in lines if top < line.middle < bottom] for top, bottom in pairwise(edges)]
    chosen = _best_run([band for band in bands if band], lines)
    if not chosen:
        return None, []
    inside = [line for band in chosen for line in band]
    columns = _columns(inside)
    rows = _rows(chosen, columns)
    header = _header_rows(rows, inside)
    above = [] if header else _header_above(inside, lines)
    if above:
        rows.insert(0, [_cell(above, column, 12) for column in columns])
    used = [*inside, *above]
    return table_piece(rows, used, page, header or int(bool(above))), used


def _best_run(bands: Sequence[Sequence[Line]], lines: Sequence[Line]) -> list[list[Line]]:
    """Of the longest runs of bands that are rows of one table, the one with most columns."""
    best: tuple[tuple[int, int], list[list[Line]]] = ((0, 0), [])
    longest = 0
    for length in range(len(bands), max(1, len(bands) - _MOST_EDGES), -1):
        for start in range(len(bands) - length + 1):
            run = _with_cut_off(bands[start : start + length], lines)
            columns = _columns(line for band in run for line in band)
            if (len(columns), length) > best[0] and _rows(run, columns):
                longest = longest or length
                best = ((len(columns), length), run)
        if longest and length - 1 < _PART_OF_LONGEST * longest:
            break
    return best[1]


def _with_cut_off(bands: Sequence[Sequence[Line]], lines: Iterable[Line]) -> list[list[Line]]:
    """The bands with the lines of a cell that reach over a rule."""
    inside = {id(line) for band in bands for line in band}
    grown = [list(band) for band in bands]
    for line in lines:
        if id(line) in inside:
            continue
        for band in (grown[0], grown[-1]):
            if any(_same_cell(line, other) for other in band):
                band.append(line)
                break
    return [sorted(band, key=lambda line: (line.y, line.x0)) for band in grown]


def _same_cell(line: Line, other: Line) -> bool:
    close = 0 < abs(line.y - other.y) <= 1.35 * line.size and abs(line.x0 - other.x0) <= 2
    return close and line.size == other.size and line.bold == other.bold


def _rows(bands: Sequence[Sequence[Line]], columns: Sequence[tuple[float, float]]) -> list[list[str]]:
    """Cells band by band; nothing unless they are surely cells."""
    if len(columns) < 2:
        return []
    rows = [[_cell(band, column) for column in columns] for band in bands]
    cells = [cell for row in rows for cell in row[1:] if cell]
    filled = [sum(map(bool, row)) for row in rows]
    if min(filled[0], filled[-1]) < 2 or sum(count >= 2 for count in filled) < 0.7 * len(rows):
        return []
    if 2 * sum(cell[0].islower() for cell in cells) > len(cells):
        return []  # lines of columns of prose
    named = sum(sum(map(str.isalnum, row[0])) >= 2 for row in rows)
    return rows if _words(cells) <= _SHORT_CELL * len(cells) and 2 * named > len(rows) else []


def _header_above(inside: Sequence[Line], lines: Iterable[Line]) -> list[Line]:
    """Names of columns that stand above the first rule; none unless every column of figures has its name."""
    columns = _columns(inside)
    first = min(line.top for line in inside)
    size = inside[0].size
    above = [line for line in lines if line not in inside and 0 <= first - line.y + 0.5 * size <= 3.5 * size]
    above = [line for line in above if line.words <= 5]
    named = [any(_crosses(line, column, 12) for line in above) for column in columns[1:]]
    return above if all(named) else []


def _columns(lines: Iterable[Line]) -> list[tuple[float, float]]:
    """Extents across the page that are parted by white all the way down."""
    columns: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda line: line.x0):
        if columns and line.x0 < columns[-1][1] + _COLUMN_GAP:
            columns[-1] = (columns[-1][0], max(columns[-1][1], line.x1))
        else:
            columns.append((line.x0, line.x1))
    return columns


def _cell(row: Iterable[Line], column: tuple[float, float], margin: float = 1) -> str:
    return join_lines([line.text for line in row if _crosses(line, column, margin)])


def _crosses(line: Line, column: tuple[float, float], margin: float) -> bool:
    return column[0] - margin <= (line.x0 + line.x1) / 2 <= column[1] + margin


def _header_rows(rows: Sequence[Sequence[str]], lines: Sequence[Line]) -> int:
    """1 where the first row names the columns: it is bold or holds no figure where the rows below it do."""
    first, others = rows[0][1:], [cell for row in rows[1:] for cell in row[1:] if cell]
    if not all(first) or any(is_figure(cell) and not _is_year(cell) for cell in first):
        return 0
    top = min(line.y for line in lines)
    bold = all(line.bold for line in lines if line.y < top + 0.5 * line.size)
    plain_below = any(not line.bold for line in lines)
    return int((bold and plain_below) or sum(map(_holds_figure, others)) >= 0.6 * len(others) > 0)


def _is_year(cell: str) -> bool:
    return cell.isdigit() and len(cell) == 4 and cell[:2] in ("19", "20")


def _holds_figure(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _words(cells: Iterable[str]) -> int:
    return sum(len(cell.split()) for cell in cells)
