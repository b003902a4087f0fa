"""What is said in Teams arrives: again where it is held back, without its card where Teams refuses that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

import structlog
from httpx import HTTPError, HTTPStatusError
from microsoft_teams.api import ApiClient
from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.activities.typing import TypingActivityInput
from microsoft_teams.api.models.account import Account, ConversationAccount

from bot.teams.activities import Feedback, carded, spoken
from bot.teams.cards import Card, Message
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

Kind = Literal["personal", "groupChat", "channel"]
T = TypeVar("T")

UNREACHABLE = (HTTPError, OSError, TimeoutError, ValueError)  # the last where Microsoft gives the SDK no token
TRIES = 4
LONGEST_WAIT_S = 30.0  # a longer Retry-After isn't sat out: the person would be gone
HELD_BACK = frozenset({412, 429, 502, 503, 504})  # which Teams asks to be tried again
CLOSED = frozenset({401, 403, 404})
CARD_REFUSED = frozenset({400, 413, 422})


class Closed(FootnoteError):
    """Nothing can be said in that conversation: it is gone, or the bot isn't part of it any more."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where something is said: one conversation of Teams, in a channel one thread of it."""

    api: ApiClient
    account: ConversationAccount
    bot: Account
    kind: Kind
    feedback: Feedback = "custom"

    @property
    def id(self) -> str:
        """As Teams has it; of a channel with the thread's root."""
        return self.account.id


async def send(conversation: Conversation, message: Message) -> str:
    """Say it; returns the ids of what shows it, of its words and of its card, as one word each. Raises Closed."""

    async def call() -> str:
        return await post(conversation, spoken(message, conversation.feedback))

    return await below(conversation, await patiently(call), message)


async def update(conversation: Conversation, shown_as: str, message: Message) -> str | None:
    """Make what shows a message say this; the ids of what does then. None where it is there no more."""
    words, *cards = shown_as.split()
    try:
        await patiently(lambda: put(conversation, words, spoken(message, conversation.feedback)))
        if message.card is None or not cards:
            for each in cards:
                await remove(conversation, each)
            return await below(conversation, words, message)
        await put_card(conversation, cards[0], message.card, generated=message.generated)
    except Closed:
        return None
    return shown_as


async def below(conversation: Conversation, words: str, message: Message) -> str:
    """The card of a message whose words are said already; the ids of both. Raises Closed."""
    return " ".join([words, *await _with_card(conversation, message)])


async def put_card(conversation: Conversation, message_id: str, card: Card, *, generated: bool = False) -> None:
    """Put a card in the place of another one; what Teams doesn't take is only logged. Raises Closed."""
    await _unless_refused(lambda: put(conversation, message_id, carded(card, generated=generated)))


async def remove(conversation: Conversation, shown_as: str) -> None:
    """Delete what shows a message of ours, as far as it is there."""
    for each in shown_as.split():
        with suppress(Closed):
            await patiently(partial(conversation.api.conversations.delete_activity, conversation.id, each))


async def post(conversation: Conversation, made: MessageActivityInput | TypingActivityInput) -> str:
    """Say this, once; the id that it gets. Raises httpx's errors."""
    made.from_, made.conversation = conversation.bot, conversation.account
    return (await conversation.api.conversations.create_activity(conversation.id, made)).id


async def put(conversation: Conversation, message_id: str, made: MessageActivityInput) -> None:
    """Put this in the place of what was said, once. Raises httpx's errors."""
    made.from_, made.conversation, made.id = conversation.bot, conversation.account, message_id
    await conversation.api.conversations.update_activity(conversation.id, message_id, made)


async def _with_card(conversation: Conversation, message: Message) -> list[str]:
    """The message's card below it; the id, if there is one. Without it the words say the same."""
    card = message.card
    if card is None:
        return []
    shown = await _unless_refused(lambda: post(conversation, carded(card, generated=message.generated)))
    return [shown] if shown else []


async def _unless_refused(call: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await patiently(call)
    except HTTPStatusError as error:
        if error.response.status_code not in CARD_REFUSED:
            raise
        log.warning("card refused", status=error.response.status_code, because=error.response.text[:200])
        return None


async def typing(conversation: Conversation) -> bool:
    """Show that the bot is writing; False where that isn't shown."""
    try:
        await post(conversation, TypingActivityInput())
    except UNREACHABLE as error:
        log.info("no sign", error=error_of(error))
        return False
    return True


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call, and again where Teams asks for it or can't be reached for a moment. Raises Closed, httpx's errors."""
    for left in range(TRIES - 1, -1, -1):
        try:
            return await call()
        except HTTPStatusError as error:
            status = error.response.status_code
            if status in CLOSED:
                raise Closed(f"I can't write in that conversation ({status}).") from error
            wait = _wait(error, TRIES - left)
            if status not in HELD_BACK or not left or wait > LONGEST_WAIT_S:
                raise
            await asyncio.sleep(wait)
        except UNREACHABLE as error:
            if not left:
                raise
            log.info("not reached", error=error_of(error))
            await asyncio.sleep(0.5 * (TRIES - left))
    raise AssertionError("the last try returns or raises")


def error_of(error: BaseException) -> str:
    """What went wrong, in a word for the log: never what was said."""
    return str(error.response.status_code) if isinstance(error, HTTPStatusError) else type(error).__name__


def _wait(error: HTTPStatusError, tries: int) -> float:
    """How long Teams says to wait, or a little longer each time."""
    said = error.response.headers.get("Retry-After", "")
    return float(said) if said.replace(".", "", 1).isdigit() else 0.5 * 2 ** (tries - 1)
