"""The process that asks while re-ingests are killed, and holds each reply against the edition that it names.

``python -m scripts.chaos_asking LIBRARY`` says "asking", asks until its standard input ends, and prints what it saw.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import cycle
from pathlib import Path

from knowledge.answering import Answerer
from knowledge.editions import Editions
from knowledge.errors import FootnoteError
from knowledge.lookup import Statistics
from knowledge.models.reading import FittedReader, Regression, Weights
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.records import Answer, Citation, Judgement, Statistic
from knowledge.settings import KnowledgeSettings
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.chroma import ChromaIndex
from knowledge.verification import Verifier

ANIMALS = "heron badger otter lynx marten beaver stork eagle falcon hedgehog weasel bison".split()
ROUND = re.compile(r"\b[Rr]ound (\d+)\b")

# A question is answered where half of its words stand in a passage.
OVERLAP = Weights(
    trained=None,
    answerability_sha256=None,
    fitted=Regression(signals=("score",), mean=(0.0,), scale=(1.0,), weight=(1.0,), bias=0.0, threshold=0.5),
    without_reranker=(1.0, -0.2, 0.5),
    chatter_weight=(0.0,) * 384,
    chatter_bias=-50.0,
)


def figure_of(number: int, animal: int) -> int:
    """What the report of an animal says in a round."""
    return (7 * number + 13 * animal) % 97 + 1


class Asker:
    """Asks in turns, and notes what is not as it should be."""

    def __init__(self, library: Path) -> None:
        embedder, reranker = HashingEmbedder(), OverlapReranker()
        self._catalogue = open_catalogue(library)
        index = ChromaIndex(library, embedder.name, embedder.dimensions)
        reader = FittedReader(embedder, reranker, weights=OVERLAP)
        self._editions = Editions(self._catalogue)
        self._answerer = Answerer(
            self._catalogue, index, embedder, reranker, reader, KnowledgeSettings(stored_answers=0)
        )
        self._statistics = Statistics(self._catalogue, index, embedder, reranker)
        retrieve = self._answerer.retrieve_cited
        self._verifier = Verifier(self._catalogue, self._statistics, retrieve, embedder, reranker, reader)
        self._text = lru_cache(maxsize=400)(self._catalogue.text)
        self.unanswered: list[str] = []
        self.mixed: list[str] = []
        self.counts = {"asked": 0, "looked_up": 0, "verified": 0}
        self.editions: set[int] = set()
        self.longest_s = 0.0

    def until(self, told: threading.Event) -> None:
        """Ask until told to end."""
        turns = cycle([*enumerate(ANIMALS)])
        while not told.is_set():
            at, animal = next(turns)
            for kind, work in (("asked", self._ask), ("looked_up", self._look_up), ("verified", self._verify)):
                self._timed(kind, partial(work, at, animal))

    def _timed(self, kind: str, work: Callable[[], None]) -> None:
        started = time.monotonic()
        try:
            work()
        except FootnoteError as error:
            self.unanswered.append(f"{kind}: {type(error).__name__}: {error}")
        self.counts[kind] += 1
        self.longest_s = max(self.longest_s, time.monotonic() - started)

    # -- what is asked ---------------------------------------------------------------------------------------------
    def _ask(self, at: int, animal: str) -> None:
        outcome = self._answerer.ask(f"How many of the firms keep a {animal} in the yard?")
        if not isinstance(outcome, Answer):
            self.unanswered.append(f"asked about the {animal}: {outcome.reason}")
            return
        self._hold([c for claim in outcome.claims for c in claim.citations], outcome.statistics, outcome.edition, at)

    def _look_up(self, at: int, animal: str) -> None:
        lookup = self._statistics.find(f"firms keep a {animal} in the yard")
        if not lookup.found:
            self.unanswered.append(f"looked up the {animal}: nothing found")
            return
        shown = [*lookup.found, *lookup.options]
        self._hold([each.citation for each in shown], [each.statistic for each in shown], lookup.edition, at)

    def _verify(self, at: int, animal: str) -> None:
        said = self._verifier.verify(f"{figure_of(1, at)}% of the firms keep a {animal} in the yard.")
        for verdict in said.verdicts:
            if verdict.judgement == Judgement.NOT_IN_REPORTS:
                self.unanswered.append(f"verified the {animal}: not in the reports")
            self._hold(verdict.citations, verdict.statistics, said.edition, at)

    # -- what is held against the edition --------------------------------------------------------------------------
    def _hold(self, citations: Iterable[Citation], statistics: Iterable[Statistic], edition: int, at: int) -> None:
        self.editions.add(edition)
        revisions = self._editions.revisions(edition)
        rounds = {ROUND.search(self._text(each))[1] for each in revisions}  # type: ignore[index]
        if len(rounds) != 1:
            self.mixed.append(f"edition {edition} itself is of the rounds {sorted(rounds)}")
            return
        number = int(rounds.pop())
        for citation in citations:
            self._check(citation, edition, number, citation.revision_id in revisions)
        first = next((each for each in statistics if f" {ANIMALS[at]} " in each.quote), None)
        if first is not None and first.value != figure_of(number, at):
            self.mixed.append(f"edition {edition}, round {number}: {first.as_written} of the {ANIMALS[at]}")

    def _check(self, citation: Citation, edition: int, number: int, published: bool) -> None:
        if not published:
            self.mixed.append(f"edition {edition} does not have {citation.document}, which is quoted")
        elif self._text(citation.revision_id)[citation.start : citation.end] != citation.quote:
            self.mixed.append(f"edition {edition}: “{citation.quote}” does not stand in {citation.document}")
        elif any(int(found) != number for found in ROUND.findall(citation.quote)):
            self.mixed.append(f"edition {edition} of round {number}: “{citation.quote}”")


def main(library: Path) -> None:
    """Ask until standard input ends."""
    asker, told = Asker(library), threading.Event()
    worker = threading.Thread(target=asker.until, args=(told,))
    worker.start()
    print("asking", flush=True)
    sys.stdin.read()
    told.set()
    worker.join()
    seen = {
        **asker.counts,
        "replies": sum(asker.counts.values()),
        "editions": len(asker.editions),
        "longest_s": asker.longest_s,
        "unanswered": asker.unanswered,
        "mixed": asker.mixed,
    }
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
