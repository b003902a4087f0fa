"""A question that has a figure's name in it is about that figure, unless it speaks of something that isn't there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.naming import asks_by_name
from knowledge.records import Passage, Statistic
from knowledge.scope import read
from tests.support.library import passage

TEXT = "In 21% of the organizations the harbour master feeds the cats."


def statistic(origin: str = "findings") -> Statistic:
    return Statistic(
        id="cats", revision_id="r", value=Decimal(21), unit="percent", as_written="21%", at=3, measure="fed by harbour",
        quote=TEXT, start=0, end=len(TEXT), distribution="Who looks after cats?", option="the harbour master",
        aliases=("who feeds cats", "keeper"), origin=origin,
    )  # fmt: skip


def window() -> Passage:
    return passage(TEXT, context="Cat survey. (Who looks after cats?; who feeds cats)")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who feeds the cats in most companies?", True),
        ("Who looks after cats?", True),
        ("Who feeds the cats in hospitals?", False),
        ("Who feeds the parrots?", False),
        ("Who is the keeper?", False),  # one word is in too many questions
    ],
)
def test_a_name_and_nothing_that_is_not_there(question: str, named: bool) -> None:
    assert asks_by_name(read(question), [statistic()], window()) is named


def test_only_a_findings_file_gives_names() -> None:
    assert not asks_by_name(read("Who feeds the cats in most companies?"), [statistic("prose")], window())
