"""The cross-encoder runs pairs side by side, unpadded, and is done without where it is switched off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.models.reranking import load_reranker
from knowledge.ports import Reranker
from knowledge.settings import KnowledgeSettings

QUESTION = "How many teams were surveyed?"
TEXTS = [f"In {year} the survey asked {year - 1900} teams about their tools." for year in range(2000, 2012)]


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    return loaded(threads=2)


def loaded(threads: int) -> Reranker:
    found = load_reranker(KnowledgeSettings(threads=threads))
    assert found
    return found


def test_a_reranker_that_is_switched_off_is_not_loaded() -> None:
    assert load_reranker(KnowledgeSettings(rerank=False)) is None


def test_scores_are_the_same_from_many_threads_at_once(reranker: Reranker) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: reranker.score(QUESTION, TEXTS), range(4)))
    assert all(result == results[0] for result in results)


def test_scores_do_not_depend_on_the_number_of_threads(reranker: Reranker) -> None:
    alone = loaded(threads=1)
    assert alone.score(QUESTION, TEXTS) == reranker.score(QUESTION, TEXTS)


def test_logits_are_those_of_the_model(reranker: Reranker) -> None:
    """Known scores of the checked weights: other type ids or another tokenizer would move them."""
    scores = reranker.score("Who owns AI?", ["Operations owns AI in three of four companies.", "It rained."])
    assert scores == pytest.approx([8.2, -11.3], abs=0.5)
