"""``ask``: a question, what went before it, and what it could mean."""

from __future__ import annotations

import time

from bot.naming import find
from bot.replies import (
    AnswerReply,
    ErrorReply,
    Reply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services
from knowledge.records import Answer, Refusal

MAX_QUESTION = 2000  # characters; what is longer is a pasted text and no question


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """The reply to a question. Raises FootnoteError for a document that there isn't."""
    question = request.text.strip()
    if not question:
        return ErrorReply("No question was asked: say what you want to know.")
    if len(question) > MAX_QUESTION:
        return ErrorReply(f"The question has {len(question):,} characters: ask it in {MAX_QUESTION:,} or fewer.")
    published = services.revisions(services.edition().id)
    named = {find(published, name).document.id for name in request.documents}
    started = time.perf_counter()
    outcome = services.answerer.ask(question, request.turns, named or None)
    choices = _choices(services, outcome) if request.place and not named else ()  # a chat has buttons for them
    took_ms = round((time.perf_counter() - started) * 1000)
    return AnswerReply(outcome, services.answerer.turn(question, outcome), took_ms, choices)


def _choices(services: Services, outcome: Answer | Refusal) -> tuple[str, ...]:
    from bot.choosing import choices

    return choices(services, outcome)
