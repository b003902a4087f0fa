"""By what a statistic is found, and the years that it stands for."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.facets import Years, stands_for, words_of, years_of
from tests.support.library import revision
from tests.support.statistics import statistic

SURVEY = revision(title="Pet survey 2024", period=(2024,))


def test_what_was_measured_of_whom_and_where_are_three_parts() -> None:
    words = words_of(
        statistic("48", base="firms", option="cats", headings=("Results", "Pets"), aliases=("felines",)), SURVEY
    )
    assert words.subject == "keep a cat · cats · felines"
    assert words.scope == "firms · Results · Pets · Pet survey 2024"
    assert words.quote == "Of them 48% keep a cat."


@pytest.mark.parametrize(
    ("more", "years"),
    [
        ({}, {2024}),
        ({"period": "by 2027"}, {2027}),
        ({"column": "2019"}, {2019}),
        ({"period": "2017 to 2019"}, {2017, 2018, 2019}),
        ({"headings": ("What became of 2021",)}, {2021, 2024}),
        ({"quote": "In 2018 some 48% of them did."}, {2018, 2024}),
    ],
)
def test_a_figure_stands_for_its_own_years_or_else_for_those_around_it(more: dict[str, Any], years: set[int]) -> None:
    assert years_of(statistic("48", **more), SURVEY).likely == years


def test_a_year_that_is_the_figure_itself_is_its_year() -> None:
    assert years_of(statistic("2027", unit="year", as_written="2027"), SURVEY).own == {2027}


def test_a_figure_of_another_year_does_not_stand_for_the_one_asked_and_an_undated_one_does() -> None:
    assert not stands_for(Years(frozenset({2024}), frozenset({2023})), [2023])
    assert stands_for(Years(frozenset(), frozenset({2023})), [2023, 2019])
    assert stands_for(Years(frozenset(), frozenset()), [2023])
    assert stands_for(Years(frozenset({2024}), frozenset()), [])
