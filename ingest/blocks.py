"""What a reader makes of a file: plain text, and blocks that say which stretch of it is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from knowledge.records import Record

Span = tuple[int, int]  # start and end offsets into the text, end exclusive

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009\u200a]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\ufffc]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Metadata(Record):
    """What a document says of itself; None or empty where it doesn't say."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO date, as exact as the source is
    period: tuple[int, ...] = ()  # years that the document speaks of, ascending


class Block(Record):
    """A stretch of the text that belongs together."""

    kind: Literal["heading", "paragraph", "item", "table"]
    start: int
    end: int
    page: Annotated[int, Field(ge=1)] | None = None
    level: int | None = None  # of a heading, from 1
    rows: tuple[tuple[Span, ...], ...] = ()  # of a table: each cell's span; an empty cell is an empty span
    header_rows: int = 0
    caption: str | None = None


class ReadDocument(Record):
    """A document as it was read. ``text`` is what is stored, quoted from and shown by ``footnote text``."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    media_type: str


def clean(text: str) -> str:
    """Fold white space to single blanks and drop what is invisible; the letters stay as they were written."""
    return _CONTROLS.sub("", _SPACES.sub(" ", _INVISIBLE.sub("", text))).strip()


class TextBuilder:
    """Collects blocks and keeps their offsets; blocks are parted by a blank line, rows of a table by a newline."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    def heading(self, text: str, level: int = 1, page: int | None = None) -> None:
        """A heading; level 1 is the outermost."""
        if text := clean(text):
            start, end = self._append(text)
            self._blocks.append(Block(kind="heading", start=start, end=end, page=page, level=level))

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Running prose."""
        self._prose("paragraph", text, page)

    def item(self, text: str, page: int | None = None) -> None:
        """One item of a list, without its bullet."""
        self._prose("item", text, page)

    def table(
        self, rows: Sequence[Sequence[str]], header_rows: int = 1, page: int | None = None, caption: str | None = None
    ) -> None:
        """A table, row by row; cells are parted by " | " in the text."""
        cleaned = [[clean(cell) for cell in row] for row in rows]
        if not any(any(row) for row in cleaned):
            return
        start, _ = self._append("")
        spans: list[tuple[Span, ...]] = []
        for number, row in enumerate(cleaned):
            if number:
                self._write("\n")
            cells: list[Span] = []
            for column, cell in enumerate(row):
                if column:
                    self._write(" | ")
                at = self._length
                self._write(cell)
                cells.append((at, self._length))
            spans.append(tuple(cells))
        self._blocks.append(
            Block(
                kind="table", start=start, end=self._length, page=page, rows=tuple(spans),
                header_rows=header_rows, caption=clean(caption) if caption else None,
            )
        )  # fmt: skip

    def build(self, media_type: str, metadata: Metadata | None = None) -> ReadDocument:
        """The document so far."""
        return ReadDocument(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            metadata=metadata or Metadata(),
            media_type=media_type,
        )

    def _prose(self, kind: Literal["paragraph", "item"], text: str, page: int | None) -> None:
        if text := clean(text):
            start, end = self._append(text)
            self._blocks.append(Block(kind=kind, start=start, end=end, page=page))

    def _append(self, text: str) -> Span:
        if self._length:
            self._write("\n\n")
        start = self._length
        self._write(text)
        return start, self._length

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
