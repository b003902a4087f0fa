"""``verify``: each claim of a text held against the documents."""

from __future__ import annotations

import time

from bot.naming import find
from bot.replies import (
    ErrorReply,
    Reply,
    VerificationReply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services

MAX_TEXT = 8000  # characters; what is longer is checked in parts


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """The reply to claims. Raises FootnoteError for a document that there isn't."""
    text = request.text.strip()
    if not text:
        return ErrorReply("Nothing is claimed: write the sentence that you want to have checked.")
    if len(text) > MAX_TEXT:
        return ErrorReply(f"The text has {len(text):,} characters: check it in parts of {MAX_TEXT:,} or fewer.")
    published = services.revisions(services.edition().id)
    named = tuple(dict.fromkeys(find(published, name).document.id for name in request.documents))
    started = time.perf_counter()
    verification = services.verifier.verify(text, named or None)
    return VerificationReply(verification, round((time.perf_counter() - started) * 1000))
