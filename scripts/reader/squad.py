"""Pairs of SQuAD 2.0, in the official file's form: human near-misses over encyclopaedia articles."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pairs import Corpus, Pair, document, holds

from knowledge.ports import Embedder

FURTHER = 0.5  # how often a question is shown with a further window that doesn't answer it


def pairs(path: Path, kept_out: set[str], embedder: Embedder, chance: random.Random) -> Iterator[Pair]:
    """Pairs of every article but those kept out: its nearest windows, as the product splits and embeds them.

    Args:
        path: ``dev-v2.0.json`` or ``train-v2.0.json``.
        kept_out: titles as ``slug`` writes them.
        embedder: the product's.
        chance: what is shown besides.
    """
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        if slug(title) not in kept_out:
            yield from _of(article, title, embedder, chance)


def slug(title: str) -> str:
    """A title in small letters with hyphens: "French and Indian War" is "french-and-indian-war"."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _of(article: dict[str, Any], title: str, embedder: Embedder, chance: random.Random) -> Iterator[Pair]:
    paragraphs = [" ".join(paragraph["context"].split()) for paragraph in article["paragraphs"]]
    corpus = Corpus(document(f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n", title), embedder)
    for paragraph, text in zip(article["paragraphs"], paragraphs, strict=True):
        for question, near in zip(paragraph["qas"], corpus.nearest_of_all(_asked(paragraph), 8), strict=True):
            if question["is_impossible"]:
                shown = near[: 1 + (chance.random() < FURTHER)]
                yield from (Pair(question["question"], p.in_context, False, "squad") for p in shown)
                continue
            answers = [" ".join(each["text"].split()) for each in question["answers"]]
            there = [p for p in corpus.passages if p.text in text and holds(p, answers)]
            best = next((p for p in near if p in there), there[0] if there else None)
            if best is None:
                continue
            yield Pair(question["question"], best.in_context, True, "squad")
            others = [p for p in near if not holds(p, answers)]
            if others and chance.random() < FURTHER:
                yield Pair(question["question"], others[0].in_context, False, "squad")


def _asked(paragraph: dict[str, Any]) -> list[str]:
    return [question["question"] for question in paragraph["qas"]]
