"""answer(question) → Answer | Refusal: the one way from a question to what the documents say, or don't."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence

from knowledge import scope as scopes
from knowledge.composing import Score, cite, compose, joined, overlapping, same_place
from knowledge.conversation import standalone
from knowledge.distributions import answering_first, whole_distribution
from knowledge.editions import Editions, Snapshot
from knowledge.grounding import grounded
from knowledge.naming import asks_by_name
from knowledge.numerals import holds_figure, numerals
from knowledge.ports import Catalogue, Embedder, PassageIndex, Ranked, Reader, Reading, Reranker, Span
from knowledge.records import Answer, Citation, Claim, Edition, Passage, Reason, Refusal, Revision, Statistic, Turn
from knowledge.refusing import detail_of, reason_for
from knowledge.retrieval import Retriever, is_label, newest_first
from knowledge.scope import Scope, Wants
from knowledge.settings import KnowledgeSettings
from knowledge.stages import stage
from knowledge.stored import StoredOutcomes, key_of
from knowledge.tabled import in_a_table

log = logging.getLogger(__name__)

READ_WINDOWS = 3  # how many windows the reader looks at
FURTHER_MARGIN = 1.2  # logits behind the best within which another passage is quoted, too
WIDER_MARGIN = 3.0  # the same, where the question asks for several things
MOST_CLAIMS = 3
NEAREST = 3
CHATTER = 0.5
SURELY_CHATTER = 0.9
NOTHING_TO_DO = -6.0  # a reranker's logit below which passage and question have nothing to do with each other


class Answerer:
    """Answers from the published edition. Safe to share between threads.

    It holds no state but its parts, and the outcomes of what was asked last of an edition, which never changes.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        index: PassageIndex,
        embedder: Embedder,
        reranker: Reranker | None,
        reader: Reader,
        settings: KnowledgeSettings,
        answerability: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._reranker = reranker
        self._reader = reader
        self._retriever = Retriever(catalogue, index, embedder, reranker, settings.candidates, answerability)
        self._editions = Editions(catalogue)
        self._stored = StoredOutcomes(settings.stored_answers)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        document_ids: Collection[str] | None = None,
        within: Snapshot | None = None,
    ) -> Answer | Refusal:
        """What the documents say to the question, or why it is refused and what they say nearest to it.

        ``history`` is the conversation so far, oldest first; ``document_ids`` limits the answer to these documents,
        ``within`` takes another edition than the published one. Raises EmptyLibrary while nothing is published.
        """
        edition, revisions = within or self._editions.published()
        with stage("understand"):
            scope = scopes.read(standalone(question, history, self._retriever.likeness))
        if within:  # may be a staged edition, whose number another one can have tomorrow
            return self._outcome(scope, within, document_ids)
        key = key_of(edition.id, scope.question, document_ids)
        return self._stored.get(key, lambda: self._outcome(scope, Snapshot(edition, revisions), document_ids))

    def _outcome(self, scope: Scope, within: Snapshot, document_ids: Collection[str] | None) -> Answer | Refusal:
        """What one edition says to a question that stands alone."""
        edition, revisions = within
        if not scope.is_question or self._is_chatter(scope):
            return self._refusal(scope, Reason.NOT_A_QUESTION, (), edition)
        with stage("retrieve"):
            ranked, of_other_years = self._retriever.find(scope, edition.id, revisions, document_ids)
        if not ranked:
            return self._out_of_period(scope, edition, revisions, document_ids)
        found, newest = newest_first(scope, self._with_figures(scope, ranked), revisions)
        if tabled := in_a_table(scope, found, self._catalogue, edition.id, revisions):
            return self._answer(scope, [tabled.claim], tabled.statistics, (*tabled.notes, newest), edition)
        with stage("read"):
            reading = self._reader.read(scope.question, found[:READ_WINDOWS], of_other_years)
        log.debug("answerable: %.2f, unmet: %s, elsewhere: %s, of whom: %s", *reading)
        if reading.probability < self._reader.threshold and not self._is_named(scope, found, reading, edition):
            reason = reason_for(scope, reading)
            return self._refusal(scope, reason, self._nearest(scope, found, revisions), edition, reading.unmet)
        with stage("compose"):
            claims = self._grounded(self._claims(scope, found, revisions))
        if not claims:
            return self._refusal(scope, Reason.NOT_IN_REPORTS, (), edition)
        statistics = self._statistics_in(claims, edition)
        claims = whole_distribution(claims, statistics, revisions, wanted=scope.wants_several)
        return self._answer(scope, claims, statistics, (newest,), edition)

    def _answer(
        self,
        scope: Scope,
        claims: Sequence[Claim],
        statistics: Sequence[Statistic],
        notes: Sequence[str | None],
        edition: Edition,
    ) -> Answer:
        return Answer(
            question=scope.question,
            claims=tuple(claims),
            statistics=tuple(statistics),
            notes=tuple(note for note in notes if note),
            edition=edition.id,
        )

    def retrieve(self, question: str, document_ids: Collection[str] | None = None) -> list[Ranked]:
        """The passages that may answer, best first. Raises EmptyLibrary while nothing is published."""
        return [ranked for ranked, _ in self.retrieve_cited(question, document_ids)]

    def retrieve_cited(
        self, question: str, document_ids: Collection[str] | None = None, within: Snapshot | None = None
    ) -> list[tuple[Ranked, Citation]]:
        """The same, each with the citation of the whole passage; ``within`` another edition than the published one."""
        edition, revisions = within or self._editions.published()
        scope = scopes.read(question)
        found, _ = newest_first(
            scope, self._retriever.find(scope, edition.id, revisions, document_ids).ranked, revisions
        )
        return [(r, cite(r.passage, revisions[r.passage.revision_id], 0, len(r.passage.text))) for r in found]

    def understood(self, question: str, history: Sequence[Turn]) -> str:
        """The question as it is looked up: standing alone, whatever it follows."""
        return standalone(question, history, self._retriever.likeness)

    def turn(self, question: str, outcome: Answer | Refusal) -> Turn:
        """What a follow-up needs to know of this question."""
        revisions = self._editions.revisions(outcome.edition)
        claims = outcome.claims if isinstance(outcome, Answer) else ()
        cited = {citation.revision_id for claim in claims for citation in claim.citations}
        return Turn(
            question=question,
            standalone=outcome.question,
            answered=isinstance(outcome, Answer),
            document_ids=tuple(sorted(revisions[revision_id].document.id for revision_id in cited)),
        )

    @staticmethod
    def _with_figures(scope: Scope, found: Sequence[Ranked]) -> Sequence[Ranked]:
        """For a number, the passages that hold one; all of them where none does (which the reader then refuses)."""
        if scope.wants != Wants.NUMBER:
            return found
        return [ranked for ranked in found if holds_figure(ranked.passage.text)] or found

    # -- claims ----------------------------------------------------------------------------------------------------
    def _claims(self, scope: Scope, found: Sequence[Ranked], revisions: Mapping[str, Revision]) -> list[Claim]:
        claims: list[Claim] = []
        score = None if scope.wants_several else self._score()  # whole windows, where several facts are wanted
        for ranked in self._worth_quoting(scope, found, revisions):
            claim = compose(scope, ranked, revisions[ranked.passage.revision_id], score)
            near = next((at for at, other in enumerate(claims) if same_place(claim, other)), None)
            if near is not None:
                if scope.wants_several and overlapping(claim, claims[near]):
                    claims[near] = joined(claims[near], claim)
                continue
            if claims and scope.wants == Wants.NUMBER and not numerals(claim.text):
                continue
            claims.append(claim)
            if len(claims) == MOST_CLAIMS:
                break
        return claims

    def _worth_quoting(
        self, scope: Scope, found: Sequence[Ranked], revisions: Mapping[str, Revision]
    ) -> Iterable[Ranked]:
        """The best passage, the best of each year that is asked for, and those that answer nearly as well."""
        chosen = [found[0]]
        if len(scope.years) > 1:
            for year in scope.years:
                of_year = [f for f in found if year in revisions[f.passage.revision_id].period]
                chosen += of_year[:1]
        margin = WIDER_MARGIN if scope.wants_several else FURTHER_MARGIN
        floor = max(0.0, found[0].score - margin)
        chosen += [f for f in found[1:] if self._reranker and f.score >= floor and not is_label(f.passage)]
        return dict.fromkeys(chosen)

    def _score(self) -> Score | None:
        return self._reranker.score if self._reranker is not None else None

    def _is_named(self, scope: Scope, found: Sequence[Ranked], reading: Reading, edition: Edition) -> bool:
        """Whether a question that the reader doubts has the name of a figure in it; what can't be answered stays so."""
        if reading.probability == 0:
            return False
        windows = [ranked.passage for ranked in found[:READ_WINDOWS]]
        spans = [Span(window.revision_id, window.start, window.end) for window in windows]
        statistics = self._catalogue.statistics_within(edition.id, spans)
        return any(asks_by_name(scope, _standing_in(window, statistics), window) for window in windows)

    def _statistics_in(self, claims: Sequence[Claim], edition: Edition) -> list[Statistic]:
        """The statistics whose figure stands in what is quoted, and the other options of the question that answers."""
        spans = [Span(c.revision_id, c.start, c.end) for claim in claims for c in claim.citations]
        quoted = answering_first(self._catalogue.statistics_within(edition.id, spans), claims)
        questions = {(s.revision_id, s.distribution) for s in quoted[:1] if s.distribution}
        return quoted + [s for s in self._catalogue.options(edition.id, questions) if s not in quoted]

    def _grounded(self, claims: Iterable[Claim]) -> list[Claim]:
        kept = []
        for claim in claims:
            if grounded(claim, self._catalogue.text):
                kept.append(claim)
            else:
                log.error("a claim was dropped, its quote is not what is stored: %s", claim.citations[0].document)
        return kept

    # -- refusals --------------------------------------------------------------------------------------------------
    def _is_chatter(self, scope: Scope) -> bool:
        """Small talk, unless it has the form of a question: then what the documents say decides."""
        probability = self._reader.chatter(scope.question)
        return probability >= (SURELY_CHATTER if scopes.asks(scope.question) else CHATTER)

    def _out_of_period(
        self,
        scope: Scope,
        edition: Edition,
        revisions: Mapping[str, Revision],
        document_ids: Collection[str] | None,
    ) -> Refusal:
        others = self._retriever.find(scope, edition.id, revisions, document_ids, any_year=True).ranked
        reason = Reason.WRONG_PERIOD if others else Reason.NOT_IN_REPORTS
        return self._refusal(scope, reason, self._nearest(scope, others, revisions), edition)

    def _nearest(self, scope: Scope, found: Sequence[Ranked], revisions: Mapping[str, Revision]) -> list[Claim]:
        claims: list[Claim] = []
        for ranked in found[: 2 * NEAREST]:
            # Something that has nothing to do with the question is no help, however near it is.
            if self._reranker is not None and ranked.score < NOTHING_TO_DO:
                break
            claim = compose(scope, ranked, revisions[ranked.passage.revision_id], None)
            if not any(same_place(claim, other) for other in claims):
                claims.append(claim)
        return self._grounded(claims)[:NEAREST]

    def _refusal(
        self, scope: Scope, reason: Reason, nearest: Sequence[Claim], edition: Edition, unmet: str | None = None
    ) -> Refusal:
        return Refusal(
            question=scope.question,
            reason=reason,
            detail=detail_of(reason, scope, unmet),
            nearest=tuple(nearest),
            edition=edition.id,
        )


def _standing_in(window: Passage, statistics: Iterable[Statistic]) -> list[Statistic]:
    return [s for s in statistics if s.revision_id == window.revision_id and window.start <= s.at < window.end]
