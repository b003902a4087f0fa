"""What is done with something that was asked before: shown again, shared, rated, handed on to people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.journal import Exchange, Feedback
from bot.plain import readable
from bot.replies import (
    ErrorReply,
    ExchangeReply,
    PersonReply,
    Reply,
    TextReply,
)
from bot.requests import (
    FeedbackOptions,
    Request,
    Watch,
)
from bot.wiring import Services
from knowledge.errors import UnknownExchange

T = TypeVar("T")

GONE = "That answer is no longer kept: ask the question again."
NOT_HERE = "That answer belongs to another conversation: ask the question here to see it."


def share(services: Services, request: Request, _watch: Watch) -> Reply:
    """An answer that only the asker saw, for everyone in the channel."""
    exchange = kept(services, request)
    if not services.access.may_share(request, exchange):
        return ErrorReply("Only the person who asked may share an answer: ask the question yourself to share it.")
    return ExchangeReply(exchange)


def show(services: Services, request: Request, _watch: Watch) -> Reply:
    """An answer as it was given then."""
    exchange = kept(services, request)
    return ExchangeReply(exchange) if services.access.may_see(request, exchange) else ErrorReply(NOT_HERE)


def feedback(services: Services, request: Request, _watch: Watch) -> Reply:
    """Keep what somebody thinks of an answer; the last word of each person counts."""
    if not isinstance(request.options, FeedbackOptions):
        return ErrorReply("Nothing was said of the answer: press one of its two thumbs.")
    exchange, said = looked_into(services, request), request.options
    services.journal.rate(
        Feedback(
            exchange=exchange.id,
            user=request.user,
            at=datetime.now(UTC),
            rating=said.rating,
            why=said.why if said.rating == "bad" else None,
            comment=readable(said.comment).strip(),
        )
    )
    if said.rating == "good":
        return TextReply("Thank you, good to know.")
    return TextReply("Thank you: it is kept with the question and the answer, for those who look after the reports.")


def person(services: Services, request: Request, _watch: Watch) -> Reply:
    """Hand a question on to people, in the channel that the settings name."""
    channel = services.settings.help_channel
    if not channel:
        return ErrorReply("No channel is set up for questions to people: an administrator can name one (help_channel).")
    return PersonReply(channel, looked_into(services, request))


def kept(services: Services, request: Request) -> Exchange:
    """The exchange that a button is about. Raises UnknownExchange where it isn't kept any more."""
    exchange = services.journal.exchange(request.exchange) if request.exchange else None
    if exchange is None:
        raise UnknownExchange(GONE)
    return exchange


def looked_into(services: Services, request: Request) -> Exchange:
    """The same, for whoever may see what it rests on. Raises UnknownExchange."""
    exchange = kept(services, request)
    if not services.access.may_look_into(request, exchange):
        raise UnknownExchange(NOT_HERE)
    return exchange


def numbered(things: Sequence[T], number: int, what: str) -> T:
    """The thing of that number, from 1. Raises UnknownExchange."""
    if not 1 <= number <= len(things):
        raise UnknownExchange(f"That answer has no {what} number {number}: ask the question again.")
    return things[number - 1]
