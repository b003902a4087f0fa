"""``footnote serve`` in a process of its own, on a small library in memory; its answerer waits for a file, if it is to.

``python -m tests.support.service_process [--host H]``; it takes any free port. With the variable GATE a question is
answered only once that file is there, and with SLOW_START models are loaded only once that one is.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from bot import logs
from bot.__main__ import app
from bot.desk import Desk
from bot.shell import Session
from bot.wiring import Services
from knowledge.answering import Answerer
from knowledge.errors import ModelUnavailable
from tests.bot.slack.workspace import pets

FOREVER_S = 60


def waits_for(variable: str) -> None:
    named = os.environ.get(variable)
    end = time.monotonic() + FOREVER_S
    while named and not Path(named).exists() and time.monotonic() < end:
        time.sleep(0.02)


class Gated:
    """An answerer whose answers to people wait for a file."""

    def __init__(self, real: Answerer) -> None:
        self._real = real

    def ask(self, question: str, *how: Any, **more: Any) -> Any:
        if "reports say" not in question:  # what the service asks itself
            waits_for("GATE")
        return self._real.ask(question, *how, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class Small(Session):
    """A session on the small library."""

    def desk(self) -> Desk:
        settings = self.settings()
        services: Services = pets()
        services.settings = settings
        services.answerer = Gated(services.answerer)  # type: ignore[assignment]
        if named := os.environ.get("NEEDED"):
            services.models = lambda: _missing(Path(named))  # type: ignore[method-assign]
        return Desk(services)


def _missing(file: Path) -> tuple[()]:
    if not file.exists():
        raise ModelUnavailable("The model for embeddings is missing: put it back.")
    return ()


if __name__ == "__main__":
    logs.configure()
    app(obj=Small(), prog_name="footnote")
