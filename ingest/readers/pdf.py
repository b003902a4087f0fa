"""PDF → text and blocks, in the order in which a person reads the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.blocks import Metadata, ReadDocument, TextBuilder, clean
from ingest.metadata import iso_date, period_of, published_of, publisher_of, title_of
from ingest.readers.pdf_callouts import join_callouts
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_layout import BULLET, Piece, is_figure, leadings, make_pieces
from ingest.readers.pdf_lines import Line, make_lines
from ingest.readers.pdf_order import in_reading_order
from ingest.readers.pdf_tables import take_tables
from ingest.readers.pdf_text import join_lines, words_of
from ingest.readers.pdf_words import Page, read_contents
from knowledge.errors import UnreadableSource

MEDIA_TYPE = "application/pdf"
_FEWEST_LETTERS = 16  # in a whole document that is said to have text
_STAMP = 40  # letters on a page that is otherwise a picture: a stamp or a page number
_LOWEST_LEVEL = 6
_STEP = 0.88  # of the size of a level: what is set smaller is of the next one
_LONGEST_HEADING = 16  # words
_LARGER = 1.18  # of the text's font size: what is set so large is a heading
_FRONT = 3  # pages among which the title and the date are looked for
_FRONT_TEXT = 6000  # characters of the beginning that say who published and which years are spoken of
_END = re.compile(r"[.!?:;…][\"”’)\]]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\*?")
_FOOTNOTE_NUMBER = re.compile(r"^\d{1,3}\s+(?=[A-Z“\"h])")


@dataclass(slots=True)
class _Text:
    """A piece as it will be written: its kind, its words, the page on which it starts."""

    piece: Piece
    kind: str  # heading, paragraph, item, table
    text: str
    pages: tuple[int, int]  # of its start and of its end


def read_pdf(data: bytes, name: str) -> ReadDocument:
    """A PDF's text with headings, paragraphs, list items and tables, each with its page from 1.

    Raises UnreadableSource when it is no PDF, is damaged, needs a password, or holds pictures of pages without text.
    """
    contents = read_contents(data, name)
    lines = [make_lines(page.words) for page in contents.pages]
    _refuse_pictures(contents.pages, lines, name)
    body = _body_size(lines)
    kept = without_furniture(contents.pages, lines, body)
    pieces = _pieces(contents.pages, kept, body)
    known = words_of([line.text for page in kept for line in page])
    texts = _joined_over_breaks(_texts(pieces, contents.pages, body, known), known)
    built = _build(texts)
    return built.model_copy(update={"metadata": _metadata(built, texts, contents.properties, name)})


def _refuse_pictures(pages: Sequence[Page], lines: Sequence[Sequence[Line]], name: str) -> None:
    letters = [sum(len(line.text) for line in found) for found in lines]
    pictures = sum(page.is_picture and count < _STAMP for page, count in zip(pages, letters, strict=True))
    if sum(letters) < _FEWEST_LETTERS or (pictures > 0.5 * len(pages) and sum(letters) < _STAMP * len(pages)):
        raise UnreadableSource(f"{name} holds pictures of pages and no text; run text recognition (OCR) on it first.")


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The font size that most letters have, points."""
    letters: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 10.0


def _pieces(pages: Sequence[Page], lines: Sequence[Sequence[Line]], body: float) -> list[list[Piece]]:
    leading = leadings(lines)
    ordered = []
    for page, found in zip(pages, lines, strict=True):
        tables, rest = take_tables(found, page.rules, page.number)
        local = _body_size([rest])
        distances = {**leading, **leadings([rest], fewest_words=5, fewest=2)}
        pieces = join_callouts(make_pieces(rest, page.number, distances), min(local, body))
        ordered.append(in_reading_order([*pieces, *tables], body))
    return ordered


def _texts(pages: Sequence[Sequence[Piece]], seen: Sequence[Page], body: float, known: Collection[str]) -> list[_Text]:
    texts = []
    for pieces, page in zip(pages, seen, strict=True):
        for number, piece in enumerate(pieces):
            text = "" if piece.rows is not None else _text_of(piece, known)
            if piece.rows is None and _says_nothing(text):
                continue
            after = pieces[number + 1] if number + 1 < len(pieces) else None
            kind = _kind(piece, text, after, body)
            if piece.lines and piece.size < 0.9 * body and piece.top > 0.5 * page.height:
                text = _FOOTNOTE_NUMBER.sub("", text)
            if kind == "item":
                text = BULLET.sub("", text)
            texts.append(_Text(piece, kind, text, (page.number, page.number)))
    return texts


def _text_of(piece: Piece, known: Collection[str]) -> str:
    if piece.callout:
        return " ".join(join_lines([line.text for line in part.lines], known) for part in piece.parts)
    return join_lines([line.text for line in piece.lines], known)


def _kind(piece: Piece, text: str, after: Piece | None, body: float) -> str:
    if piece.rows is not None:
        return "table"
    bullet = BULLET.match(text)
    is_heading = _is_heading(piece, text, after, body)
    if bullet and len(text) > 2 and not (is_heading and bullet[0][0].isdigit()):
        return "item"
    return "heading" if is_heading else "paragraph"


def _is_heading(piece: Piece, text: str, after: Piece | None, body: float) -> bool:
    """Whether a piece is set larger than the text, or bold or in capitals above text that is not."""
    if _YEAR.fullmatch(text):
        return piece.size >= _LARGER * body or piece.bold
    if piece.callout or not _reads_like_heading(text, piece.size >= 1.4 * body):
        return False
    if piece.size >= _LARGER * body:
        return text[0].isupper() or text[0].isdigit() or piece.size >= 1.5 * body or len(text.split()) <= 6
    return (piece.bold or (text.isupper() and len(text) > 3)) and after is not None and _heads(piece, after)


def _reads_like_heading(text: str, is_large: bool) -> bool:
    """Whether a text is short, mostly letters, and ends like a heading; a large one may end like a sentence."""
    letters = sum(map(str.isalpha, text))
    if letters < 3 or 2 * letters < len(text) or len(text.split()) > _LONGEST_HEADING:
        return False
    allowed = ":." if is_large else ":" if text.isupper() else ""
    return text[-1] not in ",;.:" or text[-1] in allowed


def _heads(piece: Piece, after: Piece) -> bool:
    """Whether what comes next stands right below and is set plainer."""
    white = after.top - piece.bottom
    if after.rows is not None:
        return -piece.size <= white <= 4 * piece.size and min(piece.x1, after.x1) > max(piece.x0, after.x0) - 20
    below = -piece.size <= white <= 2.5 * piece.size and min(piece.x1, after.x1) > max(piece.x0, after.x0)
    return below and piece.size >= 0.97 * after.size and (not after.bold or piece.size > 1.05 * after.size)


def _says_nothing(text: str) -> bool:
    """Whether a piece is only marks, or only figures that nothing explains; a year may head what is below it."""
    parts = text.split()
    return sum(map(str.isalnum, text)) < 2 or (all(map(is_figure, parts)) and not _YEAR.fullmatch(text))


def _joined_over_breaks(texts: Sequence[_Text], known: Collection[str]) -> list[_Text]:
    """Paragraphs that break off at the end of a column or page, put together with where they go on."""
    joined: list[_Text] = []
    for text in texts:
        start = _start_of(text, joined) if text.kind == "paragraph" else None
        if start is None:
            joined.append(text)
        else:
            start.text = join_lines([start.text, text.text], known)
            start.pages = (start.pages[0], text.pages[1])
            start.piece = Piece([*start.piece.lines, *text.piece.lines], start.piece.page)
    return joined


def _start_of(text: _Text, before: Sequence[_Text]) -> _Text | None:
    """The piece that a paragraph is plainly the rest of: same type, broken off, going on in small letters."""
    if text.piece.callout or not text.text[:1].islower():
        return None
    for other in reversed(before[-12:]):
        if text.pages[0] - other.pages[1] > 1:
            return None
        if other.kind in ("paragraph", "item") and not other.piece.callout and _same_type(other.piece, text.piece):
            # Only the nearest piece of that type can go on here; an earlier one has ended.
            broken_off = len(other.text) > 1 and not _END.search(other.text) and other.text.count(" ") >= 3
            return other if broken_off else None
    return None


def _same_type(one: Piece, other: Piece) -> bool:
    first, second = one.lines[-1], other.lines[0]
    return abs(first.size - second.size) <= 0.4 and first.color == second.color


def _build(texts: Sequence[_Text]) -> ReadDocument:
    levels = _levels(texts)
    builder = TextBuilder()
    for number, text in enumerate(texts):
        page = text.pages[0]
        if text.kind == "heading":
            # A year heads the few figures below it, and no section that follows.
            level = _LOWEST_LEVEL if _YEAR.fullmatch(text.text) else levels[_heading_style(text.piece)]
            builder.heading(text.text, level, page)
        elif text.kind == "item":
            builder.item(text.text, page)
        elif text.kind == "table":
            builder.table(text.piece.rows or [], text.piece.header_rows, page, _caption(texts, number))
        else:
            builder.paragraph(text.text, page)
    return builder.build(MEDIA_TYPE)


def _levels(texts: Sequence[_Text]) -> dict[tuple[float, bool], int]:
    """A level for each style of heading: the largest is 1, bold goes before plain."""
    styles = sorted({_heading_style(text.piece) for text in texts if text.kind == "heading"}, reverse=True)
    levels: dict[tuple[float, bool], int] = {}
    level, size = 0, float("inf")
    for style in styles:
        if style[0] < _STEP * size:
            level, size = level + 1, style[0]
        levels[style] = min(level, _LOWEST_LEVEL)
    return levels


def _heading_style(piece: Piece) -> tuple[float, bool]:
    return round(piece.size), piece.bold


def _caption(texts: Sequence[_Text], number: int) -> str | None:
    """The heading right before a table."""
    before = texts[number - 1] if number else None
    return before.text if before and before.kind == "heading" and before.pages[1] == texts[number].pages[0] else None


def _metadata(built: ReadDocument, texts: Sequence[_Text], properties: dict[str, str], name: str) -> Metadata:
    opening = built.text[:_FRONT_TEXT]
    title = title_of(properties.get("Title"), _largest_heading(texts), name=name)
    created = iso_date(properties.get("CreationDate"))
    published = published_of(name="", text=opening) or _date_on_front(texts) or created
    publisher = publisher_of(properties.get("Publisher"), text=f"{opening}\n{built.text[-_FRONT_TEXT:]}")
    period = period_of(title, name, built.text, published)
    return Metadata(title=title, publisher=publisher, published=published, period=period)


def _largest_heading(texts: Sequence[_Text]) -> str | None:
    """The largest headings of the first page that has any, as one: a title is often set in several lines."""
    for page in range(1, _FRONT + 1):
        on_page = [text for text in texts if text.kind == "heading" and text.pages[0] == page]
        headings = [text for text in on_page if not _YEAR.fullmatch(text.text)]
        if headings:
            largest = max(text.piece.size for text in headings)
            return clean(" ".join(text.text for text in headings if text.piece.size >= 0.8 * largest)) or None
    return None


def _date_on_front(texts: Sequence[_Text]) -> str | None:
    """A month and year, or a day, that stands in a short text by itself on the first pages."""
    for text in texts:
        if text.pages[0] <= _FRONT and len(text.text.split()) <= 6 and "-" in (found := iso_date(text.text) or ""):
            return found
    return None
