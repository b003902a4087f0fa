"""HTML pages: which part of a page is its content, and what the page says about itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described
from ingest.readers.boilerplate import is_boilerplate, starts_comments, starts_related
from ingest.readers.encoding import decode
from ingest.readers.html import Piece, add, inline_text, parse, pieces

_FURNITURE = {"nav", "footer", "aside", "button", "dialog"}
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"}
_FURNITURE_NAME = re.compile(
    r"^(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|consent|gdpr|shar(?:e|es|ing)|"
    r"social|related|recommend(?:ed|ations)|comments?|disqus|newsletter|subscribe|subscription|signup|"
    r"promo|advert(?:isement)?|ads?|sponsor(?:ed)?|popup|modal|overlay|pagination|pager|views|byline|"
    r"author|tags|skip|paywall|outbrain|taboola|toolbar|sr|visuallyhidden)$"
)
_CONTENT = {"html", "body", "main", "article"}
_MOST_FURNITURE = 0.4  # share of a page's text beyond which an element is content, whatever it is called
_LEAVES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "blockquote", "pre", "div")
_JUDGED_WHOLE = 0.97  # share of what the judge keeps that the content's element has to hold
_LEAST_JUDGED = 0.3  # share of the page that the judge has to keep for its verdict to count
_LONGEST_LABEL = 80  # characters of a line that opens a section of other pages or of comments
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S+[.!?]\s*$")  # a caption that says something, not a credit
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|WebPage|CreativeWork|Dataset")


def read_html(data: bytes, name: str, url: str | None = None) -> ReadDocument:
    """A page or a fragment of one to blocks. Raises UnreadableSource when it is no HTML or nests too deeply."""
    markup = decode(data, name, _charset(data))
    if not markup.strip():
        return TextBuilder().build("text/html")
    root = parse(markup, name)
    stated = _stated(root)
    body = root.find("body")
    body = root if body is None else body
    _remove_furniture(body)
    builder = TextBuilder()
    add(builder, _without_furniture(list(pieces(_content(body, markup)))))
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return described(
        builder.build("text/html"),
        url or name,
        titles=_titles(root, stated),
        publishers=_publishers(root, stated),
        dates=_dates(root, stated),
        weak_dates=[_found_date(markup, url)],
        weak_publishers=[_meta(root, "author", "article:author", "dc.creator"), stated.get("author"), host],
    )


def _charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    declared = match[1].decode("ascii", "ignore").lower() if match else None
    # As browsers do: what calls itself Latin-1 or ASCII is Windows' superset of it.
    return "cp1252" if declared in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "windows-1252") else declared


# -- content -----------------------------------------------------------------------------------------------------------
def _remove_furniture(body: Any) -> None:
    whole = max(len(body.text_content()), 1)
    for element in list(body.iter()):
        if element.getparent() is None or not isinstance(element.tag, str) or element.tag in _CONTENT:
            continue
        if _is_furniture(element) and len(element.text_content()) <= _MOST_FURNITURE * whole:
            element.drop_tree()


def _is_furniture(element: Any) -> bool:
    """Whether an element belongs to the site and not to the page; what holds the page's first heading never does."""
    if element.tag in ("ul", "ol"):
        return _is_link_list(element)
    if element.tag == "figcaption":
        return not _SENTENCE.search(element.text_content())
    return _is_called_furniture(element) and element.find(".//h1") is None


def _is_called_furniture(element: Any) -> bool:
    if element.tag in _FURNITURE or element.get("role") in _FURNITURE_ROLES or element.get("aria-hidden") == "true":
        return True
    if element.tag == "header":
        return not any(parent.tag in ("article", "main") for parent in element.iterancestors())
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    parts = set(re.split(r"[-_\s:]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).lower()))
    return any(map(_FURNITURE_NAME.match, parts))


def _is_link_list(element: Any) -> bool:
    """Three links or more and no other text: it leads to other pages."""
    links = element.findall(".//a")
    linked = sum(len(_letters(link.text_content())) for link in links)
    return len(links) >= 3 and linked >= 0.9 * len(_letters(element.text_content()))


def _content(body: Any, markup: str) -> Any:
    """The deepest element that holds what trafilatura takes for the content; the whole body when it is unsure."""
    from trafilatura import extract

    judged = _letters(extract(markup, include_comments=False, include_tables=True, favor_recall=True) or "")
    weights: dict[Any, int] = {}
    total = 0
    for element in body.iter(*_LEAVES):
        text = _letters(element.text_content()) if not element.xpath(".//p|.//li|.//div|.//td") else ""
        total += len(text)
        if len(text) >= 20 and text in judged:
            for holder in [element, *element.iterancestors()]:
                weights[holder] = weights.get(holder, 0) + len(text)
    kept = weights.get(body, 0)
    if kept < _LEAST_JUDGED * max(total, 1):
        return body
    holders = [element for element in body.iter() if weights.get(element, 0) >= _JUDGED_WHOLE * kept]
    return holders[-1] if holders[-1].tag not in _LEAVES[:-1] else holders[-1].getparent()


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _without_furniture(found: list[Piece]) -> Iterator[Piece]:
    """Leave out lines of furniture, and the sections with other pages and with comments up to the next heading."""
    closed: int | None = None  # the level of the heading whose section is left out
    for number, piece in enumerate(found):
        if piece.kind == "heading" and closed is not None and piece.level <= closed:
            closed = None
        if _leaves_the_subject(piece, found[number + 1 : number + 5]):
            closed = piece.level if piece.kind == "heading" else 6
        if closed is None and (piece.kind == "table" or not is_boilerplate(piece.text)):
            yield piece


def _leaves_the_subject(piece: Piece, following: list[Piece]) -> bool:
    if piece.kind == "table" or len(piece.text) >= _LONGEST_LABEL:
        return False
    return starts_related(piece.text) or starts_comments(piece.text, " ".join(later.text for later in following))


# -- what the page says about itself -----------------------------------------------------------------------------------
def _titles(root: Any, stated: dict[str, Any]) -> Iterator[str | None]:
    yield _meta(root, "og:title", "twitter:title", "dc.title", "citation_title")
    yield from (value for value in [stated.get("headline")] if isinstance(value, str))
    heads = root.findall(".//h1")
    yield inline_text(heads[0]) if len(heads) == 1 else None
    title = root.findtext(".//title") or ""
    site = _meta(root, "og:site_name") or ""
    # "Report | Publisher": what the page appends is not its title
    yield title.rpartition(site)[0].rstrip(" |–—-·:") or title if site and title.strip().endswith(site) else title


def _publishers(root: Any, stated: dict[str, Any]) -> Iterator[object]:
    yield stated.get("publisher")
    yield _meta(root, "og:site_name", "citation_publisher", "dc.publisher", "publisher", "application-name")
    named = _meta(root, "article:publisher") or ""
    yield named if "://" not in named else None


def _dates(root: Any, stated: dict[str, Any]) -> Iterator[object]:
    yield stated.get("datePublished")
    yield _meta(
        root, "article:published_time", "datePublished", "date", "dc.date", "citation_publication_date", "pubdate"
    )
    times = [element for element in root.iter("time") if element.get("datetime")]
    yield times[0].get("datetime") if len(times) == 1 else None


def _found_date(markup: str, url: str | None) -> str | None:
    from htmldate import find_date

    try:
        found = find_date(markup, original_date=True, extensive_search=False, url=url)
    except Exception:  # noqa: BLE001 - it reads pages in many ways and may raise in each; no date is worth failing for
        return None
    return str(found) if found else None


def _meta(root: Any, *names: str) -> str | None:
    for name in names:
        for element in root.iter("meta"):
            key = element.get("property") or element.get("name") or element.get("itemprop") or ""
            if key.lower() == name.lower() and (content := clean(element.get("content") or "")):
                return content
    return None


def _stated(root: Any) -> dict[str, Any]:
    """The first article or page that JSON-LD describes."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                described_things = _things(json.loads(script.text or "null"))
            except (ValueError, RecursionError):
                continue
            for thing in described_things:
                if _ARTICLE_TYPES.search(str(thing.get("@type", ""))):
                    return thing
    return {}


def _things(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *_things(value.get("@graph"))]
    return (
        [thing for part in value for thing in _things(part)]
        if isinstance(value, Iterable) and not isinstance(value, str)
        else []
    )
