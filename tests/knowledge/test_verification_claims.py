"""A text is taken apart into claims, each with its figure, years and whoever says so."""

from __future__ import annotations

import pytest

from knowledge.verification.claims import MOST_CLAIMS, Said, claims
from knowledge.verification.populations import base_words


def figures_of(text: str) -> list[list[str]]:
    return [[stated.written for stated in said.stated] for said in claims(text)]


def only(text: str) -> Said:
    (said,) = claims(text)
    return said


def test_every_clause_with_a_figure_of_its_own_is_a_claim() -> None:
    text = "A third of firms have a team, 25% leave it to departments and 21% to central IT. None has a dog."
    assert figures_of(text) == [["A third"], ["25%"], ["21%"], ["None"]]


def test_claims_say_where_they_stand() -> None:
    text = "  A third of firms have a team; 25% don't.\nMost keep a cat."
    for said in claims(text):
        assert text[said.start : said.end] == said.text


@pytest.mark.parametrize(
    "text",
    [
        "Use fell from 19% to 17.5% in 2017.",
        "17.5% used it daily, down from 19%.",
        "In 2021 59% used it, compared to 42% the year before.",
        "It doubled from 13% to 26%.",
    ],
)
def test_two_figures_of_one_change_are_one_claim(text: str) -> None:
    assert [len(said.stated) for said in claims(text)] == [2]


def test_a_number_that_tells_what_is_counted_is_not_what_is_claimed() -> None:
    said = only("59% of firms use five or more sources.")
    assert [stated.written for stated in said.stated] == ["59%"]
    assert [int(number) for number in said.numbers] == [5]


def test_who_says_so_and_the_year_are_no_part_of_what_it_is_about() -> None:
    said = only("Gartner predicts that more than 40% of agentic projects will be cancelled by 2027.")
    assert (said.attribution, said.years) == ("Gartner", (2027,))
    assert said.asked == "of agentic projects will be cancelled"


@pytest.mark.parametrize(
    "text",
    [
        "According to the 2021 survey, 83% found it hard.",
        "83% found it hard, says the report.",
        "The survey found that 83% found it hard.",
    ],
)
def test_the_survey_may_be_who_says_so(text: str) -> None:
    said = only(text)
    assert (said.attribution, said.by_survey) == (None, True)


def test_a_claim_goes_on_from_the_one_before_it() -> None:
    _, second = claims("Elite performers made up 26% of teams in 2021. In 2019 it was 35%.")
    assert (second.years, "teams" in second.about) == ((2019,), True)


def test_a_year_holds_until_another_is_named() -> None:
    assert [said.years for said in claims("In 2018 44% used it. Half liked it.")] == [(2018,), (2018,)]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("34% of small companies have a team.", ("small", "companies")),
        ("Among firms with a platform, six in ten use it.", ("firms", "platform")),
        ("Central IT is responsible in 21% of European companies.", ("European", "companies")),
        ("In 2024, 53% of Rust users in Germany wrote it daily.", ("Rust", "users", "Germany")),
    ],
)
def test_of_whom_it_is_said_is_read(text: str, base: tuple[str, ...]) -> None:
    assert set(base) <= set(base_words(only(text)))


@pytest.mark.parametrize("text", ["", "?!", "  \n "])
def test_a_text_without_words_claims_nothing(text: str) -> None:
    assert claims(text) == []


def test_a_long_text_is_checked_up_to_a_limit() -> None:
    assert len(claims("Half of firms keep a cat. " * 100)) == MOST_CLAIMS
