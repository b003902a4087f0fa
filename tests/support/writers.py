"""Services whose answers are written, by a script."""

from __future__ import annotations

import threading
from collections.abc import Generator

from bot.wiring import Services
from knowledge.models.scripted import ScriptedWriter
from knowledge.ports import Form, Patience, Piece, Prompt, Usage, Writer
from knowledge.writing.calling import CarefulWriter
from knowledge.writing.spending import MemorySpending


def writing(services: Services, writer: Writer | str, **settings: object) -> Services:
    """The same services, with a model that writes; a text is what it writes, always."""
    services.settings = services.settings.model_copy(update={"writer": "scripted", **settings})
    services.spending = MemorySpending()
    scripted = ScriptedWriter(writer) if isinstance(writer, str) else writer
    services.writer = CarefulWriter(scripted, services.settings, services.spending, sleep=lambda _: None)
    return services


class Gated:
    """Writes one text a gate: each only when its gate is open."""

    name = "gated"

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self.gates = [threading.Event() for _ in texts]

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:
        for gate, text in zip(self.gates, self._texts, strict=True):
            gate.wait(10)
            yield Piece(text)

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        raise NotImplementedError
