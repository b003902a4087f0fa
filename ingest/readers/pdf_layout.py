"""Lines of a page → pieces: paragraphs, headings, list items, each of lines that go on from one another. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_lines import Line

BULLET = re.compile(r"^(?:[•◦▪■●○►▸‣⁃∙·➤✓✔]|[–—-](?=\s)|o(?=\s+[A-Z])|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s))\s*")
_FIGURE = re.compile(
    r"^[~≈<>≤≥±+\-−–]?\s?[$€£¥]?\s?\d[\d.,:]*\s?(?:%|x|×|k|m|bn?|tn?|pp|percent|times|million|billion|\+|½|¼|¾)*\+?$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\d{1,3}(?:,\d{1,3})?\s+(?=[A-Z“h])|[*†‡])")  # a footnote whose mark is not raised
_USUAL_LEADING = 1.3  # em, where a size stands on too few lines to tell


@dataclass(slots=True, eq=False)
class Piece:
    """Lines that belong together; of a table its rows instead."""

    lines: list[Line]
    page: int
    rows: list[list[str]] | None = None
    header_rows: int = 0
    box: tuple[float, float, float, float] = (0, 0, 0, 0)  # of a table: x0, top, x1, bottom
    callout: bool = False
    parts: list[Piece] = field(default_factory=list)  # of a call-out: the figure, then its label

    @property
    def x0(self) -> float:
        """Left edge, points."""
        return min(line.x0 for line in self.lines) if self.lines else self.box[0]

    @property
    def x1(self) -> float:
        """Right edge, points."""
        return max(line.x1 for line in self.lines) if self.lines else self.box[2]

    @property
    def top(self) -> float:
        """Upper edge, points from the top."""
        return min(line.top for line in self.lines) if self.lines else self.box[1]

    @property
    def bottom(self) -> float:
        """Lower edge, points from the top."""
        return max(line.bottom for line in self.lines) if self.lines else self.box[3]

    @property
    def size(self) -> float:
        """The size of most of its letters, points."""
        return _usual(line.size for line in self.lines) if self.lines else 0.0

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return bool(self.lines) and all(line.bold for line in self.lines)


def is_figure(text: str) -> bool:
    """Whether a text is a number and nothing else: "973x", "26%", "$1.2bn", "<1%"."""
    return bool(_FIGURE.match(text))


def leadings(pages: Iterable[Sequence[Line]], fewest_words: int = 3, fewest: int = 3) -> dict[float, float]:
    """For each font size the distance between baselines that its running text has, in points.

    Lines of fewer words are no running text; a size of which fewer pairs of lines are seen is left out.
    """
    found: dict[float, Counter[float]] = defaultdict(Counter)
    for lines in pages:
        for number, line in enumerate(lines):
            below = _next_below(line, lines[number + 1 : number + 12])
            if below is not None and min(line.words, below.words + 2) >= fewest_words:
                found[_rounded(line.size)][round(2 * (below.y - line.y)) / 2] += 1
    usual = {size: _typical(counts, size, fewest) for size, counts in found.items()}
    return {size: distance for size, distance in usual.items() if distance}


def _typical(counts: Counter[float], size: float, fewest: int) -> float:
    usual = [(distance, count) for distance, count in counts.items() if 0.9 * size <= distance <= 2.1 * size]
    if sum(count for _, count in usual) < fewest:
        return 0.0
    return max(usual, key=lambda item: (item[1], -item[0]))[0]


def _next_below(line: Line, after: Sequence[Line]) -> Line | None:
    for other in after:
        if other.y - line.y > 2.2 * line.size:
            return None
        if other.y > line.y + 0.5 * line.size and _overlap(line, other) > 0 and _same_size(line, other):
            return other
    return None


def make_pieces(lines: Sequence[Line], page: int, leading: Mapping[float, float]) -> list[Piece]:
    """Paragraphs, list items, headings: each line joins the piece right above it if it goes on with it."""
    pieces: list[Piece] = []
    for line in lines:
        above = [piece for piece in pieces[-40:] if _goes_on(piece, line, leading)]
        if above:
            max(above, key=lambda piece: (piece.lines[-1].y, _overlap(piece.lines[-1], line))).lines.append(line)
        else:
            pieces.append(Piece([line], page))
    return [part for piece in pieces for part in _split(piece)]


def _goes_on(piece: Piece, line: Line, leading: Mapping[float, float]) -> bool:
    last = piece.lines[-1]
    distance = line.y - last.y
    usual = leading.get(_rounded(line.size), _USUAL_LEADING * line.size)
    if not 0.5 * line.size < distance <= 1.18 * usual + 0.4 or not _same_size(last, line):
        return False
    if _overlap(last, line) <= 0.3 * min(last.x1 - last.x0, line.x1 - line.x0):
        return False
    return not (is_figure(line.text) or is_figure(last.text)) and not _starts_anew(piece, last, line)


def _starts_anew(piece: Piece, last: Line, line: Line) -> bool:
    """Whether a line right below begins a piece of its own: a bullet, a footnote, a heading, a paragraph under one."""
    if BULLET.match(line.text) or (line.started_raised and line.words > 1):
        return True
    if _NOTE.match(line.text) and (piece.lines[0].started_raised or _NOTE.match(piece.lines[0].text)):
        return True
    if last.bold != line.bold and piece.bold and not _runs_into(last, line):
        return True
    return line.bold and not piece.bold and not last.bold and line.x0 <= piece.x0 + 2 and last.text[-1:] in ".!?:"


def _runs_into(last: Line, line: Line) -> bool:
    """Whether bold words at the start of a paragraph go over into its plain second line."""
    return last.text[-1:] not in ".:!?" and line.text[:1].islower() and last.x1 >= line.x1 - 4 * line.size


def _split(piece: Piece) -> list[Piece]:
    """A piece whose paragraphs are told apart by an indented first line only becomes several."""
    lines = piece.lines
    parts = [Piece([lines[0]], piece.page)]
    for number in range(1, len(lines)):
        line, before = lines[number], lines[number - 1]
        after = lines[number + 1] if number + 1 < len(lines) else None
        indents = [line.x0 - other.x0 for other in (before, after) if other is not None]
        indented = after is not None and all(0.7 * line.size <= indent <= 4 * line.size for indent in indents)
        if indented and before.text[-1:] in '.!?:”"' and not BULLET.match(lines[0].text):
            parts.append(Piece([line], piece.page))
        else:
            parts[-1].lines.append(line)
    return parts


def table_piece(rows: list[list[str]], lines: Sequence[Line], page: int, header_rows: int) -> Piece:
    """A table in the place of its lines."""
    box = (
        min(line.x0 for line in lines), min(line.top for line in lines),
        max(line.x1 for line in lines), max(line.bottom for line in lines),
    )  # fmt: skip
    return Piece([], page, rows=rows, header_rows=header_rows, box=box)


def _overlap(one: Line, other: Line) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= 0.07 * max(one.size, other.size)


def _usual(values: Iterable[float]) -> float:
    return Counter(values).most_common(1)[0][0]


def _rounded(size: float) -> float:
    return round(2 * size) / 2
