"""Charts that are drawn as SVG with their labels as text: read row by row, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from ingest.blocks import clean
from ingest.readers.boilerplate import is_instruction


class Label(NamedTuple):
    """A piece of text and where it stands in the drawing, in the drawing's own unit."""

    x: float
    y: float
    text: str


class Chart(NamedTuple):
    """What a chart says: its title, remarks under the title, and its rows, the name first."""

    title: str
    remarks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_chart(svg: Any) -> Chart | None:
    """The chart in an lxml ``svg`` element, or None when its text is not laid out in plain rows of name and figure.

    Only texts with coordinates of their own are read: moved or rotated ones (axes, most plotting libraries) could
    not be put beside the right figure.
    """
    lines = _lines([label for element in svg.iter("{*}text", "text") if (label := _label(element))])
    rows = [line for line in lines if len(line) > 1]
    if sum(any(map(_has_figure, row)) for row in rows) < max(1, 0.8 * len(rows)):
        return None
    heads = [line[0] for line in lines[: lines.index(rows[0])]]
    remarks = tuple(head for head in heads[1:] if not is_instruction(head))
    return Chart("".join(heads[:1]), remarks, tuple(_rows(rows)))


def _lines(labels: list[Label]) -> list[tuple[str, ...]]:
    """The labels from the top down, those of one height from the left."""
    ordered = sorted(labels, key=lambda label: (label.y, label.x))
    return [tuple(label.text for label in line) for _, line in groupby(ordered, key=lambda label: label.y)]


def _label(element: Any) -> Label | None:
    text = clean("".join(element.itertext()))
    moved = element.get("transform") or any(parent.get("transform") for parent in element.iterancestors())
    try:
        x, y = (float(re.sub(r"[a-z%]+$", "", element.get(axis) or "x")) for axis in ("x", "y"))
    except ValueError:
        return None
    return Label(x, y, text) if text and not moved else None


def _rows(lines: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Name and figures of each bar; where several columns of bars share a line, one column after the other."""
    if all(len(line) % 2 == 0 and all(map(_is_bar, line[::2], line[1::2])) for line in lines):
        for column in range(0, max(map(len, lines)), 2):
            yield from (_name_first(line[column : column + 2]) for line in lines if column < len(line))
    else:
        yield from map(_name_first, lines)


def _is_bar(left: str, right: str) -> bool:
    return _has_figure(left) != _has_figure(right) or _is_name(left) != _is_name(right)


def _is_name(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= sum(c.isdigit() for c in text)


def _has_figure(text: str) -> bool:
    return bool(re.search(r"\d", text))


def _name_first(row: tuple[str, ...]) -> tuple[str, ...]:
    """Figures are often drawn left of the bar and the name right of it; a table names first."""
    return tuple(sorted(row, key=lambda cell: not _is_name(cell)))
