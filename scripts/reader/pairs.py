"""What the reader is trained on: pairs of a question and a window of text, and where windows come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ingest.passages import split
from ingest.readers import media_type_of, read
from ingest.settings import IngestSettings
from knowledge.ports import Embedder
from knowledge.records import Document, Passage, Revision


class Pair(NamedTuple):
    """One example: does the window answer the question?"""

    question: str
    window: str  # with its context, as it is ranked and read
    answers: bool
    kind: str  # where it comes from, or what makes it a near-miss


class Corpus:
    """Windows with their vectors."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder) -> None:
        self.passages, self._embedder = list(passages), embedder
        self._vectors = embedder.embed([passage.in_context for passage in passages])

    def nearest(self, question: str, limit: int) -> list[Passage]:
        """The nearest windows by cosine, best first."""
        return self.nearest_of_all([question], limit)[0]

    def nearest_of_all(self, questions: Sequence[str], limit: int) -> list[list[Passage]]:
        """The same for several questions."""
        if not questions:
            return []
        likeness = self._embedder.embed(questions) @ self._vectors.T
        return [[self.passages[int(n)] for n in (-row).argsort()[:limit]] for row in likeness]


def document(source: str | Path, name: str = "") -> list[Passage]:
    """The windows of a file, or of a text in Markdown, as the product reads and splits it."""
    return revision_of(source, name)[1]


def revision_of(source: str | Path, name: str = "") -> tuple[Revision, list[Passage]]:
    """The same, with what is known of the document; its id is the file's name."""
    data = source.read_bytes() if isinstance(source, Path) else source.encode("utf-8")
    name = source.name if isinstance(source, Path) else f"{name}.md"
    found = read(data, name, media_type_of(name, None, data), IngestSettings())
    revision = Revision(
        id=name,
        document=Document(id=name, uri=f"file:///{name}", name=name),
        sha256=name,
        title=found.metadata.title or name,
        publisher=found.metadata.publisher,
        published=found.metadata.published,
        period=found.metadata.period,
        media_type=found.media_type,
        read_at=datetime.now(UTC),
    )
    return revision, split(found, revision)


def holds(passage: Passage, texts: Sequence[str]) -> bool:
    """Whether one of the texts stands in the passage, however it is spaced."""
    said = " ".join(passage.text.lower().split())
    return any(" ".join(text.lower().split()) in said for text in texts)
