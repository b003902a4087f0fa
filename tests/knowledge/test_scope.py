"""What is read from a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.scope import Wants, asks, read, undated, years_in


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How many companies keep a cat?", Wants.NUMBER),
        ("What share of firms has a dog?", Wants.NUMBER),
        ("How common are parrots?", Wants.NUMBER),
        ("Break down who feeds the cats", Wants.NUMBER),
        ("Who owns the cats?", Wants.WHO),
        ("Where do the cats live?", Wants.WHERE),
        ("In which country do they work?", Wants.WHERE),
        ("When was the report published?", Wants.WHEN),
        ("Why do dogs bark?", Wants.WHY),
        ("What are the reasons for it?", Wants.WHY),
        ("Compare how many cats and dogs there are", Wants.COMPARISON),
        ("Is it more common to have cats or dogs?", Wants.COMPARISON),
        ("List the animals", Wants.LIST),
        ("Does it agree that cats are quiet?", Wants.OTHER),
    ],
)
def test_the_kind_of_answer_that_is_wanted(question: str, wants: Wants) -> None:
    assert read(question).wants == wants


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Was it more in 2024 than in 2019?", (2019, 2024)),
        ("from 2017 to 2019", (2017, 2018, 2019)),
        ("2016–2018", (2016, 2017, 2018)),
        ("by 2027.", (2027,)),
        ("the 1,024 answers of 12,019", ()),
        ("$2000 or 2,019 or 2010%", ()),
        ("in 1850", ()),
    ],
)
def test_years_are_told_from_other_figures(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years


def test_the_words_are_what_a_question_is_about() -> None:
    """Neither function words nor the year nor what only says that a share is wanted."""
    assert read("What share of European companies kept cats in 2024?").words == (
        "European",
        "companies",
        "kept",
        "cats",
    )


def test_a_text_without_words_is_no_question() -> None:
    assert not read("And the?").is_question
    assert read("And in 2024?").is_question


def test_what_asks_is_told_from_what_tells() -> None:
    assert asks("In which year did it begin?")
    assert not asks("Write me a poem about which year it began")


@pytest.mark.parametrize("question", ["Compare cats and dogs", "Break down who owns cats", "cats in 2019 and 2024?"])
def test_several_facts_are_wanted(question: str) -> None:
    assert read(question).wants_several
    assert not read("How many keep cats in 2024?").wants_several


@given(st.text())
def test_reading_never_fails_and_keeps_the_question(text: str) -> None:
    scope = read(text)
    assert scope.question == text
    assert list(scope.years) == sorted(set(scope.years))
    assert all(word in text for word in scope.words)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How many firms kept a cat in 2023?", "How many firms kept a cat?"),
        ("In 2023, how many firms kept a cat?", "How many firms kept a cat?"),
        ("What did the 2022 survey say about cats?", "What did the survey say about cats?"),
        ("How did cats fare from 2021 to 2023?", "How did cats fare from 2021 to 2023?"),
        ("And in 2019?", "And in 2019?"),
        ("How many cost 2,019 euros?", "How many cost 2,019 euros?"),
    ],
    ids=["at the end", "at the start", "of a survey", "several years", "nothing else", "no year"],
)
def test_a_question_without_the_one_year_that_it_names(question: str, left: str) -> None:
    assert undated(question) == left
