"""``ask``: a question, what went before it, and what it could mean."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from bot.composing import outcome_of
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
from knowledge.records import Answer, Refusal, Turn

MAX_QUESTION = 2000  # characters; what is longer is a pasted text and no question


def run(services: Services, request: Request, watch: Watch) -> Reply:
    """The reply to a question. Raises FootnoteError for a document that there isn't."""
    question = request.text.strip()
    if not question:
        return ErrorReply("No question was asked: say what you want to know.")
    if len(question) > MAX_QUESTION:
        return ErrorReply(f"The question has {len(question):,} characters: ask it in {MAX_QUESTION:,} or fewer.")
    documents = services.readers.asked_of(request)
    turns = _known(request.turns, documents)
    started = time.perf_counter()
    outcome, quoted = outcome_of(services, question, turns, documents, watch)
    wanted = request.place and not request.documents  # a chat has buttons for them
    choices = _choices(services, quoted, documents) if wanted else ()
    took_ms = round((time.perf_counter() - started) * 1000)
    return AnswerReply(outcome, services.answerer.turn(question, outcome), took_ms, choices)


def _known(turns: Sequence[Turn], documents: Collection[str] | None) -> tuple[Turn, ...]:
    """What went before, without the documents that aren't open any more, or not here."""
    if documents is None:
        return tuple(turns)
    cited = ([each for each in turn.document_ids if each in documents] for turn in turns)
    return tuple(turn.model_copy(update={"document_ids": tuple(kept)}) for turn, kept in zip(turns, cited, strict=True))


def _choices(services: Services, outcome: Answer | Refusal, documents: Collection[str] | None) -> tuple[str, ...]:
    from bot.choosing import choices

    return choices(services, outcome, documents)
