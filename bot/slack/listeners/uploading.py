"""Files that somebody shares with the bot in a direct message: handed to the desk, fetched when it wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TooLong
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.requests import (
    Place,
    Request,
    UploadOptions,
)
from bot.slack.listeners.administering import following
from bot.slack.listeners.listening import Heard, Json, Parts
from bot.slack.speaking import UNREACHABLE, error_of, post
from knowledge.errors import SourceRefused, SourceUnavailable

T = TypeVar("T")

FETCH_S = 300.0  # how long a file may take to arrive
PIECE = 1 << 18
UNSEEN = "check_file_info"  # of a file from another workspace: its event says no more
OUTSIDE = frozenset({"external", "tombstone", "hidden_by_limit"})  # modes of files that Slack hasn't got (any more)


async def uploaded(parts: Parts, heard: Heard) -> None:
    """Hand the files in; progress and result stand in the thread of the message."""
    event = heard.event
    thread = event.get("thread_ts") or event["ts"]
    loop = asyncio.get_running_loop()
    files = tuple(SharedFile(each, heard.client, loop) for each in event["files"])
    place = Place(workspace=heard.team, channel=event["channel"], thread=thread, message=event["ts"])
    request = Request(
        command="upload", user=heard.user, surface="slack", options=UploadOptions(files=files), place=place
    )  # fmt: skip
    shown = following(parts, heard, event["channel"], thread)
    message = parts.message(await parts.work(request, shown))
    if not await shown.finish(message):
        await post(heard.client, event["channel"], message, thread)


class SharedFile:
    """A file of Slack's, as its event describes it; asked from the desk's thread, fetched in the event loop.

    Args:
        described: by the event.
        client: speaks for the bot.
        loop: where.
    """

    def __init__(self, described: Json, client: AsyncWebClient, loop: asyncio.AbstractEventLoop) -> None:
        self._described, self._client, self._loop = described, client, loop

    @property
    def name(self) -> str:
        """As it was called when it was uploaded. Raises SourceUnavailable."""
        known = self._known()
        return str(known.get("name") or known.get("title") or "file")

    @property
    def size(self) -> int:
        """Bytes, as Slack says. Raises SourceUnavailable."""
        return int(self._known().get("size") or 0)

    def read(self, limit: int) -> bytes:
        """Its content, fetched with the bot's token. Raises SourceUnavailable and SourceRefused."""
        return self._waited(self._fetched(limit), f"{self.name} can't be fetched")

    def _known(self) -> Json:
        """What Slack says of it, which is asked for where the event doesn't say it."""
        if self._described.get("file_access") == UNSEEN:
            self._described = self._waited(self._info(), "Slack doesn't say what file that is")
        return self._described

    def _waited(self, work: Coroutine[Any, Any, T], trouble: str) -> T:
        pending = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return pending.result(FETCH_S)
        except (TooLong, *UNREACHABLE) as error:
            pending.cancel()
            raise SourceUnavailable(f"{trouble} just now ({error_of(error)}): share it again.") from error

    async def _info(self) -> Json:
        answer: Any = await self._client.files_info(file=self._described["id"])
        return {**answer["file"], "file_access": "visible"}

    async def _fetched(self, limit: int) -> bytes:
        url = self._address()
        session = self._client.session
        if session is None:
            raise SourceUnavailable(f"{self.name} can't be fetched: there is no connection to Slack.")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        timeout = ClientTimeout(total=FETCH_S)
        # A redirect leads to Slack's page for signing in, and the token mustn't go anywhere else.
        async with session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
            page = response.content_type == "text/html" and not self.name.lower().endswith((".html", ".htm"))
            if response.status != 200 or page:
                raise SourceUnavailable(
                    f"{self.name} can't be fetched from Slack: see that the app has the scope files:read, and share it "
                    "again."
                )
            content = bytearray()
            async for piece in response.content.iter_chunked(PIECE):
                content += piece
                if len(content) > limit:
                    raise SourceRefused(f"{self.name} is larger than it may be: split it or shrink it.")
            return bytes(content)

    def _address(self) -> str:
        """Where Slack keeps it. Raises SourceUnavailable for what isn't there, or isn't Slack's."""
        file = self._described
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("mode") in OUTSIDE or file.get("is_external") or not _is_slacks(url, self._client.base_url):
            raise SourceUnavailable(f"{self.name} isn't kept by Slack: download it, and share the file itself.")
        return url


def _is_slacks(url: str, api: str) -> bool:
    """Whether the bot's token may be shown there: to Slack's own hosts, or where the Web API is."""
    there, base = urlsplit(url), urlsplit(api)
    if (there.scheme, there.netloc) == (base.scheme, base.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(".slack.com")
