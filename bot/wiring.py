"""Everything is built here, once, from the settings, and only when it is first needed.

The imports stand inside the functions: torch and Chroma take seconds to load, which a list of documents must not wait
for.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.replies import ModelState, Watch
from bot.settings import Settings
from ingest.blocks import Metadata
from ingest.report import IngestReport
from knowledge.records import Edition, Revision

if TYPE_CHECKING:
    from ingest.pipeline import Pipeline
    from knowledge.answering import Answerer
    from knowledge.editions import Editions
    from knowledge.lookup import Statistics
    from knowledge.ports import Catalogue, Embedder, PassageIndex, Reader, Reranker
    from knowledge.verification import Verifier


class Services:
    """The parts that commands work with. Any part may be set before it is first used: tests set the shipped fakes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def catalogue(self) -> Catalogue:
        """Documents, passages and editions. Raises LibraryError."""
        from knowledge.stores.catalogue import open_catalogue

        return open_catalogue(self.settings.library)

    @cached_property
    def index(self) -> PassageIndex:
        """Vectors of the embedding model. Raises LibraryError."""
        from knowledge.stores.chroma import ChromaIndex

        return ChromaIndex(self.settings.library, self.embedder.name, self.embedder.dimensions)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model. Raises ModelUnavailable."""
        from knowledge.models.embedding import load_embedder

        return load_embedder(self.settings)

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder, or None where it is switched off or not installed."""
        from knowledge.models.reranking import load_reranker

        return load_reranker(self.settings)

    @cached_property
    def reader(self) -> Reader:
        """What tells whether passages answer a question."""
        from knowledge.models.answerability import load_answerability
        from knowledge.models.reading import FittedReader

        return FittedReader(self.embedder, self.reranker, load_answerability(self.settings))

    @cached_property
    def answerer(self) -> Answerer:
        """Question in, answer or refusal out. Raises ModelUnavailable."""
        from knowledge.answering import Answerer

        return Answerer(self.catalogue, self.index, self.embedder, self.reranker, self.reader, self.settings)

    @cached_property
    def statistics(self) -> Statistics:
        """Words in, statistics out. Raises ModelUnavailable."""
        from knowledge.lookup import Statistics

        return Statistics(self.catalogue, self.index, self.embedder, self.reranker)

    @cached_property
    def verifier(self) -> Verifier:
        """Claims in, verdicts out. Raises ModelUnavailable."""
        from knowledge.lookup import Statistics
        from knowledge.verification import Verifier

        # It ranks what it finds itself, so that its look-ups needn't read any quotes.
        unranked = Statistics(self.catalogue, self.index, self.embedder, None)
        retrieve = self.answerer.retrieve_cited
        return Verifier(self.catalogue, unranked, retrieve, self.embedder, self.reranker, self.reader)

    @cached_property
    def pipeline(self) -> Pipeline:
        """Sources in, a published edition out."""
        from ingest.pipeline import Pipeline

        return Pipeline(self.catalogue, self.index, self.embedder, self.settings, self.settings.library)

    @cached_property
    def editions(self) -> Editions:
        """What is published, with its revisions."""
        from knowledge.editions import Editions

        return Editions(self.catalogue)

    def edition(self) -> Edition:
        """The published edition. Raises EmptyLibrary."""
        return self.editions.published().edition

    def revisions(self, edition_id: int) -> list[Revision]:
        """The revisions of an edition, in order of title."""
        return list(self.editions.revisions(edition_id).values())

    def ingest_starter(self, by: str, watch: Watch) -> IngestReport:
        """Read the starter into the library."""
        from knowledge.starter import starter_folder

        return self.pipeline.ingest([str(starter_folder())], Metadata(), by, watch)

    def elsewhere(self, library: Path) -> Self:
        """The same settings and models on another library."""
        other = type(self)(self.settings.model_copy(update={"library": library}))
        other.embedder, other.reranker, other.reader = self.embedder, self.reranker, self.reader
        return other

    def models(self) -> tuple[ModelState, ...]:
        """Whether each model's files are there and the expected ones; none is loaded for it."""
        from knowledge.models import answerability
        from knowledge.models.weights import EMBEDDING, RERANKING, problem

        installed = [ModelState(each.job, each.model, problem(each)) for each in (EMBEDDING, RERANKING)]
        return (*installed, ModelState(answerability.NAME, answerability.FILE, answerability.problem()))
