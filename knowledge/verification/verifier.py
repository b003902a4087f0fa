"""verify(text) → Verification: each claim of a text held against what the published documents state."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.editions import Editions
from knowledge.grounding import verbatim
from knowledge.lookup import Statistics
from knowledge.ports import Catalogue, Embedder, Reader, Reranker
from knowledge.records import Judgement, Statistic, Verdict, Verification
from knowledge.verification.changes import Decision
from knowledge.verification.claims import Said, claims
from knowledge.verification.deciding import FLOOR, UNRANKED_FLOOR, decide
from knowledge.verification.evidence import Finder, View
from knowledge.verification.unfigured import Retrieve, Unfigured
from knowledge.verification.unlisted import unlisted


class Verifier:
    """Checks claims against the published edition. Safe to share between threads; holds no state but its parts."""

    def __init__(
        self,
        catalogue: Catalogue,
        statistics: Statistics,
        retrieve: Retrieve,
        embedder: Embedder,
        reranker: Reranker | None,
        reader: Reader,
    ) -> None:
        self._catalogue = catalogue
        self._finder = Finder(statistics, catalogue.text, embedder, reranker)
        self._retrieve = retrieve
        self._unfigured = Unfigured(self._options_of, self._finder, retrieve, reader)
        self._floor = FLOOR if reranker is not None else UNRANKED_FLOOR
        self._editions = Editions(catalogue)

    def verify(self, text: str, document_ids: Collection[str] | None = None) -> Verification:
        """A verdict on each claim of the text; ``document_ids`` limits what is looked at.

        Raises EmptyLibrary while nothing is published.
        """
        library = View(self._editions.published(), document_ids)
        verdicts = tuple(self._verdict(said, library) for said in claims(text))
        return Verification(text=text, verdicts=verdicts, edition=library.edition_id)

    def _verdict(self, said: Said, library: View) -> Verdict:
        if said.stated:
            return self._checked(said, self._of_figure(said, library))
        return self._checked(said, self._unfigured.decide(said, library, self._floor))

    def _of_figure(self, said: Said, library: View) -> Decision:
        """By the catalogue's statistics; where they don't support it, by what passages have beyond them, too."""
        found = self._finder.find(said, library)
        decision = decide(said, found, self._floor)
        if decision.judgement == Judgement.SUPPORTED:
            return decision
        listed = [each.statistic for each in found]
        question = f"{said.about} {' '.join(map(str, said.years))}".strip()
        nearest = [ranked for ranked, _ in self._retrieve(question, library.document_ids, library.snapshot)]
        if not (further := unlisted(said, nearest, listed)):
            return decision
        again = decide(said, self._finder.ranked(said, [*listed, *further], library.revisions), self._floor)
        better = again.judgement == Judgement.SUPPORTED or decision.judgement == Judgement.NOT_IN_REPORTS
        return again if better else decision

    def _checked(self, said: Said, decision: Decision) -> Verdict:
        """The verdict, with nothing that isn't verbatim what is stored."""
        cited = dict.fromkeys((*(each.citation for each in decision.evidence), *decision.citations))
        citations = tuple(each for each in cited if verbatim(each, self._catalogue.text))
        sound = len(citations) == len(cited)
        return Verdict(
            claim=said.text,
            start=said.start,
            end=said.end,
            judgement=decision.judgement if sound else Judgement.NOT_IN_REPORTS,
            statistics=tuple(each.statistic for each in decision.evidence) if sound else (),
            citations=citations if sound else (),
            notes=decision.notes if sound else (),
        )

    def _options_of(self, statistic: Statistic, edition_id: int) -> list[Statistic]:
        if statistic.distribution is None:
            return []
        return self._catalogue.options(edition_id, [(statistic.revision_id, statistic.distribution)])
