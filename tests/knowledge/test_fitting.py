"""Which figure of a sentence a question means, by the statistic's own words."""

from __future__ import annotations

import pytest

from knowledge import scope
from knowledge.fitting import fit, naming, signals, units_wanted
from tests.support.library import revision
from tests.support.statistics import statistic

SURVEY = revision(title="Pet survey 2024", period=(2024,))


def test_an_acronym_stands_for_its_words() -> None:
    asked = scope.read("How many use cats as a service?")
    short = statistic("24", quote="Only 24% use CaaS.", measure="use CaaS")
    assert signals(asked, short, SURVEY).covered == 1.0


def test_a_comparative_is_of_the_word_it_compares() -> None:
    asked = scope.read("How many felt that the dog made them slower?")
    slowing = statistic("13", quote="13% found that the dog was slowing them down.", measure="was slowing")
    helped = statistic("82", quote="82% found that the dog helped them along.", measure="helped along")
    assert fit(asked, slowing, SURVEY) > fit(asked, helped, SURVEY)


@pytest.mark.parametrize(
    ("quote", "value", "changed"),
    [
        ("48% keep a cat, an increase of 3% from 2022.", "3", True),
        ("Cats grew from 13% to 24%.", "13", True),
        ("Cats grew from 13% to 24%.", "24", False),
        ("48% keep a cat.", "48", False),
        ("They sold 15% more than before.", "15", True),
    ],
)
def test_a_change_is_no_level(quote: str, value: str, changed: bool) -> None:
    asked = scope.read("What share of firms keep a cat?")
    assert signals(asked, statistic(value, quote=quote), SURVEY).changed == changed
    assert not signals(scope.read("By how much did cats grow?"), statistic(value, quote=quote), SURVEY).changed


def test_a_multiple_is_no_share() -> None:
    asked = scope.read("How widely are cats kept?")
    assert signals(asked, statistic("3", unit="times"), SURVEY).unit < 0 < signals(asked, statistic("48"), SURVEY).unit


def test_how_many_answered_asks_for_a_count() -> None:
    assert units_wanted("How many people answered the 2020 survey?") == {"count"}
    assert units_wanted("How many owners keep a cat?") == {"count", "percent"}


def test_a_label_of_which_little_is_named_is_not_asked_for() -> None:
    labels = [statistic("26", option="lack of trust in one keeper"), statistic("22", option="cats at home")]
    assert naming(scope.read("What are the reasons for having several keepers?"), labels) is None
    assert naming(scope.read("How many named cats at home?"), labels) == labels[1]
