"""Passages and statistics in bulk for the benchmark: real ones varied, so that a large library needs no hours.

Each is a real passage with some words put in the place of others, drawn as often as they occur, so that lexical search
has lists of a realistic length; its vector is the real one turned a little, so that neighbourhoods stay realistic too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.ports import Catalogue, PassageIndex, Vectors
from knowledge.records import Document, Passage, Revision, Statistic

REPLACED = 0.3  # of the words
TURNED = 0.75  # length of the noise beside a vector of length 1: cosine 0.8 to the real one
BATCH = 500  # passages, and so many make a document
QUOTE = 120  # characters: the mean of the development reports' statistics
YEARS = range(2010, 2026)


class Batch(NamedTuple):
    """Made texts and their vectors, row by row."""

    number: int
    texts: list[str]
    vectors: Vectors


class Bulk:
    """Makes any number of texts from a few real ones and their vectors; the same ones every time."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._words = [np.array(text.split(), dtype=object) for text in texts]
        self._vocabulary: NDArray[np.object_] = np.concatenate(self._words)
        self._vectors = vectors
        self._random = np.random.default_rng(7)
        self._number = 0

    def batches(self, count: int) -> Iterator[Batch]:
        """So many texts more, in batches."""
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            seeds = self._random.integers(len(self._words), size=size)
            self._number += 1
            yield Batch(self._number, [self._varied(self._words[seed]) for seed in seeds], self._turned(seeds))

    def _varied(self, words: NDArray[np.object_]) -> str:
        others = self._random.choice(self._vocabulary, size=len(words))
        return " ".join(np.where(self._random.random(len(words)) < REPLACED, others, words))

    def _turned(self, seeds: NDArray[np.int64]) -> Vectors:
        noise = self._random.standard_normal((len(seeds), self._vectors.shape[1]), dtype=np.float32)
        turned = self._vectors[seeds] + noise * np.float32(TURNED) / np.linalg.norm(noise, axis=1, keepdims=True)
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), dtype=np.float32)


def fill(catalogue: Catalogue, index: PassageIndex, batches: Iterator[Batch]) -> None:
    """Add each batch as a document, and publish them beside what is published."""
    edition = catalogue.current()
    published = list(edition.revision_ids) if edition else []
    for batch in batches:
        revision = _revision(batch.number)
        passages = _passages(revision, batch.texts)
        index.add([passage.content_id for passage in passages], batch.vectors)
        catalogue.add(revision, "\n\n".join(batch.texts), passages, _statistics(passages))
        published.append(revision.id)
    catalogue.publish(published, "bench")


def _revision(number: int) -> Revision:
    name = f"made-{number:05}.md"
    year = YEARS[number % len(YEARS)]
    return Revision(
        id=name,
        document=Document(id=name, uri=f"file:///made/{name}", name=name),
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        title=f"Made report {number} of {year}",
        published=str(year),
        period=(year,),
        media_type="text/markdown",
        read_at=datetime(year, 12, 31, tzinfo=UTC),
    )


def _passages(revision: Revision, texts: Sequence[str]) -> list[Passage]:
    passages = []
    start = 0
    for number, text in enumerate(texts):
        identity = hashlib.sha256(f"{revision.id} {number}".encode()).hexdigest()[:32]
        passages.append(
            Passage(
                id=identity,
                revision_id=revision.id,
                content_id=identity,
                text=text,
                context=f"{revision.title}:",
                start=start,
                end=start + len(text),
            )
        )
        start += len(text) + 2
    return passages


def _statistics(passages: Sequence[Passage]) -> list[Statistic]:
    """One for each passage, said in its words. Its figure is the first of them: only time is measured, not sense.

    Its quote is as long as sentences with a figure are.
    """
    statistics = []
    for number, passage in enumerate(passages):
        words = passage.text.split()
        quote = passage.text[:QUOTE]
        statistics.append(
            Statistic(
                id=passage.id,
                revision_id=passage.revision_id,
                value=Decimal(number % 101),
                unit="percent",
                as_written=words[0][:QUOTE],
                at=passage.start,
                measure=" ".join(words[1:8]) or words[0],
                base=" ".join(words[8:11]) or None,
                quote=quote,
                start=passage.start,
                end=passage.start + len(quote),
                distribution=f"Question {number // 5}" if number % 3 else None,
                option=" ".join(words[-3:]) if number % 3 else None,
            )
        )
    return statistics
