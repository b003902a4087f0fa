"""The question sets can be trusted: what a quote must hold stands in the document, and the sets are balanced."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

HERE = Path(__file__).parent
SETS = {"dev_more.json": 70, "held_out.json": 50}  # and how many questions of each outcome there are at least


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


@pytest.mark.parametrize("question", answerable("held_out.json"), ids=lambda question: question["id"])
def test_a_held_out_answer_stands_in_its_document(question: dict[str, Any]) -> None:
    assert holds(question, HERE / "docs")


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
