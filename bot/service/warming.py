"""Loads what the first question takes before somebody asks it, and tries again for as long as that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.desk import Desk
from bot.redacting import redacted
from bot.replies import ErrorReply
from bot.requests import Request
from bot.service.health import LOADED, Health, Models
from bot.wiring import Services
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

AGAIN_S = 5.0
TRIAL = "What do the reports say?"


async def warm(services: Services, health: Health, again_s: float = AGAIN_S) -> None:
    """Until the models are loaded: what was missing may be put there meanwhile, and a store may come back."""
    while True:
        health.models = await asyncio.to_thread(_tried, services)
        if health.models.loaded:
            log.info("models are loaded")
            return
        log.warning("not ready", because=health.models.says)
        await asyncio.sleep(again_s)


def _tried(services: Services) -> Models:
    try:
        return _loaded(services)
    except FootnoteError as error:
        return Models(loaded=False, says=redacted(str(error), services.settings.secrets()))
    except Exception as error:  # the outermost line of this task, which tries again
        log.exception("models cannot be loaded")
        return Models(loaded=False, says=f"{type(error).__name__}: the log has more")


def _loaded(services: Services) -> Models:
    if problem := next((f"{each.name}: {each.problem}" for each in services.models() if each.problem), None):
        log.warning("a model is not as expected", because=problem)
    # An empty library gets the starter, as it does with every first question.
    stocked = Desk(services).handle(Request(command="documents", user="footnote", surface="terminal"))
    if isinstance(stocked, ErrorReply):
        return Models(loaded=False, says=stocked.sentence)
    parts: tuple[Callable[[], object], ...] = (lambda: services.statistics, lambda: services.verifier)
    services.answerer.ask(TRIAL)
    for part in parts:
        part()
    return LOADED
