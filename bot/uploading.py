"""``upload``: files that an administrator hands in become sources, and what is in them waits for a review."""

from __future__ import annotations

from bot.registering import at_work
from bot.replies import (
    ErrorReply,
    Kept,
    ReingestReply,
    Reply,
    RunReply,
    UploadReply,
)
from bot.requests import (
    Handed,
    Request,
    UploadOptions,
    Watch,
)
from bot.wiring import Services
from ingest.reingest import Order
from knowledge.errors import InvalidFindings, SourceRefused, SourceUnavailable, UnreadableSource

NONE = "No file came with that: share one with me in our direct message."
_OF_ONE_FILE = (UnreadableSource, SourceUnavailable, SourceRefused, InvalidFindings)


def run(services: Services, request: Request, watch: Watch) -> Reply:
    """Keep the files that can be read, register them, and stage what they say."""
    files = request.options.files if isinstance(request.options, UploadOptions) else ()
    if not files:
        return ErrorReply(NONE)
    taken = [_take(services, request.user, file) for file in files]
    kept, ids = tuple(each for each, _ in taken), list(dict.fromkeys(number for _, number in taken if number))
    if not ids:
        return UploadReply(kept)
    order = Order(request.user, publish=False, source_ids=ids)
    reply = at_work(services, request, lambda: ReingestReply(services.reingest.run(order, watch)))
    match reply:
        case ReingestReply(report):
            return UploadReply(kept, report)
        case RunReply(run_at_work):
            return UploadReply(kept, run=run_at_work)
        case _:
            return reply


def _take(services: Services, by: str, file: Handed) -> tuple[Kept, int | None]:
    """What became of a file, and the id of its source; what is wrong with it is wrong with it alone."""
    called = "a file"
    try:
        called = file.name
        name = services.uploads.check(called, file.size)
        replaced = services.uploads.keep(name, file.read(services.uploads.limit))
    except _OF_ONE_FILE as error:
        return Kept(called, problem=str(error)), None
    source, _ = services.registrar.uploaded(name, by)
    services.catalogue.note(by, "upload", None, f"{name}, another content than before" if replaced else name)
    return Kept(name, replaced=replaced), source.id
