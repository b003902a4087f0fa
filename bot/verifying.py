"""``verify``: each claim of a text held against the documents."""

from __future__ import annotations

import time

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
    documents = services.readers.asked_of(request)
    started = time.perf_counter()
    verification = services.verifier.verify(text, documents)
    return VerificationReply(verification, round((time.perf_counter() - started) * 1000))
