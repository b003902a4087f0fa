"""Find the passages that may answer: dense and lexical search, fused, kept to the years asked for, ranked again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from knowledge.ports import Catalogue, Embedder, Hit, PassageIndex, Ranked, Reranker
from knowledge.records import Passage, Revision
from knowledge.scope import Scope, undated, years_in
from knowledge.stages import model_call
from knowledge.words import acronyms, tokens

T = TypeVar("T")

RRF_K = 60  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009
DEPTH = 50  # how far down each ranking is fused
FEWEST_WORDS = 5  # a shorter stretch of prose is no statement
LABEL_WORDS = 12  # a stretch up to here is a statement only if it ends like one
OTHER_YEAR_COSTS = 1.0
COSINE_SCALE = 0.05  # without a reranker scores are cosines: a logit is worth about this much of one
WITHIN_LIMIT = 5000  # a search within more contents than this asks wide and filters afterwards
READ_AGAIN = 8  # of the best, that the model trained for answers reads, too
ANSWERING = 1.0  # what its logit counts beside one of the reranker
OF_OTHER_YEARS = 4  # passages that are kept of those that the question's years rule out
NEWEST_MARGIN = 1.5  # logits: an older answer this much better than a newer one is kept


_OF_NO_SERIES = {"annual", "results", "from", "the", "state", "of"}  # come and go between issues of one series


class Retrieved(NamedTuple):
    """What a search found."""

    ranked: list[Ranked]  # what may answer, best first
    of_other_years: list[Passage]  # the best of what only the question's years rule out


def fuse(rankings: Iterable[Sequence[Hit]], k: int = RRF_K) -> list[str]:
    """Content ids by the sum of 1 / (k + rank) over the rankings, best first."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.content_id] = scores.get(hit.content_id, 0.0) + 1.0 / (k + rank)
    return sorted(scores, key=lambda content_id: -scores[content_id])


def speaks_of(passage: Passage, revision: Revision, years: Collection[int]) -> bool:
    """Whether a passage may answer for one of the years: it names one, or its document speaks of one."""
    if not years or not revision.period:
        return True
    named = years_in(f"{' '.join(passage.headings)} {passage.text}")
    return bool(set(years) & (set(named) | set(revision.period)))


def is_label(passage: Passage) -> bool:
    """Whether a passage is a label or half a caption rather than a statement; a table's row or a list is one."""
    if passage.kind != "prose":
        return False
    count = len(tokens(passage.text))
    return count < FEWEST_WORDS or (count < LABEL_WORDS and passage.text.rstrip()[-1] not in ".!?:;)”\"'")


def handicap(revision: Revision, years: Collection[int]) -> float:
    """Logits that a passage stands back in the ranking, since its report is of another year and only names this one."""
    return OTHER_YEAR_COSTS if years and revision.period and not set(years) & set(revision.period) else 0.0


def series_of(title: str) -> str:
    """A title without its numbers: the 2023 and the 2024 issue of one survey are one series."""
    return " ".join(
        sorted(set(re.findall(r"[a-z]+", title.lower())) - {"annual", "results", "from", "the", "state", "of"})
    )


def newest_first(
    scope: Scope, found: Sequence[Ranked], revisions: Mapping[str, Revision]
) -> tuple[list[Ranked], str | None]:
    """Where a question names no year and several issues of one series answer it, the newest issue comes first.

    Returns the passages and a note on it, or None where there was nothing to choose.
    """
    if scope.years or not found:
        return list(found), None
    rivals = issues_of([(ranked, ranked.passage.revision_id, ranked.score) for ranked in found], revisions)
    if len(rivals) < 2:
        return list(found), None
    newest = max(rivals)
    chosen = rivals[newest]
    title = revisions[chosen.passage.revision_id].title
    note = f"Several years answer this ({', '.join(map(str, sorted(rivals)))}); the newest comes first: {title}."
    return [chosen, *(ranked for ranked in found if ranked is not chosen)], note


def issues_of(found: Sequence[tuple[T, str, float]], revisions: Mapping[str, Revision]) -> dict[int, T]:
    """By year, what issues of the best one's series say that is nearly as good; what is found is best first.

    Each is given with its revision's id and its score.
    """
    _, best_revision, best_score = found[0]
    series = series_of(revisions[best_revision].title)
    issues: dict[int, T] = {}
    for each, revision_id, score in found:
        revision = revisions[revision_id]
        if score >= best_score - NEWEST_MARGIN and revision.period and series_of(revision.title) == series:
            issues.setdefault(revision.period[-1], each)
    return issues


class Retriever:
    """Searches one edition. Stateless but for its parts, which are safe to share between threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: PassageIndex,
        embedder: Embedder,
        reranker: Reranker | None,
        candidates: int,
        answerability: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        self._reranker = reranker
        self._candidates = candidates
        self._answerability = answerability

    def find(
        self,
        scope: Scope,
        edition_id: int,
        revisions: Mapping[str, Revision],
        document_ids: Collection[str] | None = None,
        any_year: bool = False,
    ) -> Retrieved:
        """The passages that may answer, each content once. ``any_year`` lets other years in, too."""
        years = () if any_year else scope.years
        ids = fuse(self._rankings(scope, edition_id, document_ids, self._documents_of(revisions, years)))
        passages = self._passages(edition_id, ids, document_ids, revisions)
        fitting = [p for p in passages if speaks_of(p, revisions[p.revision_id], years)]
        statements = [p for p in fitting if not is_label(p)]
        ranked = self._ranked(scope, (statements or fitting)[: self._candidates])
        ranked = self._answering_first(scope, ranked, revisions)
        others = [p for p in passages if p not in fitting and not is_label(p)] if years else []
        return Retrieved(ranked, others[:OF_OTHER_YEARS])

    def likeness(self, phrase: str, others: Sequence[str]) -> list[float]:
        """Cosine of a phrase with each of others."""
        vectors = self._embedder.embed([phrase, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    def _rankings(
        self, scope: Scope, edition_id: int, document_ids: Collection[str] | None, year_documents: Collection[str]
    ) -> list[list[Hit]]:
        with model_call("embed"):
            vector = self._embedder.embed([scope.question])[0]
        within = self._catalogue.contents(edition_id, document_ids) if document_ids is not None else None
        words = (*scope.words, *acronyms(scope.question))
        rankings = [
            self._index.search(vector, DEPTH, within),
            self._catalogue.search(edition_id, words, DEPTH, document_ids),
        ]
        if document_ids is not None:
            year_documents = set(document_ids).intersection(year_documents)
        if year_documents and (document_ids is None or len(year_documents) < len(document_ids)):
            # Without these the right year's passages may drown among the same sentences of other years.
            rankings.append(self._catalogue.search(edition_id, words, DEPTH, year_documents))
            contents = self._catalogue.contents(edition_id, year_documents)
            if len(contents) <= WITHIN_LIMIT:
                rankings.append(self._index.search(vector, DEPTH, contents))
        return rankings

    def _documents_of(self, revisions: Mapping[str, Revision], years: Collection[int]) -> set[str]:
        return {r.document.id for r in revisions.values() if set(r.period) & set(years)}

    def _passages(
        self,
        edition_id: int,
        content_ids: Sequence[str],
        document_ids: Collection[str] | None,
        revisions: Mapping[str, Revision],
    ) -> list[Passage]:
        by_content: dict[str, Passage] = {}
        for passage in self._catalogue.passages(edition_id, content_ids):
            if document_ids is None or revisions[passage.revision_id].document.id in document_ids:
                by_content.setdefault(passage.content_id, passage)
        return [by_content[content_id] for content_id in content_ids if content_id in by_content]

    def _answering_first(
        self, scope: Scope, ranked: Sequence[Ranked], revisions: Mapping[str, Revision]
    ) -> list[Ranked]:
        """Best first; among the best few, what answers goes before what is only about the same."""
        scale = 1.0 if self._reranker is not None else COSINE_SCALE

        def worth(each: Ranked) -> float:
            return each.score - scale * handicap(revisions[each.passage.revision_id], scope.years)

        ordered = sorted(ranked, key=worth, reverse=True)
        if self._answerability is None:
            return ordered
        best = ordered[:READ_AGAIN]
        with model_call("answerable"):
            logits = self._answerability.score(undated(scope.question), [each.passage.in_context for each in best])
        answering = {each.passage.id: ANSWERING * logit for each, logit in zip(best, logits, strict=True)}
        best.sort(key=lambda each: worth(each) + answering[each.passage.id], reverse=True)
        return best + ordered[READ_AGAIN:]

    def _ranked(self, scope: Scope, passages: Sequence[Passage]) -> list[Ranked]:
        if not passages:
            return []
        texts = [passage.in_context for passage in passages]
        if self._reranker is not None:
            with model_call("rerank"):
                scores = self._reranker.score(scope.question, texts)
        else:
            scores = self.likeness(scope.question, texts)
        return [Ranked(passage, score) for passage, score in zip(passages, scores, strict=True)]
