"""Labels with figures beside them, as charts and unruled tables print them → tables. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.readers.pdf_layout import Piece, is_figure, table_piece
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_text import join_lines

_REACH = 3.0  # em above and below a label, in which all that bears on its figures stands
_SAME_EDGE = 4.0  # points
_UNITS = "%x×"
_EMPTY = {"-", "–", "—", "n/a", "N/A", "•", "✓", "✔", "x"}  # what stands in a cell in place of a figure

_Row = tuple[Line, list[Line]]  # a label, and the figures right of it


def figure_groups(lines: Sequence[Line]) -> list[list[_Row]]:
    """Rows of a label and figures, three or more below each other whose labels begin or end at one edge."""
    groups: list[list[_Row]] = []
    for row in _figure_rows(lines):
        for group in groups:
            if _continues(group, row):
                group.append(row)
                break
        else:
            groups.append([row])
    return [group for group in groups if len(group) >= 3]


def _figure_rows(lines: Sequence[Line]) -> list[_Row]:
    rows: list[_Row] = []
    used: set[int] = set()
    by_height = sorted(lines, key=lambda line: line.middle)
    heights = [line.middle for line in by_height]
    for line in sorted(lines, key=lambda line: line.x0):
        if id(line) in used or line.words > 9 or line.text in _EMPTY:
            continue
        reach = _REACH * line.size
        near = by_height[bisect_left(heights, line.middle - reach) : bisect_right(heights, line.middle + reach)]
        figures = _figures_beside(line, near)
        is_label = not is_figure(line.text) or (
            line.text[-1] not in _UNITS and figures[-1:] and "%" in figures[-1].text
        )
        if is_label and any(is_figure(figure.text) for figure in figures):
            rows.append((line, figures))
            used |= {id(figure) for figure in figures}
    return sorted(rows, key=lambda row: row[0].y)


def _figures_beside(label: Line, lines: Sequence[Line]) -> list[Line]:
    """Figures right of a label, up to the next text, that have no other label nearer to their height."""
    beside = sorted((o for o in lines if o.x0 > label.x1 and _level(o, label)), key=lambda other: other.x0)
    figures: list[Line] = []
    for other in beside:
        if not (is_figure(other.text) or other.text in _EMPTY) or other.size > 2.6 * label.size:
            break
        off = abs(other.middle - label.middle)
        rivals = (o for o in lines if o is not label and o.x1 < other.x0 and not is_figure(o.text))
        if any(abs(o.middle - other.middle) < off and _overlaps(o, label) for o in rivals):
            break
        figures.append(other)
    return figures


def _level(one: Line, other: Line) -> bool:
    return abs(one.middle - other.middle) <= 0.45 * max(one.size, other.size)


def _overlaps(one: Line, other: Line) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0)


def _continues(group: Sequence[_Row], row: _Row) -> bool:
    label, figures = row
    last, last_figures = group[-1]
    near = 0 < label.y - last.y <= 5.5 * label.size
    edge = abs(label.x0 - last.x0) <= _SAME_EDGE or abs(label.x1 - last.x1) <= _SAME_EDGE
    same_unit = len(figures) > 1 or ("%" in figures[0].text) == ("%" in last_figures[0].text)
    return near and edge and same_unit and len(figures) == len(last_figures) and abs(label.size - last.size) <= 1


def aligned_table(group: Sequence[_Row], lines: Sequence[Line], page: int) -> tuple[Piece | None, list[Line]]:
    """The table that a group of rows is, and its lines; None where its columns are not plain to see."""
    labels = [label for label, _ in group]
    extents = _extents(group)
    used = [line for label, figures in group for line in (label, *figures)]
    others = [line for line in lines if line not in used]
    more = _further_lines(labels, others)
    if not _is_plain(labels, extents, more, others):
        return None, []
    rows = [[_label(label, labels, more), *(figure.text for figure in figures)] for label, figures in group]
    header = _header(group, extents, others) if len(extents) > 1 else []
    if header:
        rows.insert(0, _header_cells(header, extents))
    used += [*more, *header]
    return table_piece(rows, used, page, int(bool(header))), used


def _extents(group: Sequence[_Row]) -> list[tuple[float, float]]:
    """Left and right edge of each column of figures."""
    columns = zip(*(figures for _, figures in group), strict=True)
    return [(min(f.x0 for f in column), max(f.x1 for f in column)) for column in columns]


def _is_plain(
    labels: Sequence[Line], extents: Sequence[tuple[float, float]], more: Sequence[Line], others: Iterable[Line]
) -> bool:
    """Whether columns stand clear of each other, no figure between them is left over, and labels are no prose."""
    edges = [(0.0, max(label.x1 for label in labels)), *extents]
    if any(left < end for (_, end), (left, _) in pairwise(edges)) or len(more) > len(labels):
        return False
    between = (line for line in others if labels[0].top < line.middle < labels[-1].bottom and is_figure(line.text))
    if any(extents[0][0] - 2 <= line.x0 <= extents[-1][1] for line in between):
        return False
    return len(extents) > 1 or not _is_running_text([*labels, *more])


def _further_lines(labels: Sequence[Line], others: Iterable[Line]) -> list[Line]:
    """Lines of labels that take more than one."""
    left, right = min(label.x0 for label in labels), max(label.x1 for label in labels)
    reach = 1.6 * labels[0].size
    return [
        line for line in others
        if labels[0].y - reach < line.y < labels[-1].y + reach
        and min(right, line.x1) > max(left, line.x0)
        and min(abs(line.y - label.y) for label in labels) <= reach
        and abs(line.size - labels[0].size) <= 1 and line.bold == labels[0].bold
    ]  # fmt: skip


def _label(label: Line, labels: Sequence[Line], more: Iterable[Line]) -> str:
    mine = [line for line in more if min(labels, key=lambda other: abs(other.y - line.y)) is label]
    return join_lines([line.text for line in sorted([label, *mine], key=lambda line: line.y)])


def _is_running_text(lines: Sequence[Line]) -> bool:
    """Whether the labels are lines of a paragraph that happen to stand beside figures."""
    distances = [below.y - line.y for line, below in pairwise(sorted(lines, key=lambda line: line.y))]
    return max(distances) <= 1.8 * lines[0].size and sum(line.words for line in lines) > 4.4 * len(lines)


def _header(group: Sequence[_Row], extents: Sequence[tuple[float, float]], lines: Iterable[Line]) -> list[Line]:
    """The line or two above the figures that name their columns; none unless every column has its name."""
    label = group[0][0]
    above = [
        line for line in lines
        if 0 < label.y - line.y <= 3.2 * label.size and line.x0 <= extents[-1][1] + 40 and line.x1 >= label.x0 - 4
    ]  # fmt: skip
    named = [
        any(min(line.x1, right + 6) > max(line.x0, left - 6) and line.words <= 6 for line in above)
        for left, right in extents
    ]
    lone = Counter(round(line.y) for line in above)
    return [line for line in above if lone[round(line.y)] > 1 or line.x0 > label.x1] if all(named) else []


def _header_cells(header: Iterable[Line], extents: Sequence[tuple[float, float]]) -> list[str]:
    middles = [(left + right) / 2 for left, right in extents]
    cells = [""] * (len(extents) + 1)
    for line in header:
        middle = (line.x0 + line.x1) / 2
        nearest = min(range(len(middles)), key=lambda number: abs(middles[number] - middle))
        gap = middles[1] - middles[0] if len(middles) > 1 else 100.0
        column = 0 if middle < middles[0] - 0.6 * gap else nearest + 1
        cells[column] = f"{cells[column]} {line.text}".strip()
    return cells
