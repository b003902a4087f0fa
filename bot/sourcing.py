"""``source``: a quote in its surroundings, from the stored text of the revision that was cited then."""

from __future__ import annotations

from bot.exchanges import numbered, opened
from bot.proof import citations_of
from bot.replies import (
    ErrorReply,
    Reply,
    SourceReply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services
from knowledge.errors import LibraryError, UnknownDocument
from knowledge.records import Citation

AROUND = 700  # characters before and after the quote, at most
LEAST = 200  # characters that a cut at a paragraph has to leave; else it is cut at a line or a word

PRUNED = "The text that this was quoted from is no longer kept: ask again to see what the documents say today."


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """One source of an exchange. Raises UnknownExchange where there is none of that number."""
    exchange = opened(services, request)
    citations = citations_of(exchange.reply)
    citation = numbered(citations, request.number, "source")
    try:
        text = services.catalogue.text(citation.revision_id)
    except UnknownDocument:
        return ErrorReply(PRUNED)
    before, after = surroundings(text, citation)
    edition = services.catalogue.current()
    return SourceReply(
        citation=citation,
        before=before,
        after=after,
        number=request.number,
        total=len(citations),
        exchange=exchange.id,
        superseded=edition is None or citation.revision_id not in edition.revision_ids,
    )


def surroundings(text: str, citation: Citation) -> tuple[str, str]:
    """What stands before and after the quote, so that ``before + quote + after`` is a stretch of the text.

    Raises LibraryError where the quote doesn't stand in the text, which must never be shown as if it did.
    """
    if text[citation.start : citation.end] != citation.quote:
        raise LibraryError(
            f"The stored text of {citation.document} has changed since: ask an administrator to ingest it again."
        )
    start = _first(text, max(0, citation.start - AROUND), citation.start)
    end = _last(text, citation.end, min(len(text), citation.end + AROUND))
    return text[start : citation.start], text[citation.end : end]


def _first(text: str, start: int, quote: int) -> int:
    """Where to begin: at a paragraph, else at a line, else at a word."""
    if start in (0, quote):
        return start
    for mark, least in (("\n\n", LEAST), ("\n", LEAST), (" ", 0)):
        at = text.find(mark, start, quote - least)
        if at >= 0:
            return at + len(mark)
    return start


def _last(text: str, quote: int, end: int) -> int:
    """Where to end, likewise."""
    if end in (quote, len(text)):
        return end
    for mark, least in (("\n\n", LEAST), ("\n", LEAST), (" ", 0)):
        at = text.rfind(mark, quote + least, end)
        if at >= 0:
            return at
    return end
