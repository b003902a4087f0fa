"""Which statistics a query may mean: those whose words it has, and those that stand where its meaning is."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from knowledge.facets import stands_for, years_of
from knowledge.fitting import rank_worth
from knowledge.ports import Among, Catalogue, Embedder, PassageIndex, Span
from knowledge.records import Passage, Revision, Statistic
from knowledge.scope import Scope
from knowledge.words import acronyms, tokens

DEPTH = 40  # how far down the lexical ranking is looked at
WINDOWS = 20  # nearest passages whose statistics are looked at
BESIDE = 4  # searches by words that may run at once, beside as many by meaning


class Candidate(NamedTuple):
    """A statistic, and what its places in the searches are worth, in logits."""

    statistic: Statistic
    worth: float


class Candidates:
    """Searches one edition by words and by meaning. Stateless but for its parts."""

    def __init__(self, catalogue: Catalogue, index: PassageIndex, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        # SQLite and the embedding model let go of Python's lock while they work, so that one waits in the other's time.
        self._beside = ThreadPoolExecutor(BESIDE, thread_name_prefix="look-up")

    def find(self, scope: Scope, edition_id: int, revisions: Mapping[str, Revision], among: Among) -> list[Candidate]:
        """What the two searches find, each statistic once."""
        words = [*(scope.words or tokens(scope.question)), *acronyms(scope.question)]
        hits = self._beside.submit(self._catalogue.find_statistics, edition_id, words, DEPTH, among)
        by_meaning = self._in_nearest(scope, edition_id, revisions, among)
        by_words = [(rank, hit.statistic) for rank, hit in enumerate(hits.result())]
        candidates: dict[str, Candidate] = {}
        for rank, statistic in (*by_words, *by_meaning):
            known = candidates.get(statistic.id, Candidate(statistic, 0.0))
            candidates[statistic.id] = known._replace(worth=known.worth + rank_worth(rank))
        return list(candidates.values())

    def _in_nearest(
        self, scope: Scope, edition_id: int, revisions: Mapping[str, Revision], among: Among
    ) -> list[tuple[int, Statistic]]:
        """The statistics that stand in the passages nearest in meaning, each with the best rank of its passages."""
        windows = self._nearest(scope, edition_id, revisions, among)
        spans = [Span(window.revision_id, window.start, window.end) for _, window in windows]
        return [
            (min(rank for rank, window in windows if _stands_in(statistic, window)), statistic)
            for statistic in self._catalogue.statistics_within(edition_id, spans)
            if _is_among(statistic, revisions[statistic.revision_id], among)
        ]

    def _nearest(
        self, scope: Scope, edition_id: int, revisions: Mapping[str, Revision], among: Among
    ) -> list[tuple[int, Passage]]:
        documents = among.document_ids
        within = None if documents is None else self._catalogue.contents(edition_id, documents)
        hits = self._index.search(self._embedder.embed([scope.question])[0], WINDOWS, within)
        rank = {hit.content_id: at for at, hit in enumerate(hits)}
        return [
            (rank[passage.content_id], passage)
            for passage in self._catalogue.passages(edition_id, rank)
            if documents is None or revisions[passage.revision_id].document.id in documents
        ]


def _stands_in(statistic: Statistic, passage: Passage) -> bool:
    return statistic.revision_id == passage.revision_id and passage.start <= statistic.at < passage.end


def _is_among(statistic: Statistic, revision: Revision, among: Among) -> bool:
    if among.unit not in (None, statistic.unit):
        return False
    years = years_of(statistic, revision)
    return stands_for(years, among.years) and (among.undated or bool(years.likely))
