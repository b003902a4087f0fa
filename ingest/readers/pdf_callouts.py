"""Figures that stand by themselves on a page, put together with what says what they are. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_layout import Piece, is_figure

_MANY_FIGURES = 120  # on a page: a plot or a table that was not told, and no call-outs
_LEADS = re.compile(
    r"^(?:(?:only|over|about|nearly|almost|up to)\s)?[$€£]?\d[\d.,]*\s?(?:[%×](?!\w)|(?:x|times|percent|points?|in|out"
    r"|of|thousand|million|billion|trillion|hours?|days?|weeks?|months?|years?)\b)",
    re.IGNORECASE,
)
_LEADS_WORDS = 4  # of a large line that begins with a figure and goes on in smaller print: "46 TIMES MORE"
_LABEL_WORDS = 25
_SIGNS = tuple("+-−–0123456789")
_BESIDE = 24.0  # points from a figure, in a circle perhaps, to what stands right of it
_YEAR = re.compile(r"^(?:19|20)\d\d\b")


def join_callouts(pieces: list[Piece], body: float) -> list[Piece]:
    """Figures that stand by themselves put together with the label below or beside them."""
    figures = [piece for piece in pieces if _is_lead(piece, body)]
    if len(figures) > _MANY_FIGURES:
        return pieces
    set_aside = {id(figure) for figure in figures}
    labels_left = [piece for piece in pieces if id(piece) not in set_aside and piece.rows is None]
    ordinals = _ordinals(figures)
    taken: set[int] = set()
    joined: list[Piece] = []
    for figure in sorted((p for p in figures if id(p) not in ordinals), key=lambda p: -p.size):
        labels = _labels(figure, [piece for piece in labels_left if id(piece) not in taken], figures)
        if labels:
            taken |= {id(p) for p in labels} | {id(figure)}
            lines = [*figure.lines, *(line for label in labels for line in label.lines)]
            joined.append(Piece(lines, figure.page, callout=True, parts=[figure, *labels]))
    return [p for p in pieces if id(p) not in taken and id(p) not in ordinals] + joined


def _is_lead(piece: Piece, body: float) -> bool:
    """Whether a piece is a figure that a label explains: set large, or with a unit, or large with a word or two."""
    text = piece.lines[0].text
    if len(piece.lines) > 1 or _YEAR.match(text):
        return False
    if is_figure(text):
        return piece.size >= 1.15 * body or text[-1] in "%x×"
    return piece.size >= 1.3 * body and len(text.split()) <= _LEADS_WORDS and bool(_LEADS.match(text))


def _ordinals(figures: Sequence[Piece]) -> set[int]:
    """Figures that only number the items of a page: 01, 02, 03."""
    by_size: dict[int, list[Piece]] = defaultdict(list)
    for figure in figures:
        if re.fullmatch(r"\d{1,2}", figure.lines[0].text):
            by_size[round(2 * figure.size)].append(figure)
    found: set[int] = set()
    for group in by_size.values():
        numbers = sorted(int(figure.lines[0].text) for figure in group)
        run = len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))
        if run or all(figure.lines[0].text.startswith("0") for figure in group):
            found |= {id(figure) for figure in group}
    return found


def _labels(figure: Piece, free: Sequence[Piece], figures: Sequence[Piece]) -> list[Piece]:
    """What is printed right under a figure, piece by piece; else what stands right of it."""
    labels: list[Piece] = []
    bottom, reach = figure.lines[0].y, max(1.1 * figure.size, 14.0)
    for piece in sorted(free, key=lambda p: p.top):
        if not -0.2 * figure.size <= piece.top - bottom <= reach or not _may_explain(piece, figure, labels):
            continue
        if labels or not _nearer_to_another(piece, figure, figures):
            labels.append(piece)
            bottom, reach = piece.bottom, 0.9 * piece.size
    return labels or sorted((piece for piece in free if _is_beside(piece, figure)), key=lambda p: p.top)[:1]


def _may_explain(piece: Piece, figure: Piece, labels: Sequence[Piece]) -> bool:
    words = sum(_words(label) for label in labels) + _words(piece)
    return piece.size <= figure.size and _across(figure, piece) > 0 and words <= _LABEL_WORDS


def _is_beside(piece: Piece, figure: Piece) -> bool:
    near = -2 <= piece.x0 - figure.x1 <= max(1.5 * figure.size, _BESIDE)
    if not near or piece.size > 1.2 * figure.size or piece.lines[0].text.startswith(_SIGNS):
        return False
    level = piece.top - figure.size <= figure.lines[0].middle <= piece.bottom + 1.5 * figure.size
    return level and _words(piece) <= _LABEL_WORDS


def _words(piece: Piece) -> int:
    return sum(line.words for line in piece.lines)


def _nearer_to_another(piece: Piece, figure: Piece, figures: Sequence[Piece]) -> bool:
    """Whether a label below belongs to another figure, one further right or left on its column."""
    mine = abs((piece.x0 - figure.x0) + (piece.x1 - figure.x1)) + abs(piece.top - figure.bottom)
    return any(
        abs((piece.x0 - other.x0) + (piece.x1 - other.x1)) + abs(piece.top - other.bottom) < mine
        for other in figures
        if other is not figure and other.bottom <= piece.top + 0.3 * other.size
    )


def _across(one: Piece, other: Piece) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)
