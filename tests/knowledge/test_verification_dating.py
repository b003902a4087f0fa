"""Of several years that a sentence speaks of, each figure gets its own."""

from __future__ import annotations

import pytest

from knowledge.verification.dating import years_told
from tests.support.statistics import statistic


@pytest.mark.parametrize(
    ("quote", "years"),
    [
        ("It grew from last year's 13% to this year's 24%.", {"13": 2017, "24": 2018}),
        ("Windows rose from 31% last year to 34% this year.", {"31": 2017, "34": 2018}),
        ("It has risen from 60.8% to 66.4%.", {"60.8": 2017, "66.4": 2018}),
        ("It is at 56% (up from 51.6% of last year).", {"56": 2018, "51.6": 2017}),
        ("It has grown from 8.9% in 2016, to 16% in 2017, to 23% this year.", {"8.9": 2016, "16": 2017, "23": 2018}),
        ("Up from 17.5% last year, use is now at 25%.", {"17.5": 2017, "25": 2018}),
        ("Last year's 4.4% full-time and 16.6% part-time rose.", {"4.4": 2017, "16.6": 2017}),
        ("Last year, 16.2% saw it break. This year it was 7.5%.", {"16.2": 2017, "7.5": 2018}),
        ("It stayed the same since last year, with 7.4% of users.", {"7.4": 2018}),
        ("Shares range from 10% to 20% of users.", {"10": 2018, "20": 2018}),
        ("34% of users do.", {"34": 2018}),
    ],
)
def test_each_figure_gets_its_year(quote: str, years: dict[str, int]) -> None:
    for value, year in years.items():
        of = statistic(value, quote=quote, as_written=f"{value}%")
        assert years_told(of, (2018,)) == {year}, value


def test_a_figure_that_nothing_dates_may_be_of_any_year() -> None:
    assert years_told(statistic("34"), ()) == frozenset()


def test_the_period_of_a_findings_file_counts() -> None:
    assert years_told(statistic("40", period="by 2027", origin="findings"), (2025, 2026)) == {2027}
