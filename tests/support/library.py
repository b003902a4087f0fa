"""Small libraries in memory: documents made of headings and paragraphs, split and stored as the pipeline does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from ingest.blocks import ReadDocument, TextBuilder
from ingest.card import with_card
from ingest.passages import split
from knowledge.answering import Answerer
from knowledge.models.reading import FittedReader, Regression, Weights
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Reranker
from knowledge.records import Document, Passage, Revision
from knowledge.settings import KnowledgeSettings
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex

# A question is answered when half of its words stand in a passage; "xyzzy" alone is small talk.
HALF_OF_THE_WORDS = Weights(
    trained=None,
    answerability_sha256=None,
    fitted=Regression(signals=("score",), mean=(0.0,), scale=(1.0,), weight=(1.0,), bias=0.0, threshold=0.5),
    without_reranker=(1.0, -0.2, 0.5),
    chatter_weight=tuple(float(value) for value in 100 * HashingEmbedder().embed(["xyzzy"])[0]),
    chatter_bias=-50.0,
)


def revision(
    name: str = "survey.md",
    *,
    title: str = "Pet survey",
    period: tuple[int, ...] = (),
    publisher: str | None = None,
    published: str | None = None,
    uri: str | None = None,
    media_type: str = "text/markdown",
) -> Revision:
    """A revision of the document of that name."""
    return Revision(
        id=f"{name}@1",
        document=Document(id=name, uri=uri or f"file:///reports/{name}", name=name),
        sha256="0",
        title=title,
        publisher=publisher,
        published=published,
        period=period,
        media_type=media_type,
        read_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


def passage(text: str, of: Revision | None = None, start: int = 0, context: str = "Pet survey:") -> Passage:
    """A passage at an offset of a revision's text."""
    of = of or revision()
    return Passage(
        id=f"{of.id}:{start}",
        revision_id=of.id,
        content_id=f"content of {text}",
        text=text,
        context=context,
        start=start,
        end=start + len(text),
    )


def document(sections: Mapping[str, Sequence[str]]) -> ReadDocument:
    """A document with a heading and paragraphs a section; the heading "" is left out."""
    builder = TextBuilder()
    for heading, paragraphs in sections.items():
        builder.heading(heading, level=2)
        for paragraph in paragraphs:
            builder.paragraph(paragraph)
    return builder.build("text/markdown")


class Library(NamedTuple):
    """A published library and what answers from it."""

    catalogue: MemoryCatalogue
    vectors: MemoryIndex
    answerer: Answerer


def library(
    documents: Mapping[str, tuple[Revision, Mapping[str, Sequence[str]]]] | None = None,
    reranker: Reranker | None = OverlapReranker(),  # noqa: B008  (it has no state)
) -> Library:
    """A library of documents by name; without any, one that has nothing published."""
    catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
    for of, sections in (documents or {}).values():
        read = with_card(document(sections), of)
        passages = split(read, of)
        catalogue.add(of, read.text, passages)
        index.add([each.content_id for each in passages], embedder.embed([each.in_context for each in passages]))
    if documents:
        catalogue.publish([of.id for of, _ in documents.values()], "test")
    reader = FittedReader(embedder, reranker, weights=HALF_OF_THE_WORDS)
    answerer = Answerer(catalogue, index, embedder, reranker, reader, KnowledgeSettings())
    return Library(catalogue, index, answerer)
