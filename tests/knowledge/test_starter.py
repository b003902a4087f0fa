"""The starter says everything that the report says, in words of its own, and its findings and questions rest on it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.findings import check, load
from ingest.readers.markdown import read_markdown
from knowledge.starter import starter_brief, starter_findings, starter_folder, starter_questions

REPORT = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared")) / "report" / "operational-ai-gap.txt"
needs_report = pytest.mark.skipif(not REPORT.exists(), reason="the report is not part of the project")
SHARED_WORDS_AT_MOST = 5  # as many may follow each other alike in brief and report: names and figures need that

# The facts of the report: how the brief writes the figure, the figure, and whose it is.
SURVEY = "MIT Technology Review Insights survey"
FACTS = [
    ("500 senior IT leaders", 500, "MIT Technology Review Insights"),
    ("December 2025", 2025, "MIT Technology Review Insights"),
    ("three in four (76%)", 76, SURVEY),
    ("nearly half (43%)", 43, SURVEY),
    ("A quarter", 25, SURVEY),
    ("one-third (32%)", 32, SURVEY),
    ("one in three organizations (34%)", 34, SURVEY),
    ("21%", 21, SURVEY),
    ("25%", 25, SURVEY),
    ("19%", 19, SURVEY),
    ("five times", 5, SURVEY),
    ("six in ten (59%)", 59, SURVEY),
    ("11%", 11, SURVEY),
    ("0%", 0, SURVEY),
    ("more than 40%", 40, "Gartner"),
    ("by 2027", 2027, "Gartner"),
]


def brief() -> str:
    """The brief below its front matter, white space folded."""
    return " ".join(starter_brief().read_text("utf-8").split("\n---\n", 1)[1].split())


def findings() -> list[dict[str, Any]]:
    """Every figure of the findings file, an option with what its question says for all."""
    file = yaml.safe_load(starter_findings().read_text("utf-8"))
    options = [
        {**{k: v for k, v in question.items() if k != "options"}, **option}
        for question in file["distributions"]
        for option in question["options"]
    ]
    return [*file["findings"], *options]


def golden() -> list[dict[str, Any]]:
    return list(json.loads(starter_questions().read_text("utf-8")))


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%']+", text.lower().replace("’", "'"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    every = words(text)
    return {tuple(every[at : at + length]) for at in range(len(every) - length + 1)}


def fold(text: str) -> str:
    return " ".join(text.split())


def test_the_starter_lies_in_one_folder() -> None:
    """Brief, findings and questions are found side by side, wherever the package is installed."""
    assert {path.parent for path in (starter_brief(), starter_findings(), starter_questions())} == {starter_folder()}
    assert all(path.is_file() for path in (starter_brief(), starter_findings(), starter_questions()))


@pytest.mark.parametrize(("written", "value", "attribution"), FACTS, ids=[fact[0] for fact in FACTS])
def test_every_fact_stands_in_the_brief_and_in_the_findings(written: str, value: int, attribution: str) -> None:
    """A figure of the report is in the brief, and exactly one finding has it with its value and whose it is."""
    assert written in brief()
    found = [
        finding
        for finding in findings()
        if finding["value"] == value
        and finding["attribution"] == attribution
        and written in (finding["as_written"], f"{finding.get('qualifier')} {finding['as_written']}")
    ]
    assert len(found) == 1


def test_no_finding_is_made_up() -> None:
    assert len(findings()) == len(FACTS)


@pytest.mark.parametrize("finding", findings(), ids=lambda finding: finding.get("label") or finding["id"])
def test_a_finding_quotes_the_brief(finding: dict[str, Any]) -> None:
    """The quote stands in the brief word for word and holds the figure as it is written."""
    quote = fold(finding["quote"])
    assert quote in brief()
    assert finding["as_written"] in quote


@pytest.mark.parametrize("finding", findings(), ids=lambda finding: finding.get("label") or finding["id"])
def test_a_percentage_says_of_whom(finding: dict[str, Any]) -> None:
    assert finding.get("unit", "percent") != "percent" or finding["base"]


def test_the_options_of_one_question_do_not_exceed_the_whole() -> None:
    """Ownership leaves 1 % unsaid, the kinds of process add up."""
    file = yaml.safe_load(starter_findings().read_text("utf-8"))
    sums = {
        question["id"]: sum(option["value"] for option in question["options"]) for question in file["distributions"]
    }
    assert sums == {"who-owns-ai-workflows": 99, "where-ai-works-best": 100}


@needs_report
def test_nothing_is_copied() -> None:
    """No run of six words or more stands both in the brief and in the report."""
    length = SHARED_WORDS_AT_MOST + 1
    assert runs(brief(), length) & runs(REPORT.read_text("utf-8"), length) == set()


@needs_report
def test_the_brief_adds_no_figure() -> None:
    """Every number of the brief stands in the report too; the address of the report aside."""
    text = re.sub(r"\(https?://\S+\)", "", brief())
    reported = {int(number) for number in re.findall(r"\d+", REPORT.read_text("utf-8"))}
    assert {int(number) for number in re.findall(r"\d+", text)} <= reported


@pytest.mark.parametrize(
    "question", [q for q in golden() if q["kind"] != "refuse"], ids=lambda question: question["id"]
)
def test_a_golden_question_can_be_answered_from_the_brief(question: dict[str, Any]) -> None:
    """A string that a quote must hold stands in the brief; those for the report alone are mere scraps."""
    strings = question.get("quote_has") or question["quote_any"]
    source = starter_brief().read_text("utf-8")
    assert any(string in fold(source) for string in strings)
    assert all(len(words(string)) <= SHARED_WORDS_AT_MOST for string in strings if string not in fold(source))


def test_golden_questions_ask_and_tempt_in_equal_measure() -> None:
    """As many questions that must be refused as such that must be answered, and every follow-up follows something."""
    refusals = [q for q in golden() if q["kind"] == "refuse"]
    assert len(golden()) - len(refusals) >= 45
    assert len(refusals) >= 45
    asked: set[str] = set()
    for question in golden():
        assert question.get("after") is None or question["after"] in asked
        asked.add(question["id"])


def test_the_findings_are_accepted_at_ingest() -> None:
    """The check that every findings file goes through finds nothing to refuse in our own."""
    document = read_markdown(starter_brief().read_bytes(), starter_brief().name)
    loaded = load(starter_findings().read_text("utf-8"), starter_findings().name)
    assert loaded.document == starter_brief().name
    assert len(check(loaded, document.text, "starter")) == len(FACTS)
