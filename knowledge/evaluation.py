"""Questions with known answers, and how well what came back agrees with them. Pure: it asks nothing and reads nothing.

Nothing here is shared with what makes answers: a check that leans on what it checks would pass its mistakes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from random import Random
from statistics import median
from typing import Literal, NamedTuple, Self

from pydantic import ConfigDict, ValidationError, model_validator

from knowledge.errors import InvalidQuestions
from knowledge.matching import holds, numerals
from knowledge.records import Answer, Citation, Claim, NonEmpty, Record, Refusal
from knowledge.writing.evaluation import WritingFigures

DEEPEST = 5  # how many of the best passages recall looks at

Kind = Literal["number", "text", "refuse"]
Verdict = Literal["right", "wrong", "falsely_refused", "refused", "answered"]


class Question(Record):
    """A question and what is right; keys beyond these are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: NonEmpty
    kind: Kind
    question: NonEmpty
    doc: str | None = None  # the name of the document that answers it
    values: tuple[NonEmpty, ...] = ()  # any of them in the answer; every one where ``all`` is true
    quote_has: tuple[NonEmpty, ...] = ()  # any of them in a cited quote
    quote_any: tuple[NonEmpty, ...] = ()  # the same, for answers in words
    all: bool = False
    after: str | None = None  # the id of the question that it follows up

    @model_validator(mode="after")
    def _says_what_is_right(self) -> Self:
        if self.kind == "number" and not (self.values and self.quote_has):
            raise ValueError("a number needs values and quote_has")
        if self.kind == "text" and not self.quote_any:
            raise ValueError("a text needs quote_any")
        return self

    @property
    def quotes(self) -> tuple[str, ...]:
        """What a cited quote has to hold one of."""
        return self.quote_has or self.quote_any

    @property
    def wanted(self) -> str:
        """What is right, for a person."""
        if self.kind == "refuse":
            return "a refusal"
        values = (" and " if self.all else " or ").join(self.values)
        quotes = " or ".join(f"“{quote}”" for quote in self.quotes)
        where = f" in {self.doc}" if self.doc else ""
        return f"{values}, from {quotes}{where}" if values else f"{quotes}{where}"


class Found(NamedTuple):
    """A passage that retrieval found."""

    document: str  # the document's name
    text: str


class Result(Record):
    """What became of one question."""

    id: str
    kind: Kind
    question: str
    verdict: Verdict
    said: str
    wanted: str
    other_document: bool = False  # right, but cited from another document than the expected one
    unbacked: tuple[str, ...] = ()  # numerals that were said and stand in none of the claim's quotes
    misquoted: tuple[str, ...] = ()  # quotes that are not what stands at their place
    rank: int | None = None  # of the right passage, from 1; None: not among the best DEEPEST, or there is none
    took_ms: float

    @property
    def failed(self) -> bool:
        """Whether there is something to mend."""
        return self.verdict not in {"right", "refused"} or bool(self.unbacked or self.misquoted)


class Figures(Record):
    """Sums over results; a share is from 0 to 1, and None where there is nothing that it could be of."""

    questions: int
    answerable: int
    right: float | None  # of the answerable
    wrong: float | None  # of the answerable: answered, but not right
    falsely_refused: float | None  # of the answerable
    refused: float | None  # of those to refuse
    balanced_accuracy: float | None  # of answering against refusing, right or wrong: the mean of both shares
    other_document: int
    unbacked: int
    misquoted: int
    recall: dict[int, float | None]  # at 1, 3 and 5 passages, of the answerable
    median_ms: float | None
    p95_ms: float | None


class Evaluation(Record):
    """The results of a set of questions, in its order."""

    results: tuple[Result, ...]
    writing: WritingFigures | None = None  # where a model wrote the answers

    def figures(self, kind: Kind | None = None) -> Figures:
        """Over all questions, or over those of a kind."""
        return summed([result for result in self.results if kind in {None, result.kind}])

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that occur, in order of appearance."""
        return list(dict.fromkeys(result.kind for result in self.results))

    @property
    def failures(self) -> list[Result]:
        """The results to look at."""
        return [result for result in self.results if result.failed]


# -- questions -----------------------------------------------------------------------------------------------------


def parse_questions(text: str, name: str) -> list[Question]:
    """The questions of a JSON list; ``name`` is the file's. Raises InvalidQuestions with the line or the id."""
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidQuestions(f"{name}, line {error.lineno}: this is not JSON ({error.msg}); correct it.") from error
    return questions_of(items, name)


def questions_of(items: object, name: str) -> list[Question]:
    """The questions of a list that was read from a file; ``name`` is the file's. Raises InvalidQuestions."""
    if not isinstance(items, list) or not items:
        raise InvalidQuestions(f"{name} is no list of questions: put them between [ and ].")
    questions: dict[str, Question] = {}
    for number, item in enumerate(items, start=1):
        question = _question(item, number, name)
        if question.id in questions:
            raise InvalidQuestions(f"{name}: the id {question.id!r} occurs twice; give one of them another.")
        if question.after is not None and question.after not in questions:
            raise InvalidQuestions(
                f"{name}: {question.id!r} follows {question.after!r}, which doesn't stand before it."
            )
        questions[question.id] = question
    return list(questions.values())


def _question(item: object, number: int, name: str) -> Question:
    try:
        return Question.model_validate(item)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        known = item.get("id") if isinstance(item, dict) else None
        which = f"question {known!r}" if known else f"question number {number}"
        key = f"{first['loc'][0]!r}: " if first["loc"] else ""
        raise InvalidQuestions(f"{name}, {which}: {key}{first['msg'].removeprefix('Value error, ')}.") from error


def sample(questions: Sequence[Question], size: int, seed: int = 20) -> list[Question]:
    """So many of the questions, the same ones every time, with those that they follow up, in their order."""
    by_id = {question.id: question for question in questions}
    picked: set[str] = set()
    draw = Random(seed)  # noqa: S311  (no secret: the same sample every time is the point)
    for chosen in draw.sample(questions, min(size, len(questions))):
        question: Question | None = chosen
        while question:
            picked.add(question.id)
            question = by_id[question.after] if question.after else None
    return [question for question in questions if question.id in picked]


# -- scoring -------------------------------------------------------------------------------------------------------


def score(
    question: Question,
    outcome: Answer | Refusal,
    found: Sequence[Found],
    text_of: Callable[[str], str],
    took_ms: float,
) -> Result:
    """How an outcome agrees with what is right.

    Args:
        question: with what is right.
        outcome: what came back.
        found: the passages that retrieval found for it, best first.
        text_of: the stored text of a revision, by its id.
        took_ms: how long the outcome took, in milliseconds.
    """
    claims = outcome.claims if isinstance(outcome, Answer) else outcome.nearest
    citations = [citation for claim in claims for citation in claim.citations]
    verdict = _verdict(question, outcome)
    return Result(
        id=question.id,
        kind=question.kind,
        question=question.question,
        verdict=verdict,
        said=_said(outcome),
        wanted=question.wanted,
        other_document=verdict == "right" and not _of_its_document(question, citations),
        unbacked=tuple(numeral for claim in claims for numeral in unbacked(claim)),
        misquoted=tuple(c.quote for c in citations if text_of(c.revision_id)[c.start : c.end] != c.quote),
        rank=_rank(question, found),
        took_ms=took_ms,
    )


def _verdict(question: Question, outcome: Answer | Refusal) -> Verdict:
    if question.kind == "refuse":
        return "refused" if isinstance(outcome, Refusal) else "answered"
    if isinstance(outcome, Refusal):
        return "falsely_refused"
    said = "\n".join(claim.text for claim in outcome.claims)
    stands = [holds(said, value, whole_words=True) for value in question.values]
    value = question.kind == "text" or (all(stands) if question.all else any(stands))
    quoted = any(_quotes(question, c.quote) for claim in outcome.claims for c in claim.citations)
    return "right" if value and quoted else "wrong"


def _said(outcome: Answer | Refusal) -> str:
    if isinstance(outcome, Refusal):
        return f"{outcome.reason.value}: {outcome.detail}"
    return " / ".join(f"{claim.text} ({claim.citations[0].document})" for claim in outcome.claims)


def _quotes(question: Question, text: str) -> bool:
    return any(holds(text, needle) for needle in question.quotes)


def _of_its_document(question: Question, citations: Iterable[Citation]) -> bool:
    return not question.doc or any(_same(question.doc, c.document) and _quotes(question, c.quote) for c in citations)


def _same(doc: str, document: str) -> bool:
    return document.rsplit("/", 1)[-1].casefold() == doc.rsplit("/", 1)[-1].casefold()


def _rank(question: Question, found: Sequence[Found]) -> int | None:
    for rank, passage in enumerate(found[:DEEPEST], start=1):
        if (not question.doc or _same(question.doc, passage.document)) and _quotes(question, passage.text):
            return rank
    return None


def unbacked(claim: Claim) -> list[str]:
    """The numerals of a claim that stand in none of its quotes."""
    backed = {numeral for citation in claim.citations for numeral in numerals(citation.quote)}
    return [numeral for numeral in numerals(claim.text) if numeral not in backed]


def summed(results: Collection[Result]) -> Figures:
    """The figures over some results."""
    answerable = [result for result in results if result.kind != "refuse"]
    to_refuse = [result for result in results if result.kind == "refuse"]
    falsely = _share(answerable, lambda result: result.verdict == "falsely_refused")
    refused = _share(to_refuse, lambda result: result.verdict == "refused")
    times = sorted(result.took_ms for result in results)
    return Figures(
        questions=len(results),
        answerable=len(answerable),
        right=_share(answerable, lambda result: result.verdict == "right"),
        wrong=_share(answerable, lambda result: result.verdict == "wrong"),
        falsely_refused=falsely,
        refused=refused,
        balanced_accuracy=None if falsely is None or refused is None else (1 - falsely + refused) / 2,
        other_document=sum(result.other_document for result in results),
        unbacked=sum(len(result.unbacked) for result in results),
        misquoted=sum(len(result.misquoted) for result in results),
        recall={depth: _recall(answerable, depth) for depth in (1, 3, DEEPEST)},
        median_ms=median(times) if times else None,
        p95_ms=percentile(times, 95) if times else None,
    )


def percentile(ascending: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values don't exceed (nearest rank)."""
    return ascending[max(0, math.ceil(percent / 100 * len(ascending)) - 1)]


def _recall(answerable: Collection[Result], depth: int) -> float | None:
    return _share(answerable, lambda result: result.rank is not None and result.rank <= depth)


def _share(results: Collection[Result], counts: Callable[[Result], bool]) -> float | None:
    return sum(map(counts, results)) / len(results) if results else None
