"""The model that writes answers, as the settings have it: its parts, and what it used today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.replies import ModelState
from bot.wording import counted
from knowledge.errors import FootnoteError
from knowledge.models.writing_load import load_soon, missing
from knowledge.ports import Prompt
from knowledge.writing.answers import WrittenAnswers
from knowledge.writing.calling import CarefulWriter
from knowledge.writing.settings import SCRIPTED
from knowledge.writing.spending import MemorySpending, Used
from knowledge.writing.understanding import Understanding

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bot.settings import Settings
    from bot.wiring import Services
    from ingest.labelling import Labeller

JOB = "writing"


def careful_writer(services: Services) -> CarefulWriter:
    """The writer of the settings, within their bounds. Raises InvalidSettings, ModelUnavailable and LibraryError."""
    return CarefulWriter(load_soon(services.settings), services.settings, services.spending)


def written_answers(services: Services, writer: CarefulWriter) -> WrittenAnswers:
    """What puts quoted answers into prose."""
    return WrittenAnswers(
        writer, writer.patience, services.catalogue, services.embedder, services.reranker, services.reader
    )


def understanding(writer: CarefulWriter) -> Understanding:
    """What asks the model what a follow-up means; no longer than an answer waits for its first word."""
    return Understanding(writer, writer.patience.first_s)


def labeller(writer: CarefulWriter) -> Labeller:
    """What proposes labels for statistics at ingest."""
    from ingest.labelling import PROMPT_VERSION, ModelLabeller

    def ask(instructions: str, given: str, form: type[BaseModel], timeout_s: float) -> object:
        return writer.fill(Prompt("statistics", PROMPT_VERSION, instructions, given), form, timeout_s)[0]

    return ModelLabeller(writer.name, ask)


def write_with(services: Services, name: str) -> None:
    """Let these services write with another model, and count by themselves what it uses."""
    services.settings = services.settings.model_copy(update={"writer": name})
    services.spending = MemorySpending()
    services.writer = careful_writer(services)
    services.written = written_answers(services, services.writer)
    services.understanding = understanding(services.writer)


def state(services: Services) -> ModelState | None:
    """Whether the model can be asked, as far as that is known without asking it, and what it used today."""
    settings = services.settings
    if not settings.writer:
        return None
    try:
        problem = None if settings.writer == SCRIPTED else missing(settings)
        used = _said(services.spending.used(datetime.now(UTC).date()), settings)
    except FootnoteError as error:
        return ModelState(JOB, settings.writer, str(error))
    return ModelState(JOB, settings.writer, problem, used)


def _said(used: Used, settings: Settings) -> str:
    tokens = f"{used.tokens:,}" + (f" of {settings.writer_daily_tokens:,}" if settings.writer_daily_tokens else "")
    said = f"today {counted(used.calls, 'call')}, {tokens} tokens"
    if settings.writer_price_in or settings.writer_price_out:
        most = f" of {settings.writer_daily_cost:,.2f}" if settings.writer_daily_cost else ""
        said += f", cost {used.cost:,.4f}{most}"
    return said
