"""Everything is built here, once, from the settings, and only when it is first needed.

The imports stand inside the functions: torch and Chroma take seconds to load, which a list of documents must not wait
for.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.replies import ModelState
from bot.requests import Watch
from bot.settings import Settings
from bot.writing_parts import WritingParts
from ingest.blocks import Metadata
from ingest.report import IngestReport
from knowledge.errors import InvalidSettings
from knowledge.records import Edition, Revision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.access import Access
    from bot.audience import Readership
    from bot.gaps import Gaps
    from bot.journal import Journal
    from bot.living import Living
    from bot.suggesting import Suggestions
    from ingest.assisting import Assistant
    from ingest.golden import Golden
    from ingest.lock import Lock
    from ingest.pipeline import Pipeline
    from ingest.publishing import Publisher
    from ingest.registering import Registrar
    from ingest.reingest import Reingest
    from ingest.uploads import Uploads
    from ingest.writing import Writers
    from knowledge.answering import Answerer
    from knowledge.editions import Editions
    from knowledge.lookup import Statistics
    from knowledge.ports import Catalogue, Embedder, PassageIndex, Reader, Reranker
    from knowledge.sources import SourceRegistry
    from knowledge.verification import Verifier


class Services(WritingParts):
    """The parts that commands work with. Any part may be set before it is first used: tests set the shipped fakes."""

    apart = False  # whether documents are read in a process of their own, so that questions go before: in a service

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def lock(self) -> Path | Lock:
        """What the one who writes to the library holds."""
        place = self.settings.place
        if isinstance(place, Path):
            return place
        from knowledge.stores.postgres import SharedLock

        return SharedLock(place)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Documents, passages and editions. Raises LibraryError."""
        from knowledge.stores.catalogue import open_catalogue

        return open_catalogue(self.settings.place)

    @cached_property
    def index(self) -> PassageIndex:
        """Vectors of the embedding model. Raises LibraryError."""
        name, dimensions = self.embedder.name, self.embedder.dimensions
        if self.settings.chroma_url:
            from knowledge.stores.chroma_server import ChromaServerIndex

            token = self.settings.chroma_token
            secret = token.get_secret_value() if token else None
            return ChromaServerIndex(self.settings.chroma_url, name, dimensions, secret)
        from knowledge.stores.chroma import ChromaIndex

        return ChromaIndex(self.settings.library, name, dimensions)

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
    def answerability(self) -> Reranker | None:
        """The model that was trained to tell answers from near-misses, or None where it isn't there."""
        from knowledge.models.answerability import load_answerability

        return load_answerability(self.settings)

    @cached_property
    def reader(self) -> Reader:
        """What tells whether passages answer a question."""
        from knowledge.models.reading import FittedReader

        return FittedReader(self.embedder, self.reranker, self.answerability)

    @cached_property
    def answerer(self) -> Answerer:
        """Question in, answer or refusal out. Raises ModelUnavailable."""
        from knowledge.answering import Answerer

        parts = self.catalogue, self.index, self.embedder, self.reranker, self.reader, self.settings
        return Answerer(*parts, self.answerability)

    @cached_property
    def statistics(self) -> Statistics:
        """Words in, statistics out. Raises ModelUnavailable."""
        from knowledge.lookup import Statistics

        return Statistics(self.catalogue, self.index, self.embedder, self.reranker, self.answerability)

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

        parts = self.catalogue, self.index, self.embedder, self.settings, self.lock
        return Pipeline(*parts, self.golden.review, self.assistant)

    @cached_property
    def assistant(self) -> Assistant | None:
        """What has the labeller help at ingest, or None where that is switched off. Raises InvalidSettings."""
        from ingest.assisting import Assistant
        from knowledge.stores.labels import FileLabels

        if not self.settings.assisted_statistics:
            return None
        if self.labeller is None:
            raise InvalidSettings("FOOTNOTE_ASSISTED_STATISTICS needs a model: set FOOTNOTE_WRITER, or switch it off.")
        return Assistant(self.labeller, FileLabels(self.settings.library), self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        """What is staged or was published before, published."""
        from ingest.publishing import Publisher

        return Publisher(self.catalogue)

    @cached_property
    def golden(self) -> Golden:
        """The golden questions of the library."""
        from ingest.golden import Golden, golden_file

        file = golden_file(self.settings.library, self.settings.golden)
        return Golden(file, self.catalogue, lambda: self.answerer)

    @cached_property
    def editions(self) -> Editions:
        """What is published, with its revisions."""
        from knowledge.editions import Editions

        return Editions(self.catalogue)

    @cached_property
    def journal(self) -> Journal:
        """What was asked in chats, and what was said. Raises LibraryError."""
        from bot.stores.journal import open_journal

        return open_journal(self.settings.place)

    @cached_property
    def living(self) -> Living:
        """Follows the facts of answers from edition to edition."""
        from bot.living import Living

        return Living(self.catalogue, self.journal, self.settings, self.readers.may_read)

    @cached_property
    def gaps(self) -> Gaps:
        """What went unanswered, grouped by likeness."""
        from bot.gaps import Gaps

        return Gaps(self)

    @cached_property
    def access(self) -> Access:
        """Who may do what."""
        from bot.access import Access

        return Access(self.settings)

    @cached_property
    def readers(self) -> Readership:
        """Which documents are open to whom."""
        from bot.audience import Readership

        return Readership(self)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Questions that the published edition answers."""
        from bot.suggesting import Suggestions

        return Suggestions(self)

    @cached_property
    def sources(self) -> SourceRegistry:
        """The registered sources. Raises LibraryError."""
        from knowledge.stores.sources import open_sources

        return open_sources(self.settings.place)

    @cached_property
    def writers(self) -> Writers:
        """One writer at a time, entered in the book of runs. Raises LibraryError."""
        from ingest.writing import Writers
        from knowledge.stores.runs import open_runs

        return Writers(open_runs(self.settings.place), self.lock)

    @cached_property
    def registrar(self) -> Registrar:
        """Adds, finds and removes sources."""
        from ingest.registering import Registrar

        return Registrar(self.sources, self.catalogue, self.settings)

    @cached_property
    def reingest(self) -> Reingest:
        """Runs over registered sources; models are loaded when one begins."""
        from ingest.reingest import Reingest

        parts = self.sources, self.catalogue, self.writers, self.settings
        if not self.apart:
            return Reingest(lambda: self.pipeline, *parts, uploads=self.uploads)
        from bot.apart import ReingestApart

        apart = ReingestApart(lambda: self.pipeline, *parts, uploads=self.uploads)
        apart.settings = self.settings
        return apart

    @cached_property
    def uploads(self) -> Uploads:
        """Files that people handed in."""
        from ingest.uploads import FOLDER, Uploads

        return Uploads(self.settings.library / FOLDER, self.settings)

    def edition(self) -> Edition:
        """The published edition. Raises EmptyLibrary."""
        return self.editions.published().edition

    def revisions(self, edition_id: int) -> list[Revision]:
        """The revisions of an edition, in order of title."""
        return list(self.editions.revisions(edition_id).values())

    def ingest_starter(self, by: str, watch: Watch) -> IngestReport:
        """Read the starter into the library."""
        from knowledge.starter import starter_folder

        return self._ingest([str(starter_folder())], Metadata(), by, watch, review=False)

    def ingest(
        self, inputs: Sequence[str], given: Metadata, by: str, watch: Watch, *, review: bool = False
    ) -> IngestReport:
        """Read something once, as the only one who writes; for a ``review`` it is only staged. Raises LibraryBusy."""
        if self.apart:
            from bot import apart

            return apart.ingest(self.settings, inputs, given, by, watch, review=review)
        return self._ingest(inputs, given, by, watch, review=review)

    def _ingest(
        self, inputs: Sequence[str], given: Metadata, by: str, watch: Watch, *, review: bool
    ) -> IngestReport:  # fmt: skip
        with self.writers.at_work("ingest", by, watch, inputs, publish=not review) as progress:
            read = self.pipeline.stage if review else self.pipeline.ingest
            return read(inputs, given, by, progress)

    def elsewhere(self, library: Path) -> Self:
        """The same settings and models on another library."""
        embedded = {"library": library, "database_url": None, "chroma_url": None}
        other = type(self)(self.settings.model_copy(update=embedded))
        other.embedder, other.reranker, other.reader = self.embedder, self.reranker, self.reader
        other.answerability = self.answerability
        other.written = other.understanding = None  # what is measured are the quoted answers, unless told otherwise
        return other

    def models(self) -> tuple[ModelState, ...]:
        """Whether each model's files are there and the expected ones; none is loaded for it."""
        from knowledge.models import answerability
        from knowledge.models.weights import EMBEDDING, RERANKING, problem

        installed = [ModelState(each.job, each.model, problem(each)) for each in (EMBEDDING, RERANKING)]
        known = (*installed, ModelState(answerability.NAME, answerability.FILE, answerability.problem()))
        if not self.settings.writer:
            return known
        from bot.writing import state

        writing = state(self)
        return (*known, writing) if writing else known
