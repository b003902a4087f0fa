"""The model trained for answerability: what the reader makes of it, and what happens without it.

The reranker's weights stand in for trained ones: they have the same form, and tell what is about something else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.models.answerability import FILE, load_answerability
from knowledge.models.reading import FittedReader, Regression, Weights
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.models.weights import RERANKING, checked
from knowledge.ports import Ranked, Reranker
from knowledge.settings import KnowledgeSettings
from tests.support.library import HALF_OF_THE_WORDS, passage

CATS = "Among the lighthouses that were asked in 2019, 76% keep a cat. Dogs are kept by 12%."
ROOFS = "The roofs of the harbour were mended in spring, at a cost of 4,000 crowns."
ANSWERED = "How many lighthouses have a cat?"

TRAINED = HALF_OF_THE_WORDS.model_copy(
    update={
        "trained": Regression(signals=("answers",), mean=(0.0,), scale=(1.0,), weight=(1.0,), bias=0.0, threshold=0.5),
        "answerability_sha256": RERANKING.sha256["model.onnx"],
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    (made / FILE).symlink_to(checked(RERANKING) / "model.onnx")
    return made


@pytest.fixture(scope="module")
def reader(folder: Path) -> FittedReader:
    return reading_with(load_answerability(KnowledgeSettings(threads=2), folder, TRAINED))


def reading_with(model: Reranker | None, weights: Weights = TRAINED) -> FittedReader:
    return FittedReader(HashingEmbedder(), OverlapReranker(), model, weights)


def windows(*texts: str) -> list[Ranked]:
    return [Ranked(passage(text, context="Lighthouse Survey 2019."), 0.0) for text in texts]


def test_what_stands_there_is_answerable(reader: FittedReader) -> None:
    assert reader.read(ANSWERED, windows(CATS)).probability >= reader.threshold


def test_what_is_about_something_else_is_not(reader: FittedReader) -> None:
    assert reader.read(ANSWERED, windows(ROOFS)).probability < reader.threshold


def test_one_window_that_answers_is_enough(reader: FittedReader) -> None:
    alone, among = reader.read(ANSWERED, windows(CATS)), reader.read(ANSWERED, windows(ROOFS, CATS))
    assert among.probability == alone.probability


def test_a_question_without_end_is_read_too(reader: FittedReader) -> None:
    assert 0 <= reader.read("Which cat " * 2000, windows(CATS)).probability <= 1


def test_weights_that_know_no_trained_model_do_without_it() -> None:
    class Unread(OverlapReranker):
        def score_pairs(self, pairs: object) -> list[float]:
            raise AssertionError("it was read")

        score = score_pairs  # type: ignore[assignment]

    assert reading_with(Unread(), HALF_OF_THE_WORDS).read(ANSWERED, windows(CATS)).probability > 0


def test_without_its_file_the_fitted_signals_serve(tmp_path: Path) -> None:
    assert load_answerability(KnowledgeSettings(), tmp_path, TRAINED) is None
    assert reading_with(None).read(ANSWERED, windows(CATS)).probability > 0


def test_where_reranking_is_switched_off_it_is_not_loaded(folder: Path) -> None:
    assert load_answerability(KnowledgeSettings(rerank=False), folder, TRAINED) is None


def test_another_file_than_the_expected_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else")
    with pytest.raises(ModelUnavailable, match=r"answerability\.onnx is not the expected model"):
        load_answerability(KnowledgeSettings(), tmp_path, TRAINED)
