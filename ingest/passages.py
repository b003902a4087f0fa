"""Blocks → passages: windows of two sentences, of a few list items, or of a few table rows. Pure.

A passage never crosses a heading. It carries "title. heading:" (and a list's lead-in or a table's header) as context:
small windows rank better than long chunks, and the context gives back what a small window has lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import sentencex

from ingest.blocks import Block, ReadDocument, Span
from knowledge.records import Passage, Revision, Statistic

SPLITTER_VERSION = "3"  # part of a revision's identity: change it, and everything is split again

MAX_WINDOW = 900  # characters; two longer sentences stay apart
GROUP_CHARACTERS = 420  # of list items or table rows that share a window
SHORT_PARAGRAPH = 60  # characters; a shorter paragraph says little alone and joins its neighbour
MAX_CONTEXT = 220  # characters

Kind = Literal["prose", "list", "table"]


class Window(NamedTuple):
    """A stretch of the text that becomes one passage."""

    start: int
    end: int
    kind: Kind
    page: int | None
    headings: tuple[str, ...]
    lead: str = ""  # what introduces it and stands outside of it: a list's lead-in, a table's caption and header


def split(document: ReadDocument, revision: Revision, statistics: Sequence[Statistic] = ()) -> list[Passage]:
    """The passages of a document, in reading order; offsets are into ``document.text``.

    What a findings file calls a figure becomes part of the context of the passages that hold it, so that it is found by
    these names, too.
    """
    passages = []
    seen: set[Span] = set()
    for window in _windows(document):
        span = (window.start, window.end)
        if span in seen or not any(c.isalnum() for c in document.text[window.start : window.end]):
            continue
        seen.add(span)
        passages.append(_passage(document.text, window, revision, _named(window, statistics)))
    return passages


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences of ``text[start:end]``, without the white space around them."""
    piece = text[start:end]
    spans: list[Span] = []
    at = 0
    for sentence in sentencex.segment("en", piece):
        # The segmenter gives sentences in order; finding each again keeps offsets in characters, whatever its own are.
        found = piece.find(sentence, at)
        at = found + len(sentence)
        stripped = sentence.strip()
        if stripped:
            first = start + found + sentence.index(stripped)
            spans.append((first, first + len(stripped)))
    return spans


def _named(window: Window, statistics: Sequence[Statistic]) -> str:
    """What the figures in a window are called by the findings file, each name once."""
    names: dict[str, None] = {}
    for statistic in statistics:
        if statistic.start < window.end and window.start < statistic.end:
            names |= dict.fromkeys(name for name in (statistic.distribution, *statistic.aliases) if name)
    return "; ".join(names)


def _passage(text: str, window: Window, revision: Revision, named: str) -> Passage:
    body = text[window.start : window.end]
    context = _context(revision.title, window, named)
    content = hashlib.sha256(f"{context}\n{body}".encode()).hexdigest()[:32]
    place = hashlib.sha256(f"{revision.id}:{window.start}:{window.end}".encode()).hexdigest()[:32]
    return Passage(
        id=place,
        revision_id=revision.id,
        content_id=content,
        text=body,
        context=context,
        start=window.start,
        end=window.end,
        page=window.page,
        headings=window.headings,
        kind=window.kind,
    )


def _context(title: str, window: Window, named: str) -> str:
    heading = next((h for h in reversed(window.headings) if h != title), "")
    context = f"{title}. {heading}:" if heading else f"{title}:"
    if window.lead:
        context = f"{context} {window.lead}"
    context = context[:MAX_CONTEXT]
    return f"{context} ({named})" if named else context


def _windows(document: ReadDocument) -> Iterator[Window]:
    headings: list[tuple[int, str]] = []
    blocks = document.blocks
    at = 0
    while at < len(blocks):
        block = blocks[at]
        path = tuple(text for _, text in headings)
        if block.kind == "heading":
            level = block.level or 1
            headings = [(lv, t) for lv, t in headings if lv < level]
            headings.append((level, document.text[block.start : block.end]))
            at += 1
        elif block.kind == "table":
            yield from _table_windows(document.text, block, path)
            at += 1
        else:
            run = _run(blocks, at)
            lead = _lead(document.text, blocks, at) if block.kind == "item" else ""
            yield from _run_windows(document.text, run, path, lead)
            at += len(run)


def _run(blocks: Sequence[Block], at: int) -> list[Block]:
    """The blocks of one kind that follow each other from here: the items of a list, or paragraphs."""
    run = [blocks[at]]
    for block in blocks[at + 1 :]:
        if block.kind != run[0].kind:
            break
        run.append(block)
    return run


def _lead(text: str, blocks: Sequence[Block], at: int) -> str:
    """The sentence that introduces a list."""
    if at and blocks[at - 1].kind == "paragraph":
        before = blocks[at - 1]
        start, end = sentences(text, before.start, before.end)[-1]
        if end - start <= MAX_CONTEXT:
            return text[start:end]
    return ""


def _run_windows(text: str, run: Sequence[Block], headings: tuple[str, ...], lead: str) -> Iterator[Window]:
    if run[0].kind == "item":
        for group in _grouped([(b.start, b.end) for b in run]):
            page = next(b.page for b in run if b.start == group[0])
            yield Window(group[0], group[1], "list", page, headings, lead)
        return
    for paragraph in _joined(run):
        yield from _prose_windows(text, paragraph, headings)


def _joined(paragraphs: Sequence[Block]) -> Iterator[tuple[int, int, int | None]]:
    """Paragraphs as (start, end, page); one too short to stand alone goes with the next."""
    start: int | None = None
    page: int | None = None
    for block in paragraphs:
        if start is None:
            start, page = block.start, block.page
        if block.end - start >= SHORT_PARAGRAPH or block is paragraphs[-1]:
            yield start, block.end, page
            start = None


def _prose_windows(text: str, paragraph: tuple[int, int, int | None], headings: tuple[str, ...]) -> Iterator[Window]:
    start, end, page = paragraph
    spans = sentences(text, start, end)
    if len(spans) == 1:
        yield Window(*spans[0], "prose", page, headings)
    alone: set[Span] = set()
    for first, second in pairwise(spans):
        if second[1] - first[0] <= MAX_WINDOW:
            yield Window(first[0], second[1], "prose", page, headings)
        else:
            alone |= {first, second}
    for span in sorted(alone):
        yield Window(*span, "prose", page, headings)


def _table_windows(text: str, block: Block, headings: tuple[str, ...]) -> Iterator[Window]:
    rows = [_stripped(text, row[0][0], row[-1][1]) for row in block.rows if row]
    head, body = rows[: block.header_rows], rows[block.header_rows :]
    header = " / ".join(text[a:b].strip(" |") for a, b in head)
    lead = " ".join(part for part in (block.caption, header) if part)
    for start, end in _grouped(body or head):
        yield Window(start, end, "table", block.page, headings, lead)


def _stripped(text: str, start: int, end: int) -> Span:
    """A span without the white space around it: a row may begin or end with an empty cell."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _grouped(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbours joined while they stay short."""
    start: int | None = None
    last = 0
    for first, end in spans:
        if start is not None and end - start > GROUP_CHARACTERS:
            yield start, last
            start = None
        if start is None:
            start = first
        last = end
    if start is not None:
        yield start, last
