"""``home``: what the bot knows, what to ask it, and what the person asked; for administrators what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import content
from bot.journal import Exchange
from bot.replies import (
    ContentState,
    HomeReply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services

RECENT = 5  # questions of the person
LOOKED_AT = 50  # exchanges, of which many may ask the same
UNANSWERED = 10
EDITIONS = 4
LATELY = timedelta(days=30)
WAIT_S = 1.0  # for suggestions: the page is there without them, and the next time with


def run(services: Services, request: Request, watch: Watch) -> HomeReply:
    """The page as this person may see it."""
    edition, revisions = services.readers.published(request) if services.catalogue.current() else (None, [])
    return HomeReply(
        edition=edition,
        revisions=tuple(revisions),
        suggestions=services.suggestions.questions(WAIT_S),
        recent=_recent(services, request),
        content=_content(services, request, watch) if services.access.seems_to_administer(request) else None,
    )


def _recent(services: Services, request: Request) -> tuple[Exchange, ...]:
    """What the person asked last, each question once, as it was answered last."""
    asked: dict[str, Exchange] = {}
    for exchange in services.journal.recent(request.user, LOOKED_AT):
        if _of_this_workspace(exchange, request) and services.readers.opens(request, exchange.reply):
            asked.setdefault(" ".join(exchange.text.casefold().split()).rstrip(" ?.!"), exchange)
    return tuple(asked.values())[:RECENT]


def _content(services: Services, request: Request, watch: Watch) -> ContentState:
    since = datetime.now(UTC) - LATELY
    unanswered = services.journal.unanswered(since, UNANSWERED)
    return ContentState(
        content.status(services, request, watch),
        tuple(unanswered),
        services.writers.at_work_now(),
        services.catalogue.staged(),
        tuple(services.catalogue.editions(EDITIONS)),
        len(services.sources.sources()) + len(services.sources.leaving()),
        services.gaps.for_home(unanswered, request.place.workspace if request.place else None, WAIT_S),
    )


def _of_this_workspace(exchange: Exchange, request: Request) -> bool:
    here, there = request.place, exchange.place
    return here is None or there is None or here.workspace == there.workspace
