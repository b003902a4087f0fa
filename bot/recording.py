"""What a chat remembers: each exchange is kept with its place, and the next question knows what went before it.

An answer is worth more than its record: where the journal can't be used, the answer goes out without the id that its
buttons need, and the log says why.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

import structlog

from bot.replies import (
    AnswerReply,
    Reply,
    StatisticsReply,
    VerificationReply,
)
from bot.requests import (
    Place,
    Request,
)
from bot.wiring import Services
from knowledge.records import Turn

if TYPE_CHECKING:
    from bot.facts import Fact
    from bot.journal import Exchange

log = structlog.get_logger(__name__)

REMEMBERED = 20  # exchanges of a conversation
STILL_THE_SAME = timedelta(minutes=30)  # outside of threads a question follows up the person's own of the last while
ID_BYTES = 12  # not to be guessed


def with_turns(services: Services, request: Request) -> Request:
    """The request with what was asked before in its conversation; a surface that hands turns in knows better."""
    if request.place is None or request.turns:
        return request
    try:
        before = services.journal.conversation(request.place, REMEMBERED)
    except Exception:  # see above
        log.exception("what went before cannot be read", command=request.command)
        return request
    return replace(request, turns=_turns(before, request, request.place))


def recorded(services: Services, request: Request, reply: Reply, command: str) -> Reply:
    """The reply with the id under which it is kept from now on, where it is one that is kept."""
    if request.place is None or not isinstance(reply, AnswerReply | StatisticsReply | VerificationReply):
        return reply
    identified = replace(reply, exchange=secrets.token_urlsafe(ID_BYTES))
    try:
        services.journal.record(_exchange(request, identified, command), _facts(services, identified))
    except Exception:  # see above
        log.exception("an exchange cannot be kept", command=command)
        return reply
    return identified


def _exchange(request: Request, reply: AnswerReply | StatisticsReply | VerificationReply, command: str) -> Exchange:
    from bot.journal import Exchange

    return Exchange(
        id=reply.exchange or "",
        at=datetime.now(UTC),
        surface=request.surface,
        user=request.user,
        place=request.place,
        command=command,
        text=request.text,
        reply=reply,
    )


def _facts(services: Services, reply: Reply) -> tuple[Fact, ...]:
    """What it rests on; where that can't be told, it is kept all the same, and not followed."""
    from bot.facts import edition_of, facts_of

    edition = edition_of(reply)
    try:
        return facts_of(reply, services.editions.revisions(edition)) if edition else ()
    except Exception:
        log.exception("what an answer rests on cannot be told", edition=edition)
        return ()


def _turns(before: Sequence[Exchange], request: Request, place: Place) -> tuple[Turn, ...]:
    if not place.thread:
        since = datetime.now(UTC) - STILL_THE_SAME
        before = [each for each in before if each.user == request.user and each.at >= since]
    # An edited question is asked again: what came after it, and its own first wording, did not go before it.
    earlier = takewhile(lambda each: not _asked_by(each, place.message), before)
    latest = {_message(each) or each.id: each for each in earlier}  # of another one that was edited, the last wording
    return tuple(each.turn for each in latest.values() if each.turn)


def _asked_by(exchange: Exchange, message: str) -> bool:
    return bool(message) and _message(exchange) == message


def _message(exchange: Exchange) -> str:
    return exchange.place.message if exchange.place else ""
