"""What figures and quantifiers are true of, and whether two of them agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.figures import figures
from knowledge.verification.agreeing import Agreement, agreement
from knowledge.verification.amounts import Amount, amount
from knowledge.verification.claims import claims


def claimed(words: str) -> Amount:
    """What "… of firms keep a cat" claims with these words."""
    return claims(f"{words} of firms keep a cat.")[0].stated[0].amount


def stated(words: str) -> Amount:
    """What a report states with these words."""
    (figure,) = figures(f"{words} of firms keep a cat.")
    return amount(figure.value, figure.unit, figure.qualifier, figure.in_words, figure.upper)


@pytest.mark.parametrize(
    ("claim", "report"),
    [
        ("34%", "34%"),
        ("34%", "one in three (34%)"),
        ("About a third", "34%"),
        ("A third", "34%"),
        ("One in three", "32%"),
        ("About 60%", "59%"),
        ("Six in ten", "59%"),
        ("Nearly half", "43%"),
        ("Almost half", "nearly half (43%)"),
        ("Just over half", "50.5%"),
        ("More than 30%", "34%"),
        ("More than a third", "34%"),
        ("Over 40%", "more than 40%"),
        ("At least 40%", "more than 40%"),
        ("At least 76%", "76%"),
        ("Fewer than half", "43%"),
        ("At most 34%", "34%"),
        ("Most", "76%"),
        ("A majority", "51%"),
        ("The vast majority", "83%"),
        ("A minority", "34%"),
        ("None", "0%"),
        ("Three quarters", "76%"),
        ("60%", "59.6%"),
        ("36%", "almost 36%"),
        ("A quarter", "a quarter"),
        ("Hardly any", "3%"),
        ("Just under 10%", "9.94%"),
        ("Just over a fifth", "23%"),
        ("Between 30% and 40%", "34%"),
    ],
)
def test_what_a_figure_bears_out_agrees(claim: str, report: str) -> None:
    assert agreement(claimed(claim), stated(report)) == Agreement.AGREES


@pytest.mark.parametrize(
    ("claim", "report"),
    [
        ("60%", "59%"),
        ("60%", "34%"),
        ("Exactly 40%", "more than 40%"),
        ("40%", "more than 40%"),
        ("Less than 40%", "more than 40%"),
        ("Fewer than 30%", "34%"),
        ("More than 76%", "76%"),
        ("Less than 34%", "34%"),
        ("At least half", "43%"),
        ("Most", "34%"),
        ("A majority", "50%"),
        ("Half", "43%"),
        ("A third", "43%"),
        ("Nearly half", "34%"),
        ("Nearly half", "52%"),
        ("None", "11%"),
        ("Hardly any", "34%"),
        ("A minority", "76%"),
        ("About 60%", "54%"),
        ("7.5%", "7.4%"),
        ("More than 60%", "more than 40%"),
    ],
)
def test_what_a_figure_makes_false_is_denied(claim: str, report: str) -> None:
    assert agreement(claimed(claim), stated(report)) == Agreement.DENIES


@pytest.mark.parametrize(("claim", "report"), [("At least 20%", "fewer than 40%"), ("Less than 50%", "over 40%")])
def test_a_bound_may_leave_another_open(claim: str, report: str) -> None:
    assert agreement(claimed(claim), stated(report)) == Agreement.LEAVES_OPEN


def test_a_share_in_words_is_meant_less_exactly_than_one_in_digits() -> None:
    assert claimed("A third").holds(Decimal(35))
    assert not claimed("33%").holds(Decimal(35))


@pytest.mark.parametrize(
    "text",
    [
        "The most common answer is cats.",
        "At most it is cats.",
        "Of all agentic AI projects it is the best.",
        "Firms keep cats.",
    ],
)
def test_what_only_looks_like_a_quantifier_is_none(text: str) -> None:
    assert [said.stated for said in claims(text)] == [()]
