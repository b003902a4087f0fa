"""When a string stands in a text."""

from __future__ import annotations

import pytest

from knowledge.matching import holds, numerals


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("Only 9% do.", "9%"),
        ("Only 9 % do.", "9%"),
        ("It got 20\u202f397 views.", "20,397"),
        ("It got 20,397 views.", "20397"),
        ("In 2018 500 firms answered.", "500"),
        ("It came out at 208.", "208"),
        ("106x as fast", "106"),
        ("It costs $7 million.", "$7 million"),
        ("12–13 minutes", "12-13 minutes"),
        ("Six\nfailed   attempts", "six failed attempts"),
        ("the users’ trust", "users' trust"),
        ("a correlation of .66", ".66"),
        ("one in three, or 34 %", "One in Three"),
    ],
)
def test_it_stands_there_however_it_is_set(text: str, needle: str) -> None:
    assert holds(text, needle, whole_words=True)
    assert holds(text, needle)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("29%", "9%"),
        ("3.9%", "9%"),
        ("46 times", "6"),
        ("1,046 times", "46"),
        ("46.5 times", "46"),
        ("500,000 firms", "500"),
        ("67 percent", "67%"),
        ("1 in 40", "1 in 4"),
    ],
)
def test_a_part_of_another_number_is_no_match(text: str, needle: str) -> None:
    assert not holds(text, needle)


def test_a_part_of_a_word_is_a_match_only_where_that_is_enough() -> None:
    assert holds("musicals in sixteen", "musical")
    assert not holds("musicals in sixteen", "six", whole_words=True)
    assert not holds("musicals in sixteen", "teen", whole_words=True)


def test_numerals_are_those_that_a_person_would_read() -> None:
    assert numerals("3\u00a0997 of 40%, 1,234.5 in 2018, v1.2 – 7.") == ["3997", "40", "1234.5", "2018", "1.2", "7"]
