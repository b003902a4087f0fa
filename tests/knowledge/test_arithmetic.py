"""What is calculated is labelled so, and what can't be set against each other is refused with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.arithmetic import LABEL, Calculated, NotComparable, Operation, calculate
from knowledge.records import Statistic
from tests.support.library import revision
from tests.support.statistics import options, statistic

SUM, DIFFERENCE, RATIO = Operation


def calculated(operation: Operation, inputs: Sequence[Statistic]) -> Calculated:
    outcome = calculate(operation, inputs)
    assert isinstance(outcome, Calculated), outcome
    return outcome


def refused(operation: Operation, inputs: Sequence[Statistic]) -> str:
    outcome = calculate(operation, inputs)
    assert isinstance(outcome, NotComparable), outcome
    return outcome.reason


def cats(value: str, **more: Any) -> Statistic:
    return statistic(value, **{"base": "firms", "start": int(Decimal(value) * 100)} | more)


def test_options_of_a_single_choice_question_add_up_and_every_input_is_named() -> None:
    team, it = options(team="34", it="21")
    outcome = calculated(SUM, [team, it])
    assert (outcome.value, outcome.unit, outcome.label) == (Decimal(55), "percent", LABEL)
    assert outcome.inputs == (team, it)
    assert LABEL == "calculated, not stated"


def test_a_difference_of_shares_is_in_percentage_points_and_a_ratio_in_times() -> None:
    team, it = options(team="34", it="21")
    assert (calculated(DIFFERENCE, [it, team]).value, calculated(DIFFERENCE, [it, team]).unit) == (
        Decimal(-13),
        "percentage points",
    )
    assert (calculated(RATIO, [team, it]).value, calculated(RATIO, [team, it]).unit) == (Decimal("1.62"), "times")


def test_the_same_measure_of_two_years_may_be_set_against_each_other_but_not_added_up() -> None:
    older = cats("40", of=revision("2023.md"))
    newer = cats("48.5", of=revision("2024.md"))
    assert calculated(DIFFERENCE, [newer, older]).value == Decimal("8.5")
    assert refused(SUM, [newer, older]) == "not options of one question"


def test_amounts_of_one_column_of_a_table_may_be_added_up_with_their_scale() -> None:
    cell: dict[str, Any] = {"unit": "currency", "currency": "$", "scale": "million", "table": "Sales", "column": "2024"}
    cats_, dogs = (
        statistic(v, row, row=row, as_written=v, start=int(v), **cell) for v, row in (("12", "Cats"), ("30", "Dogs"))
    )
    outcome = calculated(SUM, [cats_, dogs])
    assert (outcome.value, outcome.unit, outcome.currency, outcome.scale) == (Decimal(42), "currency", "$", "million")
    total = statistic("42", "Total", row="Total", as_written="42", start=50, **cell)
    assert refused(SUM, [cats_, total]) == "“Total” may hold the others"


@pytest.mark.parametrize(
    ("operation", "inputs", "reason"),
    [
        (SUM, options("multiple", a="30", b="40"), "multiple choice: options may overlap"),
        (SUM, options(None, a="30", b="40"), "it isn't stated whether the options may overlap"),
        (SUM, [cats("30"), cats("40", measure="keep a dog")], "not options of one question"),
        (DIFFERENCE, [cats("30"), cats("40", measure="were founded before 1990")], "different measures"),
        (DIFFERENCE, [cats("30"), cats("40", base="hospitals")], "different bases"),
        (DIFFERENCE, [cats("30"), cats("40", base=None)], "base not stated"),
        (RATIO, [cats("30", base=None), cats("40", base=None)], "base not stated"),
        (RATIO, [cats("30"), cats("40", unit="count")], "different units"),
        (DIFFERENCE, [cats("30"), cats("40", qualifier="more than")], "“more than 40%” is no exact figure"),
        (DIFFERENCE, [cats("30"), cats("40", upper=Decimal(50))], "“40%” is a range"),
        (DIFFERENCE, [cats("30", unit="year"), cats("40", unit="year")], "“30%” is no amount"),
        (RATIO, [cats("30"), cats("0")], "nothing can be divided by zero"),
        (RATIO, [cats("30"), cats("40"), cats("50")], "a ratio is of two figures"),
        (SUM, [cats("30")], "it takes two figures"),
        (DIFFERENCE, [cats("30"), cats("30")], "the same figure was named twice"),
    ],
)
def test_what_is_not_comparable_is_refused_with_the_reason(
    operation: Operation, inputs: list[Statistic], reason: str
) -> None:
    assert refused(operation, inputs) == reason


def test_a_qualifier_of_words_that_go_with_an_exact_figure_is_no_obstacle() -> None:
    half = cats("48", qualifier="nearly", as_written="half (48%)")
    assert calculated(DIFFERENCE, [half, cats("33")]).value == Decimal(15)


@given(st.lists(st.decimals(0, 100, places=1), min_size=2, max_size=2))
def test_a_difference_turns_its_sign_with_its_inputs(values: list[Decimal]) -> None:
    one, other = options(one=str(values[0]), other=str(values[1]))
    there, back = calculated(DIFFERENCE, [one, other]).value, calculated(DIFFERENCE, [other, one]).value
    assert there == -back
