"""What was asked, free of any surface: Slack, Teams and the terminal translate into these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, get_args

from ingest.blocks import Metadata
from ingest.report import Progress, Quiet
from knowledge.records import Claim, Turn
from knowledge.sources import Said

Surface = Literal["terminal", "slack", "teams", "mcp"]
SURFACES: frozenset[Surface] = frozenset(get_args(Surface))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationOptions:
    """What may be said about an evaluation beside its questions and documents."""

    library: Path | None = None  # kept, so that the next one with the same documents need not ingest; None: a temporary
    sample: int | None = None  # ask only so many of the questions
    scoped: bool = False  # ask each question of its own document alone
    writer: str | None = None  # the model that writes the answers; None: they are quotes


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
    development: bool = False  # of Teams: nobody proves who they are, and only this machine may speak to it


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


class Handed(Protocol):
    """A file that somebody hands in, fetched only when it is wanted."""

    @property
    def name(self) -> str:
        """As the person calls it. Raises SourceUnavailable."""
        ...

    @property
    def size(self) -> int:
        """Bytes, as the chat says. Raises SourceUnavailable."""
        ...

    def read(self, limit: int) -> bytes:
        """Its content, at most so many bytes. Raises SourceUnavailable and SourceRefused."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOptions:
    """Files that are to be read into the library."""

    files: tuple[Handed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetOptions:
    """What is forgotten of what people asked, and whether the person has been asked."""

    before: datetime | None = None  # with time zone; None: it is a person who is forgotten
    sure: bool = False


ContentOptions = ForgetOptions | IngestOptions | ReviewOptions | EditionOptions | DoctorOptions | UploadOptions


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
    private: bool = False  # nobody but the user sees the reply; in a direct message that goes without saying
    exchange: str = ""  # the id of the exchange that a button is about
    number: int = 0  # and which of its sources or figures, from 1, in the order of bot.proof


class Watch(Progress, Protocol):
    """How a surface follows work that takes a while: what an ingest tells, and sentences."""

    def say(self, sentence: str) -> None:
        """Something that the person should know now."""
        ...

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:
        """A sentence of a written answer, which has passed; the numbers are those of its sources in the answer."""
        ...


class Unwatched(Quiet):
    """A Watch for when nobody looks."""

    def say(self, sentence: str) -> None:
        """Say nothing."""

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:
        """Wait for the whole answer."""
