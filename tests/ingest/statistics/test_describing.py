"""What a figure is of where its clause alone doesn't tell, and when what was before and what is now were so."""

from __future__ import annotations

import pytest

from ingest.statistics import extract
from knowledge.records import Statistic
from tests.support.library import document, revision

OF = revision().model_copy(update={"period": (2018,)})


def all_of(text: str) -> list[Statistic]:
    return list(extract(document({"Pets": [text]}), OF))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Cats grew from last year's 13% to this year's 24%.",
            {"13%": ("Cats grew", "last year (2017)"), "24%": ("Cats grew", "2018")},
        ),
        (
            "The use of collars has grown from 31% last year to 34% this year, its second year in a row.",
            {
                "31%": ("The use of collars has grown", "last year (2017)"),
                "34%": ("The use of collars has grown", "2018"),
            },
        ),
        (
            "Dogs were overtaken by cats, which grew from 33.8% of owners to 44.4% this year.",
            {
                "33.8%": ("Dogs were overtaken by cats, which grew", None),
                "44.4%": ("Dogs were overtaken by cats, which grew", "2018"),
            },
        ),
    ],
)
def test_what_was_before_and_what_is_now_have_each_their_time(
    text: str, expected: dict[str, tuple[str, str | None]]
) -> None:
    assert {each.as_written: (each.measure, each.period) for each in all_of(text)} == expected


@pytest.mark.parametrize(
    ("text", "as_written", "measure", "base"),
    [
        ("Our counts have a 3% margin of error and a 95% confidence interval.", "3%", "margin of error", None),
        ("Our counts have a 3% margin of error and a 95% confidence interval.", "95%", "confidence interval", None),
        ("There was roughly a 10% chance that owners saw it.", "10%", "chance that owners saw it", None),
        ("A doubling of walks at night came first.", "doubling", "walks at night came first", None),
        (
            "Owners with a garden agreed more (83%) than those with less than 2 years of practice (77%).",
            "77%",
            "agreed",
            "those with less than 2 years of practice",
        ),
        ("Owners spend 30% of their time outside.", "30%", "Owners spend of their time outside", None),
        (
            "Cats still top the list (15% of owners), and the share of firms with dogs has grown.",
            "15%",
            "Cats still top the list",
            "owners",
        ),
    ],
)
def test_a_figure_measures_the_noun_it_describes(text: str, as_written: str, measure: str, base: str | None) -> None:
    (found,) = (each for each in all_of(text) if each.as_written == as_written)
    assert (found.measure, found.base) == (measure, base)


def test_who_is_counted_is_no_population() -> None:
    assert {each.base for each in all_of("The sample consists of 83% men, 12% women, and 5% others.")} == {None}


def test_an_increase_says_of_what() -> None:
    assert [
        (each.as_written, each.measure) for each in all_of("45% of firms keep a cat, which is a 7pp increase.")
    ] == [
        ("45%", "keep a cat"),
        ("7pp", "keep a cat, increase"),
    ]


def test_a_share_that_says_what_people_do_is_none_of_its_own() -> None:
    (most,) = all_of("A majority of owners (63%) spend 10–30% of their time outside.")
    assert (most.as_written, most.measure) == ("63%", "A majority of owners spend 10–30% of their time outside")


def test_a_quoted_figure_is_no_fact() -> None:
    assert all_of('Change the labels to "0%", "10%" and "20%".') == []


def test_results_of_a_year_are_not_counted() -> None:
    assert not [each for each in all_of("Pets are as they were (see 2020 results).") if each.unit == "count"]


def test_the_size_of_firms_is_no_fact_of_its_own() -> None:
    text = "¼ of owners work at small firms (< 100 employees), and ¼ work at large ones (> 1,000 employees)."
    assert [each.as_written for each in all_of(text)] == ["¼", "¼"]


def test_a_fourth_case_is_no_quarter() -> None:
    assert [each.as_written for each in all_of("A fourth use case interested 30% of owners.")] == ["30%"]


def test_they_are_who_was_spoken_of_with_the_clause_that_describes_them() -> None:
    text = "Owners who live in towns keep cats. They‘re also likelier to keep fish (25%)."
    (fish,) = all_of(text)
    assert fish.measure == "Owners who live in towns are also likelier to keep fish"
