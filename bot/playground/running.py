"""Puts the playground together: a loopback Slack, the real app connected to it over Socket Mode, and the page."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from pydantic import SecretStr

from bot.desk import Desk
from bot.loopback import LoopbackSlack
from bot.loopback.config import AppConfig
from bot.playground.people import HELP, PEOPLE, PRIYA, REPORT, channels
from bot.playground.server import Playground
from bot.playground.welcome import Welcome
from bot.replies import TextReply
from bot.requests import (
    Request,
    ServingOptions,
    Watch,
)
from bot.settings import Settings
from bot.slack.manifest import manifest
from bot.slack.running import socket_mode
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from knowledge.errors import InvalidSettings

SIGNALS = (signal.SIGINT, signal.SIGTERM)
HOST = "127.0.0.1"
PORT = 8710
LONGEST_END_S = 3.0  # for pages that are still open
Say = Callable[[str], None]


def services_for(settings: Settings) -> Services:
    """The user's library and models, with the playground's administrator, and a journal that is forgotten later."""
    own = {"administrators": (PRIYA.user.id,), "help_channel": HELP}
    # What the user's own service does by itself isn't done from here.
    others = {"admin_channel": None, "workspace_admins": False, "schedule": False}
    services = Services(settings.model_copy(update=own | others))
    services.journal = MemoryJournal()
    return services


@asynccontextmanager
async def playground(
    services: Services, port: int = PORT, say: Say = print
) -> AsyncIterator[tuple[str, LoopbackSlack]]:
    """The page's address and the workspace behind it, for as long as the context lasts; port 0 takes a free one.

    Raises InvalidSettings where the port is taken, and FootnoteError where the library can't be used.
    """
    desk = Desk(services)
    described = manifest()
    welcome = await asyncio.to_thread(Welcome.of, desk, say)
    async with LoopbackSlack(
        AppConfig.from_manifest(described), users=[person.user for person in PEOPLE], channels=channels()
    ) as slack:
        for channel in slack.channels():
            await slack.join(slack.bot, channel.id)
        async with socket_mode(desk, _connecting(services.settings, slack), services.journal):
            if welcome.claim:
                await slack.post(welcome.colleague, REPORT, welcome.claim, wait=False)
            async with _serving(Playground(slack, described, welcome.tries), port) as address:
                yield address, slack


def _connecting(settings: Settings, slack: LoopbackSlack) -> Settings:
    """The settings with the tokens of the loopback Slack; those of a real one are left out of it."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(slack.app.bot_token),
            "slack_app_token": SecretStr(slack.app.app_token),
            "slack_signing_secret": SecretStr(slack.app.signing_secret),
            "slack_client_id": None,
            "slack_client_secret": None,
            "slack_api_url": slack.api_url,
        }
    )


@asynccontextmanager
async def _serving(page: Playground, port: int) -> AsyncIterator[str]:
    runner = web.AppRunner(page.application(), access_log=None, shutdown_timeout=LONGEST_END_S)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise InvalidSettings(
                f"Port {port} can't be listened on ({error.strerror}): end what uses it, or name another with --port."
            ) from error
        yield f"http://{HOST}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def run(services: Services, request: Request, watch: Watch) -> TextReply:
    """Serve until SIGINT or SIGTERM. Raises FootnoteError."""
    options = request.options if isinstance(request.options, ServingOptions) else ServingOptions()
    port = PORT if options.port is None else options.port
    asyncio.run(_serve(services_for(services.settings), port, watch.say))
    return TextReply("The playground is closed; nothing of it was kept.")


async def _serve(services: Services, port: int, say: Say) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    say("Getting the playground ready …")
    async with playground(services, port, say) as (address, _):
        for each in SIGNALS:
            loop.add_signal_handler(each, told.set)
        say(f"The playground is open at {address}")
        say("It runs on this machine alone: nothing that you write there leaves it. Ctrl-C ends it.")
        warm = asyncio.create_task(asyncio.to_thread(_warm_up, services))
        await told.wait()
        for each in SIGNALS:  # a second one ends it at once
            loop.remove_signal_handler(each)
        warm.cancel()


def _warm_up(services: Services) -> None:
    """Load the models and make suggestions while the newcomer looks around; what fails is said when it is asked."""
    desk = Desk(services)
    desk.handle(Request(command="ask", user="playground", surface="terminal", text="What do the reports say?"))
    desk.handle(Request(command="suggest", user="playground", surface="slack"))
