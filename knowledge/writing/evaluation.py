"""How well written answers rest on their citations, and what they cost. Pure, and independent of what judges sentences.

Citation recall and precision as in ALCE (Gao et al., "Enabling Large Language Models to Generate Text with Citations",
2023): a sentence is recalled where its citations together bear it out; a citation is precise where its sentence is
recalled and it is needed for that, or bears it out by itself. Instead of a model of entailment there is a plain rule:
every numeral of the sentence stands in the quotes, and so do most of its words. It sees no negation and no swap of
words that all stand there; what it says is that the citations are about what the sentence says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple, TypeVar

from knowledge.matching import numerals
from knowledge.records import Answer, Claim, Record, Refusal, Sentence
from knowledge.words import content_words, stem

T = TypeVar("T")

ENOUGH = 0.6  # of a sentence's words


class Support(NamedTuple):
    """What the citations of one sentence are worth."""

    recalled: bool
    precise: int  # citations
    citations: int


class WrittenResult(Record):
    """What a model made of one question."""

    sentences: tuple[Sentence, ...] = ()
    claims: tuple[Support, ...] = ()  # of the sentences that are shown, quotes in a sentence's place included
    instead: bool = False  # the quoted answer was given, since the model failed
    refused: bool = False  # nothing of what it wrote held
    first_ms: float | None = None  # until the first sentence was shown
    took_ms: float = 0.0


class WritingFigures(Record):
    """Sums over written answers; a share is from 0 to 1, None where there is nothing that it could be of."""

    model: str
    answers: int  # that the model was asked for
    instead: int
    refused: int
    sentences: int
    replaced: float | None  # of the sentences
    dropped: float | None
    citation_recall: float | None  # of the claims
    citation_precision: float | None  # of their citations
    calls: int
    tokens: int
    cost: Decimal
    first_ms: float | None  # median
    median_ms: float | None


def result_of(outcome: Answer | Refusal, first_ms: float | None, took_ms: float) -> WrittenResult | None:
    """What a model made of a question; None where it wasn't asked, since the question was refused before."""
    sentences = outcome.sentences
    if isinstance(outcome, Refusal):
        return WrittenResult(sentences=sentences, refused=True, took_ms=took_ms) if sentences else None
    claims = tuple(support(claim) for claim in outcome.claims) if sentences else ()
    return WrittenResult(sentences=sentences, claims=claims, instead=not sentences, first_ms=first_ms, took_ms=took_ms)


def support(claim: Claim) -> Support:
    """What the citations of a claim are worth."""
    quotes = [citation.quote for citation in claim.citations]
    if not _bears_out(claim.text, quotes):
        return Support(recalled=False, precise=0, citations=len(quotes))
    precise = sum(
        _bears_out(claim.text, [quote]) or not _bears_out(claim.text, [*quotes[:at], *quotes[at + 1 :]])
        for at, quote in enumerate(quotes)
    )
    return Support(recalled=True, precise=precise, citations=len(quotes))


def summed(model: str, results: Sequence[WrittenResult], calls: int, tokens: int, cost: Decimal) -> WritingFigures:
    """The figures over some results."""
    sentences = [sentence for result in results for sentence in result.sentences]
    claims = [claim for result in results for claim in result.claims]
    cited = sum(claim.citations for claim in claims)
    firsts = [result.first_ms for result in results if result.first_ms is not None]
    return WritingFigures(
        model=model,
        answers=len(results),
        instead=sum(result.instead for result in results),
        refused=sum(result.refused for result in results),
        sentences=len(sentences),
        replaced=_share(sentences, lambda each: each.verdict == "replaced"),
        dropped=_share(sentences, lambda each: each.verdict == "dropped"),
        citation_recall=_share(claims, lambda each: each.recalled),
        citation_precision=sum(claim.precise for claim in claims) / cited if cited else None,
        calls=calls,
        tokens=tokens,
        cost=cost,
        first_ms=median(firsts) if firsts else None,
        median_ms=median(result.took_ms for result in results) if results else None,
    )


def _bears_out(text: str, quotes: Iterable[str]) -> bool:
    together = "\n".join(quotes)
    if set(numerals(text)) - set(numerals(together)):
        return False
    there = {stem(word) for word in content_words(together)}
    words = content_words(text)
    return sum(stem(word) in there for word in words) >= ENOUGH * len(words)


def _share(things: Sequence[T], counts: Callable[[T], bool]) -> float | None:
    return sum(map(counts, things)) / len(things) if things else None
