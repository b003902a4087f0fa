"""Verifications on a terminal: each claim marked, and the figure that stands there with its quote."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from bot.plain import plain
from bot.replies import VerificationReply
from bot.terminal_statistics import Indented, Source, described, figure
from knowledge.records import Citation, Judgement, Verdict

_MARKS = {
    Judgement.SUPPORTED: ("✓ supported", "bold green"),
    Judgement.CONTRADICTED: ("✗ contradicted", "bold red"),
    Judgement.DIFFERENT_BASE: ("≠ different base", "bold yellow"),
    Judgement.NOT_IN_REPORTS: ("? not in the reports", "bold yellow"),
}


def verification_lines(reply: VerificationReply, source: Source) -> Iterator[Indented]:
    """Claim by claim: what became of it, what stands there, of whom, and where."""
    verdicts = reply.verification.verdicts
    if not verdicts:
        yield 0, Text("It claims nothing that could be looked up: write a sentence.", "yellow")
    cited: list[Citation] = []
    for verdict in verdicts:
        if verdict is not verdicts[0]:
            yield 0, Text()
        yield from _verdict(verdict, cited, source)


def _verdict(verdict: Verdict, cited: list[Citation], source: Source) -> Iterator[Indented]:
    mark, style = _MARKS[verdict.judgement]
    yield 0, Text.assemble((mark, style), f"  {plain(verdict.claim)}")
    for statistic in verdict.statistics:
        yield 2, Text.assemble((figure(statistic), "bold"), f"  {described(statistic)}")
    yield from ((2, Text(plain(note), "dim")) for note in verdict.notes)
    for citation in verdict.citations:
        if citation in cited:
            yield 2, Text(f"[{cited.index(citation) + 1}]", "cyan")
            continue
        cited.append(citation)
        yield 2, Text(f"“{plain(citation.quote)}”")
        yield 2, source(len(cited), citation)
