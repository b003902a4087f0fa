"""Tells threads that their answers have changed: looks every second, and posts what is due, each note once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.journal import Exchange
from bot.living import Living
from bot.notes import Note, Taken
from bot.slack.blocks.living import mark, note_message
from bot.slack.listeners.listening import Parts
from bot.slack.oauth import OAuth
from bot.slack.speaking import UNREACHABLE, Closed, error_of, post, retry_handlers, sdk_logger
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

LOOK_S = 1.0  # between two looks at which edition is published
TRIED_AGAIN = timedelta(minutes=1)  # a note that Slack doesn't take just now
GIVEN_UP = timedelta(days=1)
CLOCKS_APART = timedelta(minutes=1)  # of this machine and of Slack, at most
PAGE = 200  # messages of a thread that are looked through for a note that may have been told
DIRECT = "D"  # with which the ids of direct messages begin
TEMPORARY = frozenset("ratelimited rate_limited internal_error fatal_error service_unavailable request_timeout".split())

ClientOf = Callable[[str], Awaitable[AsyncWebClient | None]]


def clients(client: AsyncWebClient, oauth: OAuth | None) -> ClientOf:
    """Who speaks in a workspace: the one bot, or that workspace's; None where the app isn't installed any more."""

    async def client_of(workspace: str) -> AsyncWebClient | None:
        if oauth is None:
            return client
        whole = workspace.startswith("E")  # an organization
        bot = await oauth.installations.async_find_bot(
            enterprise_id=workspace if whole else None,
            team_id=None if whole else workspace,
            is_enterprise_install=whole,
        )
        if bot is None or not bot.bot_token:
            return None
        return AsyncWebClient(
            token=bot.bot_token,
            base_url=client.base_url,
            timeout=client.timeout,
            session=client.session,
            retry_handlers=retry_handlers(),
            logger=sdk_logger(),
        )

    return client_of


@asynccontextmanager
async def telling(desk: Desk, parts: Parts, client_of: ClientOf) -> AsyncIterator[None]:
    """Tell, for as long as the context lasts; a note that is being told is told before it ends."""
    ending = asyncio.Event()
    task = asyncio.get_running_loop().create_task(_tell_until(ending, desk, parts, client_of))
    try:
        yield
    finally:
        ending.set()
        await task


async def _tell_until(ending: asyncio.Event, desk: Desk, parts: Parts, client_of: ClientOf) -> None:
    teller: Teller | None = None
    while not ending.is_set():
        try:
            if teller is None:
                living = await asyncio.to_thread(desk.living)
                if living is None:  # the settings switch it off
                    return
                teller = Teller(living, parts, client_of)
            await teller.look(ending)
        except FootnoteError as error:  # the library can't be used for a moment
            log.warning("answers can't be followed", because=str(error))
        except Exception:  # the outermost line of this task: the next look tries again
            log.exception("answers can't be followed")
        await _until(ending, LOOK_S)


async def _until(ending: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(ending.wait(), seconds)
    except TimeoutError:
        return


class Teller:
    """Tells what is to be told in Slack."""

    def __init__(self, living: Living, parts: Parts, client_of: ClientOf) -> None:
        self._living, self._parts, self._client_of = living, parts, client_of

    async def look(self, ending: asyncio.Event | None = None) -> int:
        """Work out what has changed, and tell what is due; how many notes went out."""
        # Not in the pool: a publish that changes much takes a while, and neither pages nor records wait for it.
        await asyncio.to_thread(self._living.look)
        count = 0
        while not (ending and ending.is_set()):
            taken = await asyncio.to_thread(self._living.next, "slack")
            if taken is None:
                break
            count += await self._tell(taken)
        return count

    async def _tell(self, taken: Taken) -> bool:
        note, journal = taken.note, self._parts.journal
        try:
            async with self._parts.in_turn(note.place):  # an answer that is under way there comes first
                told = await self._told(taken)
        except (Closed, *UNREACHABLE) as error:
            cause = error.__cause__ or error
            if _passes(cause) and datetime.now(UTC) - note.at < GIVEN_UP:
                log.info("a note waits", because=error_of(cause))
                await asyncio.to_thread(journal.postpone, note.id, datetime.now(UTC) + TRIED_AGAIN)
                return False
            log.info("a note can't be told", because=error_of(cause))
            told = False
        await asyncio.to_thread(journal.told, note.id)
        return told

    async def _told(self, taken: Taken) -> bool:
        """Post it, unless there is no thread to post it in, or it is there. Raises Closed, and what Slack says."""
        note = taken.note
        client = await self._client_of(note.place.workspace)
        if client is None or (note.person and not note.place.channel.startswith(DIRECT)):
            return False  # what one person saw in a channel is nobody else's, and they don't wait for it
        asked = await asyncio.to_thread(self._asked, note)
        if not asked or not await self._may_be_posted(client, taken):
            return False
        await post(client, note.place.channel, note_message(note, asked), note.place.thread or None)
        return True

    def _asked(self, note: Note) -> dict[str, Exchange]:
        kept = [self._parts.journal.exchange(each) for each in dict.fromkeys(c.exchange for c in note.changes)]
        return {each.id: each for each in kept if each and self._living.open_there(note, each)}

    async def _may_be_posted(self, client: AsyncWebClient, taken: Taken) -> bool:
        """Whether the thread is there (Slack would post into the channel), and the note isn't there yet."""
        place = taken.note.place
        noted = taken.note.at - CLOCKS_APART
        since: dict[str, Any] = {"oldest": f"{noted.timestamp():.6f}"} if taken.again else {}
        limit = PAGE if taken.again else 1
        if place.thread:
            found: Any = await client.conversations_replies(
                channel=place.channel, ts=place.thread, limit=limit, **since
            )
        elif taken.again:
            found = await client.conversations_history(channel=place.channel, limit=limit, **since)
        else:
            return True
        messages: list[dict[str, Any]] = found.get("messages") or []
        if place.thread and (not messages or messages[0].get("subtype") == "tombstone"):
            return False
        return not any(_is_marked(each, mark(taken.note)) for each in messages)


def _is_marked(message: dict[str, Any], marked: str) -> bool:
    return any(block.get("block_id") == marked for block in message.get("blocks") or [])


def _passes(error: BaseException) -> bool:
    """Whether it may go another time; what Slack says no to is not asked for again."""
    if isinstance(error, SlackApiError):
        return error_of(error) in TEMPORARY or error.response.status_code >= 500
    return True
