"""What to show, free of any surface: Slack, Teams and the terminal translate from these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.report import IngestReport
from knowledge.records import Answer, Citation, Edition, Refusal, Revision, Statistic, Turn, Verification

if TYPE_CHECKING:
    from datetime import datetime

    from bot.journal import Exchange
    from ingest.reingest import Check, RunReport
    from ingest.review import Review
    from knowledge.arithmetic import Calculated, NotComparable
    from knowledge.comparing import Comparison
    from knowledge.evaluation import Evaluation
    from knowledge.history import Act, EditionSummary, StagedEdition
    from knowledge.lookup import Lookup
    from knowledge.ports import Topic
    from knowledge.runs import Run
    from knowledge.sources import Source


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """What the documents say or why they don't, and the turn to hand in with the next question."""

    outcome: Answer | Refusal
    turn: Turn
    took_ms: int
    choices: tuple[str, ...] = ()  # questions that stand alone, where it can be understood in several ways
    exchange: str | None = None  # the id under which the journal keeps it


@dataclass(frozen=True, slots=True)
class StatisticsReply:
    """What there is to a query; what it was compared with, and what was calculated, where that was asked for."""

    lookup: Lookup
    comparison: Comparison | None = None
    calculated: Calculated | NotComparable | None = None
    exchange: str | None = None


@dataclass(frozen=True, slots=True)
class TopicsReply:
    """What there are statistics of, by document."""

    topics: tuple[tuple[Revision, tuple[Topic, ...]], ...]  # each document's with the most statistics first
    statistics: int


@dataclass(frozen=True, slots=True)
class VerificationReply:
    """Whether the documents say what was claimed."""

    verification: Verification
    took_ms: int
    exchange: str | None = None


@dataclass(frozen=True, slots=True)
class TextReply:
    """Words of our own."""

    text: str


@dataclass(frozen=True, slots=True)
class DocumentTextReply:
    """The stored text of a document, into which every offset points."""

    revision: Revision
    text: str


@dataclass(frozen=True, slots=True)
class DocumentsReply:
    """What is published."""

    edition: Edition
    revisions: tuple[Revision, ...]  # in order of title


@dataclass(frozen=True, slots=True)
class ModelState:
    """One of the models, and what is wrong with it, if anything."""

    job: str  # embeddings, reranking …
    name: str
    problem: str | None = None
    used: str | None = None  # of a model that is paid for: what it used today


@dataclass(frozen=True, slots=True)
class StatusReply:
    """The state of the library, the models and the settings."""

    library: Path
    edition: Edition | None
    documents: int
    passages: int
    statistics: int
    models: tuple[ModelState, ...]
    settings: dict[str, str]  # secrets as asterisks


@dataclass(frozen=True, slots=True)
class IngestReply:
    """What an ingest did."""

    report: IngestReport

    @property
    def in_vain(self) -> bool:
        """Whether sources failed and none was read."""
        report = self.report
        return bool(report.failed) and not (report.added or report.changed or report.unchanged or report.removed)


@dataclass(frozen=True, slots=True)
class SourcesReply:
    """The registered sources, each with when it is looked at next by itself."""

    sources: tuple[tuple[Source, datetime | None], ...]
    run: Run | None  # what is at work in the library now


@dataclass(frozen=True, slots=True)
class SourceAddedReply:
    """A source that was registered."""

    source: Source
    known: bool  # it was there already, and something that is said of it was changed


@dataclass(frozen=True, slots=True)
class SourceRemovedReply:
    """A source that is looked at no more, and the published documents that leave with the next re-ingest."""

    source: Source
    documents: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class ChecksReply:
    """What sources hold now against what is published."""

    checks: tuple[Check, ...]

    @property
    def in_vain(self) -> bool:
        """Whether none could be read."""
        return all(check.problem for check in self.checks)


@dataclass(frozen=True, slots=True)
class ReingestReply:
    """What a run over registered sources did."""

    report: RunReport

    @property
    def in_vain(self) -> bool:
        """Whether sources were to be read and every one failed."""
        return bool(self.report.sources) and all(source.trouble for source in self.report.sources)


@dataclass(frozen=True, slots=True)
class RunReply:
    """A run as the book has it: at work, so that nobody else can write, or how it ended."""

    run: Run


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file that somebody handed in."""

    name: str
    problem: str | None = None  # why it isn't kept
    replaced: bool = False  # it took the place of another content of that name


@dataclass(frozen=True, slots=True)
class UploadReply:
    """Files that were handed in, and what reading them in did; neither report nor run: none could be kept."""

    files: tuple[Kept, ...]
    report: RunReport | None = None
    run: Run | None = None  # that was at work, so that they are read another time; or of theirs, that was stopped


SourcesReplies = SourcesReply | SourceAddedReply | SourceRemovedReply | ChecksReply | ReingestReply
RunReplies = RunReply | UploadReply  # of chats alone: on a terminal a run is waited for


@dataclass(frozen=True, slots=True)
class EvaluationReply:
    """How the answers to questions with known answers did."""

    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class SourceReply:
    """A quote in its surroundings: ``before + quote + after`` is a stretch of the document's stored text."""

    citation: Citation
    before: str  # up to the paragraphs before, whole words
    after: str
    number: int  # of the citation among all of the exchange, from 1
    total: int
    exchange: str
    superseded: bool  # a newer revision of the document is published by now


@dataclass(frozen=True, slots=True)
class SlideReply:
    """A figure ready for a slide: what to paste, and as files."""

    statistic: Statistic
    headline: str  # "34%: a dedicated team"
    footnote: str  # base, period, who says so, title, publisher, year, link: one line
    csv: str  # with its whole distribution, if it has one
    png: bytes | None  # the chart; None where there is nothing to draw
    name: str  # for files, without the ending
    number: int
    total: int
    exchange: str


@dataclass(frozen=True, slots=True)
class ExchangeReply:
    """Something that was asked before, as it was replied then."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class PersonReply:
    """A question to hand on to people: where, what was asked, and what was tried."""

    channel: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class SuggestionsReply:
    """Questions that the library answers, for somebody who doesn't know what to ask."""

    questions: tuple[str, ...]  # at most 4


@dataclass(frozen=True, slots=True)
class ContentState:
    """For administrators: the state of the content, and what went unanswered."""

    status: StatusReply
    unanswered: tuple[Exchange, ...]  # newest first
    run: Run | None = None  # that is at work
    waiting: StagedEdition | None = None  # for a review
    editions: tuple[EditionSummary, ...] = ()  # the last ones, newest first
    sources: int = 0  # registered
    gaps: GapsReply | None = None  # the unanswered ones by likeness; None: they can't be grouped just now


@dataclass(frozen=True, slots=True)
class HomeReply:
    """What the bot knows, what to ask, and what the person asked; for administrators more."""

    edition: Edition | None
    revisions: tuple[Revision, ...]
    suggestions: tuple[str, ...]
    recent: tuple[Exchange, ...]  # newest first
    content: ContentState | None


@dataclass(frozen=True, slots=True)
class EditionsReply:
    """What was published, newest first."""

    editions: tuple[EditionSummary, ...]
    published: int | None


@dataclass(frozen=True, slots=True)
class ReviewReply:
    """What a staged edition would change; None: none waits."""

    staged: StagedEdition | None
    review: Review | None


@dataclass(frozen=True, slots=True)
class ActReply:
    """Something was done to the content: a sentence, and the edition that it was done to."""

    sentence: str
    edition: int | None = None
    before: int | None = None  # the edition that was published until then, where it can be published again


@dataclass(frozen=True, slots=True)
class ConfirmReply:
    """Something that is done only once the person says yes: the same request again, with ``sure``."""

    question: str
    edition: int | None = None  # the one that would be published again


@dataclass(frozen=True, slots=True)
class GoldenReply:
    """How the golden questions were answered from an edition; below 0 it is the staged one."""

    evaluation: Evaluation
    edition: int

    @property
    def failed(self) -> int:
        """How many were not answered or refused as they should be."""
        return len(self.evaluation.failures)


@dataclass(frozen=True, slots=True)
class ActsReply:
    """Who did what, newest first."""

    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at."""

    area: str  # catalogue, vectors, models …
    sentence: str
    wrong: bool = False
    mended: bool = False


@dataclass(frozen=True, slots=True)
class DoctorReply:
    """What was found, area by area."""

    findings: tuple[Finding, ...]

    @property
    def unwell(self) -> bool:
        """Whether something is wrong and was not mended."""
        return any(finding.wrong and not finding.mended for finding in self.findings)


ContentReplies = EditionsReply | ReviewReply | ActReply | ConfirmReply | GoldenReply | ActsReply | DoctorReply


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask for the same, and that weren't answered, or not well."""

    question: str  # the wording that was asked most, or is most like the others
    others: tuple[str, ...]  # other wordings
    times: int
    people: int
    reasons: tuple[tuple[str, int], ...]  # the most frequent first
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class GapsReply:
    """What went unanswered, the most asked first."""

    gaps: tuple[Gap, ...]
    days: int
    asked: int  # questions that the groups hold
    capped: bool = False  # there were more: the oldest are left out


@dataclass(frozen=True, slots=True)
class ForgetReply:
    """What would be forgotten, for whoever is to say yes: the same request again, with ``sure``."""

    question: str
    exchanges: int
    person: str = ""  # whose; empty: everybody's before a day


JournalReplies = GapsReply | ForgetReply


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """It could not be done: one sentence for the person, and the number under which the log has the rest."""

    sentence: str
    reference: str | None = None  # only where the fault is ours


Reply = (
    AnswerReply
    | StatisticsReply
    | TopicsReply
    | VerificationReply
    | TextReply
    | DocumentTextReply
    | DocumentsReply
    | StatusReply
    | IngestReply
    | SourcesReplies
    | RunReplies
    | ContentReplies
    | JournalReplies
    | EvaluationReply
    | SourceReply
    | SlideReply
    | ExchangeReply
    | PersonReply
    | SuggestionsReply
    | HomeReply
    | ErrorReply
)
