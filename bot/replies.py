"""What was asked and what to show, free of any surface: Slack, Teams and the terminal translate from and to these."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from ingest.blocks import Metadata
from ingest.report import IngestReport, Progress, Quiet
from knowledge.records import Answer, Edition, Refusal, Revision, Turn, Verification

if TYPE_CHECKING:
    from knowledge.arithmetic import Calculated, NotComparable
    from knowledge.comparing import Comparison
    from knowledge.evaluation import Evaluation
    from knowledge.lookup import Lookup
    from knowledge.ports import Topic

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
    options: EvaluationOptions | BenchmarkOptions | StatisticsOptions | None = None  # of eval, bench and stat


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


@dataclass(frozen=True, slots=True)
class StatisticsReply:
    """What there is to a query; what it was compared with, and what was calculated, where that was asked for."""

    lookup: Lookup
    comparison: Comparison | None = None
    calculated: Calculated | NotComparable | None = None


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
class EvaluationReply:
    """How the answers to questions with known answers did."""

    evaluation: Evaluation


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
    | EvaluationReply
    | ErrorReply
)
