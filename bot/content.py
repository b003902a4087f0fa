"""``documents``, ``text``, ``ingest`` and ``status``: what the library holds, and how it gets there."""

from __future__ import annotations

from bot.naming import find
from bot.registering import at_work
from bot.replies import (
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    IngestReply,
    Reply,
    StatusReply,
)
from bot.requests import (
    IngestOptions,
    Request,
    Watch,
)
from bot.wiring import Services

WHAT = "Say what to read: ingest https://example.org/report.html, or share a file with me in our direct message."


def documents(services: Services, request: Request, _watch: Watch) -> DocumentsReply:
    """What is published and open."""
    edition, revisions = services.readers.published(request)
    return DocumentsReply(edition, tuple(revisions))


def text(services: Services, request: Request, _watch: Watch) -> DocumentTextReply:
    """The stored text of one document. Raises UnknownDocument."""
    revision = find(services.readers.published(request)[1], request.text)
    return DocumentTextReply(revision, services.catalogue.text(revision.id))


def ingest(services: Services, request: Request, watch: Watch) -> Reply:
    """Read inputs, which a chat gives as its text; on a terminal without any, the starter."""
    inputs = request.inputs or tuple(request.text.split())
    if not inputs and request.surface != "terminal":
        return ErrorReply(WHAT)
    if not inputs:
        return IngestReply(services.ingest_starter(request.user, watch))
    review = isinstance(request.options, IngestOptions) and request.options.review
    return at_work(
        services,
        request,
        lambda: IngestReply(services.ingest(inputs, request.given, request.user, watch, review=review)),
    )


def status(services: Services, _request: Request, _watch: Watch) -> StatusReply:
    """The state of library, models and settings."""
    edition = services.catalogue.current()
    return StatusReply(
        library=services.settings.library,
        edition=edition,
        documents=len(edition.revision_ids) if edition else 0,
        passages=services.catalogue.count(edition.id) if edition else 0,
        statistics=services.catalogue.count_statistics(edition.id) if edition else 0,
        models=services.models(),
        settings=services.settings.shown(),
    )
