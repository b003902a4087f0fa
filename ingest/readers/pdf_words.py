"""What stands on the pages of a PDF: words with their places, sizes and weights, and drawn rules. PDFium stops here.

Coordinates are in points, x from the left and y downwards from the top of the page as it is read; the y of a word is
that of its baseline. PDFium is not safe to call from several threads, so one lock is held while a file is read.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from knowledge.errors import UnreadableSource

_PDFIUM = threading.Lock()
_HYPHENS = {0x02, 0xFFFE}  # how PDFium writes a hyphen that breaks a word at the end of a line
_NOISE = {0x00, 0xFFFF, 0xFFFD, 0x200B, 0xFEFF}
_BOLD = re.compile(r"bold|black|heavy|semibold|demi\b|-sb\b", re.IGNORECASE)
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # bit 19 of a font descriptor's flags
_STEEPEST = 8.0  # degrees off a right angle at which text is an ornament or a watermark
_MANY_OBJECTS = 20_000  # drawings on a page beyond which it is a map or a plot: no rules are looked for


class Word(NamedTuple):
    """Letters without a blank between them, set in one style."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline, downwards
    size: float  # of the font, points as shown
    bold: bool
    color: int  # 0xRRGGBB
    order: int  # in which the file draws it
    glued: bool  # no blank stands between the word before and this one


class Rule(NamedTuple):
    """A horizontal line or an edge of a filled box."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is seen: number from 1, size in points."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    is_picture: bool  # most of it is covered by an image


class Contents(NamedTuple):
    """Pages and document properties ("Title", "Author", "CreationDate" …)."""

    pages: tuple[Page, ...]
    properties: dict[str, str]


class _Style(NamedTuple):
    size: float
    bold: bool
    color: int
    turn: int | None  # degrees by which the writing is turned: 0, 90, 180, 270; None: slanted


def read_contents(data: bytes, name: str) -> Contents:
    """All pages of a PDF.

    Raises UnreadableSource when the bytes are no PDF, need a password or are damaged.
    """
    if not data.strip():
        raise UnreadableSource(f"{name} is empty; put the PDF there again, or remove it.")
    if b"%PDF-" not in data[:2048]:
        raise UnreadableSource(f"{name} is not a PDF, whatever its name says; save it as a PDF again, or remove it.")
    with _PDFIUM:
        document = _open(data, name)
        try:
            if not len(document):
                raise UnreadableSource(f"{name} has no pages; save it as a PDF again, or remove it.")
            pages = tuple(_page(document, index, name) for index in range(len(document)))
            return Contents(pages, document.get_metadata_dict())
        finally:
            document.close()


def _open(data: bytes, name: str) -> Any:
    try:
        document = pdfium.PdfDocument(data)
        len(document)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            message = f"{name} is encrypted and needs a password; save it without one and ingest it again."
        else:
            message = f"{name} is damaged and cannot be read as a PDF; open it in a viewer and save or export it anew."
        raise UnreadableSource(message) from error
    return document


def _page(document: Any, index: int, name: str) -> Page:
    try:
        page = document[index]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise UnreadableSource(
            f"{name} is damaged at page {index + 1}; open it in a viewer and save or export it anew."
        ) from error
    try:
        return _seen(page, text, index + 1)
    finally:
        text.close()
        page.close()


def _seen(page: Any, text: Any, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    styled = list(_Scanner(text.raw).words())
    turns = Counter({0: 1})
    for word, style in styled:
        if style.turn is not None:
            turns[style.turn] += len(word.text)
    turn = turns.most_common(1)[0][0]
    x0, y0, x1, y1 = _turned((left, bottom, right, top), turn)
    words = []
    for word, style in styled:
        if style.turn != turn:
            continue  # writing that runs up the side of a page repeats its section's name
        moved = _moved(word, turn)
        if x0 <= (moved[0] + moved[2]) / 2 <= x1 and y0 <= moved[1] <= y1:
            words.append(word._replace(x0=moved[0] - x0, x1=moved[2] - x0, y=moved[1] - y0))
    rules, pictured = _drawn(page, turn, (x0, y0))
    area = max(1.0, (x1 - x0) * (y1 - y0))
    return Page(number, x1 - x0, y1 - y0, tuple(words), tuple(rules), pictured > 0.5 * area)


def _turned(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    """A box in PDF space (left, bottom, right, top) as it is seen, y downwards: left, top, right, bottom."""
    left, bottom, right, top = box
    match turn:
        case 90:
            return bottom, left, top, right
        case 180:
            return -right, bottom, -left, top
        case 270:
            return -top, -right, -bottom, -left
        case _:
            return left, -top, right, -bottom


def _moved(word: Word, turn: int) -> tuple[float, float, float, float]:
    # Of turned writing the scanner keeps the ends along its direction in x0 and x1, its baseline in y.
    sign = -1.0 if turn in (180, 270) else 1.0
    base = word.y if turn in (90, 180) else -word.y
    low, high = sorted((sign * word.x0, sign * word.x1))
    return low, base, high, base


class _Scanner:
    """Reads the characters of one page; as every call into PDFium costs, only a word's ends are measured."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._styles: dict[int, _Style] = {}
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def words(self) -> Iterator[tuple[Word, _Style]]:
        order = 0
        for start, end, letters in self._runs():
            glued = False
            for first, last in self._parts(start, end):
                style = self._style(first)
                x0, x1, y = self._place(first, last, style.turn or 0)
                text = "".join(letters[first - start : last - start + 1])
                if text:
                    yield Word(text, x0, x1, y, style.size, style.bold, style.color, order, glued), style
                order += 1
                glued = True

    def _runs(self) -> Iterator[tuple[int, int, list[str]]]:
        """Stretches without white space: first and last index, and the letters at each index."""
        read = raw.FPDFText_GetUnicode
        letters: list[str] = []
        start = 0
        for index in range(raw.FPDFText_CountChars(self._text)):
            code = read(self._text, index)
            if code in _HYPHENS:
                letters.append("-")
            elif code in _NOISE or 0xD800 <= code <= 0xDFFF:
                letters.append("")
            elif code <= 0x20 or chr(code).isspace():
                if letters:
                    yield start, start + len(letters) - 1, letters
                letters, start = [], index + 1
            else:
                letters.append(chr(code))
        if letters:
            yield start, start + len(letters) - 1, letters

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The run, split where the style or the line changes."""
        if start == end or self._object(start) == self._object(end):
            yield start, end
            return
        first = start
        style, height = self._style(start), self._height(start)
        for index in range(start + 1, end + 1):
            new_style, new_height = self._style(index), self._height(index)
            if new_style != style or abs(new_height - height) > 0.1 * style.size:
                yield first, index - 1
                first, style = index, new_style
            height = new_height
        yield first, end

    def _height(self, index: int) -> float:
        raw.FPDFText_GetCharOrigin(self._text, index, self._x, self._y)
        return float(self._y.value if self._style(index).turn in (0, 180, None) else self._x.value)

    def _place(self, first: int, last: int, turn: int) -> tuple[float, float, float]:
        """Both ends along the writing, and the baseline; for writing that is not turned, in PDF space."""
        raw.FPDFText_GetCharOrigin(self._text, first, self._x, self._y)
        base = self._y.value if turn in (0, 180) else self._x.value
        ends = []
        for index in (first, last):
            raw.FPDFText_GetLooseCharBox(self._text, index, self._box)
            box = self._box
            ends += [box.left, box.right] if turn in (0, 180) else [box.bottom, box.top]
        return min(ends), max(ends), float(base)

    def _object(self, index: int) -> int:
        found = raw.FPDFText_GetTextObject(self._text, index)
        return ctypes.addressof(found.contents) if found else 0

    def _style(self, index: int) -> _Style:
        key = self._object(index)
        if key not in self._styles:
            self._styles[key] = self._read_style(index)
        return self._styles[key]

    def _read_style(self, index: int) -> _Style:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        degrees = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
        turn = round(degrees / 90) * 90
        channels = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFText_GetFillColor(self._text, index, *channels)
        red, green, blue, _ = (channel.value for channel in channels)
        return _Style(
            size=round(raw.FPDFText_GetFontSize(self._text, index) * scale, 1) or 1.0,
            bold=self._is_bold(index),
            color=red << 16 | green << 8 | blue,
            turn=turn % 360 if abs(degrees - turn) <= _STEEPEST else None,
        )

    def _is_bold(self, index: int) -> bool:
        flags = ctypes.c_int()
        length = raw.FPDFText_GetFontInfo(self._text, index, None, 0, flags)
        buffer = ctypes.create_string_buffer(max(1, length))
        raw.FPDFText_GetFontInfo(self._text, index, buffer, length, flags)
        name = buffer.value.decode("utf-8", "replace")
        weight = raw.FPDFText_GetFontWeight(self._text, index)
        return bool(_BOLD.search(name)) or bool(flags.value & _FORCE_BOLD) or weight >= _BOLD_WEIGHT


def _drawn(page: Any, turn: int, origin: tuple[float, float]) -> tuple[list[Rule], float]:
    """Horizontal rules and edges of boxes, and the area in square points that images cover."""
    rules: list[Rule] = []
    pictured = 0.0
    count = raw.FPDFPage_CountObjects(page.raw)
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(count if count <= _MANY_OBJECTS else 0):
        item = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        raw.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        x0, y0, x1, y1 = _turned((left, bottom, right, top), turn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += (x1 - x0) * (y1 - y0)
        elif x1 - x0 >= 12:
            heights = {y0, y1} if y1 - y0 > 3 else {(y0 + y1) / 2}
            rules += [Rule(x0 - origin[0], x1 - origin[0], y - origin[1]) for y in sorted(heights)]
    return rules, pictured
