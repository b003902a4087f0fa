"""Markdown: the text without the markup; code, images and templates of site generators are left out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described
from ingest.readers.boilerplate import is_instruction
from ingest.readers.encoding import decode
from ingest.readers.html import add, leads_away, parse, pieces
from ingest.readers.tables import add_table
from knowledge.errors import UnreadableSource

_FRONT = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.*?)\n(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL)
_ISLAND = re.compile(
    r"(?P<comment><!--)|(?P<uncomment>-->)|<(?P<end>/?)(?P<tag>script|style|svg|noscript|template|iframe)\b[^<>]*>",
    re.IGNORECASE,
)
_TEMPLATES = re.compile(r"\{\{(?:(?!\{\{).){0,2000}?\}\}|\{%(?:(?!\{%).){0,500}?%\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^}]*\}\s*$")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\[\]\s]+\](?!:)")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\[\]\s]+\]:[ \t]*", re.MULTILINE)
_UNRESOLVED = re.compile(r"!?\[([^\[\]]+)\](?:\[[^\[\]]*\]|\((?:https?://|/)[^\s()]*\))")
_LONGEST_BOLD_HEADING = 12  # words

_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable("table")


def read_markdown(data: bytes, name: str) -> ReadDocument:
    """Markdown to blocks. Raises UnreadableSource when it is no text."""
    source, front = _front_matter(decode(data, name))
    source = _TEMPLATES.sub("", without_islands(source))
    source = _FOOTNOTE.sub("", _FOOTNOTE_MARK.sub("", source))
    builder = TextBuilder()
    _Writer(builder, name).write(_PARSER.parse(source))
    return described(
        builder.build("text/markdown"),
        name,
        titles=[_text(front.get("title"))],
        publishers=[front.get(key) for key in ("publisher", "organization", "organisation", "site", "source")],
        dates=[front.get(key) for key in ("published", "date", "pubdate", "publishdate", "path", "slug", "updated")],
        period=front.get("period") or front.get("years"),
        weak_publishers=[front.get(key) for key in ("authors", "author", "by")],
    )


def without_islands(source: str) -> str:
    """The source without comments, and without elements that hold code, styles or drawings; one pass over it."""
    kept, start, inside = [], 0, ""
    for match in _ISLAND.finditer(source):
        tag = (match["tag"] or "comment").lower()
        ends = bool(match["end"] or match["uncomment"])
        if ends and tag == inside:
            start, inside = match.end(), ""
        elif not (ends or inside or match[0].endswith("/>")):
            kept.append(source[start : match.start()])
            start, inside = match.start(), tag
    return "".join(kept) + source[start:]


def _front_matter(text: str) -> tuple[str, Mapping[str, Any]]:
    """The text after its front matter, and what that says; unreadable front matter says nothing."""
    import yaml

    match = _FRONT.match(text)
    if not match:
        return text, {}
    try:
        front = yaml.safe_load(match["body"]) if match["mark"] == "---" else tomllib.loads(match["body"])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError):
        front = {}
    if not isinstance(front, Mapping):
        return text, {}  # a rule above a paragraph, not front matter
    return text[match.end() :], {str(key).lower(): value for key, value in front.items()}


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) else None


class _Writer:
    """Turns the parser's flat list of tokens into blocks."""

    def __init__(self, builder: TextBuilder, name: str) -> None:
        self._builder = builder
        self._name = name
        self._lists = 0
        self._level = 1

    def write(self, tokens: list[Token]) -> None:
        rest = iter(tokens)
        for token in rest:
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._lists += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._lists -= 1
            elif token.type == "heading_open":
                self._level = int(token.tag[1:])
                self._builder.heading(_ATTRIBUTES.sub("", plain(next(rest))), self._level)
            elif token.type == "table_open":
                add_table(self._builder, list(_rows(rest)))
            elif token.type == "html_block":
                self._html(token.content)
            elif token.type == "inline":
                self._prose(token)

    def _prose(self, token: Token) -> None:
        text = plain(token)
        if leads_away(_runs(token), in_list=bool(self._lists)) or is_instruction(text):
            return
        if self._lists:
            self._builder.item(text)
        elif _is_bold_heading(token, text):
            self._builder.heading(text, min(self._level + 1, 6))
        else:
            self._builder.paragraph(text)

    def _html(self, markup: str) -> None:
        """An island of HTML; a closing tag alone, or one with pictures only, says nothing."""
        if re.sub(r"<[^>]*>", "", markup).strip():
            with suppress(UnreadableSource):  # the rest of the file is none the worse for it
                add(self._builder, pieces(parse(markup, self._name)))


def plain(token: Token) -> str:
    """The text of an ``inline`` token as it is rendered, without pictures and code's marks."""
    return clean(_UNRESOLVED.sub(r"\1", "".join(_inline(token.children or []))))


def _inline(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and child.content[:3].lower() == "<br"
        ):
            yield " "


def _runs(token: Token) -> Iterator[tuple[str, str | None]]:
    target: str | None = None
    for child in token.children or []:
        if child.type == "link_open":
            target = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            target = None
        elif child.type in ("text", "code_inline"):
            yield child.content, target


def _is_bold_heading(token: Token, text: str) -> bool:
    """A short paragraph that is bold from end to end stands for a heading."""
    children = [child for child in token.children or [] if child.type != "text" or child.content.strip()]
    bold = len(children) > 2 and children[0].type == "strong_open" and children[-1].type == "strong_close"
    once = sum(1 for child in children if child.type == "strong_open") == 1
    return bold and once and len(text.split()) <= _LONGEST_BOLD_HEADING and text[-1:] not in ".!:;,"


def _rows(tokens: Iterator[Token]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(plain(token))
        elif token.type == "tr_close":
            yield row
