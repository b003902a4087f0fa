"""What Teams tells the app, translated into requests; one module for each kind, each with ``register(app, parts)``."""

from __future__ import annotations

from typing import Any

from bot.teams.handlers import arriving, extension, feedback, messages, pressing
from bot.teams.handlers.listening import Parts


def register(app: Any, parts: Parts) -> None:
    """Hear what the manifest has the app for."""
    for kind in (messages, pressing, feedback, extension, arriving):
        kind.register(app, parts)
