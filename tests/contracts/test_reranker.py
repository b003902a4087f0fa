"""What every reranker promises, the shipped fake and the real one alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.models.reranking import load_reranker
from knowledge.models.scripted import OverlapReranker
from knowledge.ports import Reranker
from knowledge.settings import KnowledgeSettings

QUESTION = "Which team owns artificial intelligence?"
ANSWERING = "Artificial intelligence is owned by the operations team."
BESIDE = "The soup was served cold."


@pytest.fixture(scope="module", params=["fake", "cross-encoder"])
def reranker(request: pytest.FixtureRequest) -> Reranker:
    if request.param == "fake":
        return OverlapReranker()
    loaded = load_reranker(KnowledgeSettings(threads=2))
    assert loaded is not None, "the reranker's package is not installed: run make setup"
    return loaded


def test_a_text_that_answers_is_above_zero_and_one_beside_the_point_below(reranker: Reranker) -> None:
    answering, beside = reranker.score(QUESTION, [ANSWERING, BESIDE])
    assert answering > 0 > beside


def test_scores_stand_in_the_order_of_the_texts_and_do_not_depend_on_neighbours(reranker: Reranker) -> None:
    texts = [ANSWERING, BESIDE, "Teams differ. " * 30, "", ANSWERING]
    assert reranker.score(QUESTION, texts) == [reranker.score(QUESTION, [text])[0] for text in texts]


def test_no_texts_give_no_scores(reranker: Reranker) -> None:
    assert reranker.score(QUESTION, []) == []


@pytest.mark.parametrize(("question", "text"), [("why " * 900, ANSWERING), (QUESTION, "word " * 900), ("", "")])
def test_question_and_text_may_be_of_any_length(reranker: Reranker, question: str, text: str) -> None:
    (score,) = reranker.score(question, [text])
    assert isinstance(score, float)


@settings(max_examples=20)
@given(question=st.text(max_size=80), text=st.text(max_size=200))
def test_a_score_is_the_same_each_time(reranker: Reranker, question: str, text: str) -> None:
    assert reranker.score(question, [text]) == reranker.score(question, [text])


def test_pairs_are_scored_like_their_question_with_their_text(reranker: Reranker) -> None:
    pairs = [(QUESTION, ANSWERING), ("Who mended the roofs?", BESIDE)]
    assert reranker.score_pairs(pairs) == [reranker.score(question, [text])[0] for question, text in pairs]
    assert reranker.score_pairs([]) == []
