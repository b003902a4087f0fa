"""The fakes are the same on every machine and in every process."""

from __future__ import annotations

import pytest

from knowledge.models.scripted import HashingEmbedder, OverlapReranker


def test_texts_that_share_words_are_alike() -> None:
    one, other = HashingEmbedder().embed(["Budgets for training grew", "growing: training budget"])
    assert one @ other > 0.6


def test_a_word_has_its_place_whatever_the_process() -> None:
    assert HashingEmbedder().embed(["budget"])[0].nonzero()[0].tolist() == [224]


@pytest.mark.parametrize(("text", "sign"), [("Budgets grew in Europe", 1), ("Budgets", 0), ("Nothing of it", -1)])
def test_the_score_rises_with_the_share_of_the_questions_words(text: str, sign: int) -> None:
    (score,) = OverlapReranker().score("Which Europe budgets?", [text])
    assert (score > 0) - (score < 0) == sign
