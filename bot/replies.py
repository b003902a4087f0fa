"""What was asked and what to show, free of any surface: Slack, Teams and the terminal translate from and to these."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from ingest.blocks import Metadata
from ingest.report import IngestReport, Progress, Quiet
from knowledge.records import Answer, Citation, Edition, Refusal, Revision, Statistic, Turn, Verification
from knowledge.sources import Said

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

Surface = Literal["terminal", "slack", "teams"]
SURFACES: frozenset[Surface] = frozenset(get_args(Surface))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationOptions:
    """What may be said about an evaluation beside its questions and documents."""

    library: Path | None = None  # kept, so that the next one with the same documents need not ingest; None: a temporary
    sample: int | None = None  # ask only so many of the questions
    scoped: bool = False  # ask each question of its own document alone


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkOptions:
    """How much a benchmark measures."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)  # passages at which questions are timed, ascending
    questions: int = 50  # asked at each size
    seeds: int = 400  # real passages that the made ones are varied from


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsOptions:
    """What may be said about a look-up beside its words and documents."""

    years: tuple[int, ...] = ()  # only figures of one of these
    unit: str | None = None
    compare: bool = False
    operation: Literal["sum", "difference", "ratio"] | None = None
    labels: tuple[str, ...] = ()  # of what is to be calculated with


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingOptions:
    """How a chat surface is served."""

    port: int | None = None  # take the chat's requests over HTTP there; None: connect to the chat
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What is to be done with registered sources, and what is said of one that is added."""

    action: Literal["add", "list", "remove", "check"] = "list"
    said: Said = field(default_factory=Said)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReingestOptions:
    """How sources are re-ingested."""

    publish: bool = True  # else what was read waits for a review
    cancel: bool = False  # stop the run that is at work, instead


Rating = Literal["good", "bad"]
Why = Literal["wrong", "not_in_source", "outdated", "unclear", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackOptions:
    """What somebody thinks of an answer."""

    rating: Rating
    why: Why | None = None  # where it is bad and the person said so
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """What is done with what was read."""

    review: bool = False  # stage it, for a review; else publish it at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """What is to become of the staged edition."""

    action: Literal["show", "approve", "discard"] = "show"
    reason: str = ""  # kept with the edition, or why it is discarded
    staged: int | None = None  # only this one: the number of what the person looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOptions:
    """Which edition, and whether the person has been asked."""

    edition: int | None = None
    why: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """Whether to mend what is wrong."""

    repair: bool = False


ContentOptions = IngestOptions | ReviewOptions | EditionOptions | DoctorOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a chat surface something was asked, by the surface's own ids."""

    workspace: str
    channel: str
    thread: str = ""  # what the messages of one conversation share; empty: the channel itself (a command's answer)
    message: str = ""  # the asking message; empty: none (a command, a button)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asked for, on whichever surface."""

    command: str  # a name in bot.commands.COMMANDS
    user: str
    surface: Surface
    text: str = ""  # the question, or whatever else the command is about
    turns: tuple[Turn, ...] = ()  # what was asked before in this conversation, oldest first
    documents: tuple[str, ...] = ()  # names; only these are to be answered from. Empty: all
    inputs: tuple[str, ...] = ()  # files, folders and URLs to ingest
    given: Metadata = field(default_factory=Metadata)  # what the person says about the inputs
    options: (
        EvaluationOptions
        | BenchmarkOptions
        | StatisticsOptions
        | FeedbackOptions
        | ServingOptions
        | SourceOptions
        | ReingestOptions
        | ContentOptions
        | None
    ) = None
    place: Place | None = None  # where it was asked; what is asked there is kept, and understood with what went before
    exchange: str = ""  # the id of the exchange that a button is about
    number: int = 0  # and which of its sources or figures, from 1, in the order of bot.proof


class Watch(Progress, Protocol):
    """How a surface follows work that takes a while: what an ingest tells, and sentences."""

    def say(self, sentence: str) -> None:
        """Something that the person should know now."""
        ...


class Unwatched(Quiet):
    """A Watch for when nobody looks."""

    def say(self, sentence: str) -> None:
        """Say nothing."""


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


SourcesReplies = SourcesReply | SourceAddedReply | SourceRemovedReply | ChecksReply | ReingestReply


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


@dataclass(frozen=True, slots=True)
class ConfirmReply:
    """Something that is done only once the person says yes: the same request again, with ``sure``."""

    question: str


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
    | ContentReplies
    | EvaluationReply
    | SourceReply
    | SlideReply
    | ExchangeReply
    | PersonReply
    | SuggestionsReply
    | HomeReply
    | ErrorReply
)
