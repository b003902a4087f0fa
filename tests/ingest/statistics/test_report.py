"""The report that the project is about: each of its figures is captured once, with what it is of and who says so.

The report's text is not ours; the facts are given here in key words, and the text is read from beside the project.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from ingest import readers
from ingest.settings import IngestSettings
from ingest.statistics import extract
from knowledge.records import Statistic
from tests.support.library import revision

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[4] / "shared"))
REPORT = SHARED / "report" / "operational-ai-gap.txt"
PUBLISHER, GARTNER = "MIT Technology Review Insights", "Gartner"

pytestmark = pytest.mark.skipif(not REPORT.exists(), reason="the report is not beside the project")


class Expected(NamedTuple):
    """A fact of the report: its figure, and words that its measure and its base must have."""

    value: int
    unit: str
    measure: str  # key words
    base: str | None = None  # key words; None: the report names no population
    attribution: str | None = PUBLISHER
    qualifier: str | None = None
    period: str | None = None
    group: str | None = None  # of options that belong together


EXPECTED = [
    Expected(40, "percent", "cancelled", "agentic projects", GARTNER, "more than", "by 2027"),
    Expected(2027, "year", "agentic cancelled", None, GARTNER, "by", "by 2027"),
    Expected(500, "count", "senior leaders surveyed"),
    Expected(2025, "year", "expert interviews", None, None, None, "December 2025"),
    Expected(76, "percent", "department workflow production", "surveyed organizations"),
    Expected(43, "percent", "clearly automated processes", "organizations", qualifier="nearly", group="kind"),
    Expected(25, "percent", "net-new processes", "organizations", group="kind"),
    Expected(32, "percent", "cross-functional", "organizations", group="kind"),
    Expected(34, "percent", "dedicated team maintaining", "organizations", qualifier="only", group="owner"),
    Expected(21, "percent", "central IT", "organizations", group="owner"),
    Expected(25, "percent", "departmental operations", "organizations", group="owner"),
    Expected(19, "percent", "no clear ownership", "organizations", group="owner"),
    Expected(5, "times", "more likely multi-source data", "companies enterprise-wide integration"),
    Expected(59, "percent", "five sources", "companies enterprise-wide integration"),
    Expected(11, "percent", "five sources", "integration specific workflows", qualifier="just"),
    Expected(0, "percent", "five sources", "organizations no integration"),
]


@pytest.fixture(scope="module")
def found() -> list[Statistic]:
    read = readers.read(REPORT.read_bytes(), REPORT.name, "text/plain", IngestSettings())
    of = revision().model_copy(update={"period": read.metadata.period})
    return list(extract(read, of))


def has(words: str, text: str | None) -> bool:
    return all(word in (text or "") for word in words.split())


def test_every_figure_is_captured_exactly_once_and_nothing_else(found: list[Statistic]) -> None:
    assert [(each.value, each.unit) for each in found] == [(Decimal(fact.value), fact.unit) for fact in EXPECTED]
    assert len({each.at for each in found}) == len(EXPECTED)


@pytest.mark.parametrize(("number", "fact"), list(enumerate(EXPECTED)), ids=lambda each: str(each)[:40])
def test_measure_base_and_source_are_right(found: list[Statistic], number: int, fact: Expected) -> None:
    statistic = found[number]
    assert has(fact.measure, statistic.measure)
    assert has(fact.base, statistic.base) if fact.base else statistic.base is None
    assert (statistic.attribution, statistic.qualifier, statistic.period) == (
        fact.attribution,
        fact.qualifier,
        fact.period,
    )
    assert statistic.base_size is None  # 500 people answered for their firms; that they are its base isn't said


@pytest.mark.parametrize("group", ["kind", "owner"])
def test_the_options_of_each_question_are_together_and_exclude_each_other(found: list[Statistic], group: str) -> None:
    options = [statistic for statistic, fact in zip(found, EXPECTED, strict=True) if fact.group == group]
    assert {(each.distribution is None, each.choice) for each in options} == {(False, "single")}
    assert len({each.distribution for each in options}) == 1
    assert len({each.option for each in options}) == len(options)


def test_figures_that_answer_no_common_question_are_in_no_distribution(found: list[Statistic]) -> None:
    alone = [statistic for statistic, fact in zip(found, EXPECTED, strict=True) if not fact.group]
    assert {each.distribution for each in alone} == {None}
