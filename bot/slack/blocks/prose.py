"""A written answer: its sentences in one paragraph, then each quote that they rest on, once, with where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import limits
from bot.slack.blocks.parts import Element, How, Sheet, paragraph, quoted, rich, stretch, words
from bot.slack.blocks.proofs import Proof
from bot.slack.text import mrkdwn
from knowledge.records import Answer, Citation, Claim

QUOTES = 3  # shown while it is folded
SENTENCE = 1_200  # units; what is longer is a quote in a sentence's place


def written(answer: Answer, proof: Proof, how: How) -> Sheet:
    """The sentences that haven't been streamed, and the quotes; ``folds``: whether there is more to see unfolded."""
    sheet = Sheet()
    left = answer.claims[how.streamed :]
    if left:
        sheet.add(rich(paragraph(*(element for claim in left for element in _sentence(claim, proof)))))
    sheet.lines += [f"{mrkdwn(spoken(claim))} {proof.numbers(claim.citations)}" for claim in answer.claims]
    citations = list(dict.fromkeys(citation for claim in answer.claims for citation in claim.citations))
    quotes = [each for each in citations if not any(claim.text == each.quote for claim in answer.claims)]
    shown = quotes[:QUOTES] if how.folded else quotes
    sheet.add(rich(*(_quote(citation, proof) for citation in shown)) if shown else None)
    sheet.take(proof.sources(citations))
    sheet.folds = len(quotes) > QUOTES or any(limits.length(each.quote) > proof.limit for each in citations)
    return sheet


def spoken(claim: Claim) -> str:
    """A sentence as it is said; one that is a quote, in quotation marks."""
    text = limits.cut(claim.text, SENTENCE)
    return f"“{text}”" if any(claim.text == citation.quote for citation in claim.citations) else text


def _sentence(claim: Claim, proof: Proof) -> list[Element]:
    bold = claim.highlight if spoken(claim) == claim.text else None
    return [*stretch(spoken(claim), bold), words(f" {proof.numbers(claim.citations)} ")]


def _quote(citation: Citation, proof: Proof) -> Element:
    shown, _ = limits.excerpt(citation.quote, None, proof.limit)
    return quoted(*stretch(f"“{shown}”"), words(f"  {proof.numbers([citation])}"))


def markers(numbers: Sequence[int]) -> str:
    """``[1][3]``, as a stream shows them."""
    return "".join(f"[{number}]" for number in numbers)
