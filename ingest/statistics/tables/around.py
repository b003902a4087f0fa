"""What stands around a table: its title, and remarks on the figures of all its cells. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.blocks import Block, ReadDocument
from ingest.passages import sentences
from ingest.statistics.tables.remarks import Remark, is_remark, loosely, remark_in

LONGEST_TITLE = 200  # characters
LOOKED_BACK = 12  # blocks before a table, in which a sentence may introduce it

_LONGEST_SENTENCE = 160
# What stands before a table and names it no more: notes, references, sentences with figures of their own, remarks.
_NO_TITLE = re.compile(
    r"^\W*\(?(?:\d|[a-z]|[*†])\)|^(?:see|notes?|sources?)\b|\d[.,]\d|\d ?%|[$€£]\s?\d|"
    r"^\W*(?:expressed |stated |amounts )?in\b.{0,60}(?:thousand|million|000)"
    r"|^(?:expressed|stated|amounts)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r":$|\b(?:following tables?|tables? below|below table|as follows|(?:set (?:out|forth)|shown|"
    r"summari[sz]ed|presented|listed|described|"
    r"detailed|provided) (?:below|in the (?:following )?table)|table (?:shows|sets|presents|"
    r"summari[sz]es|provides|\d)|consisted of|"
    r"comprised? (?:of )?the following|the following (?:is|are|table))\b",
    re.IGNORECASE,
)


class Surroundings(NamedTuple):
    """What is said of a table outside of its cells."""

    title: str | None
    remark: Remark
    headings: tuple[str, ...]


def surroundings(document: ReadDocument, number: int, headings: tuple[str, ...]) -> Surroundings:
    """The title and the remark of the table that is the document's block of that number.

    The title is the caption, else the sentence that introduces the table, else a short line right before it, else the
    heading, else the sentence before it.
    """
    blocks, text = document.blocks, document.text
    block = blocks[number]
    before = _before(blocks, number)
    lines = [text[each.start : each.end] for each in before]
    intro = next((said for each in before if (said := _introduction(text, each))), None)
    label = (
        lines[0]
        if lines and len(lines[0]) <= 90 and not _NO_TITLE.search(lines[0]) and lines[0][-1:] not in ".!?"
        else None
    )
    last = _last_sentence(text, before[0]) if before else None
    if last and (len(last) > _LONGEST_SENTENCE or _NO_TITLE.search(last)):
        last = None
    title = block.caption or intro or label or next(iter(headings[-1:]), None) or last
    return Surroundings(_short(title), _remark(block, lines, intro, headings), headings)


def _before(blocks: Sequence[Block], number: int) -> list[Block]:
    """The blocks of prose before a table, the nearest first, up to the next heading or table."""
    found = []
    for block in reversed(blocks[max(0, number - LOOKED_BACK) : number]):
        if block.kind in {"table", "heading"}:
            break
        found.append(block)
    return found


def _introduction(text: str, block: Block) -> str | None:
    """The last sentence of a block that says that a table follows."""
    content = text[block.start : block.end]
    if not _INTRODUCES.search(content):
        return None
    for start, end in reversed(sentences(text, block.start, block.end)):
        if _INTRODUCES.search(text[start:end]):
            return text[start:end]
    return None


def _last_sentence(text: str, block: Block) -> str | None:
    spans = sentences(text, block.start, block.end)
    return text[slice(*spans[-1])] if spans else None


def _remark(block: Block, lines: Sequence[str], intro: str | None, headings: Sequence[str]) -> Remark:
    said = remark_in(block.caption) if block.caption and remark_in(block.caption).scale else Remark()
    for line in lines[:3]:
        if len(line) <= 120 and is_remark(line):
            said = said.over(remark_in(line))
    for words in (intro, *headings[-1:], *lines):
        if words and not said.scale:
            said = said.over(loosely(words))
    return said


def _short(title: str | None) -> str | None:
    if not title:
        return None
    title = title.strip().rstrip(":").strip()
    return title if len(title) <= LONGEST_TITLE else title[: title.rfind(" ", 0, LONGEST_TITLE)].rstrip(" ,;:") + " …"
