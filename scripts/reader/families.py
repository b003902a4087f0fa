"""Pairs from families of reports (``families/``): each question with the windows that the product shows its reader.

A near-miss is refused over passages of the right year that are on the topic and don't answer. So the windows are found
as the product finds them: those of the years that the question names, nearest by meaning, ranked by the cross-encoder.
Where a question names a year, it is also shown without it, as the product's reader reads it, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pairs import Corpus, Pair, holds, revision_of

from knowledge import scope as scopes
from knowledge.ports import Embedder, Reranker
from knowledge.records import Passage, Revision
from knowledge.retrieval import is_label, speaks_of
from knowledge.words import content_words, stem

NEAREST = 40  # windows that are looked at a question
RANKED = 14  # of those, that the cross-encoder ranks
_NUMBERED = re.compile(r"^[a-z]+\d+")  # an id without what tells a near-miss from its partner: cc001x is of cc001
SHOWN = 3  # to the reader
ANSWERS = 2  # windows that answer, beside those among the shown


def pairs(folder: Path, embedder: Embedder, reranker: Reranker) -> Iterator[Pair]:
    """Pairs of one family: its documents, and ``questions.json`` in the form of ``tests/questions``."""
    known: dict[str, Revision] = {}
    passages: list[Passage] = []
    for path in sorted(folder.iterdir()):
        if path.name != "questions.json":
            revision, found = revision_of(path)
            known[revision.id] = revision
            passages += [passage for passage in found if not is_label(passage)]
    corpus = Corpus(passages, embedder)
    questions = _questions(folder)
    for question in questions.values():
        yield from _of(question, _partner(question, questions), corpus, known, reranker)


def _of(
    question: dict[str, Any], partner: dict[str, Any], corpus: Corpus, known: dict[str, Revision], reranker: Reranker
) -> Iterator[Pair]:
    scope = scopes.read(question["question"])
    near = corpus.nearest(scope.question, NEAREST)
    fitting = [p for p in near if speaks_of(p, known[p.revision_id], scope.years)][:RANKED]
    scores = reranker.score(scope.question, [passage.in_context for passage in fitting])
    ranked = [fitting[at] for at in sorted(range(len(fitting)), key=lambda at: -scores[at])]
    quotes = question.get("quote_has") or []
    shown = ranked[:SHOWN]
    if question["kind"] != "refuse":
        answering = [p for p in (*ranked, *corpus.passages) if holds(p, quotes)]
        shown = [*dict.fromkeys((*answering[:ANSWERS], *shown))]
    yield from (Pair(scope.question, passage.in_context, holds(passage, quotes), "family") for passage in shown)
    undated = scopes.undated(scope.question)
    if undated == scope.question:
        return
    if question.get("way") == "year":  # without its year it asks what its partner asks
        quotes = partner.get("quote_has") or []
    if quotes or question.get("way") != "year":
        yield from (Pair(undated, passage.in_context, holds(passage, quotes), "family") for passage in shown)


def changes(root: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each near-miss that has words which its partner doesn't have, with those words."""
    for folder in folders(root):
        questions = _questions(folder)
        for question in questions.values():
            partner = _partner(question, questions)
            if partner is not question:
                known = {stem(word) for word in content_words(partner["question"])}
                words = [word for word in content_words(question["question"]) if not word.isdigit()]
                if new := [word for word in words if stem(word) not in known]:
                    yield question, new


def _questions(folder: Path) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in json.loads((folder / "questions.json").read_text("utf-8"))}


def _partner(question: dict[str, Any], questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The answerable question that a near-miss was made from, else the question itself."""
    return questions.get("".join(_NUMBERED.findall(question["id"])), question)


def folders(root: Path) -> Sequence[Path]:
    """The families."""
    return sorted(path for path in root.iterdir() if (path / "questions.json").is_file())
