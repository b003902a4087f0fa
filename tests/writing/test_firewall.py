"""On the sentences that its rules know no false figure, year or citation leaves, and honest prose mostly passes."""

from __future__ import annotations

import pytest

from knowledge.writing.firewall import Firewall
from tests.writing.lies import MUST_NOT_LEAVE
from tests.writing.measuring import Measured, measured
from tests.writing.reports import topics

SETS = ("tune", "check", "final", "last")


@pytest.fixture(scope="module")
def count() -> Measured:
    """Every sixth lie of all sets, some 1,500; without a model, as words alone tell."""
    return measured(SETS, every=6)


def test_there_are_lies_and_honest_sentences_enough(count: Measured) -> None:
    assert sum(count.made.values()) >= 500
    assert count.honest >= 200
    assert set(MUST_NOT_LEAVE) <= set(count.made)


def test_no_false_figure_year_or_citation_leaves(count: Measured) -> None:
    assert [leak for leak in count.leaks if leak.split(":")[0] in MUST_NOT_LEAVE] == []


def test_of_the_other_lies_hardly_any_leaves(count: Measured) -> None:
    assert count.others_caught >= 0.95


def test_honest_prose_mostly_passes_even_without_a_model(count: Measured) -> None:
    assert count.passed / count.honest >= 0.85


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("According to the survey, {{s1}} of the organizations have an AI workflow fully in production [1].", "passed"),
        ("According to the survey, 91% of the organizations have an AI workflow fully in production [1].", "replaced"),
        (
            "According to the survey, {{s1}} of the organizations have an AI workflow fully in production [9].",
            "dropped",
        ),
        ("AI is in production nearly everywhere.", "dropped"),
    ],
)
def test_a_sentence_passes_gives_way_or_is_dropped(written: str, verdict: str) -> None:
    topic = topics()["production"]
    judged = Firewall(topic.evidence, topic.question).judge(written)
    assert judged.verdict == verdict
    assert (judged.reason is None) == (verdict == "passed")


def test_figures_are_filled_in_as_they_are_written() -> None:
    topic = topics()["production"]
    judged = Firewall(topic.evidence, topic.question).judge(
        "According to the survey, {{s1}} of the organizations have an AI workflow fully in production [1]."
    )
    assert judged.claim is not None
    assert "76%" in judged.claim.text
    assert "{{" not in judged.claim.text
