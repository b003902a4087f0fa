"""Figures in running text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import holds_figure, numerals


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("three in four (76%) of 500", ["76%", "500"]),
        ("20 397 views, 1,200 likes", ["20 397", "1,200"]),
        ("7.5 % or 46x", ["7.5 %", "46x"]),
        ("$1.5 and €200", ["$1.5", "€200"]),
        ("40 percent by 2027.", ["40 percent", "2027"]),
        ("12–13 minutes", ["12", "13"]),
        ("B2B in Q3", []),
        ("In 2018 500 firms", ["2018", "500"]),
    ],
)
def test_a_figure_is_taken_whole_with_its_unit(text: str, figures: list[str]) -> None:
    assert [numeral.text for numeral in numerals(text)] == figures


@pytest.mark.parametrize(("text", "value"), [("1,200", "1200"), ("1 200", "1200"), ("$7.5", "7.5"), ("76 %", "76")])
def test_the_value_is_digits_and_point_alone(text: str, value: str) -> None:
    assert numerals(text)[0].value == value


def test_a_year_is_told_from_a_count_of_two_thousand() -> None:
    assert [numeral.is_year for numeral in numerals("2024 2,024 2024% 1850")] == [True, False, False, False]


@pytest.mark.parametrize("text", ["a quarter of them", "twice as many", "76%", "Six in ten", "In 2024, 12 did"])
def test_a_figure_may_be_in_words(text: str) -> None:
    assert holds_figure(text)


@pytest.mark.parametrize("text", ["In 2024 it grew.", "From 2019 to 2021.", "Often enough they weigh it."])
def test_a_year_says_when_and_not_how_many(text: str) -> None:
    assert not holds_figure(text)


@given(st.text(alphabet="0123456789 ,.%$x\u202f abc("))
def test_figures_stand_where_they_say_in_order_and_apart(text: str) -> None:
    found = numerals(text)
    assert all(text[numeral.start : numeral.end] == numeral.text for numeral in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(0, 10**12))
def test_marks_between_thousands_make_no_difference(number: int) -> None:
    assert [numeral.value for numeral in numerals(f"It got {number:,} views")] == [str(number)]
    assert [numeral.value for numeral in numerals(f"It got {number} views")] == [str(number)]
