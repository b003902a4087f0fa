"""Options of one question together, and answers that consist of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from knowledge.links import link_to
from knowledge.records import Citation, Claim, NonEmpty, Record, Revision, Statistic

MOST_OPTIONS = 4  # as many claims as an answer may have


class Distribution(Record):
    """One question's options with their statistics, in the document's order."""

    question: NonEmpty
    options: Annotated[tuple[Statistic, ...], Field(min_length=1)]

    @property
    def choice(self) -> Literal["single", "multiple"] | None:
        """Whether one option could be chosen or several; None where that can't be told."""
        said = {option.choice for option in self.options}
        return said.pop() if len(said) == 1 else None

    @property
    def total(self) -> Decimal | None:
        """What the options add up to, in percent; None where they are no percentages, or one of them is a range."""
        if any(option.unit != "percent" or option.upper is not None for option in self.options):
            return None
        return sum((option.value for option in self.options), Decimal(0))

    @property
    def gap(self) -> Decimal | None:
        """The percentage of a single-choice question that no option states; None where there is none."""
        if self.choice != "single" or self.total is None or len(self.options) < 2:
            return None
        return 100 - self.total if self.total < 100 else None


def distributed(statistic: Statistic, options: Sequence[Statistic]) -> Distribution | None:
    """The distribution that a statistic is an option of; None where it is none, or the only one."""
    own = [option for option in options if statistic.distribution and _question(option) == _question(statistic)]
    if len(own) < 2 or statistic.distribution is None:
        return None
    return Distribution(question=statistic.distribution, options=tuple(own))


def citation_of(
    statistic: Statistic, revision: Revision, page: int | None = None, headings: tuple[str, ...] = ()
) -> Citation:
    """Where a statistic stands; page and headings are for one that doesn't know its own."""
    page = statistic.page or page
    return Citation(
        revision_id=revision.id,
        document=revision.document.name,
        title=revision.title,
        quote=statistic.quote,
        start=statistic.start,
        end=statistic.end,
        page=page,
        headings=statistic.headings or headings,
        link=link_to(revision.document.uri, revision.media_type, statistic.quote, page),
    )


def answering_first(statistics: Sequence[Statistic], claims: Sequence[Claim]) -> list[Statistic]:
    """Those whose figure is what answers (a claim's highlight) before the others, which keep their order."""
    return sorted(statistics, key=lambda s: not any(_answers(s, claim) for claim in claims))


def whole_distribution(
    claims: Sequence[Claim],
    statistics: Sequence[Statistic],
    revisions: Mapping[str, Revision],
    *,
    wanted: bool = False,
) -> list[Claim]:
    """All options of a question, the commonest first, where the claims quote several of them; else the claims.

    Options that a findings file names belong together for certain. Of others that is only believed where a break-down
    is ``wanted``, and where no claim is lost by it. Several options of one sentence are one claim.
    """
    options = [s for s in statistics if s.distribution and _question(s) == _question(statistics[0])]
    quoted = {s.id for s in options for claim in claims if _stands_in(s, claim.citations[0])}
    sentences = {option.quote for option in options}
    if len(quoted) < 2 or len(options) < 3 or not 2 <= len(sentences) <= MOST_OPTIONS:
        return list(claims)
    if not all(option.origin == "findings" for option in options):
        lost = [claim for claim in claims if not any(_stands_in(option, claim.citations[0]) for option in options)]
        if lost or not wanted:
            return list(claims)
    headings = claims[0].citations[0].headings
    ordered = {option.quote: option for option in sorted(options, key=lambda option: option.value)}
    return [_claim(option, revisions[option.revision_id], headings, claims) for option in reversed(ordered.values())]


def _answers(statistic: Statistic, claim: Claim) -> bool:
    citation = claim.citations[0]
    if claim.highlight is None or claim.text != citation.quote or statistic.revision_id != citation.revision_id:
        return False
    start, end = (citation.start + at for at in claim.highlight)
    return statistic.at < end and start < statistic.at + len(statistic.as_written)


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
    at = option.at - option.start
    citation = citation_of(option, revision, page, headings)
    return Claim(text=option.quote, citations=(citation,), highlight=(at, at + len(option.as_written)))
