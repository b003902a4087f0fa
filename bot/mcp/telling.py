"""Replies as plain text for an assistant: what is said, and under it each quote with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.plain import plain
from bot.replies import AnswerReply, DocumentsReply, StatisticsReply, VerificationReply
from bot.wire import marked, numbered
from knowledge.lookup import Found
from knowledge.records import Answer, Citation, Judgement, Refusal, Statistic, Verdict

CITE = "Cite these quotes, word for word:"
_CHOICES = {Answer: "It can be understood in several ways:", Refusal: "What could be asked instead:"}
VERDICTS = {
    Judgement.SUPPORTED: "Supported",
    Judgement.CONTRADICTED: "Contradicted",
    Judgement.DIFFERENT_BASE: "True of another base",
    Judgement.NOT_IN_REPORTS: "Not in the documents",
}


def of_answer(reply: AnswerReply) -> str:
    """An answer or a refusal."""
    outcome = reply.outcome
    if isinstance(outcome, Answer):
        citations = numbered(outcome.claims)
        said = [*(marked(claim, citations) for claim in outcome.claims), *_quotes(citations, CITE)]
    else:
        near = _quotes(numbered(outcome.nearest), "The nearest that they do say, which is no answer to the question:")
        said = [f"The documents don't answer this ({outcome.reason.value}). {outcome.detail}", *near]
    said += [f"Note: {note}" for note in outcome.notes]
    said += [f"{_CHOICES[type(outcome)]} {' / '.join(reply.choices)}"] if reply.choices else []
    said += [f"Id, for a question that follows this one up: {reply.exchange}"] if reply.exchange else []
    return plain("\n".join(said))


def of_lookup(reply: StatisticsReply) -> str:
    """Figures with their places; of a question, all options."""
    lookup = reply.lookup
    if not lookup.found:
        near = (_found(number, each) for number, each in enumerate(lookup.nearest, 1))
        return plain("\n".join(["No figure in the documents fits. The nearest, which is another one:", *near]))
    said = [_found(number, each) for number, each in enumerate(lookup.found, 1)]
    if lookup.distribution:
        options = "; ".join(f"{o.option or o.measure}: {o.as_written}" for o in lookup.distribution.options)
        said.append(f"All options of “{lookup.distribution.question}”: {options}")
    return plain("\n".join([*said, *(f"Note: {note}" for note in lookup.notes)]))


def of_verification(reply: VerificationReply) -> str:
    """Each claim with its verdict and what does stand there."""
    verdicts = reply.verification.verdicts
    if not verdicts:
        return "Nothing is claimed in this text that could be looked up."
    return plain("\n\n".join("\n".join(_verdict(verdict)) for verdict in verdicts))


def of_documents(reply: DocumentsReply) -> str:
    """A line a document."""
    lines = []
    for revision in reply.revisions:
        years = ", ".join(map(str, revision.period))
        about = "; ".join(part for part in (revision.publisher, revision.published, years and f"about {years}") if part)
        lines.append(f"{revision.document.name}: {revision.title}" + (f" ({about})" if about else ""))
    return plain("\n".join(lines) or "There are no documents.")


def _verdict(verdict: Verdict) -> Iterable[str]:
    yield f"{VERDICTS[verdict.judgement]}: “{verdict.claim}”"
    if verdict.statistics:
        yield f"What stands there: {'; '.join(_figure(each) for each in verdict.statistics)}"
    yield from _quotes(list(dict.fromkeys(verdict.citations)), CITE)
    yield from (f"Note: {note}" for note in verdict.notes)


def _found(number: int, found: Found) -> str:
    return f"[{number}] {_figure(found.statistic)}\n    {_place(found.citation)}"


def _figure(statistic: Statistic) -> str:
    said = [
        f"{statistic.as_written}: {statistic.option or statistic.measure}",
        f"base: {statistic.base or 'not stated'}",
    ]
    said += [f"period: {statistic.period}"] if statistic.period else []
    said += [f"says: {statistic.attribution}"] if statistic.attribution else []
    return ", ".join(said)


def _quotes(citations: Sequence[Citation], heading: str) -> list[str]:
    return [heading, *(f"[{n}] {_place(citation)}" for n, citation in enumerate(citations, 1))] if citations else []


def _place(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    link = f", {citation.link}" if citation.link and citation.link.startswith("http") else ""
    return f"“{' '.join(citation.quote.split())}” ({citation.title}{page}, {citation.document}{link})"
