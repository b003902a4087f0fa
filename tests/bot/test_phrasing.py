"""A figure's own sentence becomes a question, or nothing does."""

from __future__ import annotations

import pytest

from bot.phrasing import question_of
from knowledge.records import Statistic
from tests.support.statistics import statistic


def figure(quote: str, written: str, **more: object) -> Statistic:
    return statistic("12", quote=quote, as_written=written, **more)


@pytest.mark.parametrize(
    ("quote", "written", "question"),
    [
        ("48% of the firms keep a cat.", "48%", "What share of the firms keep a cat?"),
        ("Nearly 48% of the firms keep a cat.", "48%", "What share of the firms keep a cat?"),
        ("In 2024, 48% of the firms kept a cat.", "48%", "In 2024, what share of the firms kept a cat?"),
        ("48% of the firms keep a cat (up from 44%).", "48%", "What share of the firms keep a cat?"),
        ("48% of the firms keep a cat, 3 points more than in 2023.", "48%", "What share of the firms keep a cat?"),
        (
            "Cats are liked. 48% of the firms keep one cat; few keep two.",
            "48%",
            "What share of the firms keep one cat?",
        ),
        (
            "Of the firms, nearly half (48%) keep a cat in the office.",
            "half (48%)",
            "What share of the firms keep a cat in the office?",
        ),
        (
            "Of all cat projects, Gartner predicts, more than 40% will have ended by 2027.",
            "40%",
            "What share of all cat projects will have ended by 2027?",
        ),
        (
            "Among firms with 1,000 employees or more, 48% keep a cat.",
            "48%",
            "What share of firms with 1,000 employees or more keep a cat?",
        ),
        (
            "Only one in three organizations (34%) has a dedicated team for its cats.",
            "one in three organizations (34%)",
            "What share of organizations has a dedicated team for its cats?",
        ),
    ],
)
def test_a_share_is_asked_for_in_the_words_of_its_sentence(quote: str, written: str, question: str) -> None:
    qualifier = next((each for each in ("Nearly", "nearly", "more than", "Only") if f"{each} {written}" in quote), None)
    assert question_of(figure(quote, written, qualifier=qualifier)) == question


@pytest.mark.parametrize(
    ("quote", "written", "question"),
    [
        ("500 cat owners answered all the questions.", "500", "How many cat owners answered all the questions?"),
        (
            "For this report, 500 IT leaders answered a survey by Example.",
            "500 IT leaders",
            "How many IT leaders answered a survey by Example?",
        ),
        ("In 2021, 92 cats tested the new food.", "92", "In 2021, how many cats tested the new food?"),
    ],
)
def test_a_number_is_asked_for_in_the_words_of_its_sentence(quote: str, written: str, question: str) -> None:
    assert question_of(figure(quote, written, unit="count")) == question


def test_an_option_is_asked_for_by_its_question() -> None:
    quote = "34% have a team."
    assert question_of(figure(quote, "34%", distribution="Who is responsible for the cats?", option="a team")) == (
        "Who is responsible for the cats?"
    )


@pytest.mark.parametrize(
    ("quote", "written", "unit"),
    [
        ("They say that 48% of them keep a cat in the office.", "48%", "percent"),  # of whom?
        ("48% of these firms keep a cat in the office.", "48%", "percent"),
        ("48% of our readers keep a cat in the office.", "48%", "percent"),
        ("The share rose from 12% to 48% of the firms.", "48%", "percent"),
        ("Year | Cats | Dogs\n2021 | 48% | 12%", "48%", "percent"),
        ("The firms kept 48 cats in the office.", "48", "count"),
        ("48% of firms do.", "48%", "percent"),  # too little to be understood
        ("48% of the firms with more than 12% growth keep a cat.", "48%", "percent"),  # gives a figure away
        ("48% of the firms (as in 2023, keep a cat in the office.", "48%", "percent"),
        ("This year, 48% of the firms keep a cat in the office.", "48%", "percent"),  # which one?
        ("A page can be wiped clean about 500 times.", "500 times", "other"),
        ("48% of the firms " + "that keep a cat " * 20 + "are glad.", "48%", "percent"),
    ],
)
def test_what_cannot_be_turned_round_into_something_that_reads_well_is_no_question(
    quote: str, written: str, unit: str
) -> None:
    assert question_of(figure(quote, written, unit=unit)) is None


def test_a_question_never_gives_its_own_figure_away() -> None:
    for quote in ("48% of the firms keep a cat in 48% of the rooms.", "48% of 48 firms keep more than 48% cats."):
        assert "48%" not in (question_of(figure(quote, "48%")) or "")
