"""A playground on a free port, and a page of it without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, web

from bot.loopback import LoopbackSlack
from bot.playground.people import MAYA, PEOPLE, channels
from bot.playground.server import Playground
from bot.slack.manifest import manifest

Json = dict[str, Any]
SOON_S = 5.0


@dataclass
class Page:
    """What a page hears, and what it does."""

    socket: ClientWebSocketResponse
    heard: list[Json] = field(default_factory=list)
    _next: int = 0

    async def until(self, fits: Callable[[Json], Any]) -> Json:
        """The first message that fits, of those that were heard already or are to come."""
        for message in self.heard:
            if fits(message):
                return message
        async with asyncio.timeout(SOON_S):
            while True:
                message = await self.socket.receive_json()
                self.heard.append(message)
                if fits(message):
                    return message

    async def hello(self) -> Json:
        return await self.until(lambda message: message["type"] == "hello")

    async def act(self, doing: str, **details: Any) -> Json:
        """Do something, and wait until it is answered."""
        self._next += 1
        number = self._next
        await self.socket.send_json({"id": number, "do": doing, **details})
        return await self.until(lambda message: message["type"] == "done" and message["id"] == number)


@dataclass
class Site:
    """A served playground."""

    slack: LoopbackSlack
    address: str
    session: ClientSession

    @asynccontextmanager
    async def page(self, person: str = MAYA.user.id) -> AsyncIterator[Page]:
        headers = {"Origin": self.address}
        async with self.session.ws_connect(f"{self.address}/line?as={person}", headers=headers) as socket:
            yield Page(socket)


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """The page over a workspace in which no app is running: what it shows is what the test puts there."""
    users = [person.user for person in PEOPLE]
    async with LoopbackSlack(users=users, channels=channels(), ack_timeout_s=0.2) as slack:
        for channel in slack.channels():
            await slack.join(slack.bot, channel.id)
        runner = web.AppRunner(Playground(slack, manifest(), ["/stat ownership"]).application())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with ClientSession() as session:
                yield Site(slack, f"http://127.0.0.1:{runner.addresses[0][1]}", session)
        finally:
            await runner.cleanup()
