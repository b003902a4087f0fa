"""The service in a real process on loopback, and a loopback Slack that sends it signed requests."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.loopback import LoopbackSlack, Message
from bot.slack.manifest import EVENTS_PATH
from tests.bot.slack.workspace import ALICE, GENERAL, QUESTION, workspace
from tests.conftest import ROOT


@dataclass
class Served:
    """The service at work."""

    process: Process
    slack: LoopbackSlack
    client: ClientSession
    address: str = ""
    said: list[str] = field(default_factory=list)  # lines on standard error

    async def get(self, path: str) -> tuple[int, Any]:
        """Status and body, as JSON where it is."""
        async with self.client.get(self.address + path) as response:
            json = response.content_type == "application/json"
            return response.status, await (response.json() if json else response.text())

    async def post(self, path: str, body: bytes, **headers: str) -> int:
        async with self.client.post(self.address + path, data=body, headers=headers) as response:
            return response.status

    async def ready(self, within_s: float = 30) -> Any:
        """Wait until it is; what it says then."""
        return await until(lambda: self._whether(200), within_s)

    async def not_ready(self, within_s: float = 10) -> Any:
        return await until(lambda: self._whether(503), within_s)

    async def _whether(self, wanted: int) -> Any:
        status, body = await self.get("/readyz")
        return body if status == wanted else None

    async def mention(self, text: str = QUESTION) -> Message:
        return await self.slack.post(ALICE, GENERAL, f"<@{self.slack.bot}> {text}", wait=False)

    async def answered(self, asked: Message, within_s: float = 30) -> list[Message]:
        return await self.slack.until(lambda: self.slack.replies(asked.channel, asked.ts), within_s)

    async def metrics(self) -> dict[str, float]:
        """Each line's value by its name with labels."""
        _, text = await self.get("/metrics")
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    async def counted(self, name: str, least: float = 1, within_s: float = 20) -> None:
        """Wait until a metric has this value, or more."""

        async def enough() -> bool:
            return (await self.metrics())[name] >= least

        await until(enough, within_s)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def ended(self, within_s: float = 30) -> int:
        return await asyncio.wait_for(self.process.wait(), within_s)


async def until(look: Callable[[], Awaitable[Any]], within_s: float) -> Any:
    async with asyncio.timeout(within_s):
        while True:
            with suppress(ClientError):
                if found := await look():
                    return found
            await asyncio.sleep(0.05)


def tokens(slack: LoopbackSlack) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }


@asynccontextmanager
async def served(library: Path, arguments: tuple[str, ...] = (), **variables: str) -> AsyncIterator[Served]:
    """The service, once it says where it is; its process is gone afterwards."""
    async with workspace("http") as slack, ClientSession() as client:
        environment = {"PATH": os.environ["PATH"], "HOME": str(library), "FOOTNOTE_LIBRARY": str(library)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.service_process", "serve", "--port", "0", *arguments,
            cwd=ROOT, env=environment | tokens(slack) | variables, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        at_work = Served(process, slack, client)
        reading = asyncio.create_task(_read(at_work))
        try:
            address = await until(lambda: _address(at_work), 30)
            at_work.address, slack.request_url = address, address + EVENTS_PATH
            yield at_work
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await reading


async def _read(at_work: Served) -> None:
    assert at_work.process.stderr
    async for line in at_work.process.stderr:
        at_work.said.append(line.decode().rstrip())


async def _address(at_work: Served) -> str | None:
    for line in at_work.said:
        if line.startswith("Serving at "):
            return line.removeprefix("Serving at ").split(": ")[0]
    assert at_work.process.returncode is None, at_work.said
    return None


def alone(work: Awaitable[None], within_s: float = 120) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(work, within_s)

    asyncio.run(bounded())
