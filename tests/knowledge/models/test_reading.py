"""What the reader makes of question and evidence, by signals whose meaning can be checked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from knowledge.models.reading import (
    FittedReader,
    Regression,
    Weights,
    answering_signals,
    may_hold_the_answer,
    shipped_weights,
)
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.models.words import WordVectors
from knowledge.ports import Ranked, Reading, Vectors
from knowledge.scope import read
from tests.support.library import HALF_OF_THE_WORDS, passage

CATS = "Of the large firms, 76% keep a cat."
reranker = OverlapReranker()


def reader(weights: Weights = HALF_OF_THE_WORDS) -> FittedReader:
    return FittedReader(HashingEmbedder(), reranker, weights=weights)


def ranked(question: str, text: str = CATS) -> Ranked:
    found = passage(text, context="")
    return Ranked(found, reranker.score(question, [found.in_context])[0])


def signals(question: str, text: str = CATS) -> dict[str, float]:
    return reader().signals(read(question), [ranked(question, text)])


def test_what_answers_is_more_probable_than_what_misses_a_word() -> None:
    asked, near_miss = "How many large firms keep a cat?", "How many small hospitals keep a cat?"
    probable = reader().read(asked, [ranked(asked)])
    less = reader().read(near_miss, [ranked(near_miss)])
    assert 0 <= less.probability < probable.probability <= 1
    assert probable.unmet is None


def test_the_word_without_which_the_question_would_fit_is_named() -> None:
    question = "How many large hospitals keep a cat?"
    assert reader().read(question, [ranked(question)]).unmet == "hospitals"


def test_leaving_out_a_word_that_stands_there_gains_nothing() -> None:
    assert signals("How many large firms keep a cat?")["gain"] <= 0
    assert signals("How many large hospitals keep a cat?")["gain"] > 0


def test_a_gain_by_a_word_that_is_absent_is_told_apart() -> None:
    assert signals("Which large firms keep cats?")["gain_absent"] == -3.0
    assert signals("How many large hospitals keep a cat?")["gain_absent"] > 0


def test_a_word_is_uncovered_by_a_passage_that_has_nothing_like_it() -> None:
    assert signals("Which large firms keep cats?")["uncovered"] == pytest.approx(0, abs=0.01)
    assert signals("Which large hospitals keep cats?")["uncovered"] > 0.5


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("How many large firms keep a cat?", 0.0),
        ("Which firms keep a Siamese?", 1.0),
        ("Do the IT people keep a cat?", 1.0),
        ("Does Gartner's survey say so?", 1.0),
        ("Firms in France, do they?", 1.0),
        ("Hospitals keep a cat?", 0.0),
    ],
)
def test_a_name_that_stands_nowhere_in_the_passage_is_a_signal(question: str, absent: float) -> None:
    """The capital of the first word says nothing."""
    assert signals(question)["name_absent"] == absent


def test_a_passage_without_a_figure_answers_no_question_for_one() -> None:
    question = "How many large firms keep a cat?"
    told = [ranked(question, "The large firms keep a cat in 2024.")]
    assert reader().read(question, told).probability == 0
    assert reader().read("Which large firms keep a cat?", told).probability > 0.5


def test_a_figure_of_the_question_must_stand_in_the_evidence() -> None:
    assert reader().read("Do 76% of large firms keep a cat?", [ranked("Do 76% of large firms keep a cat?")]).probability
    assert (
        not reader()
        .read("Do 80% of large firms keep a cat?", [ranked("Do 80% of large firms keep a cat?")])
        .probability
    )


def test_without_evidence_nothing_is_answerable() -> None:
    assert reader().read("How many firms keep a cat?", []) == Reading(0.0, None)


def test_without_a_reranker_the_cosine_decides() -> None:
    plain = FittedReader(HashingEmbedder(), None, weights=HALF_OF_THE_WORDS)
    near, far = (plain.read("Which firms?", [Ranked(passage(CATS), score)]).probability for score in (0.9, 0.1))
    assert near >= plain.threshold > far


def test_a_question_of_words_without_end_costs_a_bounded_number_of_pairs() -> None:
    class Counting(OverlapReranker):
        pairs = 0

        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            self.pairs += len(texts)
            return super().score(question, texts)

    counting = Counting()
    question = "Which " + " ".join(f"word{'a' * number}" for number in range(200))
    FittedReader(HashingEmbedder(), counting, weights=HALF_OF_THE_WORDS).read(question, [ranked(question)])
    assert counting.pairs <= 8


def test_small_talk_is_told_from_a_question() -> None:
    assert reader().chatter("xyzzy") > 0.99
    assert reader().chatter("How many firms keep a cat?") < 0.01


def test_an_embedder_that_was_not_fitted_on_has_no_opinion_on_small_talk() -> None:
    class Short(HashingEmbedder):
        dimensions = 12

    assert FittedReader(Short(), reranker, weights=HALF_OF_THE_WORDS).chatter("xyzzy") == 0.0


def test_the_weights_that_come_with_the_project_fit_the_reader() -> None:
    """As many numbers as signals, every signal one that is computed, and a weight for each dimension of the model."""
    weights = shipped_weights()
    for each in filter(None, (weights.trained, weights.fitted)):
        assert len(each.signals) == len(each.mean) == len(each.scale) == len(each.weight)
    assert set(weights.fitted.signals) <= set(signals("Which firms keep a cat?"))
    assert len(weights.chatter_weight) == HashingEmbedder.dimensions


def test_unknown_weights_are_refused() -> None:
    with pytest.raises(ValidationError):
        Weights.model_validate({**shipped_weights().model_dump(), "more": 1})


def test_the_vector_of_a_word_is_made_once() -> None:
    class Counting(HashingEmbedder):
        texts = 0

        def embed(self, texts: Sequence[str]) -> Vectors:
            self.texts += len(texts)
            return super().embed(texts)

    embedder = Counting()
    words = WordVectors(embedder)
    first = words.nearest(["Cats"], ["cats", "dogs"])
    assert first["Cats"] == pytest.approx(1.0)
    assert words.nearest(["cats"], ["dogs"])["cats"] < 1
    assert embedder.texts == 2


def test_nothing_is_like_nothing() -> None:
    assert WordVectors(HashingEmbedder()).nearest(["cats"], []) == {"cats": 0.0}


@pytest.mark.parametrize(
    ("question", "text", "may"),
    [
        ("How many use ten or more sources?", "11% use five or more sources.", False),
        ("How many use at least 5 sources?", "11% use five or more sources.", True),
        ("How many use at least ten sources?", "Six in ten (59%) use five or more sources.", False),
        ("How many have one in every department?", "76% have one in at least one department.", False),
        ("How many have one in all departments?", "76% have one in at least one, 3% in all departments.", True),
        ("How many of all surveyed firms have one?", "76% have one in at least one department.", True),
    ],
)
def test_another_threshold_or_the_whole_is_not_what_was_asked(question: str, text: str, may: bool) -> None:
    assert may_hold_the_answer(read(question), [passage(text)]) == may


TRAINED = HALF_OF_THE_WORDS.model_copy(
    update={
        "trained": Regression(
            signals=("undated", "elsewhere"),
            mean=(0.0, 0.0),
            scale=(1.0, 1.0),
            weight=(1.0, -2.0),
            bias=0.0,
            threshold=0.5,
        )
    }
)


def trained() -> FittedReader:
    """With a trained model, for which the counting of shared words stands in."""
    return FittedReader(HashingEmbedder(), reranker, OverlapReranker(), weights=TRAINED)


def test_a_passage_is_not_believed_for_its_year_alone() -> None:
    question = "How many hospitals had a cook in 2024?"
    found = Ranked(passage("In 2024, 76% of firms kept a cat.", context=""), 0.0)
    with_year = reranker.score(question, [found.passage.in_context])[0]
    without = reranker.score("How many hospitals had a cook?", [found.passage.in_context])[0]
    assert without < with_year
    signals_ = answering_signals(OverlapReranker(), question, [found.passage.in_context], [])
    assert (signals_["answers"], signals_["undated"]) == (with_year, without)


def test_what_only_another_year_says_is_refused_for_its_year() -> None:
    question = "How many firms kept a cat in 2024?"
    here = Ranked(passage("12 of the firms were asked about dogs.", context=""), 0.0)
    there = passage("How many firms kept a cat: 76%.", context="")
    assert not trained().read(question, [here]).elsewhere
    reading = trained().read(question, [here], [there])
    assert reading.elsewhere
    assert reading.probability < trained().read(question, [here]).probability
