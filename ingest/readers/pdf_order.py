"""Pieces of a page → the order in which a person reads them. Pure.

The page is cut recursively along white space, as in the XY-cut of Nagy and Seth (1984); a piece that lies across the
columns, or a heading below a wide strip of white, begins a new band in which columns are looked for again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.readers.pdf_layout import Piece

_GUTTER = 9.0  # points of white between columns, at least
_BAND = 2.2  # lines of white above a heading that begins a new band

_Extents = list[tuple[float, float]]  # of columns, from the left, parted by a gutter


class _Box(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float
    is_large: bool  # like a heading
    piece: Piece


def in_reading_order(pieces: Sequence[Piece], body: float) -> list[Piece]:
    """Pieces column by column, bands of columns from the top down; ``body`` is the text's font size in points."""
    boxes = [
        _Box(p.x0, p.top, p.x1, p.bottom, p.size >= 1.25 * body and not p.callout, p) for p in pieces
    ]  # fmt: skip
    return [box.piece for box in _ordered(boxes, body)]


def _ordered(boxes: list[_Box], body: float) -> list[_Box]:
    if len(boxes) < 2:
        return boxes
    for parts in (_bands(boxes, body), _across(boxes), _down(boxes, 0.0)):
        if len(parts) > 1:
            return [box for part in parts for box in _ordered(part, body)]
    return sorted(boxes, key=lambda box: (round(box.top / 3), box.x0))


def _bands(boxes: list[_Box], body: float) -> list[list[_Box]]:
    """The page from the top down, cut where columns begin, end or change, and where a heading opens a new band."""
    first, *others = _down(boxes, 0.5)
    bands, extents = [first], _columns(first)
    for row in others:
        both = _merged([*extents, *_columns(row)])
        several = len(extents) > 1 or len(_columns(row)) > 1
        if (several and len(both) == 1) or (len(extents) > 1 and _opens_band(bands[-1], row, body)):
            bands.append(row)
            extents = _columns(row)
        else:
            bands[-1].extend(row)
            extents = both
    return bands


def _opens_band(band: Sequence[_Box], row: Sequence[_Box], body: float) -> bool:
    """Whether a heading stands at the left below a strip of white, with nothing beside it."""
    white = min(box.top for box in row) - max(box.bottom for box in band)
    heading = min(row, key=lambda box: (round(box.top / (2 * body)), box.x0))
    if white < _BAND * body or not heading.is_large:
        return False
    alone = not any(box is not heading and box.top < heading.bottom + body for box in row)
    return alone and heading.x0 <= min(box.x0 for box in [*band, *row]) + body


def _columns(boxes: Iterable[_Box]) -> _Extents:
    return _merged([(box.x0, box.x1) for box in boxes])


def _merged(extents: _Extents) -> _Extents:
    """Extents that are not parted by a gutter made one."""
    merged: _Extents = []
    for start, end in sorted(extents):
        if merged and start < merged[-1][1] + _GUTTER:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _across(boxes: Iterable[_Box]) -> list[list[_Box]]:
    """Columns, from the left."""
    return _cut([(box.x0, box.x1, box) for box in boxes], _GUTTER)


def _down(boxes: Iterable[_Box], white: float) -> list[list[_Box]]:
    """Rows, from the top, parted by at least so much white."""
    return _cut([(box.top, box.bottom, box) for box in boxes], white)


def _cut(spans: Iterable[tuple[float, float, _Box]], white: float) -> list[list[_Box]]:
    groups: list[list[_Box]] = []
    reach = 0.0
    for start, end, box in sorted(spans, key=lambda span: span[:2]):
        if groups and start < reach + white:
            groups[-1].append(box)
            reach = max(reach, end)
        else:
            groups.append([box])
            reach = end
    return groups
