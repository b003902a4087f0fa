"""Claims that were checked: each with its verdict, the figure that does stand there, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.proof import citations_of
from bot.replies import VerificationReply
from bot.slack import limits
from bot.slack.blocks import figures
from bot.slack.blocks.footers import footer
from bot.slack.blocks.parts import How, Sheet, context, divider, paragraph, rich, section, words
from bot.slack.blocks.proofs import Proof
from bot.slack.text import mrkdwn
from bot.terminal_statistics import figure
from knowledge.records import Judgement, Statistic, Verdict

FOLDED, UNFOLDED = 3, 8  # claims with all that belongs to them; of others one line each
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


def verified(reply: VerificationReply, how: How, *, whole: int | None = None) -> Sheet:
    """Claim by claim; ``whole`` is how many are shown with all that belongs to them."""
    verdicts = reply.verification.verdicts
    sheet = Sheet()
    if not verdicts:
        nothing = "It claims nothing that could be looked up: write a sentence with a figure in it."
        sheet.add(rich(paragraph(words(nothing))), said=nothing)
    if len(verdicts) > 1:
        sheet.add(section(f"*{_summary(verdicts)}*"), said=_summary(verdicts))
    proof = Proof(citations_of(reply), reply.exchange, how.folded)
    shown, more = limits.few(verdicts, whole or (FOLDED if how.folded else UNFOLDED))
    for at, verdict in enumerate(shown):
        sheet.add(divider() if at or len(verdicts) > 1 else None)
        sheet.take(_verdict(verdict, proof))
    if more:
        _others(verdicts[len(shown) :], sheet)
    sheet.folds = len(verdicts) > FOLDED or any(proof.cuts(c.quote) for v in verdicts for c in v.citations)
    unanswered = reply.verification.judgement == Judgement.NOT_IN_REPORTS
    sheet.take(footer(reply.exchange, how, folds=sheet.folds, unanswered=unanswered))
    return sheet


def _summary(verdicts: Sequence[Verdict]) -> str:
    """``3 claims: 1 contradicted, 2 supported``"""
    counts = Counter(verdict.judgement for verdict in verdicts)
    told = ", ".join(f"{counts[each]} {NAMES[each].lower()}" for each in NAMES if counts[each])
    return f"{len(verdicts)} claims: {told}"


def _verdict(verdict: Verdict, proof: Proof) -> Sheet:
    sheet = Sheet()
    icon, name = ICONS[verdict.judgement], NAMES[verdict.judgement]
    claim = limits.cut(verdict.claim, CLAIM)
    sheet.add(
        rich(paragraph(words(f"{icon}  "), words(name, bold=True), words(f":  “{claim}”"))),
        said=f"{icon} {name}: “{mrkdwn(claim)}”",
    )
    if verdict.judgement != Judgement.SUPPORTED:
        lines = [_stands(each) for each in verdict.statistics[:STANDING]]
        sheet.add(section("\n".join(lines)) if lines else None, said=lines)
    sheet.add(context(*map(mrkdwn, verdict.notes)), said=map(mrkdwn, verdict.notes))
    if verdict.citations:
        cited = verdict.citations[:2]
        lines = [f"“{mrkdwn(limits.cut(each.quote, 600))}” {proof.numbers([each])}" for each in cited]
        sheet.add(rich(*(proof.cited(each.quote, _bold(verdict, each.quote), [each]) for each in cited)), said=lines)
        sheet.take(proof.sources(cited))
    return sheet


def _stands(statistic: Statistic) -> str:
    """What the reports do say."""
    return (
        f"The reports say: {figures.value_of(statistic)}  {figures.of_what(statistic)} · {figures.of_whom(statistic)}"
    )


def _bold(verdict: Verdict, quote: str) -> tuple[int, int] | None:
    """The figure that decided, where it stands in the quote."""
    for statistic in verdict.statistics:
        if statistic.quote in quote:
            at = quote.index(statistic.quote) + statistic.at - statistic.start
            return at, at + len(statistic.as_written)
    return None


def _others(verdicts: Sequence[Verdict], sheet: Sheet) -> None:
    """A line each; of very many, those that fit."""
    lines = [f"{ICONS[v.judgement]} {NAMES[v.judgement]}: “{limits.cut(v.claim, 90)}”{_found(v)}" for v in verdicts]
    few, more = limits.few(lines, 20)
    left = [f"and {more} more"] if more else []
    sheet.add(divider(), rich(paragraph(words("\n".join((*few, *left))))), said=map(mrkdwn, lines))


def _found(verdict: Verdict) -> str:
    if verdict.judgement == Judgement.SUPPORTED or not verdict.statistics:
        return ""
    return f" (the reports say {limits.cut(figure(verdict.statistics[0]), 60)})"
