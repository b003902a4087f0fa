"""Reports in a folder and a library on disk that is ingested from them by the real pipeline; models are fakes."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from bot.wiring import Services
from ingest.pipeline import Pipeline
from knowledge.answering import Answerer
from knowledge.lookup import Statistics
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.records import Edition
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.memory import MemoryIndex
from knowledge.verification import Verifier
from tests.support.library import HALF_OF_THE_WORDS

PETS = """# Pet survey 2024

## Cats

In 2024 we asked 500 firms. Of the firms, 48% keep a cat in the office.

The cat is fed by the reception in most offices of the country.

## Dogs

Of the firms, 12% keep a dog in the yard.

## Birds

Of the firms, 7% keep a parrot in the hall. Nobody likes the noise of the parrots much.
"""
CATS = "Of the firms, 48% keep a cat in the office."
CAT_QUESTION = "How many firms keep a cat in the office?"
DOG_QUESTION = "How many firms keep a dog in the yard?"
FED_QUESTION = "Who feeds the cat in most offices of the country?"


class Reports:
    """A folder of reports, and the library made of it: catalogue and journal in SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "reports"
        self.library = folder / "library"
        self.folder.mkdir()
        self.index, self.embedder = MemoryIndex(), HashingEmbedder()
        self.services = self.open()

    def open(self, **set_: object) -> Services:
        """Services on the library, with connections of their own, as another process or replica has them."""
        services = Services(Settings(library=self.library, **set_))  # type: ignore[arg-type]
        catalogue, reranker = open_catalogue(self.library), OverlapReranker()
        reader = FittedReader(self.embedder, reranker, weights=HALF_OF_THE_WORDS)
        services.catalogue, services.index, services.embedder = catalogue, self.index, self.embedder
        services.reranker, services.answerability, services.reader = reranker, None, reader
        services.answerer = Answerer(catalogue, self.index, self.embedder, reranker, reader, services.settings)
        services.statistics = Statistics(catalogue, self.index, self.embedder, reranker)
        services.verifier = Verifier(
            catalogue,
            Statistics(catalogue, self.index, self.embedder, None),
            services.answerer.retrieve_cited,
            self.embedder,
            reranker,
            reader,
        )
        return services

    def write(self, text: str = PETS, name: str = "pets.md") -> None:
        """Write a report; it is read by the next publish."""
        (self.folder / name).write_text(text)

    def edit(self, old: str, new: str, name: str = "pets.md") -> None:
        """Change words of a report."""
        text = (self.folder / name).read_text()
        assert old in text
        self.write(text.replace(old, new), name)

    def publish(self, **kept: int) -> Edition:
        """Ingest what is in the folder, and publish it."""
        settings = self.services.settings.model_copy(update=kept)
        catalogue = open_catalogue(self.library)
        report = Pipeline(catalogue, self.index, self.embedder, settings, self.library).ingest([str(self.folder)])
        assert report.edition
        return report.edition

    def change(self, old: str, new: str, name: str = "pets.md", **kept: int) -> Edition:
        """Both."""
        self.edit(old, new, name)
        return self.publish(**kept)
