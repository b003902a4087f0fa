"""Claims that were checked: each with its verdict, the figure that does stand there, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.replies import VerificationReply
from bot.teams import ids, limits, text
from bot.teams.cards import figures
from bot.teams.cards.answers import person_button
from bot.teams.cards.parts import Element, How, Sheet, divided, paragraph, press, quoted, run, small, words
from bot.teams.cards.proofs import Proof
from bot.teams.ids import Pressed
from bot.terminal_statistics import figure
from knowledge.records import Judgement, Statistic, Verdict

FOLDED, UNFOLDED = 4, 12  # claims with all that belongs to them; of others one line each
SPOKEN = 12  # claims in the message's text
CLAIM = 300  # units
STANDING = 3  # figures shown for one claim

ICONS = {
    Judgement.SUPPORTED: "✅",
    Judgement.CONTRADICTED: "❌",
    Judgement.DIFFERENT_BASE: "⚖️",
    Judgement.NOT_IN_REPORTS: "❔",
}
NAMES = {
    Judgement.SUPPORTED: "Supported",
    Judgement.CONTRADICTED: "Contradicted",
    Judgement.DIFFERENT_BASE: "True of another base",
    Judgement.NOT_IN_REPORTS: "Not in the reports",
}
COLOURS = {
    Judgement.SUPPORTED: "Good",
    Judgement.CONTRADICTED: "Attention",
    Judgement.DIFFERENT_BASE: "Warning",
    Judgement.NOT_IN_REPORTS: "Default",
}


def verified(reply: VerificationReply, how: How, proof: Proof) -> Sheet:
    """Claim by claim, in words and on a card."""
    verdicts = reply.verification.verdicts
    sheet = Sheet()
    if not verdicts:
        sheet.say("It claims nothing that could be looked up: write a sentence with a figure in it.")
        return sheet
    if len(verdicts) > 1:
        sheet.say(f"**{_summary(verdicts)}**")
    shown, more = limits.few(verdicts, FOLDED if how.folded else UNFOLDED)
    for at, verdict in enumerate(verdicts[:SPOKEN]):
        sheet.say(_spoken(verdict, proof if at < len(shown) else None))
    for at, verdict in enumerate(shown):
        element = _shown(verdict, proof)
        sheet.add(divided(element) if at else element)
    if more:
        sheet.add(divided(words("\n".join(_short(each) for each in verdicts[len(shown) :][:20]))))
    sheet.take(proof.sources())
    if reply.exchange and more and how.folded:
        sheet.offer(press("Show more", Pressed(ids.MORE, reply.exchange)))
    elif reply.exchange and not how.folded:
        sheet.offer(press("Show less", Pressed(ids.BACK, reply.exchange)))
    if reply.verification.judgement == Judgement.NOT_IN_REPORTS:
        sheet.offer(person_button(reply.exchange, how))
    return sheet


def _summary(verdicts: Sequence[Verdict]) -> str:
    """``3 claims: 1 contradicted, 2 supported``"""
    counts = Counter(verdict.judgement for verdict in verdicts)
    told = ", ".join(f"{counts[each]} {NAMES[each].lower()}" for each in NAMES if counts[each])
    return f"{len(verdicts)} claims: {told}"


def _spoken(verdict: Verdict, proof: Proof | None) -> str:
    """The verdict in one paragraph, with the number of its source."""
    claim = text.markdown(limits.cut(verdict.claim, CLAIM))
    stands = ""
    if verdict.judgement != Judgement.SUPPORTED and verdict.statistics:
        stands = f" The reports say {text.bold(figure(verdict.statistics[0]))}."
    mark = f" {proof.mark(verdict.citations[:2])}" if proof and verdict.citations else ""
    return f"{ICONS[verdict.judgement]} **{NAMES[verdict.judgement]}**: “{claim}”{stands}{mark}"


def _shown(verdict: Verdict, proof: Proof) -> Element:
    claim = limits.cut(text.line(verdict.claim), CLAIM)
    head = f"{ICONS[verdict.judgement]}  {NAMES[verdict.judgement]}"
    items: list[Element | None] = [
        paragraph(run(head, bold=True, colour=COLOURS[verdict.judgement]), run(f":  “{claim}”"))
    ]
    if verdict.judgement != Judgement.SUPPORTED:
        items += [words(_stands(each)) for each in verdict.statistics[:STANDING]]
    items.append(small(*verdict.notes))
    for citation in verdict.citations[:2]:
        shown, bold = limits.excerpt(citation.quote, _bold(verdict, citation.quote), limits.QUOTE)
        items.append(quoted(shown, bold, proof.mark([citation])))
    return {"type": "Container", "items": [item for item in items if item]}


def _stands(statistic: Statistic) -> str:
    """What the reports do say."""
    said = f"{figure(statistic)}  {text.line(figures.of_what(statistic))} · {figures.of_whom(statistic)}"
    return f"The reports say: {limits.cut(said, 400)}"


def _bold(verdict: Verdict, quote: str) -> tuple[int, int] | None:
    """The figure that decided, where it stands in the quote."""
    for statistic in verdict.statistics:
        if statistic.quote in quote:
            at = quote.index(statistic.quote) + statistic.at - statistic.start
            return at, at + len(statistic.as_written)
    return None


def _short(verdict: Verdict) -> str:
    stands = verdict.judgement != Judgement.SUPPORTED and verdict.statistics
    found = f" (the reports say {limits.cut(figure(verdict.statistics[0]), 60)})" if stands else ""
    claim = limits.cut(text.line(verdict.claim), 90)
    return f"{ICONS[verdict.judgement]} {NAMES[verdict.judgement]}: “{claim}”{found}"
