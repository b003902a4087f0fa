"""The trained reader: what it tells apart, what stands before it, and what happens without its weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.models.trained_reading import TrainedReader, data_folder, load_trained_reader
from knowledge.models.weights import RERANKING, checked
from knowledge.ports import Ranked
from knowledge.settings import KnowledgeSettings
from tests.support.library import HALF_OF_THE_WORDS, passage

CATS = "Among the lighthouses that were asked in 2019, 76% keep a cat. Dogs are kept by 12%."
ROOFS = "The roofs of the harbour were mended in spring, at a cost of 4,000 crowns."
ANSWERED = "How many lighthouses have a cat?"


class Counting(OverlapReranker):
    pairs = 0

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        self.pairs += len(texts)
        return super().score(question, texts)


def fitted(reranker: OverlapReranker | None = None) -> FittedReader:
    return FittedReader(HashingEmbedder(), reranker or OverlapReranker(), HALF_OF_THE_WORDS)


def windows(*texts: str) -> list[Ranked]:
    return [Ranked(passage(text, context="Lighthouse Survey 2019."), 1.0) for text in texts]


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader(data_folder(), checked(RERANKING) / "tokenizer.json", 2, fitted())


def test_what_stands_there_is_answerable(reader: TrainedReader) -> None:
    assert reader.read(ANSWERED, windows(CATS)).probability >= reader.threshold


@pytest.mark.parametrize(
    "question",
    [
        "How many monasteries have a cat?",
        "How many lighthouses had a cat in 2016?",
        "How many lighthouses have a parrot?",
        "What does the cat of a lighthouse cost?",
    ],
)
def test_a_near_miss_is_not(reader: TrainedReader, question: str) -> None:
    """Another population, another year, another thing, another measure."""
    assert reader.read(question, windows(CATS)).probability < reader.threshold


def test_one_window_that_answers_is_enough(reader: TrainedReader) -> None:
    alone, among = reader.read(ANSWERED, windows(CATS)), reader.read(ANSWERED, windows(ROOFS, CATS))
    assert among.probability == alone.probability


def test_a_window_beyond_the_third_is_not_read(reader: TrainedReader) -> None:
    assert reader.read(ANSWERED, windows(ROOFS, ROOFS, ROOFS, CATS)).probability < reader.threshold


def test_a_number_is_not_read_out_of_windows_without_a_figure(reader: TrainedReader) -> None:
    assert reader.read(ANSWERED, windows("The lighthouses keep a cat.")) == (0.0, None)


def test_without_evidence_nothing_is_answerable(reader: TrainedReader) -> None:
    assert reader.read(ANSWERED, []) == (0.0, None)


def test_a_question_without_end_leaves_room_for_the_window(reader: TrainedReader) -> None:
    assert 0 <= reader.read("Which cat " * 2000, windows(CATS)).probability <= 1


def test_what_is_unmet_is_looked_for_only_where_it_is_refused() -> None:
    reranker = Counting()
    reader = TrainedReader(data_folder(), checked(RERANKING) / "tokenizer.json", 1, fitted(reranker))
    reader.read(ANSWERED, windows(CATS))
    assert reranker.pairs == 0
    assert reader.read("How many monasteries keep a cat?", windows(CATS)).unmet == "monasteries"


def test_without_its_weights_the_fitted_reader_serves(tmp_path: Path) -> None:
    instead = fitted()
    assert load_trained_reader(KnowledgeSettings(), instead, tmp_path) is instead


def test_other_weights_than_the_expected_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"something else")
    (tmp_path / "reader.json").write_bytes((data_folder() / "reader.json").read_bytes())
    with pytest.raises(ModelUnavailable, match=r"reader\.onnx is not the reader"):
        load_trained_reader(KnowledgeSettings(), fitted(), tmp_path)


def test_weights_without_a_calibration_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"something")
    with pytest.raises(ModelUnavailable, match="holds no usable reader"):
        load_trained_reader(KnowledgeSettings(), fitted(), tmp_path)
