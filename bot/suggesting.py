"""``suggest``: questions for somebody who doesn't know what to ask, each made from the library and answered by it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from itertools import chain, zip_longest
from threading import Lock
from typing import NamedTuple

import structlog

from bot.audience import Audience
from bot.phrasing import question_of
from bot.replies import SuggestionsReply
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services
from knowledge.records import Answer, Revision, Statistic

log = structlog.get_logger(__name__)

MOST = 4
DOCUMENTS = 6  # the newest, from which questions are made
CANDIDATES = 24  # questions that are tried at most: each takes as long as an answer
SHORT = 75  # characters; what is longer is cut on a button
_ABOUT_ITSELF = re.compile(
    r"\b(?:sampled?|selected|surveys?|questionnaires?|took part)\b", re.IGNORECASE
)  # how it was made
WAIT_S = 15.0  # for the first ones
EVERYBODY = Audience(surface="slack")  # nobody in particular, nowhere in particular


def run(services: Services, _request: Request, _watch: Watch) -> SuggestionsReply:
    """At most four questions; fewer where the library says little, none while they can't be had."""
    return SuggestionsReply(services.suggestions.questions(WAIT_S))


class Suggestions:
    """Made once for each edition, in a thread of their own; meanwhile those of the edition before are good enough.

    They are the same for everybody, and so made of what everybody may read. Where that changes they are made anew, and
    until then there are none.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._made: tuple[_Of, Future[tuple[str, ...] | None]] | None = None
        self._last: tuple[_Of, tuple[str, ...]] | None = None

    def questions(self, wait_s: float = 0.0) -> tuple[str, ...]:
        """Those of the published edition, waiting at most so long; else what there was before."""
        edition = self._services.catalogue.current()
        if edition is None:
            return ()
        of = _Of(edition.id, self._services.readers.permitted(EVERYBODY, edition.id))
        made, last = self._begun(of), self._last
        before = last[1] if last and _all_open(last[0].documents, of.documents) else ()
        try:
            questions = made.result(0 if before else wait_s)
        except NotYet:
            return before
        if questions is None:
            self._begin_anew(made)
            return before
        self._last = of, questions
        return questions

    def _begun(self, of: _Of) -> Future[tuple[str, ...] | None]:
        with self._lock:
            if self._made is None or self._made[0] != of:
                self._worker = self._worker or ThreadPoolExecutor(1, "suggestions")
                self._made = of, self._worker.submit(self._make, of.documents)
            return self._made[1]

    def _make(self, documents: frozenset[str] | None) -> tuple[str, ...] | None:
        try:
            return suggestions(self._services, documents)
        except Exception:  # the outermost line of this thread: a page without suggestions is still a page
            log.exception("no questions to suggest")
            return None

    def _begin_anew(self, failed: Future[tuple[str, ...] | None]) -> None:
        with self._lock:
            if self._made and self._made[1] is failed:
                self._made = None


def _all_open(before: frozenset[str] | None, now: frozenset[str] | None) -> bool:
    """Whether all that was open before still is."""
    return now is None or (before is not None and before <= now)


class _Of(NamedTuple):
    """What suggestions are made of."""

    edition: int
    documents: frozenset[str] | None  # by id; None: all


class Candidate(NamedTuple):
    """A question, and the figure that is to answer it."""

    question: str
    statistic: Statistic


def suggestions(services: Services, documents: Collection[str] | None = None) -> tuple[str, ...]:
    """Questions from the newest documents, in turns, that the library answers with the figure they were made from.

    ``documents`` limits of which they are made, and by which they are answered; None: all.
    """
    edition, revisions = services.editions.published()
    there = [each for each in revisions.values() if documents is None or each.document.id in documents]
    newest = sorted(there, key=_newness, reverse=True)[:DOCUMENTS]
    by_document = [_candidates(services.catalogue.statistics(edition.id, [each.document.id])) for each in newest]
    chosen: list[Candidate] = []
    in_turns = chain.from_iterable(zip_longest(*by_document))
    for candidate in [each for each in in_turns if each][:CANDIDATES]:
        if len(chosen) == MOST:
            break
        if not any(_alike(candidate, other) for other in chosen) and _is_answered(services, candidate, documents):
            chosen.append(candidate)
    return tuple(each.question for each in chosen)


def _newness(revision: Revision) -> tuple[str, int, str]:
    return revision.published or "", max(revision.period, default=0), revision.read_at.isoformat()


def _candidates(statistics: Sequence[Statistic]) -> list[Candidate]:
    """The questions of one document, the best to begin with first."""
    made = {question: s for s in reversed(statistics) if (question := question_of(s))}
    ordered = [Candidate(question, s) for question, s in reversed(made.items())]
    return sorted(ordered, key=_unfit)


def _unfit(candidate: Candidate) -> tuple[bool, ...]:
    statistic = candidate.statistic
    return (
        len(candidate.question) > SHORT,
        statistic.distribution != candidate.question,  # a question with all its options says most
        bool(_ABOUT_ITSELF.search(candidate.question)),
        statistic.origin != "findings",  # what a person has named is what people ask for
        not statistic.base,
    )


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two are about the same: of one question, or of one measure."""
    a, b = one.statistic, other.statistic
    same_question = bool(a.distribution) and (a.revision_id, a.distribution) == (b.revision_id, b.distribution)
    return same_question or a.measure == b.measure or a.place == b.place


def _is_answered(services: Services, candidate: Candidate, documents: Collection[str] | None) -> bool:
    """Whether the library answers it with the figure that it was made from, or another option of its question."""
    outcome = services.answerer.ask(candidate.question, (), documents)
    return isinstance(outcome, Answer) and any(_same(candidate.statistic, each) for each in _said(outcome))


def _said(answer: Answer) -> Iterator[Statistic]:
    cited = [citation for claim in answer.claims for citation in claim.citations]
    for statistic in answer.statistics:
        if any(c.revision_id == statistic.revision_id and c.start <= statistic.at < c.end for c in cited):
            yield statistic


def _same(one: Statistic, other: Statistic) -> bool:
    same_question = bool(one.distribution) and (one.revision_id, one.distribution) == (
        other.revision_id,
        other.distribution,
    )
    return one.id == other.id or same_question
