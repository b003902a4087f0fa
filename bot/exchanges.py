"""What is done with something that was asked before: shown again, shared, rated, handed on to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.audience import elsewhere
from bot.facts import edition_of
from bot.journal import Exchange, Feedback
from bot.plain import readable
from bot.replies import (
    AnswerReply,
    ErrorReply,
    ExchangeReply,
    PersonReply,
    Reply,
    StatisticsReply,
    TextReply,
)
from bot.requests import (
    FeedbackOptions,
    Request,
    Watch,
)
from bot.wiring import Services
from knowledge.errors import UnknownExchange
from knowledge.records import Reason, Refusal, Turn

T = TypeVar("T")

GONE = "That answer is no longer kept: ask the question again."
NOT_OPEN = "That answer rests on a document that may not be read here, or not any more: ask the question again."
NOT_FOR_ALL = "That answer rests on a document that not everybody here may read, so that it can't be shared."
NOT_HERE = "That answer belongs to another conversation: ask the question here to see it."


def share(services: Services, request: Request, _watch: Watch) -> Reply:
    """An answer that only the asker saw, for everyone in the channel."""
    exchange = kept(services, request)
    if not services.access.may_share(request, exchange):
        return ErrorReply("Only the person who asked may share an answer: ask the question yourself to share it.")
    if not services.readers.opens(request, exchange.reply):
        return ErrorReply(NOT_FOR_ALL)
    return ExchangeReply(again(services, request, exchange))


def show(services: Services, request: Request, _watch: Watch) -> Reply:
    """An answer as it was given then, as far as it may be read by now and here."""
    exchange = kept(services, request)
    if not services.access.may_see(request, exchange):
        return ErrorReply(NOT_HERE)
    if not services.readers.opens(request, exchange.reply):
        return ErrorReply(NOT_OPEN)
    return ExchangeReply(again(services, request, exchange))


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
    exchange = looked_into(services, request)
    there = elsewhere(request, channel, private=False)
    if services.readers.opens(there, exchange.reply):
        return PersonReply(channel, again(services, there, exchange))
    return PersonReply(channel, without_reply(exchange))


def again(services: Services, request: Request, exchange: Exchange) -> Exchange:
    """An exchange whose sources are all open; where other documents aren't, without what may be made of those."""
    edition = edition_of(exchange.reply)
    if edition is None or services.readers.opens_all(request, edition):
        return exchange
    reply = exchange.reply
    if isinstance(reply, AnswerReply):
        reply = replace(reply, outcome=reply.outcome.model_copy(update={"notes": ()}), choices=())
    elif isinstance(reply, StatisticsReply):
        reply = replace(reply, lookup=reply.lookup.model_copy(update={"notes": ()}))
    return exchange.model_copy(update={"reply": reply})


def without_reply(exchange: Exchange) -> Exchange:
    """An exchange of which no more than the question is told."""
    outcome = Refusal(
        question=exchange.text or "?",
        reason=Reason.NOT_ALLOWED,
        detail="What was answered stands in a document that may not be read here.",
        edition=edition_of(exchange.reply) or 0,
    )
    turn = Turn(question=outcome.question, standalone=outcome.question, answered=False)
    return exchange.model_copy(update={"reply": AnswerReply(outcome, turn, took_ms=0, exchange=exchange.id)})


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


def opened(services: Services, request: Request) -> Exchange:
    """The same, for showing what it rests on. Raises UnknownExchange where that may not be read here, or by now."""
    exchange = looked_into(services, request)
    if not services.readers.opens(request, exchange.reply):
        raise UnknownExchange(NOT_OPEN)
    return exchange


def numbered(things: Sequence[T], number: int, what: str) -> T:
    """The thing of that number, from 1. Raises UnknownExchange."""
    if not 1 <= number <= len(things):
        raise UnknownExchange(f"That answer has no {what} number {number}: ask the question again.")
    return things[number - 1]
