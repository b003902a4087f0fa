"""Replies as JSON, and questions as JSON lines: the contract for programs that run ``footnote``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple, TypeVar

from pydantic import BaseModel, Field, ValidationError

from bot.replies import (
    AnswerReply,
    ChecksReply,
    ContentReplies,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    EvaluationReply,
    IngestReply,
    JournalReplies,
    ReingestReply,
    Reply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
    StatisticsReply,
    StatusReply,
    TopicsReply,
    VerificationReply,
)
from bot.requests import Request
from bot.scoreboard import scores
from bot.wire_content import content_to_json
from bot.wire_journal import journal_to_json
from bot.wire_sources import sources_to_json
from bot.wire_statistics import Id, Json, lookup_to_json, statistic_to_json, topics_to_json
from bot.wire_verification import verification_to_json
from ingest.report import IngestReport
from knowledge.errors import InvalidQuestions
from knowledge.records import Answer, Citation, Claim, Refusal, Revision, Turn


def to_json(outcome: Answer | Refusal, question_id: Id, took_ms: int) -> Json:
    """One answer or refusal. ``[n]`` in its text is the n-th citation; a refusal cites the nearest facts."""
    claims = outcome.claims if isinstance(outcome, Answer) else outcome.nearest
    citations = numbered(claims)
    return {
        "id": question_id,
        "kind": "answer" if isinstance(outcome, Answer) else "refusal",
        "text": "\n".join(marked(c, citations) for c in claims) if isinstance(outcome, Answer) else outcome.detail,
        "reason": outcome.reason.value if isinstance(outcome, Refusal) else None,
        "citations": [_citation(citation) for citation in citations],
        "statistics": [statistic_to_json(s) for s in outcome.statistics] if isinstance(outcome, Answer) else [],
        "notes": list(outcome.notes),
        "edition": outcome.edition,
        "took_ms": took_ms,
    } | _sentences(outcome)


def _sentences(outcome: Answer | Refusal) -> Json:
    """What a model wrote, sentence by sentence, and what became of each; nothing where none did."""
    said = [sentence.model_dump(mode="json") for sentence in outcome.sentences]
    return {"sentences": said} if said else {}


def numbered(claims: Iterable[Claim]) -> list[Citation]:
    """Every citation of the claims once, in order of appearance; the first is ``[1]``."""
    return list(dict.fromkeys(citation for claim in claims for citation in claim.citations))


def marked(claim: Claim, citations: Sequence[Citation]) -> str:
    """The claim's text with the ``[n]`` of each of its citations."""
    return f"{claim.text} " + "".join(f"[{citations.index(c) + 1}]" for c in dict.fromkeys(claim.citations))


def _citation(citation: Citation) -> Json:
    return citation.model_dump(mode="json", include={"document", "title", "page", "quote", "start", "end", "link"})


# -- other replies ------------------------------------------------------------------------------------------------


def reply_to_json(reply: Reply) -> Json:
    """Any reply that a program may want; an AnswerReply outside of a batch has no id."""
    match reply:
        case AnswerReply(outcome, _, took_ms):
            return to_json(outcome, None, took_ms)
        case StatisticsReply() | TopicsReply() | VerificationReply():
            return _of_statistics(reply)
        case DocumentsReply() | DocumentTextReply() | StatusReply() | IngestReply():
            return _of_library(reply)
        case SourcesReply() | SourceAddedReply() | SourceRemovedReply() | ChecksReply() | ReingestReply():
            return sources_to_json(reply)
        case _ if isinstance(reply, ContentReplies):
            return content_to_json(reply)
        case _ if isinstance(reply, JournalReplies):
            return journal_to_json(reply)
        case EvaluationReply(evaluation):
            return scores(evaluation)
        case _:
            raise TypeError(f"{type(reply).__name__} has no JSON")


def _of_statistics(reply: StatisticsReply | TopicsReply | VerificationReply) -> Json:
    match reply:
        case StatisticsReply():
            return lookup_to_json(reply, None)
        case TopicsReply():
            return topics_to_json(reply)
        case VerificationReply():
            return verification_to_json(reply, None)


def _of_library(reply: DocumentsReply | DocumentTextReply | StatusReply | IngestReply) -> Json:
    match reply:
        case DocumentsReply(edition, revisions):
            return {"edition": edition.id, "documents": [_revision(revision) for revision in revisions]}
        case DocumentTextReply(revision, text):
            return _revision(revision) | {"text": text}
        case StatusReply():
            return _status(reply)
        case IngestReply(report):
            return _report(report)


def _revision(revision: Revision) -> Json:
    known = revision.model_dump(mode="json", include={"title", "publisher", "published", "period", "media_type"})
    return {"document": revision.document.name, "uri": revision.document.uri} | known


def _status(reply: StatusReply) -> Json:
    return {
        "library": str(reply.library),
        "edition": reply.edition.model_dump(mode="json", exclude={"revision_ids"}) if reply.edition else None,
        "documents": reply.documents,
        "passages": reply.passages,
        "statistics": reply.statistics,
        "models": [
            {"job": m.job, "name": m.name, "problem": m.problem} | ({"used": m.used} if m.used else {})
            for m in reply.models
        ],
        "settings": reply.settings,
    }


def _report(report: IngestReport) -> Json:
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "failed": [{"name": failure.name, "error": failure.sentence} for failure in report.failed],
        "edition": report.edition.id if report.edition else None,
        "published": report.published,
        "staged": report.staged.id if report.staged else None,
        "passages_embedded": report.passages_embedded,
        "took_s": round(report.took_s, 3),
    }


# -- batches ------------------------------------------------------------------------------------------------------


class Question(BaseModel):
    """A line of a batch; keys beyond these are left alone, so that a file of test questions can be asked as it is."""

    id: str | int
    question: Annotated[str, Field(min_length=1)]
    after: str | int | None = None  # the id of an earlier line that this one follows up
    doc: str | None = None  # answer from this document alone


class Done(NamedTuple):
    """What became of one line: what to print, and what was wrong with it, if anything."""

    printed: Json
    error: str | None = None


def answer_lines(lines: Iterable[str], ask: Callable[[Request], Reply], user: str) -> Iterator[Done]:
    """Answer a batch, one line after the other; a line that is wrong gives an error and the others go on."""
    conversations: dict[str | int, tuple[Turn, ...]] = {}
    for number, question in _parsed(lines, Question):
        if isinstance(question, Done):
            yield question
            continue
        try:
            before = _before(question, conversations, number)
        except InvalidQuestions as error:
            yield _wrong(question.id, number, str(error))
            continue
        documents = (question.doc,) if question.doc else ()
        reply = ask(
            Request(
                command="ask",
                text=question.question,
                turns=before,
                documents=documents,
                user=user,
                surface="terminal",
            )
        )
        if isinstance(reply, AnswerReply):
            conversations[question.id] = (*before, reply.turn)
            yield Done(to_json(reply.outcome, question.id, reply.took_ms))
        else:
            yield _not_done(question.id, number, reply, "it was not answered")


class Query(BaseModel):
    """A line of a batch of look-ups; other keys are left alone."""

    id: str | int
    query: Annotated[str, Field(min_length=1)]
    doc: str | None = None  # look in this document alone


def lookup_lines(lines: Iterable[str], ask: Callable[[Request], Reply], request: Request) -> Iterator[Done]:
    """Look a batch up, as ``request`` narrows it; a line that is wrong gives an error and the others go on."""
    for number, query in _parsed(lines, Query):
        if isinstance(query, Done):
            yield query
            continue
        reply = ask(_narrowed(request, query.query, query.doc))
        if isinstance(reply, StatisticsReply):
            yield Done(lookup_to_json(reply, query.id))
        else:
            yield _not_done(query.id, number, reply, "there is nothing to look up")


class ClaimLine(BaseModel):
    """A line of a batch of claims; other keys are left alone."""

    id: str | int
    claim: Annotated[str, Field(min_length=1)]
    doc: str | None = None  # check it against this document alone


def claim_lines(lines: Iterable[str], ask: Callable[[Request], Reply], request: Request) -> Iterator[Done]:
    """Check a batch of claims; a line that is wrong gives an error and the others go on."""
    for number, said in _parsed(lines, ClaimLine):
        if isinstance(said, Done):
            yield said
            continue
        reply = ask(_narrowed(request, said.claim, said.doc))
        if isinstance(reply, VerificationReply):
            yield Done(verification_to_json(reply, said.id))
        else:
            yield _not_done(said.id, number, reply, "it was not checked")


Line = TypeVar("Line", bound=BaseModel)


def _parsed(lines: Iterable[str], kind: type[Line]) -> Iterator[tuple[int, Line | Done]]:
    """Each line with its number: read, or what is wrong with it; empty ones are left out."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, parse(line, number, kind)
            except InvalidQuestions as error:
                yield number, _wrong(None, number, str(error))


def _narrowed(request: Request, text: str, document: str | None) -> Request:
    return replace(request, text=text, documents=(document,) if document else request.documents)


def parse(line: str, number: int, kind: type[Line]) -> Line:
    """A line of a batch. Raises InvalidQuestions naming the line's number."""
    try:
        return kind.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InvalidQuestions(f"line {number} is not JSON ({error.msg} at column {error.colno})") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = f"its {first['loc'][0]!r}: " if first["loc"] else ""
        raise InvalidQuestions(f"line {number}: {where}{first['msg'][0].lower()}{first['msg'][1:]}") from error


def _before(question: Question, conversations: dict[str | int, tuple[Turn, ...]], number: int) -> tuple[Turn, ...]:
    if question.after is None:
        return ()
    if question.after not in conversations:
        raise InvalidQuestions(f"line {number}: no line before it has been answered with the id {question.after!r}")
    return conversations[question.after]


def _not_done(line_id: Id, number: int, reply: Reply, otherwise: str) -> Done:
    sentence = reply.sentence if isinstance(reply, ErrorReply) else otherwise
    return _wrong(line_id, number, f"line {number}: {sentence}")


def _wrong(question_id: Id, number: int, error: str) -> Done:
    return Done({"id": question_id, "kind": "error", "line": number, "error": error}, error)
