"""The sentences, list items and labels of a document that hold figures, each with what stands around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ingest.blocks import Block, ReadDocument, Span
from ingest.card import CARD_HEADING
from ingest.passages import sentences
from knowledge.figures import Figure, figures

LONGEST_LABEL = 90  # characters; "57% On-demand self-service" is a label, a sentence is not
LONGEST_SENTENCE = 3000  # characters; what is longer is no sentence, and not read
LONGEST_LEAD = 400  # characters of the paragraph before a list
_ENDS_A_SENTENCE = re.compile(r"[.!?…][\"”’)]*$")
# A list of references says when others published, with volumes and pages; nothing in it is a figure of this document.
_REFERENCE = re.compile(
    r"\bdoi\b|\bdoi\.org|https?://\S+$|\b(?:Journal|Quarterly|Proceedings|Press|Vol\.|pp\.|ISBN|arXiv|Retrieved "
    r"from)\b.*\d|"
    r"\bsuppl\b.*\d|\((?:19|20)\d\d\): |"
    r"^[\d,. ]*[A-Z][\w’'-]+,? [A-Z]\.(?: ?[A-Z]\.)?.{0,200}\(?(?:19|20)\d\d\)?|^\s*https?://"
)


class Place(NamedTuple):
    """A sentence, a list item or a label with its figures; the figures' offsets count from ``start``."""

    start: int
    end: int
    kind: Literal["sentence", "item", "label"]
    page: int | None
    headings: tuple[str, ...]
    figures: tuple[Figure, ...]
    block: int  # the number of its block; neighbours in a list or a chart have neighbouring ones
    previous: Span | None = None  # the sentence before it in its paragraph
    opening: Span | None = None  # the first sentence of its paragraph
    lead: str = ""  # of an item or a label: the end of the paragraph before


def places(document: ReadDocument) -> list[Place]:
    """The places of a document that hold figures, in reading order; tables are for others to read."""
    found: list[Place] = []
    headings: list[tuple[int, str]] = []
    lead = ""
    for number, block in enumerate(document.blocks):
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            headings = [each for each in headings if each[0] < (block.level or 1)]
            headings.append((block.level or 1, text))
            lead = ""
            continue
        path = tuple(heading for _, heading in headings)
        if block.kind == "table" or path[-1:] == (CARD_HEADING,) or _REFERENCE.search(text[:400]):
            continue
        read = figures(text)
        if _is_prose(block, text):
            found.extend(_sentences(document, number, read, path))
            lead = text[-LONGEST_LEAD:]
        elif read and len(text) <= LONGEST_SENTENCE:
            kind: Literal["item", "label"] = "item" if block.kind == "item" else "label"
            found.append(Place(block.start, block.end, kind, block.page, path, tuple(read), number, None, None, lead))
        elif block.kind == "paragraph":
            lead = text
    return found


def _is_prose(block: Block, text: str) -> bool:
    if block.kind == "item":
        return len(text) > 2 * LONGEST_LABEL and bool(_ENDS_A_SENTENCE.search(text))
    return len(text) > LONGEST_LABEL or bool(_ENDS_A_SENTENCE.search(text)) or text.endswith(":")


def _sentences(document: ReadDocument, number: int, read: Sequence[Figure], path: tuple[str, ...]) -> Iterator[Place]:
    if not read:
        return
    block = document.blocks[number]
    spans = sentences(document.text, block.start, block.end)
    waiting = [_moved(figure, block.start) for figure in read]
    previous: Span | None = None
    for at, (start, end) in enumerate(spans):
        own = [figure for figure in waiting if figure.start < end]
        if own and own[-1].end > end and at + 1 < len(spans):  # a figure that the segmenter took for two sentences
            spans[at + 1] = (start, spans[at + 1][1])
            continue
        waiting = waiting[len(own) :]
        if own and own[-1].end <= end and own[0].start >= start and end - start <= LONGEST_SENTENCE:
            shifted = tuple(_moved(figure, -start) for figure in own)
            yield Place(start, end, "sentence", block.page, path, shifted, number, previous, spans[0])
        previous = (start, end)


def _moved(figure: Figure, by: int) -> Figure:
    since = figure.qualified_from + by if figure.qualified_from >= 0 else -1
    return figure._replace(start=figure.start + by, end=figure.end + by, qualified_from=since)
