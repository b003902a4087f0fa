"""What `footnote eval` promises, on a library in memory that a parrot answers from."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.evaluate import evaluate, read_questions, run
from bot.replies import EvaluationReply
from bot.requests import (
    EvaluationOptions,
    Request,
    Unwatched,
    Watch,
)
from bot.scoreboard import scores, shown
from bot.terminal import Terminal
from bot.wire import reply_to_json
from bot.wiring import Services
from ingest.blocks import Metadata
from ingest.report import Failure, IngestReport
from knowledge.errors import InvalidQuestions
from knowledge.evaluation import Evaluation, Question
from knowledge.ports import Ranked
from knowledge.records import Passage
from tests.bot.parts import CATS, HALF, TEXT, Parrot, revision, stocked

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "a",
        "kind": "number",
        "question": "cats?",
        "values": ["48%"],
        "quote_has": ["keep a cat"],
        "doc": "cats.pdf",
    },
    {"id": "b", "kind": "refuse", "question": "dogs?", "after": "a"},
    {"id": "c", "kind": "number", "question": "more cats?", "values": ["8%"], "quote_has": ["48%"], "after": "b"},
]


class Retrieving(Parrot):
    """A parrot that finds a passage, and remembers what it looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_for: list[tuple[str, Collection[str] | None]] = []

    def retrieve(self, question: str, document_ids: Collection[str] | None = None) -> list[Ranked]:
        self.looked_for.append((question, document_ids))
        passage = Passage(
            id="p", revision_id=CATS.id, content_id="p", text=HALF, context="", start=0, end=len(HALF)
        )  # fmt: skip
        return [Ranked(passage, 3.2)]


class Shelf:
    """A pipeline that remembers what it was given, and fails to read one file."""

    def __init__(self) -> None:
        self.ingested: list[str] = []

    def ingest(self, inputs: Sequence[str], given: Metadata, by: str, watch: Watch) -> IngestReport:
        self.ingested += inputs
        return IngestReport(added=("cats.pdf",), failed=(Failure("empty.md", "empty.md is empty: fill it."),))


class Listening(Unwatched):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


class Trial(Services):
    """Services whose other library is the same one in memory; notes where it would have been."""

    folder: Path

    def elsewhere(self, library: Path) -> Trial:
        self.folder = library
        assert library.is_dir()
        return self


def trial() -> tuple[Trial, Retrieving, Shelf]:
    services, _ = stocked(CATS, revision("dogs.pdf", title="Dogs"))
    parrot, shelf = Retrieving(), Shelf()
    services.__class__ = Trial
    services.answerer, services.pipeline = parrot, shelf  # type: ignore[assignment]
    assert isinstance(services, Trial)
    return services, parrot, shelf


def questions() -> list[Question]:
    return [Question.model_validate(question) for question in QUESTIONS]


def requested(tmp_path: Path, options: EvaluationOptions | None = None) -> Request:
    path = tmp_path / "questions.json"
    path.write_text(json.dumps([question | {"after": None} for question in QUESTIONS]), "utf-8")
    return Request(command="eval", user="ada", surface="terminal", text=str(path), inputs=("docs",), options=options)


# -- running --------------------------------------------------------------------------------------------------------


def test_questions_are_asked_of_a_library_apart_that_is_gone_afterwards(tmp_path: Path) -> None:
    services, _, shelf = trial()
    listening = Listening()
    evaluation = run(services, requested(tmp_path), listening)
    assert [result.verdict for result in evaluation.results] == ["right", "refused", "wrong"]
    assert shelf.ingested == ["docs"]
    assert not services.folder.exists()
    assert listening.said == ["empty.md is empty: fill it.", "Asking 3 questions."]


def test_a_library_that_was_named_is_kept_and_only_a_sample_asked(tmp_path: Path) -> None:
    services, _, _ = trial()
    kept = tmp_path / "new" / "library"
    evaluation = run(services, requested(tmp_path, EvaluationOptions(library=kept, sample=1)), Unwatched())
    assert services.folder == kept
    assert kept.is_dir()
    assert len(evaluation.results) == 1


def test_a_follow_up_is_asked_with_all_that_it_follows() -> None:
    services, parrot, _ = trial()
    evaluate(services, questions(), Unwatched())
    assert [[turn.question for turn in turns] for _, turns, _ in parrot.asked] == [[], ["cats?"], ["cats?", "dogs?"]]
    assert parrot.asked[1][1][0].document_ids == (CATS.document.id,)


def test_recall_is_counted_on_the_question_as_it_was_understood_and_on_answerable_ones_alone() -> None:
    services, parrot, _ = trial()
    evaluation = evaluate(services, questions(), Unwatched())
    assert parrot.looked_for == [("cats?", None), ("more cats?", None)]
    assert [result.rank for result in evaluation.results] == [1, None, 1]


def test_in_scope_each_question_is_asked_of_its_own_document() -> None:
    services, parrot, _ = trial()
    evaluate(services, questions(), Unwatched(), scoped=True)
    assert [documents for _, _, documents in parrot.asked] == [{CATS.document.id}, None, None]
    assert parrot.looked_for[0] == ("cats?", {CATS.document.id})


def test_a_question_that_cannot_be_asked_is_named() -> None:
    services, _, _ = trial()
    long = Question(id="long", kind="refuse", question="cats " * 1000)
    with pytest.raises(InvalidQuestions, match="Question 'long' can't be asked: The question has 4,999 characters"):
        evaluate(services, [long], Unwatched())


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), (b"\xff\xfe[]", "is not UTF-8"), (b"[{]", "line 1: this is not JSON")],
)
def test_a_file_that_holds_no_questions_is_named(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    if content:
        path.write_bytes(content)
    with pytest.raises(InvalidQuestions) as caught:
        read_questions(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


# -- showing --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(trial()[0], questions(), Unwatched())


def printed(evaluation: Evaluation) -> str:
    console = Console(width=80, highlight=False, markup=False)
    with console.capture() as capture:
        Terminal(console).show(EvaluationReply(evaluation))
    return capture.get()


def test_the_table_has_a_row_for_each_kind_and_one_for_all(evaluation: Evaluation) -> None:
    rows = {line.split()[0]: line.split()[1:] for line in printed(evaluation).splitlines() if line.strip()}
    assert rows["number"][:8] == ["2", "0.500", "0.500", "0.000", "–", "1.000", "1.000", "1.000"]
    assert rows["refuse"][:5] == ["1", "–", "–", "–", "1.000"]
    assert rows["all"][:5] == ["3", "0.500", "0.500", "0.000", "1.000"]


def test_failures_are_listed_with_what_was_said_and_what_was_wanted(evaluation: Evaluation) -> None:
    text = printed(evaluation)
    assert "unbacked numerals 0" in text
    assert text.count("  wanted:") == 1
    assert f"c wrong, right passage ranked 1\n  asked:  more cats?\n  said:   {HALF} (cats.pdf)\n" in text
    assert "wanted: 8%, from “48%”" in text


def test_nothing_of_a_document_steers_the_terminal(evaluation: Evaluation) -> None:
    steering = evaluation.results[2].model_copy(update={"said": "a\x1b[2Jb\nc [bold]d"})
    text = str(shown(Evaluation(results=(steering,)))[-1])
    assert "said:   a[2Jb c [bold]d" in text


def test_a_program_gets_all_of_it(evaluation: Evaluation) -> None:
    as_json = reply_to_json(EvaluationReply(evaluation))
    assert as_json == scores(evaluation)
    assert as_json["figures"]["right"] == as_json["by_kind"]["number"]["right"] == 0.5
    assert [result["id"] for result in json.loads(json.dumps(as_json))["results"]] == ["a", "b", "c"]


def test_the_stored_text_is_what_quotes_are_held_against() -> None:
    services, _, _ = trial()
    revised = revision(title="Cats, again").model_copy(update={"id": CATS.id})
    catalogue = type(services.catalogue)()
    catalogue.add(revised, TEXT.replace("Nearly", "Hardly"), [])
    catalogue.publish([revised.id], "ada")
    services.catalogue = catalogue
    results = evaluate(services, questions(), Unwatched()).results
    assert results[0].verdict == "right"
    assert results[0].misquoted == (HALF,)
