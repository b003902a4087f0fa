"""Why a question is refused, and how that is said."""

from __future__ import annotations

import pytest

from knowledge.ports import Reading
from knowledge.records import Reason
from knowledge.refusing import detail_of, reason_for
from knowledge.scope import read


@pytest.mark.parametrize(
    ("question", "unmet", "reason"),
    [
        ("How many hospitals keep a cat?", "hospitals", Reason.WRONG_POPULATION),
        ("What share of European companies keeps a cat?", "European", Reason.WRONG_POPULATION),
        ("How common are cats among nurses?", "nurses", Reason.WRONG_POPULATION),
        ("How many companies kept a cat in 2019?", "2019", Reason.WRONG_PERIOD),
        ("Who feeds the parrots?", "parrots", Reason.NOT_IN_REPORTS),
        ("How many companies keep a parrot?", "parrot", Reason.NOT_IN_REPORTS),
        ("How many companies keep a cat?", None, Reason.NOT_IN_REPORTS),
    ],
)
def test_the_reason_is_told_by_the_word_that_nothing_covers(question: str, unmet: str | None, reason: Reason) -> None:
    assert reason_for(read(question), Reading(0.1, unmet)) == reason


def test_a_reader_that_knows_whether_words_say_of_whom_is_believed() -> None:
    scope = read("How many companies keep a parrot among nurses?")
    assert reason_for(scope, Reading(0.1, "parrot", of_whom=True)) == Reason.WRONG_POPULATION
    assert reason_for(scope, Reading(0.1, "nurses", of_whom=False)) == Reason.NOT_IN_REPORTS


def test_what_other_years_say_makes_the_period_wrong() -> None:
    assert reason_for(read("How many kept a cat in 2019?"), Reading(0.1, "cat", elsewhere=True)) == Reason.WRONG_PERIOD


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("unmet", [None, "hospitals", "C++ (47)"])
def test_every_reason_is_one_sentence_without_a_figure(reason: Reason, unmet: str | None) -> None:
    """Not even a figure of the question's own is repeated, as if it stood in a report."""
    sentence = detail_of(reason, read("How many hospitals keep 47 cats?"), unmet)
    assert sentence.endswith((".", "?"))
    assert not any(character.isdigit() for character in sentence)


def test_a_wrong_period_names_the_years_that_were_asked_for() -> None:
    sentence = detail_of(Reason.WRONG_PERIOD, read("How many cats in 2018 and 2020?"), None)
    assert "2018 or 2020" in sentence


def test_a_wrong_population_is_named() -> None:
    assert "“hospitals”" in detail_of(Reason.WRONG_POPULATION, read("How many hospitals?"), "hospitals")
