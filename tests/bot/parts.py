"""Records and parts that the tests of the surfaces share."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from bot.replies import AnswerReply
from bot.settings import Settings
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from ingest.writing import Writers
from knowledge.editions import Snapshot
from knowledge.models.scripted import HashingEmbedder
from knowledge.ports import Ranked
from knowledge.records import (
    Answer,
    Citation,
    Claim,
    Document,
    Edition,
    Reason,
    Refusal,
    Revision,
    Statistic,
    Turn,
)
from knowledge.stores.memory import MemoryCatalogue
from knowledge.stores.memory_sources import MemoryRuns, MemorySources

_folders = tempfile.TemporaryDirectory(prefix="footnote-")  # of libraries, gone with this process
atexit.register(_folders.cleanup)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEXT = "Nearly half (48%) of firms keep a cat. Hospitals keep none, says the survey of 500 firms."
HALF = "Nearly half (48%) of firms keep a cat."
EDITION = Edition(id=3, revision_ids=("cats-1",), published_at=NOON, published_by="ada")


def revision(name: str = "cats.pdf", folder: str = "a", title: str = "Cats at work") -> Revision:
    document = Document(id=f"{folder}/{name}", uri=f"file:///{folder}/{name}", name=name)
    return Revision(
        id=f"{folder}/{name}@1",
        document=document,
        sha256="0",
        title=title,
        publisher="Example Research",
        published="2025-02",
        period=(2024, 2025),
        media_type="application/pdf",
        read_at=NOON,
    )


CATS = revision()


def citation(quote: str = HALF, page: int | None = 3, link: str | None = "file:///a/cats.pdf#page=3") -> Citation:
    start = TEXT.index(quote)
    return Citation(
        revision_id=CATS.id,
        document="cats.pdf",
        title=CATS.title,
        quote=quote,
        start=start,
        end=start + len(quote),
        page=page,
        link=link,
    )


def claim(quote: str = HALF, bold: str | None = None) -> Claim:
    at = (quote.index(bold), quote.index(bold) + len(bold)) if bold else None
    return Claim(text=quote, citations=(citation(quote),), highlight=at)


STATISTIC = Statistic(
    id="s1",
    revision_id=CATS.id,
    value=Decimal(48),
    unit="percent",
    as_written="48%",
    at=HALF.index("48%"),
    measure="firms that keep a cat",
    base="firms",
    base_size=500,
    period="2025",
    quote=HALF,
    start=0,
    end=len(HALF),
)

ANSWER = Answer(question="How many firms keep a cat?", claims=(claim(bold="48%"),), edition=1)
REFUSAL = Refusal(
    question="How many hospitals keep a dog?",
    reason=Reason.WRONG_POPULATION,
    detail="The reports don't say this about hospitals.",
    nearest=(claim(),),
    edition=1,
)


def replied(outcome: Answer | Refusal) -> AnswerReply:
    turn = Turn(question=outcome.question, standalone=outcome.question, answered=isinstance(outcome, Answer))
    return AnswerReply(outcome, turn, took_ms=41)


class Parrot:
    """Answers every question with what it was asked, refuses those about dogs, and remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...], Collection[str] | None]] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), document_ids: Collection[str] | None = None
    ) -> Answer | Refusal:
        self.asked.append((question, tuple(history), document_ids))
        if "dog" in question:
            return REFUSAL.model_copy(update={"question": question})
        return ANSWER.model_copy(update={"question": question})

    def retrieve_cited(
        self,
        question: str,
        document_ids: Collection[str] | None = None,
        within: Snapshot | None = None,
    ) -> list[tuple[Ranked, Citation]]:
        return []

    def turn(self, question: str, outcome: Answer | Refusal) -> Turn:
        cited = (CATS.document.id,) if isinstance(outcome, Answer) else ()
        return Turn(question=question, standalone=outcome.question, answered=bool(cited), document_ids=cited)


def stocked(*revisions: Revision) -> tuple[Services, Parrot]:
    """Services on a library and a journal in memory, with a parrot that answers."""
    catalogue, parrot = MemoryCatalogue(), Parrot()
    for each in revisions:
        catalogue.add(each, TEXT, [])
    if revisions:
        catalogue.publish([each.id for each in revisions], "ada")
    services = Services(Settings(library=Path(tempfile.mkdtemp(dir=_folders.name))))
    services.catalogue, services.answerer, services.journal = catalogue, parrot, MemoryJournal()  # type: ignore[assignment]
    services.embedder = HashingEmbedder()
    services.sources, services.writers = MemorySources(), Writers(MemoryRuns(), services.settings.library)
    return services, parrot
