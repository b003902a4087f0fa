"""The records that everything else passes around: frozen, closed, and impossible to build wrong.

Offsets are in characters (Unicode code points) of a revision's stored text, end exclusive, so that
``revision_text[start:end]`` is exactly the text that a record quotes.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

NonEmpty = Annotated[str, Field(min_length=1)]
Offset = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """A frozen value; unknown fields are an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Record):
    """A source that has been ingested at least once; it stays the same document while its content changes."""

    id: NonEmpty
    uri: NonEmpty  # file:///… or https://…
    name: NonEmpty  # the file's name, or the URL: what a person would call it


class Revision(Record):
    """What one document said when it was read, and what is known about it. The text itself is fetched on demand."""

    id: NonEmpty
    document: Document
    sha256: NonEmpty  # of the source's bytes
    title: NonEmpty
    publisher: str | None = None
    published: str | None = None  # ISO date, as exact as the source is: 2024, 2024-08, 2024-08-14
    period: tuple[int, ...] = ()  # the years that the document speaks of, ascending; empty: not known
    media_type: NonEmpty
    read_at: datetime


class Passage(Record):
    """A window of a revision's text, about two sentences: the unit that is embedded, ranked and quoted from."""

    id: NonEmpty
    revision_id: NonEmpty
    content_id: NonEmpty  # sha256 of context and text: equal content is embedded once
    text: NonEmpty
    context: str  # "title. heading:", put before the text when it is embedded and ranked, never quoted
    start: Offset
    end: Offset
    page: int | None = None  # from 1
    headings: tuple[str, ...] = ()  # outermost first
    kind: Literal["prose", "list", "table"] = "prose"

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("a passage's offsets must span its text")
        return self

    @property
    def in_context(self) -> str:
        """Context and text, as they are embedded and ranked."""
        return f"{self.context} {self.text}" if self.context else self.text


class Edition(Record):
    """Which revision of each document is published, since when, and by whom."""

    id: int  # from 1; below 0: one that is staged, and not published yet
    revision_ids: tuple[str, ...]
    published_at: datetime
    published_by: NonEmpty


class Statistic(Record):
    """One figure that stands in a document. What the document does not state is None, never a guess."""

    id: NonEmpty
    revision_id: NonEmpty
    value: Decimal  # as written, times a magnitude that stands with the figure itself ("$1.5 million": 1500000)
    upper: Decimal | None = None  # of a range ("10 to 15"): its other end
    unit: Literal["percent", "times", "count", "currency", "year", "rank", "other"]
    currency: str | None = None  # as written: "$", "EUR" …
    scale: str | None = None  # what a table's header or caption says of its figures ("$ million"); not in the value
    as_written: NonEmpty  # "three in four (76%)"
    at: Offset  # where as_written begins
    qualifier: str | None = None  # "about", "more than", "nearly" …
    measure: NonEmpty  # what was measured
    base: str | None = None  # the population that the figure is of
    base_size: int | None = None
    period: str | None = None
    attribution: str | None = None  # who says so: the survey, Gartner …
    quote: NonEmpty
    start: Offset
    end: Offset
    page: int | None = None
    headings: tuple[str, ...] = ()  # outermost first
    table: str | None = None  # of a table's cell: the table's title
    row: str | None = None  # and the labels of its row and column
    column: str | None = None
    distribution: str | None = None  # the question whose options belong together
    option: str | None = None  # this figure's option of that question
    choice: Literal["single", "multiple"] | None = None
    aliases: tuple[str, ...] = ()
    origin: Literal["prose", "table", "findings"] = "prose"  # who says so: the rules, or a findings file

    @model_validator(mode="after")
    def _quote_holds_the_figure(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("a statistic's offsets must span its quote")
        at = self.at - self.start
        if at < 0 or self.quote[at : at + len(self.as_written)] != self.as_written:
            raise ValueError(f"{self.as_written!r} does not stand in the quote where it should")
        return self

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the quote stands: statistics of one sentence have one place."""
        return self.revision_id, self.start, self.end


class Citation(Record):
    """An exact quote and the place where it stands."""

    revision_id: NonEmpty
    document: NonEmpty  # the file's name, or the URL
    title: NonEmpty
    quote: NonEmpty
    start: Offset
    end: Offset
    page: int | None = None
    headings: tuple[str, ...] = ()
    link: str | None = None

    @model_validator(mode="after")
    def _spans_its_quote(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("a citation's offsets must span its quote")
        return self


class Claim(Record):
    """A sentence that is said, with one citation or more that it rests on."""

    text: NonEmpty
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    highlight: tuple[int, int] | None = None  # offsets into text: the words that answer, put first in bold

    @model_validator(mode="after")
    def _highlight_lies_in_the_text(self) -> Self:
        if self.highlight and not 0 <= self.highlight[0] < self.highlight[1] <= len(self.text):
            raise ValueError("the highlight must lie in the claim's text")
        return self

    @property
    def highlighted(self) -> str | None:
        """The words that answer, or None."""
        return self.text[slice(*self.highlight)] if self.highlight else None


class Sentence(Record):
    """A sentence that a model wrote, and whether it was shown: as it is, its quote in its place, or not at all."""

    written: str  # with its slots and markers
    verdict: Literal["passed", "replaced", "dropped"]
    reason: str | None = None  # why it didn't pass


class Answer(Record):
    """What the documents say to a question: one claim to four, every one cited."""

    question: NonEmpty  # as understood, standing alone
    claims: Annotated[tuple[Claim, ...], Field(min_length=1, max_length=4)]
    statistics: tuple[Statistic, ...] = ()
    notes: tuple[str, ...] = ()
    edition: int
    sentences: tuple[Sentence, ...] = ()  # that a model wrote; empty: the claims are quotes


class Reason(StrEnum):
    """Why a question is refused."""

    NOT_IN_REPORTS = "not_in_reports"
    WRONG_POPULATION = "wrong_population"
    WRONG_PERIOD = "wrong_period"
    AMBIGUOUS = "ambiguous"
    FALSE_PREMISE = "false_premise"
    NOT_A_QUESTION = "not_a_question"
    NOT_ALLOWED = "not_allowed"


class Refusal(Record):
    """The documents do not say, or it may not be said: why, and the nearest things that they do say."""

    question: NonEmpty
    reason: Reason
    detail: NonEmpty  # one sentence for the person, without any figure
    nearest: Annotated[tuple[Claim, ...], Field(max_length=3)] = ()
    notes: tuple[str, ...] = ()
    edition: int
    sentences: tuple[Sentence, ...] = ()  # that a model wrote and that didn't hold


class Turn(Record):
    """A question that was asked before in the same conversation, as it was understood."""

    question: NonEmpty
    standalone: NonEmpty
    answered: bool = True
    document_ids: tuple[str, ...] = ()  # the documents that were cited


class Judgement(StrEnum):
    """What becomes of a claim that somebody makes."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    DIFFERENT_BASE = "different_base"
    NOT_IN_REPORTS = "not_in_reports"


class Verdict(Record):
    """Whether the documents say what one claim says, and what does stand there."""

    claim: NonEmpty  # as it stands in the text that was checked
    start: Offset  # where it stands there
    end: Offset
    judgement: Judgement
    statistics: tuple[Statistic, ...] = ()  # the figures that do stand there, the one that decided first
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()  # rounding, periods, bases, in sentences

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.end - self.start != len(self.claim):
            raise ValueError("a verdict's offsets must span its claim")
        if self.judgement != Judgement.NOT_IN_REPORTS and not self.citations:
            raise ValueError(f"a claim that is {self.judgement} needs a citation")
        return self


_WORST_LAST = (Judgement.SUPPORTED, Judgement.NOT_IN_REPORTS, Judgement.DIFFERENT_BASE, Judgement.CONTRADICTED)


class Verification(Record):
    """A text that was checked, claim by claim, in the order in which they stand in it."""

    text: str
    verdicts: tuple[Verdict, ...]  # empty: the text claims nothing that could be looked up
    edition: int

    @property
    def judgement(self) -> Judgement:
        """Of the text as a whole: that of its worst claim."""
        return max((v.judgement for v in self.verdicts), key=_WORST_LAST.index, default=Judgement.NOT_IN_REPORTS)
