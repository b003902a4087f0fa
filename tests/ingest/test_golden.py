"""Golden questions: read from JSON or YAML, asked of any edition, and what flips between two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.golden import Golden, golden_file, read_questions
from knowledge.errors import InvalidQuestions
from knowledge.records import Edition
from tests.support.library import Library, document, library, revision

OLD = "Three in four firms (76%) keep a cat in the office."
NEW = "Three in five firms (61%) keep a cat in the office."
QUESTIONS = [
    {"id": "cats", "kind": "number", "question": "How many firms keep a cat?", "values": ["76%"], "quote_has": ["76%"]},
    {"id": "moon", "kind": "refuse", "question": "Which astronaut painted volcanoes purple?"},
]
AS_YAML = """
- id: cats
  kind: number
  question: How many firms keep a cat?
  values: ["76%"]
  quote_has: ["76%"]
- {id: moon, kind: refuse, question: "Which astronaut painted volcanoes purple?"}
"""


def published(pets: Library) -> Edition:
    edition = pets.catalogue.current()
    assert edition
    return edition


def staged(pets: Library) -> Edition:
    """The same document, saying something else, and not published."""
    from ingest.card import with_card
    from ingest.passages import split
    from knowledge.models.scripted import HashingEmbedder

    new = revision().model_copy(update={"id": "survey.md@2"})
    read = with_card(document({"Cats": [NEW]}), new)
    passages = split(read, new)
    pets.catalogue.add(new, read.text, passages)
    vectors = HashingEmbedder().embed([each.in_context for each in passages])
    pets.vectors.add([each.content_id for each in passages], vectors)
    return pets.catalogue.stage([new.id], "bob", published(pets).id).edition


@pytest.fixture
def pets() -> Library:
    return library({"survey": (revision(), {"Cats": [OLD]})})


@pytest.fixture
def golden(pets: Library, tmp_path: Path) -> Golden:
    file = tmp_path / "golden.json"
    file.write_text(json.dumps(QUESTIONS))
    return Golden(file, pets.catalogue, lambda: pets.answerer)


def test_questions_are_asked_of_the_edition_that_is_named(pets: Library, golden: Golden) -> None:
    assert [each.verdict for each in golden.check(published(pets)).results] == ["right", "refused"]
    new = staged(pets)
    results = golden.check(new).results
    assert [each.verdict for each in results] == ["wrong", "refused"]
    assert "61%" in results[0].said


def test_what_would_flip_is_told_with_both_answers(pets: Library, golden: Golden) -> None:
    review = golden.review(published(pets), staged(pets))
    assert review
    assert (review.questions, review.right) == (2, 1)
    (flip,) = review.flips
    assert (flip.id, flip.mended) == ("cats", False)
    assert "76%" in flip.before
    assert "61%" in flip.after


def test_an_answer_that_becomes_right_is_a_flip_for_the_better(pets: Library, golden: Golden) -> None:
    new = staged(pets)
    review = golden.review(new, published(pets))
    assert review
    assert [flip.mended for flip in review.flips] == [True]


def test_before_the_first_edition_nothing_flips(pets: Library, golden: Golden) -> None:
    review = golden.review(None, staged(pets))
    assert review
    assert (review.right, review.flips) == (1, ())


def test_without_a_file_nobody_who_answers_is_asked_for(pets: Library) -> None:
    def nobody() -> None:
        raise AssertionError("models were loaded for nothing")

    silent = Golden(None, pets.catalogue, nobody)  # type: ignore[arg-type]
    assert silent.questions() == []
    assert silent.review(None, published(pets)) is None


def test_a_file_that_does_not_hold_is_told_in_the_review_and_does_not_end_it(pets: Library, golden: Golden) -> None:
    assert golden.file
    golden.file.write_text("[{}]")
    review = golden.review(None, published(pets))
    assert review
    assert "question number 1" in (review.problem or "")
    with pytest.raises(InvalidQuestions):
        golden.check(published(pets))


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "golden.yaml").write_text(AS_YAML)
    (tmp_path / "golden.json").write_text(json.dumps(QUESTIONS))
    assert read_questions(tmp_path / "golden.yaml") == read_questions(tmp_path / "golden.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: [", "golden.yaml, line 1: this is not YAML"),
        ("cats: 76%", "is no list of questions"),
        ("- {id: cats, kind: number, question: 'How many?'}", "question 'cats'"),
        ("", "is no list of questions"),
    ],
)
def test_a_yaml_file_that_does_not_hold_is_told_where(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "golden.yaml"
    file.write_text(text)
    with pytest.raises(InvalidQuestions, match=told.replace("(", r"\(")):
        read_questions(file)


def test_the_file_beside_the_catalogue_is_found_and_a_named_one_goes_first(tmp_path: Path) -> None:
    assert golden_file(tmp_path, None) is None
    (tmp_path / "golden.yaml").touch()
    assert golden_file(tmp_path, None) == tmp_path / "golden.yaml"
    assert golden_file(tmp_path, Path("other.json")) == Path("other.json")
