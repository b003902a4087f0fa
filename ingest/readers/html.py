"""An HTML tree to pieces of text: headings, paragraphs, items and tables, as they are rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any, Literal, NamedTuple

from ingest.blocks import TextBuilder, clean
from ingest.readers.svg import read_chart
from ingest.readers.tables import add_table, header_rows_of
from knowledge.errors import UnreadableSource

Run = tuple[str, str | None]  # a piece of text, and where it leads when it is a link
Kind = Literal["heading", "paragraph", "item", "table"]

_DEEPEST = 200  # elements in each other: real pages stay far below, and the walk recurses
_BLOCK = re.compile(
    r"^(?:address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|h[1-6]|header|hgroup|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|"
    r"th|thead|tr|ul|svg|caption)$"
)
_SILENT = re.compile(
    r"^(?:script|style|noscript|template|iframe|button|input|select|textarea|object|embed|canvas|video|audio|"
    r"map|head|datalist|progress|meter|math|pre|title|meta|link|base|colgroup|col|option)$"
)
_HEADING = re.compile(r"^h([1-6])$")
_REFERENCE = re.compile(r"^\[?(?:\d{1,3}|[a-z]|note \d+|citation needed)\]?$")
_LONGEST_LINK_LINE = 12  # words
_LONGEST_CELL = 500  # characters: longer ones are prose in a layout table


class Piece(NamedTuple):
    """A block that has not been given its place in the text yet."""

    kind: Kind
    text: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    header_rows: int = 0
    caption: str | None = None


def parse(markup: str, name: str) -> Any:
    """The ``html`` element of a page or fragment. Raises UnreadableSource for one that nests too deeply or is none."""
    from lxml import etree, html

    # Drawings that were pasted in bring declarations of their own along, which end the page for the parser.
    markup = re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*(?:\[[^\]]*\][^>]*)?>", "", markup)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableSource(
            f"{name} holds no HTML that can be read: save the page again and ingest that copy."
        ) from error
    if _depth(root) > _DEEPEST:
        raise UnreadableSource(
            f"{name} nests elements more than {_DEEPEST} deep: simplify the page and ingest it again."
        )
    return root


def pieces(element: Any, kind: Kind = "paragraph") -> Iterator[Piece]:
    """What an element and all in it say, in the order of reading."""
    tag = _tag(element)
    if _says_nothing(element):
        return
    if heading := _HEADING.match(tag):
        yield Piece("heading", inline_text(element), int(heading[1]))
    elif tag == "svg":
        yield from _chart(element)
    elif tag == "table" and not _is_layout(element):
        yield _table(element)
    else:
        yield from _flow(element, "item" if tag in ("li", "dt", "dd") else kind)


def add(builder: TextBuilder, found: Iterable[Piece]) -> None:
    """Write pieces down as blocks."""
    for piece in found:
        if piece.kind == "heading":
            builder.heading(piece.text, piece.level)
        elif piece.kind == "table":
            add_table(builder, piece.rows, header_rows=piece.header_rows or None, caption=piece.caption)
        elif piece.kind == "item":
            builder.item(piece.text)
        else:
            builder.paragraph(piece.text)


def inline_text(element: Any) -> str:
    """The text of an element as it is rendered, without marks of footnotes, which would read as figures."""
    return clean("".join(text for text, _ in _inline(element, None)))


def _flow(element: Any, kind: Kind) -> Iterator[Piece]:
    """Stretches of inline content are a paragraph each; blocks in between speak for themselves."""
    stretch: list[Run] = [(element.text or "", None)]
    for child in element:
        if _holds_block(child):
            yield from _said(stretch, kind)
            yield from pieces(child, kind)
            stretch = []
        else:
            stretch.extend(_inline(child, None))
        stretch.append((child.tail or "", None))
    yield from _said(stretch, kind)


def _said(stretch: list[Run], kind: Kind) -> Iterator[Piece]:
    text = clean("".join(part for part, _ in stretch))
    if text and not leads_away(stretch, in_list=kind == "item"):
        yield Piece(kind, text)


def leads_away(stretch: Iterable[Run], *, in_list: bool) -> bool:
    """An entry of a table of contents, or a short line of links: there is no text but that of its links."""
    runs = [(text, target) for text, target in stretch if re.search(r"\w", text)]
    targets = [target for _, target in runs if target is not None]
    if not targets or len(targets) < len(runs) or len(" ".join(text for text, _ in runs).split()) > _LONGEST_LINK_LINE:
        return False
    return all(target.startswith("#") for target in targets) if in_list else runs[-1][0].strip()[-1] not in ".!?"


def _inline(element: Any, target: str | None) -> Iterator[Run]:
    """Text and, within a link, where it leads."""
    tag = _tag(element)
    if tag == "svg" or _says_nothing(element) or _is_reference(element):
        return
    target = element.get("href", target)
    yield " " if tag == "br" else element.text or "", target
    for child in element:
        apart = " " if _BLOCK.match(_tag(child)) else ""
        yield apart, target
        yield from _inline(child, target)
        yield apart + (child.tail or ""), target


def _is_reference(element: Any) -> bool:
    """The mark of a footnote: a raised number that is, or holds, a link."""
    if _tag(element) != "sup" or not _REFERENCE.match("".join(element.itertext()).strip()):
        return False
    return element.find(".//a") is not None or _tag(element.getparent()) == "a"


def _chart(svg: Any) -> Iterator[Piece]:
    chart = read_chart(svg)
    if chart is None:
        return
    if chart.title:
        yield Piece("heading", chart.title, 4)
    for remark in chart.remarks:
        yield Piece("paragraph", remark)
    yield Piece("table", rows=chart.rows, caption=chart.title or None)


def _table(table: Any) -> Piece:
    carried: dict[int, tuple[int, str]] = {}  # column → rows that its cell still spans, its text
    own = _own_rows(table)
    rows = [tuple(_cells(_own_cells(row), carried)) for row in own]
    named = len(list(takewhile(_is_head, own)))
    caption = table.find("caption")
    return Piece(
        "table",
        rows=tuple(rows),
        # where rows are blank, and will be left out, the header is counted anew
        header_rows=max(named, header_rows_of(rows)) if all(map(any, rows)) else 0,
        caption=inline_text(caption) if caption is not None else None,
    )


def _is_head(row: Any) -> bool:
    cells = _own_cells(row)
    return bool(cells) and (_tag(row.getparent()) == "thead" or all(_tag(cell) == "th" for cell in cells))


def _own_cells(row: Any) -> list[Any]:
    return [cell for cell in row if _tag(cell) in ("td", "th")]


def _cells(cells: list[Any], carried: dict[int, tuple[int, str]]) -> list[str]:
    """One row's texts; a cell that spans columns or rows is repeated in each, as it names or fills them all."""
    row: list[str] = []
    for cell in [*cells, None]:
        while len(row) in carried:
            left, text = carried.pop(len(row))
            if left > 1:
                carried[len(row)] = (left - 1, text)
            row.append(text)
        if cell is None:
            break
        text = inline_text(cell)
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        full = len(cells) == 1 and wide > 1  # a row that is one cell names a section; it is said once
        for step in range(wide):
            said = "" if full and step else text
            if high > 1:
                carried[len(row)] = (high - 1, said)
            row.append(said)
    return row


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), 100) if value.isdecimal() else 1


def _own_rows(table: Any) -> list[Any]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _is_layout(table: Any) -> bool:
    """A table that only places prose on the page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    rows = _own_rows(table)
    if max((len(row) for row in rows), default=0) < 2:
        return True
    return table.find(".//th") is None and any(
        len(cell.text_content()) > _LONGEST_CELL for row in rows for cell in row if _tag(cell) == "td"
    )


def _holds_block(element: Any) -> bool:
    return bool(_BLOCK.match(_tag(element))) or any(_BLOCK.match(_tag(child)) for child in element.iterdescendants())


def _says_nothing(element: Any) -> bool:
    if _SILENT.match(_tag(element)) or element.get("hidden") is not None:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _tag(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else "script"  # a comment says nothing, like a script


def _depth(root: Any) -> int:
    deepest, level = 0, [root]
    while level and deepest <= _DEEPEST:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest
