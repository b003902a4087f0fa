"""Answers and refusals: sentences with their sources, the figures in them, and what to do where there are none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.proof import citations_of, statistics_of
from bot.replies import AnswerReply
from bot.teams import ids, limits, text
from bot.teams.cards import figures
from bot.teams.cards.parts import Element, How, Sheet, ask_buttons, press, quoted, said, small, words
from bot.teams.cards.proofs import Proof
from bot.teams.ids import Pressed
from knowledge.records import Answer, Citation, Claim, Reason, Refusal, Statistic

FIGURES = 6  # a quoted table holds dozens
NEAREST = 300  # units of what is nearest to a question that is refused
QUOTES = 4  # on the card of what a model wrote

NEARBY = {
    Reason.WRONG_POPULATION: "What they do say, of others:",
    Reason.WRONG_PERIOD: "What they do say, for other times:",
    Reason.AMBIGUOUS: "What they say about it:",
    Reason.FALSE_PREMISE: "What they do say:",
}


def answered(reply: AnswerReply, how: How, proof: Proof) -> Sheet:
    """An answer or a refusal, with everything that belongs to it."""
    outcome = reply.outcome
    if isinstance(outcome, Refusal):
        return _refused(reply, outcome, how, proof)
    sheet = _written(outcome, proof) if outcome.sentences else Sheet()
    if not outcome.sentences:
        sheet.say(*(line for claim in outcome.claims for line in claim_lines(claim, proof)))
    sheet.take(_figures(reply))
    sheet.add(small(*outcome.notes))
    sheet.say(*(f"_{said(note, 500)}_" for note in outcome.notes))
    sheet.take(proof.sources())
    sheet.take(_choices(reply, "Did you mean one of these?"))
    return sheet


def _written(answer: Answer, proof: Proof) -> Sheet:
    """What a model wrote, in one paragraph, and on the card the quotes that it rests on."""
    sheet = Sheet()
    sheet.say(" ".join(prose(claim, proof.mark(claim.citations)) for claim in answer.claims))
    cited = dict.fromkeys(citation for claim in answer.claims for citation in claim.citations)
    for citation in list(cited)[:QUOTES]:
        shown, _ = limits.excerpt(citation.quote, None, limits.QUOTE)
        sheet.add(quoted(shown, mark=proof.mark([citation])))
    return sheet


def prose(claim: Claim, mark: str) -> str:
    """A sentence as it is said, with the numbers of its sources; one that is a quote, in quotation marks."""
    said = text.markdown(limits.cut(claim.text, limits.QUOTE))
    quotes = any(claim.text == citation.quote for citation in claim.citations)
    return f"“{said}” {mark}" if quotes else f"{said} {mark}"


def claim_lines(claim: Claim, proof: Proof, limit: int = limits.QUOTE) -> list[str]:
    """The quote with its number; or a sentence of its own words, and the quotes that it rests on."""
    if any(claim.text == citation.quote for citation in claim.citations):
        return [f"{_quoted(claim.text, claim.highlight, limit)} {proof.mark(claim.citations)}"]
    cited = dict.fromkeys(claim.citations)
    sentence = f"{text.markdown(limits.cut(claim.text, limit))} {proof.mark(cited)}"
    return [sentence, *(f"{_quoted(each.quote, None, limit)} {proof.mark([each])}" for each in cited)]


def _quoted(quote: str, bold: tuple[int, int] | None, limit: int) -> str:
    """The quote in quotation marks, the words that answer in bold."""
    shown, bold = limits.excerpt(quote, bold, limit)
    if bold is None:
        return f"“{text.markdown(shown)}”"
    before, within, behind = (text.markdown(part) for part in (shown[: bold[0]], shown[slice(*bold)], shown[bold[1] :]))
    gap = " " if shown[: bold[0]][-1:].isspace() else ""
    space = " " if shown[bold[1] :][:1].isspace() else ""
    return f"“{before}{gap}{text.bold(within)}{space}{behind}”"


def _figures(reply: AnswerReply) -> Sheet:
    numbered = list(enumerate(statistics_of(reply), 1))
    if not numbered:
        return Sheet()
    shown, more = limits.few(numbered, FIGURES)
    citations = citations_of(reply)
    sheet = figures.several([(s, _mark(s, citations), number) for number, s in shown], reply.exchange)
    sheet.add(small(f"and {more} more in what is quoted" if more else ""))
    return sheet


def _mark(statistic: Statistic, citations: Sequence[Citation]) -> str:
    """The number of the source in which the figure stands."""
    for number, citation in enumerate(citations, 1):
        inside = citation.start <= statistic.at < citation.end
        if inside and citation.revision_id == statistic.revision_id:
            return f"[{number}]"
    return ""


def _refused(reply: AnswerReply, refusal: Refusal, how: How, proof: Proof) -> Sheet:
    """Why there is no answer, what stands nearest to it, and what to ask instead."""
    sheet = Sheet()
    sheet.say(text.markdown(refusal.detail))
    if refusal.nearest:
        sheet.say(NEARBY.get(refusal.reason, "The nearest thing that they do say:"))
        sheet.say(*(line for claim in refusal.nearest for line in claim_lines(claim, proof, NEAREST)))
    sheet.say(*(f"_{said(note, 500)}_" for note in refusal.notes))
    sheet.take(_choices(reply, "Which of these do you mean?"))
    sheet.take(proof.sources())
    sheet.offer(person_button(reply.exchange, how))
    return sheet


def _choices(reply: AnswerReply, lead: str) -> Sheet:
    sheet = Sheet()
    if reply.choices:
        sheet.add(words(lead, spacing="Medium"))
        sheet.add({"type": "ActionSet", "actions": ask_buttons(reply.choices)[: limits.ACTIONS]})
    return sheet


def person_button(exchange: str | None, how: How) -> Element | None:
    """Hands the question on to people, where there are any."""
    return press("Ask a person", Pressed(ids.PERSON, exchange)) if exchange and how.person_button else None
