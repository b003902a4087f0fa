"""What an answer rests on: the figures and sentences that it showed, each with its document, revision and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.proof import citations_of
from bot.replies import AnswerReply, Reply, StatisticsReply, VerificationReply
from ingest.quoting import sentences
from ingest.sameness import words_in
from knowledge.distributions import citation_of
from knowledge.records import Answer, Citation, NonEmpty, Record, Refusal, Revision, Statistic

FOUND = 3  # of a look-up's figures: what is shown before anything is unfolded
MOST = 40  # facts of one answer
FEW_WORDS = 4  # a line of fewer says nothing by itself


class Fact(Record):
    """A figure, or a sentence without one, and where it stands."""

    document: NonEmpty  # the document's id
    citation: Citation
    statistic: Statistic | None = None

    @property
    def revision(self) -> str:
        """The revision that it stands in."""
        return self.citation.revision_id

    @property
    def said(self) -> tuple[str, str]:
        """By which two facts that were shown are the same: the figure and its sentence."""
        return self.statistic.as_written if self.statistic else "", self.citation.quote


def facts_of(reply: Reply, revisions: Mapping[str, Revision]) -> tuple[Fact, ...]:
    """What a reply rests on, by the revisions of the edition that it was given from; a refusal rests on nothing."""
    match reply:
        case AnswerReply(Answer() as answer):
            facts = _of(citations_of(reply), answer.statistics, revisions)
        case StatisticsReply():
            facts = _of((), _looked_up(reply), revisions)
        case VerificationReply(verification):
            decided = [each for each in verification.verdicts if each.citations]
            figures = [figure for each in decided for figure in each.statistics[:1]]
            facts = _of([c for each in decided if not each.statistics for c in each.citations], figures, revisions)
        case _:
            return ()
    return tuple(dict.fromkeys(facts))[:MOST]


def edition_of(reply: Reply) -> int | None:
    """The edition that a reply was given from; None for one that isn't given from any."""
    match reply:
        case AnswerReply(Answer() | Refusal() as outcome):
            return outcome.edition
        case StatisticsReply(lookup):
            return lookup.edition
        case VerificationReply(verification):
            return verification.edition
        case _:
            return None


def _looked_up(reply: StatisticsReply) -> list[Statistic]:
    lookup = reply.lookup
    compared = [row.statistic for row in reply.comparison.rows] if reply.comparison else []
    inputs = getattr(reply.calculated, "inputs", ())
    shown = [found.statistic for found in (*lookup.found[:FOUND], *lookup.options)]
    return [*inputs, *compared, *shown] if lookup.found else []


def _of(
    citations: Sequence[Citation], statistics: Iterable[Statistic], revisions: Mapping[str, Revision]
) -> Iterator[Fact]:
    """The figures, then what else is quoted: sentence by sentence, for one of them may change alone."""
    figures = [each for each in statistics if each.revision_id in revisions]
    for statistic in figures:
        revision = revisions[statistic.revision_id]
        known = next((each for each in citations if _holds(each, statistic)), None)
        page, headings = (known.page, known.headings) if known else (None, ())
        citation = citation_of(statistic, revision, page, headings)
        yield Fact(document=revision.document.id, citation=citation, statistic=statistic)
    for citation in citations:
        if citation.revision_id in revisions:
            document = revisions[citation.revision_id].document.id
            for part in _parts(citation):
                if not any(_holds(part, statistic) for statistic in figures):
                    yield Fact(document=document, citation=part)


def _parts(citation: Citation) -> Iterator[Citation]:
    """Its sentences; those that say something."""
    for start, end in sentences(citation.quote):
        quote = citation.quote[start:end]
        if len(words_in(quote)) >= FEW_WORDS:
            place = {"start": citation.start + start, "end": citation.start + end}
            yield citation.model_copy(update={"quote": quote, **place})


def _holds(citation: Citation, statistic: Statistic) -> bool:
    return citation.revision_id == statistic.revision_id and citation.start <= statistic.at < citation.end
