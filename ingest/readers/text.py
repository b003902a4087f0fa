"""Plain text: paragraphs, headings, lists and simple tables, told apart by blank lines and line lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described, published_of
from ingest.readers.boilerplate import is_boilerplate, is_page_copy, starts_comments, starts_related
from ingest.readers.encoding import decode
from ingest.readers.tables import add_table

Lines = list[str]

_BULLET = re.compile(r"^\s*(?:[-*+•–·▪◦‣●○■]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,}|~{3,})\s*$")
_RULE = re.compile(r"^[\s|+:=_*~\-]{3,}$")
_HASHES = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_WIDEST_WRAP = 120  # characters: longer lines were not wrapped by hand
_BYLINE = re.compile(r"^\s*(?:by|published|prepared|written)\b", re.IGNORECASE)
_LONG_PARAGRAPH = 200  # characters: what follows a list of related pages is prose again


def read_text(data: bytes, name: str) -> ReadDocument:
    """Plain text to blocks. Raises UnreadableSource when it is no text."""
    text = decode(data, name)
    groups = [lines for part in re.split(r"\n[ \t\f\v]*(?:\n[ \t\f\v]*)+|\f", text) if (lines := _lines(part))]
    kept = _title_apart(_without_furniture(groups))
    builder = TextBuilder()
    width = _wrap_width(groups)
    for number, group in enumerate(kept):
        following = kept[number + 1 : number + 3] if number == 0 else kept[number + 1 : number + 2]
        _add(builder, group, list(chain.from_iterable(following)), width, first=number == 0)
    document = builder.build("text/plain")
    dates = [published_of(text=text, name="")]  # the line with the date may be furniture that is left out
    return described(document, name, dates=dates)


def _lines(part: str) -> Lines:
    return [line.rstrip() for line in part.split("\n") if line.strip()]


def _without_furniture(groups: list[Lines]) -> list[Lines]:
    """Of a copied web page, what is not about the page; of any other text, all."""
    if not is_page_copy([line.strip() for group in groups for line in group]):
        return groups
    kept: list[Lines] = []
    ended_by = ""
    for number, group in enumerate(groups):
        ended_by = _ended_by(ended_by, group, groups[number + 1 : number + 4])
        rest = [line for line in group if not is_boilerplate(line.strip())]
        if rest and not ended_by:
            kept.append(rest)
    return kept


def _ended_by(ended_by: str, group: Lines, following: list[Lines]) -> str:
    """Whether the article has ended, and by what: comments go on to the end, related pages until there is prose."""
    first, *rest = group
    if starts_comments(first.strip(), "\n".join(chain(rest, *following))):
        return "comments"
    if starts_related(first.strip()):
        return "related"
    return "" if ended_by == "related" and len(" ".join(group)) >= _LONG_PARAGRAPH else ended_by


def _title_apart(groups: list[Lines]) -> list[Lines]:
    """A title whose next line says who published it, and when, is a group of its own."""
    first = groups[0] if groups else []
    cut = next((at for at, line in enumerate(first) if at and (_BYLINE.match(line) or published_of(text=line))), None)
    return [first[:cut], first[cut:], *groups[1:]] if cut else groups


def _wrap_width(groups: list[Lines]) -> int:
    """Where lines were wrapped by hand: the usual length of a line that another one follows in its paragraph."""
    lengths = sorted(len(line) for group in groups for line in group[:-1] if len(line) <= _WIDEST_WRAP)
    return lengths[int(len(lengths) * 0.9)] if lengths else _WIDEST_WRAP


def _add(builder: TextBuilder, group: Lines, following: Lines, width: int, *, first: bool) -> None:
    group = _marked_heading(builder, group)
    if all(_RULE.match(line) for line in group):
        return
    if rows := _table(group):
        add_table(builder, rows)
    elif (first or len(group) == 1) and _is_heading(" ".join(group), following):
        builder.heading(" ".join(group), 1 if first else 2)
    else:
        for kind, text in _prose(group, width):
            (builder.item if kind == "item" else builder.paragraph)(text)


def _marked_heading(builder: TextBuilder, group: Lines) -> Lines:
    """Write the headings that are underlined or begin with hashes; returns the lines after them."""
    while len(group) > 1 and _UNDERLINE.match(group[1]) and _could_head(group[0]):
        builder.heading(group[0], 1 if "=" in group[1] else 2)
        group = group[2:]
    if group and (hashes := _HASHES.match(group[0])):
        builder.heading(hashes[2], len(hashes[1]))
        group = group[1:]
    return group


def _could_head(line: str) -> bool:
    """Short, with letters, and not the end of a sentence."""
    line = clean(line)
    return 0 < len(line) <= 100 and line[-1] not in ".,;" and any(c.isalpha() for c in line)


def _reads_as_title(text: str) -> bool:
    """At most twelve words that begin with a capital or a figure, and are no figures for the most part."""
    bare = re.sub(r"^[\dIVX]+(?:\.\d+)*[.)]?\s+", "", text)
    if text.endswith((":", "!")) or len(text.split()) > 12 or not re.match(r"[^\W_a-z]|[“\"'¿]", bare):
        return False
    return sum(c.isdigit() for c in bare) <= len(bare) / 3


def _is_heading(line: str, following: Lines) -> bool:
    """A short line by itself, without the end of a sentence, over a list or over something that is longer."""
    text = clean(line)
    if not following or not _could_head(text) or not _reads_as_title(text):
        return False
    if _BULLET.match(following[0]):
        return not _BULLET.match(line)
    return len(" ".join(following)) > len(text)


def _table(group: Lines) -> list[Lines] | None:
    """The cells of a group of lines that is a table drawn with pipes, tabs or columns of blanks."""
    lines = [line.strip() for line in group if not _RULE.match(line)]
    for delimiter in "|\t":
        if len(lines) > 1 and all(delimiter in line for line in lines):
            return [line.strip("|").split(delimiter) for line in lines]
    rows = [re.split(r"\s{2,}", line) for line in lines]
    return rows if len(rows) >= 3 and _is_aligned(rows) else None


def _is_aligned(rows: list[Lines]) -> bool:
    """Rows of as many cells each, nearly all with a figure: prose with doubled blanks is not so even."""
    figures = [row for row in rows if any(re.search(r"\d", cell) for cell in row[1:])]
    return len(rows[0]) > 1 and len({len(row) for row in rows}) == 1 and len(figures) >= len(rows) - 1


def _prose(group: Lines, width: int) -> Iterator[tuple[str, str]]:
    """Paragraphs and list items, their wrapped lines joined."""
    kind, lines = "paragraph", group[:1]
    if _BULLET.match(group[0]) and (len(group) > 1 or not re.match(r"\s*\(?[a-z]", group[0])):
        kind, lines = "item", [_BULLET.sub("", group[0])]
    for before, line in pairwise(group):
        bullet = _BULLET.match(line) and (kind == "item" or before.rstrip().endswith(":"))
        if bullet or not _was_wrapped(before, line, width):
            yield kind, _joined(lines)
            kind, lines = ("item", [_BULLET.sub("", line)]) if bullet else ("paragraph", [line])
        else:
            lines.append(line)
    yield kind, _joined(lines)


def _was_wrapped(before: str, line: str, width: int) -> bool:
    """Whether a line goes on in the next: it is no longer than a wrapped one, and the next word had no room."""
    if len(before) > _WIDEST_WRAP or len(line) > _WIDEST_WRAP * 2:
        return False
    if line.startswith((" ", "\t")) and not before.startswith((" ", "\t")):
        return True  # a hanging indent
    room = width * 0.85 - len(before)
    return len(line.split(maxsplit=1)[0]) + 1 > room or (line.lstrip()[:1].islower() and before[-1:] not in ".!?:")


def _joined(lines: Lines) -> str:
    text = lines[0].strip()
    for line in lines[1:]:
        text += ("" if re.search(r"[a-z]-$", text) and line.lstrip()[:1].islower() else " ") + line.strip()
    return text
