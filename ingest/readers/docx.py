"""Word documents: headings by style, lists, tables, text boxes and footnotes, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described
from ingest.readers.archive import author, broken, checked_archive, company, created
from ingest.readers.tables import add_table, header_rows_of, without_empty
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Removed text, the other copy of a drawing, and text boxes, which are read as paragraphs of their own.
_APART = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_MC}Fallback"}
_BREAKS = {f"{_W}tab", f"{_W}br", f"{_W}cr"}
_HEADING = re.compile(r"^(?:heading|überschrift|titre|título|titolo|kop)\s*([1-9])", re.IGNORECASE)
_LIST = re.compile(r"^list\b", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc\b|table of figures|contents heading)", re.IGNORECASE)


def read_docx(data: bytes, name: str, settings: IngestSettings) -> ReadDocument:
    """A Word document to blocks. Raises UnreadableSource when it is damaged, encrypted or unpacks to too much."""
    import docx

    archive = checked_archive(data, name, "Word document", settings)
    # python-docx raises whatever it stumbles over in a damaged package: KeyError, ValueError, XML errors …
    try:
        document = docx.Document(archive)
        writer = _Writer(document)
        writer.write(document.element.body)
        writer.footnotes()
        properties = document.core_properties
        stated = (properties.title, author(properties), created(properties))
    except Exception as error:
        raise UnreadableSource(broken(name, "Word document")) from error
    title, made_by, made_at = stated
    return described(
        writer.builder.build(_DOCX),
        name,
        titles=[writer.title, title],
        weak_dates=[made_at],
        weak_publishers=[company(data), made_by],
    )


class _Writer:
    """Walks the XML of a document's body and writes blocks."""

    def __init__(self, document: Any) -> None:
        self.builder = TextBuilder()
        self.title: str | None = None
        self._document = document
        self._styles = {style.style_id: style for style in document.styles if style.type == 1}
        self._caption: str | None = None

    def write(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
                self.write(element)

    def footnotes(self) -> None:
        """Footnotes and endnotes follow the text as paragraphs, so that they are never glued to a word."""
        from lxml import etree

        for relation in self._document.part.rels.values():
            if relation.reltype.endswith(("/footnotes", "/endnotes")):
                parser = etree.XMLParser(resolve_entities=False)
                root = etree.fromstring(relation.target_part.blob, parser)
                for note in root:
                    if note.get(f"{_W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                        self.builder.paragraph(" ".join(_text(paragraph) for paragraph in note.iter(f"{_W}p")))

    def _paragraph(self, element: Any) -> None:
        text, names = clean(_text(element)), self._style_names(element)
        if text and not any(map(_CONTENTS.match, names)):
            self._say(element, text, names)
            self._caption = text if "caption" in names else None
        for box in element.iter(f"{_W}txbxContent"):
            if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
                self.write(box)

    def _say(self, element: Any, text: str, names: list[str]) -> None:
        if "title" in names:
            self.title = self.title or text
            self.builder.heading(text, 1)
        elif level := self._level(element, names):
            self.builder.heading(text, level)
        elif any(map(_LIST.match, names)) or self._is_numbered(element):
            self.builder.item(text)
        else:
            self.builder.paragraph(text)

    def _table(self, table: Any) -> None:
        rows = [_cells(row) for row in table.iter(f"{_W}tr") if _nearest(row, f"{_W}tbl") is table]
        _fill_down(rows)
        texts = [[text for text, _ in row] for row in rows]
        named = 0
        for row in table.iterchildren(f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}tblHeader") is None:
                break
            named += 1
        kept = without_empty(texts)
        add_table(self.builder, kept, header_rows=max(named, header_rows_of(kept)), caption=self._caption)
        self._caption = None

    def _style_names(self, element: Any) -> list[str]:
        """The paragraph's style and those that it is based on, in lower case."""
        style_id = element.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(style_id.get(f"{_W}val")) if style_id is not None else None
        names: list[str] = []
        while style is not None and len(names) < 10:
            names.append((style.name or "").lower())
            style = style.base_style
        return names

    def _level(self, element: Any, names: list[str]) -> int | None:
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and (outline.get(f"{_W}val") or "9") < "9":
            return int(outline.get(f"{_W}val")) + 1
        return next((int(match[1]) for name in names if (match := _HEADING.match(name))), None)

    @staticmethod
    def _is_numbered(element: Any) -> bool:
        number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        return number is not None and number.get(f"{_W}val") != "0"


def _text(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _APART:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child)


def _cells(row: Any) -> list[tuple[str, bool]]:
    """Text of each column, and whether the cell only carries on the one above."""
    cells: list[tuple[str, bool]] = []
    own = [cell for cell in row.iter(f"{_W}tc") if _nearest(cell, f"{_W}tr") is row]
    for cell in own:
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = min(int(span.get(f"{_W}val") or 1), 100) if span is not None else 1
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        carries_on = merged is not None and merged.get(f"{_W}val") != "restart"
        text = clean(" ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p")))
        full = len(own) == 1  # a row that is one cell names a section; it is said once
        cells += [("" if full and column else text, carries_on) for column in range(wide)]
    return cells


def _fill_down(rows: list[list[tuple[str, bool]]]) -> None:
    for above, row in pairwise(rows):
        for column, (_, carries_on) in enumerate(row):
            if carries_on and column < len(above):
                row[column] = (above[column][0], True)


def _nearest(element: Any, tag: str) -> Any:
    return next((parent for parent in element.iterancestors() if parent.tag == tag), None)
