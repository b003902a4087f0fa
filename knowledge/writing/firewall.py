"""What stands between written prose and a person: each sentence passes, gives way to its quote, or is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from weakref import WeakKeyDictionary

import sentencex

from knowledge.ports import Embedder, Reader, Reranker
from knowledge.records import Claim, Record
from knowledge.verification.evidence import Likeness
from knowledge.words import content_words, stem
from knowledge.writing import cleaning, coverage
from knowledge.writing.backing import Backing
from knowledge.writing.evidence import Evidence, Source
from knowledge.writing.facts import facts_of
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.filling import SLOT
from knowledge.writing.judging import Judge

Outcome = Literal["passed", "replaced", "dropped"]

ABOUT = 0.34  # of a sentence's words: a quote that has fewer of them is of something else, and doesn't take its place


class Judged(Record):
    """One sentence, and what became of it."""

    written: str  # as it came, with its slots and markers
    verdict: Outcome
    reason: str | None = None  # why it didn't pass; for the log
    claim: Claim | None = None  # what may be shown: None where it was dropped


class Firewall:
    """Judges the sentences of one answer, in their order. Not to be shared: it knows which quotes were given already.

    ``embedder`` lets words stand for others that mean the same; without one fewer honest sentences pass, no more lies.
    Reranker and reader aren't asked: on sentences that differ in one word they tell true from false too badly.
    """

    def __init__(
        self,
        evidence: Evidence,
        question: str = "",
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,  # noqa: ARG002
        reader: Reader | None = None,  # noqa: ARG002
    ) -> None:
        self._evidence = evidence
        self._question = question
        self._judge = Judge(evidence, facts_of(evidence), _likeness(embedder), question)
        self._given: set[int] = set()  # sources whose quote stands in the answer, or under a sentence of it

    def judge(self, sentence: str) -> Judged:
        """What becomes of one sentence of prose with ``{{s1}}`` and ``[1]``; of several, one that fails decides."""
        pieces = _sentences(sentence)
        if len(pieces) > 1:
            return self._together(sentence, pieces)
        draft = cleaning.read(sentence)
        cited = [s for number in draft.cited if (s := self._evidence.source(number)) is not None]
        try:
            text, sources, highlight = self._judge.supported(draft, cited)
        except Unsupported as problem:
            return self._refused(sentence, draft.text, cited, problem)
        self._given |= {source.number for source in sources}
        citations = tuple(source.citation for source in sources)
        claim = Claim(text=text, citations=citations, highlight=highlight)
        return Judged(written=sentence, verdict="passed", claim=claim)

    def judge_all(self, text: str) -> tuple[Judged, ...]:
        """The same for each sentence of a text, in order."""
        return tuple(self.judge(sentence) for sentence in _sentences(text))

    def _together(self, written: str, pieces: Sequence[str]) -> Judged:
        judged = [self.judge(piece) for piece in pieces]
        worst = next((each for each in judged if each.verdict != "passed"), None)
        if worst is not None:
            return worst.model_copy(update={"written": written})
        claims = [each.claim for each in judged if each.claim]
        citations = tuple(dict.fromkeys(citation for claim in claims for citation in claim.citations))
        claim = Claim(text=" ".join(claim.text for claim in claims), citations=citations)
        return Judged(written=written, verdict="passed", claim=claim)

    def _refused(self, written: str, text: str, cited: Sequence[Source], problem: Unsupported) -> Judged:
        """The quote in its place, where it is about the same and wasn't given yet."""
        source = self._meant(text, cited)
        if source is None or problem.failure == Failure.UNCITED:
            return Judged(written=written, verdict="dropped", reason=str(problem))
        self._given.add(source.number)
        claim = Claim(text=source.quote, citations=(source.citation,))
        return Judged(written=written, verdict="replaced", reason=str(problem), claim=claim)

    def _meant(self, text: str, cited: Sequence[Source]) -> Source | None:
        words = {stem(word) for word in content_words(SLOT.sub(" ", text))}
        new = [source for source in cited if source.number not in self._given]
        shares = {source.number: _share(words, source) for source in new}
        best = max(new, key=lambda source: shares[source.number], default=None)
        return best if best is not None and shares[best.number] >= ABOUT else None


def _share(words: set[str], source: Source) -> float:
    known = Backing([source], ()).known
    return sum(word in known for word in words) / len(words) if words else 1.0


def _sentences(text: str) -> list[str]:
    return [piece for line in text.split("\n") for each in sentencex.segment("en", line) if (piece := each.strip())]


_KEPT: WeakKeyDictionary[Embedder, Likeness] = WeakKeyDictionary()  # the vectors of words outlive an answer


def _likeness(embedder: Embedder | None) -> coverage.Likeness:
    if embedder is None:
        return _unlike
    return _KEPT.setdefault(embedder, Likeness(embedder)).nearest


def _unlike(words: Sequence[str], _others: Sequence[str]) -> Sequence[float]:
    return [0.0] * len(words)
