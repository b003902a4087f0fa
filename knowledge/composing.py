"""From ranked passages to claims: which sentences are quoted, which words of them answer. Pure, but for a ranker."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import sentencex

from knowledge.links import link_to
from knowledge.numerals import Numeral, numerals
from knowledge.ports import Ranked
from knowledge.records import Citation, Claim, Passage, Revision
from knowledge.scope import Scope, Wants
from knowledge.words import content_words, stem, tokens

Score = Callable[[str, Sequence[str]], Sequence[float]]  # how well each text answers a question

NARROWER_MAY_LOSE = 0.2  # logits: a sentence that answers no worse than this against its window is quoted alone
NEAR = 9  # words around a figure that tell what it counts

_DATE = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2},)?(?: (?:19|20)\d\d)?|\b(?:19|20)\d\d\b"
)
_CAUSE = re.compile(r"\b(?:because|due to|since|so that|in order to|owing to|thanks to|driven by|the reason)\b.*", re.S)
_NAME = re.compile(r"(?:[A-Z][\w&'’.-]*)(?: (?:of|the|and|for|de)? ?[A-Z][\w&'’.-]*)*")


def compose(scope: Scope, found: Ranked, revision: Revision, score: Score | None) -> Claim:
    """A claim that quotes the passage, or the one sentence of it that answers; its highlight is what answers."""
    passage = found.passage
    start, end = _quoted_span(scope, found, score)
    quote = passage.text[start:end]
    citation = cite(passage, revision, start, end)
    return Claim(text=quote, citations=(citation,), highlight=answering_words(scope, quote))


def cite(passage: Passage, revision: Revision, start: int, end: int) -> Citation:
    """The citation of ``passage.text[start:end]``."""
    quote = passage.text[start:end]
    return Citation(
        revision_id=revision.id,
        document=revision.document.name,
        title=revision.title,
        quote=quote,
        start=passage.start + start,
        end=passage.start + end,
        page=passage.page,
        headings=passage.headings,
        link=link_to(revision.document.uri, revision.media_type, quote, passage.page),
    )


def same_place(one: Claim, other: Claim) -> bool:
    """Whether two claims quote overlapping stretches, or the same words."""
    return one.citations[0].quote == other.citations[0].quote or overlapping(one, other)


def overlapping(one: Claim, other: Claim) -> bool:
    """Whether two claims quote overlapping stretches of one document."""
    a, b = one.citations[0], other.citations[0]
    return a.revision_id == b.revision_id and a.start < b.end and b.start < a.end


def joined(one: Claim, other: Claim) -> Claim:
    """One claim from two that quote overlapping stretches of a document; its highlight is the first's."""
    first, second = sorted((one, other), key=lambda claim: claim.citations[0].start)
    a, b = first.citations[0], second.citations[0]
    if b.end <= a.end:
        return first
    quote = a.quote[: b.start - a.start] + b.quote
    citation = a.model_copy(update={"quote": quote, "end": b.end})
    return Claim(text=quote, citations=(citation,), highlight=first.highlight)


def _quoted_span(scope: Scope, found: Ranked, score: Score | None) -> tuple[int, int]:
    """The sentence that answers by itself as well as the whole window, else the window."""
    passage = found.passage
    spans = _parts(passage)
    if len(spans) < 2 or score is None or scope.wants == Wants.COMPARISON:
        return 0, len(passage.text)
    pieces = [passage.text[a:b] for a, b in spans]
    scores = score(scope.question, [f"{passage.context} {piece}" for piece in pieces])
    best = max(range(len(scores)), key=lambda at: scores[at])
    if scores[best] >= found.score - NARROWER_MAY_LOSE and (scope.wants != Wants.NUMBER or numerals(pieces[best])):
        return spans[best]
    return 0, len(passage.text)


def _parts(passage: Passage) -> list[tuple[int, int]]:
    if passage.kind == "table":
        lines = passage.text.split("\n")
    else:
        lines = [part for block in passage.text.split("\n\n") for part in sentencex.segment("en", block)]
    spans, at = [], 0
    for line in lines:
        piece = line.strip()
        if piece:
            start = passage.text.index(piece, at)
            spans.append((start, start + len(piece)))
            at = start + len(piece)
    return spans


def answering_words(scope: Scope, quote: str) -> tuple[int, int] | None:
    """Offsets of the shortest stretch of the quote that answers, or None where none can be told."""
    if scope.wants in (Wants.NUMBER, Wants.COMPARISON):
        return _figure(scope, quote)
    if scope.wants == Wants.WHEN:
        return _first(_DATE, quote)
    if scope.wants == Wants.WHY:
        return _first(_CAUSE, quote)
    if scope.wants in (Wants.WHO, Wants.WHERE):
        return _name(scope, quote)
    return None


def _first(pattern: re.Pattern[str], quote: str) -> tuple[int, int] | None:
    match = pattern.search(quote)
    return (match.start(), match.start() + len(match[0].rstrip(" .,;"))) if match else None


def _name(scope: Scope, quote: str) -> tuple[int, int] | None:
    asked = {stem(word) for word in scope.words}
    for match in _NAME.finditer(quote):
        begins = match.start() == 0 or quote[: match.start()].rstrip()[-1:] in ".!?"
        words = content_words(match[0])
        if words and not (begins and len(words) == 1) and not {stem(word) for word in words} & asked:
            return match.start(), match.start() + len(match[0].rstrip(" .,;"))
    return None


def _figure(scope: Scope, quote: str) -> tuple[int, int] | None:
    """The figure whose neighbourhood has most of the question's words; of equals, the first."""
    figures = [n for n in numerals(quote) if not n.is_year and n.value not in {str(y) for y in scope.years}]
    asked = {stem(word) for word in scope.words}
    if not figures:
        return None
    best = max(figures, key=lambda figure: (_nearness(figure, quote, asked), -figure.start))
    return best.start, best.end


def _nearness(figure: Numeral, quote: str, asked: set[str]) -> float:
    before = [stem(word) for word in tokens(quote[: figure.start])][::-1]
    after = [stem(word) for word in tokens(quote[figure.end :])]
    score = 0.0
    for word in asked:
        # What a figure counts follows it more often than it leads up to it.
        ahead = next((1.0 / (at + 2) for at, other in enumerate(after[:NEAR]) if other == word), 0.0)
        behind = next((0.7 / (at + 2) for at, other in enumerate(before[:NEAR]) if other == word), 0.0)
        score += max(ahead, behind)
    return score
