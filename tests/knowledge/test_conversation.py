"""A follow-up and what went before make a question that stands alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conversation import standalone
from knowledge.records import Turn

KINDS = [{"cats", "dogs", "parrots"}, {"large companies", "small companies", "companies", "hospitals"}]


def likeness(phrase: str, others: Sequence[str]) -> list[float]:
    """1 for things of one kind, else 0."""
    return [float(any(phrase in kind and other in kind for kind in KINDS)) for other in others]


def after(before: str, question: str) -> str:
    return standalone(question, [Turn(question=before, standalone=before)], likeness)


def test_a_first_question_stands_alone() -> None:
    assert standalone("  How many\nkeep cats? ", (), likeness) == "How many keep cats?"


@pytest.mark.parametrize(
    "question",
    ["Who answered the survey in the end?", "How many small companies keep a parrot?", "Why do the owners feed them?"],
)
def test_a_question_that_says_enough_is_left_as_it_is(question: str) -> None:
    assert after("How many companies keep cats?", question) == question


def test_a_word_that_joins_is_dropped() -> None:
    assert after("How many keep cats?", "And how many owners feed parrots?") == "How many owners feed parrots?"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And dogs?", "How many companies keep dogs?"),
        ("What about hospitals?", "How many hospitals keep cats?"),
        ("And in France?", "How many companies keep cats in France?"),
        ("And only those with a garden?", "How many companies keep cats only those with a garden?"),
        ("And in 2019?", "How many companies keep cats in 2019?"),
    ],
)
def test_a_fragment_takes_its_place_in_the_question_before(question: str, whole: str) -> None:
    assert after("How many companies keep cats?", question) == whole


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And in 2021?", "How many kept cats in 2021?"),
        ("And two years earlier?", "How many kept cats in 2016?"),
        ("And the next year?", "How many kept cats in 2019?"),
    ],
)
def test_another_year_takes_the_place_of_the_year_before(question: str, whole: str) -> None:
    assert after("How many kept cats in 2018?", question) == whole


def test_years_later_than_none_cannot_be_told() -> None:
    """Without a year to count from no year is made up."""
    assert not any(character.isdigit() for character in after("How many companies keep cats?", "And two years later?"))


def test_a_place_takes_the_place_of_the_place_before() -> None:
    assert after("How many cats live in France?", "And in Spain?") == "How many cats live in Spain?"


def test_another_kind_of_question_keeps_the_subject() -> None:
    whole = after("How many companies keep cats in 2018?", "Who says so?")
    assert whole.startswith("Who says so")
    assert {"companies", "cats"} <= set(whole.strip("?()").replace("(", "").split())


def test_only_the_last_question_is_followed_up() -> None:
    turns = [Turn(question=q, standalone=q) for q in ("How many keep dogs?", "How many companies keep cats?")]
    assert standalone("And hospitals?", turns, likeness) == "How many hospitals keep cats?"


@given(st.text(), st.text(min_size=1))
def test_no_text_makes_it_fail(question: str, before: str) -> None:
    """Whatever is said after whatever: what comes out is one line of text."""
    whole = after(before, question)
    assert "\n" not in whole.strip() or "\n" in before


words = st.lists(
    st.sampled_from("and how many who why those in of 2018 later two years cats companies . , ? ( ) them * \\".split())
).map(" ".join)


@given(words, words.filter(bool))
def test_no_order_of_its_own_words_makes_it_fail(question: str, before: str) -> None:
    assert isinstance(after(before, question), str)
