"""The same measure side by side, and which figure a label means."""

from __future__ import annotations

import pytest

from knowledge.comparing import Comparison, comparison, same_measure
from knowledge.operands import Unclear, operand
from knowledge.records import Statistic
from tests.support.library import revision
from tests.support.statistics import options, statistic

OLD, NEW = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,)) for y in (2023, 2024))
REVISIONS = {each.id: each for each in (OLD, NEW)}
CATS_THEN, CATS_NOW = statistic("40", of=OLD, base="firms"), statistic("48", of=NEW, base="firms")
HOSPITALS = statistic("3", of=NEW, base="hospitals", start=200)
DOGS = statistic("12", "keep a dog in the yard", of=NEW, start=300)


def compared(best: Statistic, *others: Statistic) -> Comparison:
    return comparison(best, others, REVISIONS)


def test_the_same_measure_comes_oldest_first_and_once_and_another_does_not() -> None:
    rows = compared(CATS_NOW, CATS_THEN, CATS_NOW, HOSPITALS, DOGS).rows
    assert [row.statistic for row in rows] == [CATS_THEN, CATS_NOW, HOSPITALS]
    assert [row.when for row in rows] == ["2023", "2024", "2024"]


def test_a_measure_in_another_unit_or_another_option_is_not_the_same() -> None:
    assert not same_measure(CATS_NOW, CATS_NOW.model_copy(update={"unit": "count"}))
    one, other = options(a_dedicated_team="34", central_IT="21")
    assert not same_measure(one, other)
    assert same_measure(one, one.model_copy(update={"option": "dedicated teams", "id": "x"}))


def test_a_label_is_the_same_measure_only_under_the_same_question() -> None:
    here = statistic("5", "No response", of=NEW, row="No response", table="Do you keep a cat?")
    there = statistic("7", "No response", of=OLD, row="No response", table="Do you keep a cat?")
    elsewhere = statistic("9", "No response", of=OLD, row="No response", table="How old is your dog?")
    assert same_measure(here, there)
    assert not same_measure(here, elsewhere)


def test_years_make_a_series_with_one_figure_each() -> None:
    assert [row.statistic for row in compared(CATS_NOW, CATS_THEN, HOSPITALS).by_year] == [CATS_THEN, CATS_NOW]
    assert compared(CATS_NOW, HOSPITALS).by_year == ()


def test_what_keeps_the_sides_apart_is_said() -> None:
    said = {"period": "2024"}
    stated = [s.model_copy(update=said) for s in (CATS_NOW, HOSPITALS)]
    assert compared(*stated).remarks == ("The bases differ.",)
    assert compared(*stated, DOGS.model_copy(update={"measure": "keep a cat"} | said)).remarks == (
        "Not every base is stated: the figures may be of different populations.",
    )
    assert compared(CATS_NOW, CATS_THEN).remarks == ("Where a figure states no period, the years are its document's.",)
    assert "No other year" in compared(CATS_NOW).remarks[0]


TEAM, IT, NOBODY = options(a_dedicated_team="34", central_IT="21", a_team_of_nobody="19")
ROWS = compared(CATS_NOW, CATS_THEN, HOSPITALS).rows


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("central IT", IT),
        (" Central it ", IT),
        ("dedicated team", TEAM),
        ("a dedicated teams", TEAM),
        ("nobody", NOBODY),
        ("2023", CATS_THEN),
        ("hospitals", HOSPITALS),
        ("pets-2023.md", CATS_THEN),
        ("pet survey 2023", CATS_THEN),
    ],
)
def test_a_label_means_what_it_names(label: str, means: Statistic) -> None:
    assert operand(label, [TEAM, IT, NOBODY], ROWS) == means


def test_a_label_of_several_figures_or_of_none_means_nothing_and_says_what_there_is() -> None:
    several, nothing = operand("team", [TEAM, IT, NOBODY], []), operand("cats", [TEAM, IT], ROWS)
    assert several == Unclear(("a dedicated team", "a team of nobody"), several=True)
    assert isinstance(nothing, Unclear)
    assert nothing.labels[:3] == ("a dedicated team", "central IT", "2023 firms")
    assert operand(" ", [TEAM], []) == Unclear(("a dedicated team",), several=False)
