"""The trained reader: what it reads, what stands before it, and what happens without its weights.

The reranker's weights stand in for trained ones: they have the same form, and tell what is about something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.models.trained_reading import Calibration, TrainedReader, load_trained_reader
from knowledge.models.weights import RERANKING, checked
from knowledge.ports import Ranked, Reader
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
    return [Ranked(passage(text, context="Lighthouse Survey 2019."), 0.0) for text in texts]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reader")
    (made / "reader.onnx").symlink_to(checked(RERANKING) / "model.onnx")
    meaning = Calibration(sha256=RERANKING.sha256["model.onnx"], max_tokens=192, slope=1, bias=0, threshold=0.5)
    (made / "reader.json").write_text(meaning.model_dump_json(), "utf-8")
    return made


@pytest.fixture(scope="module")
def reader(folder: Path) -> Reader:
    return load_trained_reader(KnowledgeSettings(threads=2), fitted(), folder)


def test_what_stands_there_is_answerable(reader: Reader) -> None:
    assert reader.read(ANSWERED, windows(CATS)).probability >= reader.threshold


def test_what_is_about_something_else_is_not(reader: Reader) -> None:
    assert reader.read(ANSWERED, windows(ROOFS)).probability < reader.threshold


def test_one_window_that_answers_is_enough(reader: Reader) -> None:
    alone, among = reader.read(ANSWERED, windows(CATS)), reader.read(ANSWERED, windows(ROOFS, CATS))
    assert among.probability == alone.probability


def test_a_window_beyond_the_third_is_not_read(reader: Reader) -> None:
    assert reader.read(ANSWERED, windows(ROOFS, ROOFS, ROOFS, CATS)).probability < reader.threshold


def test_a_number_is_not_read_out_of_windows_without_a_figure(reader: Reader) -> None:
    assert reader.read(ANSWERED, windows("The lighthouses keep a cat.")) == (0.0, None)


def test_without_evidence_nothing_is_answerable(reader: Reader) -> None:
    assert reader.read(ANSWERED, []) == (0.0, None)


def test_a_question_without_end_leaves_room_for_the_window(reader: Reader) -> None:
    assert 0 <= reader.read("Which cat " * 2000, windows(CATS)).probability <= 1


def test_what_is_unmet_is_looked_for_only_where_it_is_refused(folder: Path) -> None:
    reranker = Counting()
    reader = TrainedReader(folder, checked(RERANKING) / "tokenizer.json", 1, fitted(reranker))
    reader.read(ANSWERED, windows(CATS))
    assert reranker.pairs == 0
    assert reader.read("How many volcanoes of Iceland keep a cat?", windows(CATS)).unmet == "volcanoes"


def test_calibration_turns_the_logit_into_the_probability(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").symlink_to(folder / "reader.onnx")
    known = Calibration.model_validate_json((folder / "reader.json").read_text("utf-8"))
    flat = known.model_copy(update={"slope": 0.0, "bias": 0.0})
    (tmp_path / "reader.json").write_text(flat.model_dump_json(), "utf-8")
    assert load_trained_reader(KnowledgeSettings(), fitted(), tmp_path).read(ANSWERED, windows(CATS)).probability == 0.5


def test_small_talk_is_left_to_the_fitted_reader(reader: Reader) -> None:
    assert reader.chatter("xyzzy") == fitted().chatter("xyzzy")


def test_without_its_weights_the_fitted_reader_serves(tmp_path: Path) -> None:
    instead = fitted()
    assert load_trained_reader(KnowledgeSettings(), instead, tmp_path) is instead


def test_other_weights_than_the_expected_ones_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"something else")
    (tmp_path / "reader.json").write_bytes((folder / "reader.json").read_bytes())
    with pytest.raises(ModelUnavailable, match=r"reader\.onnx is not the reader"):
        load_trained_reader(KnowledgeSettings(), fitted(), tmp_path)


def test_weights_without_a_calibration_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"something")
    with pytest.raises(ModelUnavailable, match="holds no usable reader"):
        load_trained_reader(KnowledgeSettings(), fitted(), tmp_path)
