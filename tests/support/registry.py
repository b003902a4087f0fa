"""A library in memory with registered sources, its parts in the open, and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.pipeline import Pipeline
from ingest.registering import Registrar
from ingest.reingest import Order, Reingest, RunReport
from ingest.report import Progress
from ingest.settings import IngestSettings
from ingest.writing import Writers
from knowledge.records import Revision
from knowledge.sources import Said, Source
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from knowledge.stores.memory_sources import MemoryRuns, MemorySources
from tests.support.stages import CountingEmbedder

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Clock:
    """Says what it is told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Registry:
    """Sources, runs and a pipeline over them. ``parts`` replace the pipeline's own."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.clock = Clock()
        self.settings = IngestSettings(allow_private_urls=True, fetch_timeout_s=2, **settings)
        self.catalogue, self.index, self.embedder = MemoryCatalogue(), MemoryIndex(), CountingEmbedder()
        self.sources, self.book = MemorySources(), MemoryRuns()
        self.parts: dict[str, Any] = {}
        self.writers = Writers(self.book, folder / "library", self.clock, host="here")
        self.registrar = Registrar(self.sources, self.catalogue, self.settings, self.clock)
        self.reingest = Reingest(
            self.pipeline, self.sources, self.catalogue, self.writers, self.settings, self.clock
        )  # fmt: skip

    def pipeline(self) -> Pipeline:
        ours = {"catalogue": self.catalogue, "index": self.index, "embedder": self.embedder}
        return Pipeline(**{**ours, **self.parts}, settings=self.settings, library=self.folder / "library")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def add(self, what: Path | str, **said: Any) -> Source:
        return self.registrar.add(str(what), Said(**said), "ada")

    def run(self, *names: str, publish: bool = True, watch: Progress | None = None) -> RunReport:
        return self.reingest.run(Order("ada", publish, names), watch)

    def source(self, source_id: int) -> Source:
        return next(source for source in self.sources.sources() if source.id == source_id)

    def published(self) -> dict[str, Revision]:
        edition = self.catalogue.current()
        return {r.document.name: r for r in self.catalogue.revisions(edition.id)} if edition else {}
