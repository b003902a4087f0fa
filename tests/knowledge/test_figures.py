"""Figures in running text are read with their value, unit and qualifier; what only looks like one is not."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import Figure, figures


def told(text: str) -> list[tuple[str, str, str]]:
    """As written, value and unit of each figure."""
    return [(each.as_written, f"{each.value.normalize():f}", each.unit) for each in figures(text)]


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "as_written", "value", "unit"),
    [
        # shares
        ("76% of them", "76%", "76", "percent"),
        ("67 percent said so", "67 percent", "67", "percent"),
        ("67 per cent said so", "67 per cent", "67", "percent"),
        ("7,5 % of them", "7,5 %", "7.5", "percent"),
        ("Spanish: .9%", ".9%", "0.9", "percent"),
        ("0% among them", "0%", "0", "percent"),
        ("three in four (76%) do", "three in four (76%)", "76", "percent"),
        ("⅓ of them", "⅓", "33.3", "percent"),
        ("nearly ⅔ (63%) do", "⅔ (63%)", "63", "percent"),
        ("2½ hours a day", "2½ hours", "2.5", "other"),
        ("Nearly half (43%) do", "half (43%)", "43", "percent"),
        ("half of the hours (58%) were", "half of the hours (58%)", "58", "percent"),
        ("one-third (32%) do", "one-third (32%)", "32", "percent"),
        ("34% (about a third) do", "34% (about a third)", "34", "percent"),
        ("Only one in three firms (34%) has", "one in three firms (34%)", "34", "percent"),
        ("One small firm in eight (13%) has", "One small firm in eight (13%)", "13", "percent"),
        ("A quarter are", "A quarter", "25", "percent"),
        ("a third of them", "a third", "33.3", "percent"),
        ("two-thirds of them", "two-thirds", "66.7", "percent"),
        ("two out of five do", "two out of five", "40", "percent"),
        ("nine out of ten would", "nine out of ten", "90", "percent"),
        ("3 in 10 do", "3 in 10", "30", "percent"),
        ("every second company will", "every second", "50", "percent"),
        ("3/4 of users", "3/4", "75", "percent"),
        ("a quarter of a percent find", "a quarter of a percent", "0.25", "percent"),
        # multiples
        ("five times more likely", "five times", "5", "times"),
        ("1.7 times as likely", "1.7 times", "1.7", "times"),
        ("2.5x faster", "2.5x", "2.5", "times"),
        ("7 TIMES LOWER", "7 TIMES", "7", "times"),
        ("twice as many", "twice", "2", "times"),
        ("sales doubled", "doubled", "2", "times"),
        ("sales have tripled", "tripled", "3", "times"),
        ("it was halved", "halved", "0.5", "times"),
        ("half as many as last year", "half", "0.5", "times"),
        ("a ten-fold rise", "ten-fold", "10", "times"),
        # counts
        ("500 senior leaders", "500", "500", "count"),
        ("1,141 answers", "1,141", "1141", "count"),
        ("20 397 views", "20 397", "20397", "count"),
        ("12,34,567 votes", "12,34,567", "1234567", "count"),
        ("1.740 million residents", "1.740 million", "1740000", "count"),
        ("two hundred and fifty people", "two hundred and fifty", "250", "count"),
        ("twenty-five widows", "twenty-five", "25", "count"),
        ("half a million people", "half a million", "500000", "count"),
        ("10k lines of code", "10k", "10000", "count"),
        ("twelve (12) firms", "twelve (12)", "12", "count"),
        ("10,000+ employees", "10,000+", "10000", "count"),
        ("(n = 1,234)", "1,234", "1234", "count"),
        # money
        ("$1.5 million", "$1.5 million", "1500000", "currency"),
        ("€3bn in sales", "€3bn", "3000000000", "currency"),
        ("38 million euros", "38 million euros", "38000000", "currency"),
        ("US$ 5m", "US$ 5m", "5000000", "currency"),
        ("EUR 23 800 each", "EUR 23 800", "23800", "currency"),
        # ranks
        ("the tram came second with", "second", "2", "rank"),
        ("the 32nd most liveable city", "32nd", "32", "rank"),
        ("the second-largest exporter", "second", "2", "rank"),
        # when
        ("in March 2024 it", "March 2024", "2024", "year"),
        ("in Q3 2023 it", "Q3 2023", "2023", "year"),
        ("between May and July 2022 it", "between May and July 2022", "2022", "year"),
        ("on 2024-03-01 it", "2024-03-01", "2024", "year"),
        ("Founded in 1313.", "1313", "1313", "year"),
        # measured
        ("took 34 minutes", "34 minutes", "34", "other"),
        ("three points fewer", "three points", "3", "other"),
        ("a 10pp drop", "10pp", "10", "other"),
        ("a mark of 3.1 out of 5", "3.1 out of 5", "3.1", "other"),
        ("half an hour", "half an hour", "0.5", "other"),
        ("2000 respondents", "2000", "2000", "count"),
    ],
)
def test_a_figure_is_read_as_it_is_written(text: str, as_written: str, value: str, unit: str) -> None:
    assert told(text) == [(as_written, value, unit)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10 to 15 percent", 10, 15, "percent"),
        ("10–15%", 10, 15, "percent"),
        ("46% to 60%", 46, 60, "percent"),
        ("between 10 and 15 firms", 10, 15, "count"),
        ("12 to 15 million lines", 12_000_000, 15_000_000, "count"),
        ("$5–10 million", 5_000_000, 10_000_000, "currency"),
        ("in 2016–2018", 2016, 2018, "year"),
        ("in the 1980s", 1980, 1989, "year"),
    ],
)
def test_a_range_is_one_figure_with_two_ends(text: str, low: int, high: int, unit: str) -> None:
    figure = only(text)
    assert (figure.value, figure.upper, figure.unit) == (low, high, unit)


def test_a_change_is_two_figures_and_no_range() -> None:
    assert told("It fell from 72% to 58%.") == [("72%", "72", "percent"), ("58%", "58", "percent")]


def test_figures_share_the_unit_that_is_written_once() -> None:
    assert [(value, unit) for _, value, unit in told("up 5 and 7 points")] == [("5", "other"), ("7", "other")]
    assert [value for _, value, _ in told("raised from 9.4 to 9.9 billion euros")] == ["9400000000", "9900000000"]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("more than 40%", "more than"),
        ("Nearly half do", "nearly"),
        ("just under 25%", "just under"),
        ("only about 5%", "only about"),
        ("a little over half of them", "a little over"),
        ("at least 14 signs", "at least"),
        ("up to 1,000 euros", "up to"),
        ("~50% do", "~"),
        ("five or more sources", "or more"),
        ("10,000+ firms", "or more"),
        ("by 2027 it", "by"),
        ("no fewer than 12 firms", "no fewer than"),
        ("76% of them", None),
    ],
)
def test_a_qualifier_is_kept_in_the_words_as_written(text: str, qualifier: str | None) -> None:
    assert only(text).qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        "Go 1.21 and Rust 1.31.0 and v1.2.3",
        "HTTP/2, Win32, COVID-19, 5G and B2B",
        "see Figure 3 and section 2.1, pages 31 and 57",
        "as shown before [12], issue #1234, or No. 7",
        "call 555-123-4567 or +49 30 1234567",
        "https://example.org/2024/report?id=76 and www.example.org/9",
        "employees aged 18 and older, aged 18-29, or 55 and over",
        "18-29",
        "one of the firms, the one that, no one, at least one department",
        "a third party, the third year, the second half, in the first place",
        "at 10:30 or before six in the morning, 24/7, a ratio of 15:1",
        "1. First of all",
        "a three-way tie, the 19th century, on 5 May",
        "we released 1.0 and doubled down on it",
    ],
)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert told(text) == []


def test_digits_far_behind_their_words_stand_for_both() -> None:
    (figure,) = figures("Roughly two thirds of those asked looked for their answers on a public site first (64%).")
    assert (figure.as_written, figure.value, figure.qualifier) == ("64%", Decimal(64), "roughly")


def test_a_word_figure_is_marked_as_one() -> None:
    assert only("a quarter of them").in_words
    assert not only("a quarter (26%) of them").in_words


PIECES = st.sampled_from(
    "76% half one-third (32%) three in four (76%) A quarter of firms $1.5 million 1,141 20 397 2.5x twice by 2027 in "
    "May 2024 between 10 and 15 10–15% from 5% to 9% , . ; ( ) aged 18-29 Figure 3 [1] second 34 minutes -3% ~50% v1.2 "
    "more than".split()
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map(" ".join))
def test_figures_stand_where_they_say_and_never_overlap(text: str) -> None:
    found = figures(text)
    assert all(text[each.start : each.end] == each.as_written for each in found)
    assert all(first.end <= second.outer_start for first, second in pairwise(found))
    assert all(each.upper is None or each.upper >= each.value for each in found)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1 ",
        "one ",
        "between ",
        "a half ",
        "three in ",
        "(",
        "$",
        "1.1",
        "May 5, ",
        "nearly ",
        "http://",
        "1-",
    ],
)
def test_a_text_that_repeats_itself_takes_linear_time(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        figures(piece * times)
        return time.process_time() - began

    # eight times the text: eight times as long if linear, 64 times if quadratic
    assert seconds(4_000) < 0.5 + 30 * seconds(500)
