"""Which cell a question means: rows by their words, columns by words or period; and the period of the largest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.cells import SURE, choose
from knowledge.extremes import extreme, wants_period
from knowledge.moments import moment_of
from knowledge.records import Statistic


def cells(columns: list[str], **rows: list[int]) -> list[Statistic]:
    """The cells of a table in thousands; a row's name is written with _ for blanks."""
    found: list[Statistic] = []
    for name, values in rows.items():
        for column, value in zip(columns, values, strict=True):
            at = 20 * len(found)
            row, written = name.replace("_", " "), str(value)
            found.append(
                Statistic(
                    id=f"s{at}", revision_id="r", value=Decimal(value), unit="currency", scale="in thousands",
                    as_written=written, at=at, measure=row, period=column if moment_of(column).years else None,
                    quote=written, start=at, end=at + len(written), table="Our results", row=row, column=column,
                    origin="table",
                )
            )  # fmt: skip
    return found


RESULTS = cells(
    ["2019", "2018", "Change"],
    Revenue=[900, 800, 100],
    Cost_of_revenue=[500, 450, 50],
    Total_revenue_from_services=[300, 310, -10],
    Net_income=[120, 90, 30],
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What was the revenue in 2019?", 900),
        ("How much revenue was there in 2018?", 800),
        ("What was the cost of revenue in 2018?", 450),
        ("What was the total revenue from services in 2019?", 300),
        ("By how much did revenue change from 2018 to 2019?", 100),
        ("net income", 120),
    ],
)
def test_the_row_is_told_by_its_words_and_the_column_by_its_period(question: str, value: int) -> None:
    chosen = choose(question, RESULTS)
    assert chosen is not None
    assert chosen.statistic.value == value
    assert chosen.sure >= SURE


@pytest.mark.parametrize(
    "question", ["What was the revenue in 2016?", "How many people worked in Oslo in 2019?", "How old is the chairman?"]
)
def test_what_the_table_does_not_have_is_not_sure(question: str) -> None:
    chosen = choose(question, RESULTS)
    assert chosen is not None
    assert chosen.sure < SURE


def test_no_cells_no_choice() -> None:
    assert choose("What was the revenue in 2019?", []) is None


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("In which year was revenue larger?", "2019"),
        ("In which year was net income the lowest?", "2018"),
        ("Which year had the higher total revenue from services?", "2018"),
        ("In which years was revenue less than 850 thousand?", "2018"),
        ("In which year did net income exceed 100,000?", "2019"),
    ],
)
def test_the_period_of_the_largest_or_of_what_lies_beyond_a_bound(question: str, period: str) -> None:
    found = extreme(question, RESULTS)
    assert found is not None
    assert found.periods == (period,)
    assert {cell.period for cell in found.compared} == {"2019", "2018"}


def test_other_questions_want_no_period() -> None:
    assert not wants_period("What was the largest revenue?")
    assert not wants_period("In which year was the company founded?")
    assert extreme("What was the revenue in 2019?", RESULTS) is None


def test_equal_figures_have_no_largest() -> None:
    assert extreme("In which year was revenue larger?", cells(["2019", "2018"], Revenue=[7, 7])) is None


@pytest.mark.parametrize(
    ("text", "years", "quarter"),
    [
        ("Year ended December 31, 2019", {2019}, 0),
        ("FY19", {2019}, 0),
        ("the third quarter of fiscal 2018", {2018}, 3),
        ("2018/19", {2018, 2019}, 0),
        ("Dec-18", {2018}, 0),
        ("Revenue of $2,019", set(), 0),
    ],
)
def test_a_moment_is_read_from_labels_and_questions(text: str, years: set[int], quarter: int) -> None:
    moment = moment_of(text)
    assert moment.years == years
    assert moment.quarter == quarter
