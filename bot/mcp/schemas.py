"""What the tools take and give, as JSON schemas: an assistant reads them, and a client checks results against them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.asking import MAX_QUESTION
from bot.looking_up import MAX_QUERY
from bot.verifying import MAX_TEXT
from knowledge.errors import FootnoteError

MOST_DOCUMENTS = 50

Words = StringConstraints(strip_whitespace=True, min_length=1)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Documents = Annotated[
    list[Name],
    Field(max_length=MOST_DOCUMENTS, description="Only these documents, by name as list_documents gives it. Else all."),
]
Unit = Literal["percent", "times", "count", "currency", "year", "rank", "other"]


class WrongArguments(FootnoteError):
    """A tool was called with arguments that it doesn't take."""


class Taken(BaseModel):
    """Arguments of a tool; one that it doesn't know is an error that the assistant is told of."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(Taken):
    """Of ``ask``."""

    question: Annotated[
        str, Words, Field(max_length=MAX_QUESTION, description="The question, in the words of the person who has it.")
    ]
    documents: Documents = []
    after: Annotated[
        Name | None,
        Field(description="The id of an earlier answer that this question follows up (“And how many small ones?”)."),
    ] = None


class LookedUp(Taken):
    """Of ``lookup_statistic``."""

    query: Annotated[
        str, Words, Field(max_length=MAX_QUERY, description="Words that say what the figure is of, not a sentence.")
    ]
    documents: Documents = []
    year: Annotated[int | None, Field(ge=1000, le=9999, description="Only figures of this year.")] = None
    unit: Annotated[Unit | None, Field(description="Only figures in this unit.")] = None


class Claimed(Taken):
    """Of ``verify_claim``."""

    text: Annotated[
        str, Words, Field(max_length=MAX_TEXT, description="The claim, or a text with several, word for word.")
    ]


class Nothing(Taken):
    """Of a tool that takes no arguments."""


def read(kind: type[Taken], arguments: dict[str, Any] | None) -> Taken:
    """The arguments. Raises WrongArguments with a sentence that says how they should be."""
    try:
        return kind.model_validate(arguments or {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "arguments"
        takes = ", ".join(kind.model_fields) or "none"
        match first["type"]:
            case "missing":
                said = f"The argument {name!r} is missing."
            case "extra_forbidden":
                said = f"There is no argument {name!r}; the tool's arguments: {takes}."
            case _:
                said = f"The argument {name!r} is wrong: {first['msg'][:1].lower()}{first['msg'][1:]}."
        raise WrongArguments(said) from error


# -- what comes back: keys beyond these may be there ------------------------------------------------------------------


class Given(BaseModel):
    """A part of a result. What a document doesn't state is null."""


class StatisticGiven(Given):
    """One figure that stands in a document."""

    value: str = Field(description="The number, to calculate with.")
    unit: str
    as_written: str = Field(description="How the document writes it: show it like this.")
    measure: str
    base: str | None = Field(description="Of whom or what it is. null: not stated.")
    period: str | None
    attribution: str | None = Field(description="Who says so, where that isn't the document.")
    quote: str = Field(description="The document's words around it.")


class CitationGiven(Given):
    """A verbatim quote and its place; start and end count characters of the document's stored text."""

    document: str
    title: str
    page: int | None
    quote: str
    start: int
    end: int
    link: str | None


class AnswerGiven(Given):
    """An answer, or a refusal with the nearest facts as its citations."""

    id: str | None = Field(description="Hand it in as after with a question that follows this one up.")
    kind: Literal["answer", "refusal"]
    text: str = Field(description="[n] is the n-th citation.")
    reason: str | None = Field(description="Of a refusal.")
    citations: list[CitationGiven]
    statistics: list[StatisticGiven]
    notes: list[str]
    edition: int
    took_ms: int


class OptionGiven(Given):
    """One option of a question."""

    label: str
    statistic: StatisticGiven


class DistributionGiven(Given):
    """A question of a survey with all its options."""

    question: str
    choice: Literal["single", "multiple"] | None
    options: list[OptionGiven]


class LookupGiven(Given):
    """Figures, best first; none where nothing fits, and then the nearest."""

    statistics: list[StatisticGiven]
    citations: list[CitationGiven] = Field(description="Where each of the statistics stands, in the same order.")
    distribution: DistributionGiven | None
    nearest: list[StatisticGiven] = Field(
        description="Where nothing fits: what comes nearest, which is not the answer."
    )


class VerdictGiven(Given):
    """What became of the text: of its worst claim. Of several claims, each is under ``claims``."""

    verdict: Literal["supported", "contradicted", "different_base", "not_in_reports"]
    statistics: list[StatisticGiven] = Field(description="What does stand in the documents.")
    citations: list[CitationGiven]
    notes: list[str]


class DocumentGiven(Given):
    """A document that answers are given from."""

    document: str = Field(description="Its name, as the other tools take it.")
    title: str
    publisher: str | None
    published: str | None
    period: list[int] = Field(description="The years that it speaks of.")
    resource: str = Field(description="The resource with its stored text.")


class DocumentsGiven(Given):
    """What is published."""

    edition: int
    documents: list[DocumentGiven]
