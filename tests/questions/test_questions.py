"""The question sets can be trusted: what a quote must hold stands in the document, and the sets are balanced."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

HERE = Path(__file__).parent
SETS = {"dev_more.json": 70, "held_out.json": 50, "family.json": 115}  # how many of each outcome there are at least
FOLDERS = {"held_out.json": HERE / "docs", "family.json": HERE / "family"}  # what a set asks about, where it's here
LEAST = {  # of each way in which the family's questions are put, then of each in which its near-misses miss
    "close": 20,
    "far": 45,
    "comparison": 15,
    "two_part": 8,
    "yes_no": 8,
    "no_figure": 20,
    "population": 8,
    "year": 25,
    "qualifier": 8,
    "measure": 8,
    "ranking": 8,
    "geography": 8,
    "attribution": 8,
    "unit": 8,
    "not_given": 8,
    "entity": 5,
    "other_topic": 1,
}
REASONS = {"population": "wrong_population", "geography": "wrong_population", "year": "wrong_period"}


def questions(name: str) -> list[dict[str, Any]]:
    return list(json.loads((HERE / name).read_text("utf-8")))


def answerable(name: str) -> list[dict[str, Any]]:
    return [question for question in questions(name) if question["kind"] != "refuse"]


@cache
def plain(path: Path) -> str:
    """A document's words without marks, white space folded; the project's readers have no part in it."""
    if path.suffix == ".pdf":
        pages = pypdfium2.PdfDocument(path)
        text = " ".join(page.get_textpage().get_text_range() for page in pages)
    else:
        text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = html.unescape(re.sub(r"(?s)<style.*?</style>|<[^>]+>", " ", text))
    return " ".join(re.sub(r"\*\*|`|(?<!\w)[*_]|[*_](?!\w)", "", text).split())


def holds(question: dict[str, Any], folder: Path) -> bool:
    path = next(folder.rglob(question["doc"]))
    return all(
        any(string in plain(path) for string in strings)
        for strings in (question.get("quote_has") or question["quote_any"], question.get("values") or [""])
    )


@pytest.mark.parametrize(
    ("folder", "question"),
    [pytest.param(folder, q, id=q["id"]) for name, folder in FOLDERS.items() for q in answerable(name)],
)
def test_a_held_out_answer_stands_in_its_document(folder: Path, question: dict[str, Any]) -> None:
    assert holds(question, folder)


@pytest.mark.parametrize("question", answerable("family.json"), ids=lambda question: question["id"])
def test_every_string_that_a_family_answer_may_show_stands_in_the_family(question: dict[str, Any]) -> None:
    """Not one of them only, as above: every quote, and where all values are asked for every value."""
    texts = [plain(path).casefold() for path in FOLDERS["family.json"].iterdir()]
    wanted = question.get("quote_has") or question["quote_any"]
    wanted = [*wanted, *(question["values"] if question.get("all") else [])]
    assert [string for string in wanted if not any(string.casefold() in text for text in texts)] == []


def test_the_family_is_asked_in_every_way() -> None:
    ways = Counter(question["way"] for question in questions("family.json"))
    assert {way for way, least in LEAST.items() if ways[way] < least} | ways.keys() - LEAST.keys() == set()


def test_a_near_miss_of_the_family_says_why_it_is_one() -> None:
    for question in questions("family.json"):
        if question["kind"] == "refuse":
            assert question["expect_reason"] == REASONS.get(question["way"], "not_in_reports"), question["id"]


def test_every_development_answer_stands_in_its_document(development_corpora: Path) -> None:
    assert [q["id"] for q in answerable("dev_more.json") if not holds(q, development_corpora)] == []


@pytest.mark.parametrize(("name", "least"), SETS.items())
def test_a_set_asks_and_tempts_in_equal_measure(name: str, least: int) -> None:
    """About as many questions to refuse as to answer, ids of their own, and every follow-up follows something."""
    asked: set[str] = set()
    for question in questions(name):
        assert question["id"] not in asked
        assert question.get("after") is None or question["after"] in asked
        asked.add(question["id"])
    assert min(len(answerable(name)), len(questions(name)) - len(answerable(name))) >= least


def test_no_set_repeats_a_question_of_another(development_corpora: Path) -> None:
    """What is fitted on is not what is checked on, nor what the corpora's own questions ask."""
    given = [q["question"] for q in json.loads((development_corpora / "questions.json").read_text("utf-8"))]
    alone = [q["question"] for name in SETS for q in questions(name) if "after" not in q]
    assert len(set(alone)) == len(alone)
    assert not set(alone) & set(given)
