"""The catalogue's statistics beside what is quoted, and answers that are the options of one question. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.links import link_to
from knowledge.records import Citation, Claim, Revision, Statistic

MOST_OPTIONS = 4  # as many claims as an answer may have


def statistics_in(claims: Sequence[Claim], known: Sequence[Statistic]) -> list[Statistic]:
    """The statistics that stand in what is quoted, and after them the other options of their questions."""
    spans = [(c.revision_id, c.start, c.end) for claim in claims for c in claim.citations]
    quoted = [
        s for s in known if any(s.revision_id == r and s.start < end and start < s.end for r, start, end in spans)
    ]
    questions = {_question(statistic) for statistic in quoted if statistic.distribution}
    return quoted + [s for s in known if s not in quoted and _question(s) in questions]


def whole_distribution(
    claims: Sequence[Claim], statistics: Sequence[Statistic], revisions: Mapping[str, Revision]
) -> list[Claim]:
    """All options of a question, the commonest first, where the claims quote several of them; else the claims."""
    options = [s for s in statistics if s.distribution and _question(s) == _question(statistics[0])]
    quoted = {s.id for s in options for claim in claims if _stands_in(s, claim.citations[0])}
    if len(quoted) < 2 or not 2 < len(options) <= MOST_OPTIONS:
        return list(claims)
    headings = claims[0].citations[0].headings
    ordered = sorted(options, key=lambda option: -option.value)
    return [_claim(option, revisions[option.revision_id], headings, claims) for option in ordered]


def _question(statistic: Statistic) -> tuple[str, str | None]:
    return statistic.revision_id, statistic.distribution


def _stands_in(statistic: Statistic, citation: Citation) -> bool:
    return (
        statistic.revision_id == citation.revision_id
        and statistic.start < citation.end
        and citation.start < statistic.end
    )


def _claim(option: Statistic, revision: Revision, headings: tuple[str, ...], claims: Sequence[Claim]) -> Claim:
    page = next((c.page for claim in claims for c in claim.citations if _stands_in(option, c)), None)
    at = option.quote.index(option.as_written)
    citation = Citation(
        revision_id=revision.id,
        document=revision.document.name,
        title=revision.title,
        quote=option.quote,
        start=option.start,
        end=option.end,
        page=page,
        headings=headings,
        link=link_to(revision.document.uri, revision.media_type, option.quote, page),
    )
    return Claim(text=option.quote, citations=(citation,), highlight=(at, at + len(option.as_written)))
