"""Answers and refusals: sentences with their sources, the figures in them, and what to do where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.proof import citations_of, statistics_of
from bot.replies import AnswerReply
from bot.slack import limits
from bot.slack.blocks import figures
from bot.slack.blocks.footers import footer
from bot.slack.blocks.parts import (
    Element,
    How,
    Sheet,
    actions,
    ask_buttons,
    context,
    divider,
    paragraph,
    rich,
    said,
    words,
)
from bot.slack.blocks.proofs import Proof
from bot.slack.blocks.prose import written
from bot.slack.text import mrkdwn
from knowledge.records import Answer, Citation, Claim, Reason, Refusal, Statistic

AT_A_GLANCE = 700  # units of the claims that are shown before the rest is folded away; the first always is
FIGURES, ALL_FIGURES = 4, 8  # folded and not; a quoted table holds dozens
NEAREST = 260  # units of what is nearest to a question that is refused

NEARBY = {
    Reason.WRONG_POPULATION: "What they do say, of others:",
    Reason.WRONG_PERIOD: "What they do say, for other times:",
    Reason.AMBIGUOUS: "What they say about it:",
    Reason.FALSE_PREMISE: "What they do say:",
}


def answered(reply: AnswerReply, how: How) -> Sheet:
    """An answer or a refusal, with everything that belongs to it."""
    outcome = reply.outcome
    if isinstance(outcome, Refusal):
        return _refused(reply, outcome, how)
    sheet = Sheet()
    proof = Proof(citations_of(reply), reply.exchange, how.folded)
    if outcome.sentences:
        sheet.take(written(outcome, proof, how))
        return _ended(sheet, reply, outcome, how)
    shown = _at_a_glance(outcome.claims) if how.folded else outcome.claims
    sheet.take(_claims(shown, proof))
    sheet.folds = len(_at_a_glance(outcome.claims)) < len(outcome.claims) or any(_long(each) for each in outcome.claims)
    sheet.lines += _rest(outcome.claims[len(shown) :], proof)
    return _ended(sheet, reply, outcome, how)


def _ended(sheet: Sheet, reply: AnswerReply, outcome: Answer, how: How) -> Sheet:
    """With the figures, the remarks and the buttons below the claims."""
    sheet.take(_figures(reply, how))
    sheet.add(context(*map(mrkdwn, outcome.notes)), said=map(mrkdwn, outcome.notes))
    sheet.take(footer(reply.exchange, how, folds=sheet.folds))
    return sheet


def _at_a_glance(claims: Sequence[Claim]) -> Sequence[Claim]:
    room = AT_A_GLANCE
    for at, claim in enumerate(claims):
        room -= min(limits.length(claim.text), 420)
        if room < 0 and at:
            return claims[:at]
    return claims


def _long(claim: Claim) -> bool:
    return limits.length(claim.text) > 420


def _claims(claims: Sequence[Claim], proof: Proof) -> Sheet:
    """Claims, and below those of one place where that is."""
    sheet = Sheet()
    for _, group in groupby(claims, key=lambda claim: [(c.revision_id, c.page, c.headings) for c in claim.citations]):
        alike = list(group)
        quotes = [element for claim in alike for element in _elements(claim, proof)]
        sheet.add(rich(*quotes), said=[_line(claim, proof) for claim in alike])
        sheet.take(proof.sources(citation for claim in alike for citation in claim.citations))
    return sheet


def _elements(claim: Claim, proof: Proof) -> list[Element]:
    """The quote; or a sentence of its own words, and the quotes that it rests on."""
    if any(claim.text == citation.quote for citation in claim.citations):
        return [proof.cited(claim.text, claim.highlight, claim.citations)]
    numbers = proof.numbers(claim.citations)
    sentence = paragraph(words(limits.cut(claim.text, proof.limit)), words(f"  {numbers}"))
    return [sentence, *(proof.quote(citation) for citation in dict.fromkeys(claim.citations))]


def _line(claim: Claim, proof: Proof) -> str:
    return f"“{mrkdwn(limits.cut(claim.text, 900))}” {proof.numbers(claim.citations)}"


def _rest(claims: Sequence[Claim], proof: Proof) -> list[str]:
    """What is folded away, for the plain text, which has no buttons."""
    return [line for claim in claims for line in (_line(claim, proof), *proof.sources(claim.citations).lines)]


def _figures(reply: AnswerReply, how: How) -> Sheet:
    numbered = list(enumerate(statistics_of(reply), 1))
    if not numbered:
        return Sheet()
    shown, more = limits.few(numbered, FIGURES if how.folded else ALL_FIGURES)
    citations = citations_of(reply)
    sheet = Sheet()
    sheet.add(divider())
    sheet.take(figures.several([(s, _mark(s, citations), number) for number, s in shown], reply.exchange))
    sheet.folds = len(numbered) > FIGURES
    if more:
        left = f"and {more} more in what is quoted"
        sheet.add(context(left), said=left)
    return sheet


def _mark(statistic: Statistic, citations: Sequence[Citation]) -> str:
    """The number of the source in which the figure stands."""
    for number, citation in enumerate(citations, 1):
        inside = citation.start <= statistic.at < citation.end
        if inside and citation.revision_id == statistic.revision_id:
            return f"[{number}]"
    return ""


def _refused(reply: AnswerReply, refusal: Refusal, how: How) -> Sheet:
    """Why there is no answer, what to ask instead, and what stands nearest to it."""
    sheet = Sheet()
    sheet.add(rich(paragraph(words(refusal.detail))), said=mrkdwn(refusal.detail))
    if reply.choices:
        sheet.add(context("Which of these do you mean?"), said="Which of these do you mean?")
        sheet.add(actions(*ask_buttons(reply.choices)), said=[f"• {said(each, 300)}" for each in reply.choices])
    if refusal.nearest:
        lead = NEARBY.get(refusal.reason, "The nearest thing that they do say:")
        sheet.add(context(f"*{lead}*"), said=lead)
        proof = Proof(citations_of(reply), reply.exchange)
        proof.limit = NEAREST
        sheet.take(_claims(refusal.nearest, proof))
    sheet.add(context(*map(mrkdwn, refusal.notes)), said=map(mrkdwn, refusal.notes))
    sheet.take(footer(reply.exchange, how, unanswered=True))
    return sheet
