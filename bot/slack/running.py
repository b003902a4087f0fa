"""Runs the app until it is told to end: over Socket Mode, or as a server that takes Slack's signed requests."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.directory import Remembering
from bot.journal import Journal
from bot.pool import Pool
from bot.requests import Request
from bot.settings import Settings
from bot.slack import tokens
from bot.slack.app import CONNECTIONS, TIMEOUT_S, build, web_client
from bot.slack.directory import SlackDirectory
from bot.slack.listeners.listening import Parts
from bot.slack.living import clients, telling
from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.slack.oauth import OAuth, oauth_of
from bot.slack.scheduling import scheduled
from knowledge.errors import FootnoteError, InvalidSettings

log = structlog.get_logger(__name__)

Say = Callable[[str], None]
REMEMBERED = timedelta(hours=24)  # events; Slack's last try to deliver comes about an hour after the first
TIDIED_S = 3600
LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def socket_mode(desk: Desk, settings: Settings, journal: Journal) -> AsyncIterator[Parts]:
    """The app, connected over Socket Mode for as long as the context lasts. Raises InvalidSettings."""
    tokens.bot_token(settings)
    app_token = tokens.app_token(settings)
    async with _session() as session, _pool(settings) as pool:
        client = web_client(settings, session)
        await tokens.check_bot(client)
        await tokens.check_app(client, app_token)
        app, parts = build(desk, settings, journal, pool, client=client)
        handler = AsyncSocketModeHandler(app, app_token, web_client=client)
        async with _beside(desk, settings, parts, client, None):
            await handler.connect_async()  # type: ignore[no-untyped-call]
            try:
                yield parts
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]
                await _finish(parts)


@asynccontextmanager
async def http(
    desk: Desk, settings: Settings, journal: Journal, port: int, host: str = LOOPBACK
) -> AsyncIterator[tuple[str, Parts]]:
    """The app as a server, for as long as the context lasts, and its address; port 0 takes a free one.

    Raises InvalidSettings, LibraryError.
    """
    async with _pool(settings) as pool, over_http(desk, settings, journal, pool) as (app, parts):
        runner = web.AppRunner(_server(app), access_log=None)
        await runner.setup()
        try:
            yield await _listen(runner, host, port), parts
        finally:
            await runner.cleanup()


@asynccontextmanager
async def over_http(
    desk: Desk, settings: Settings, journal: Journal, pool: Pool
) -> AsyncIterator[tuple[AsyncApp, Parts]]:
    """The app at work, for whoever takes Slack's requests and hands them to it; at the end it finishes what it began.

    With a client id and secret several workspaces install it at /slack/install; else it serves the one whose token it
    has. Raises InvalidSettings, LibraryError.
    """
    tokens.signing_secret(settings)
    oauth = oauth_of(settings)
    if oauth is None:
        tokens.bot_token(settings)
    async with _session() as session:
        client = web_client(
            settings if oauth is None else settings.model_copy(update={"slack_bot_token": None}), session
        )
        if oauth is None:
            await tokens.check_bot(client)
        app, parts = build(desk, settings, journal, pool, client=client, oauth=oauth)
        async with _beside(desk, settings, parts, client, oauth):
            try:
                yield app, parts
            finally:
                await _finish(parts)


@asynccontextmanager
async def _beside(
    desk: Desk, settings: Settings, parts: Parts, client: AsyncWebClient, oauth: OAuth | None
) -> AsyncIterator[None]:
    """What goes on beside answering, over either transport."""
    client_of = clients(client, oauth)
    desk.know("slack", Remembering(SlackDirectory(client_of, asyncio.get_running_loop(), several=oauth is not None)))
    async with (
        _tidying(desk, parts),
        telling(desk, parts, client_of),
        scheduled(desk, settings, parts, client),
    ):
        yield


async def _finish(parts: Parts) -> None:
    """Wait for what is under way; a re-ingest ends at its next step, and the next start goes on with it."""
    parts.stopping.set()
    await parts.finish()


def _server(app: AsyncApp) -> web.Application:
    return app.web_app(path=EVENTS_PATH)


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise InvalidSettings(
            f"Port {port} of {host} can't be listened on ({error.strerror}): name another one."
        ) from error
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


async def run_socket_mode(desk: Desk, settings: Settings, journal: Journal, say: Say) -> None:
    """Serve over Socket Mode until SIGINT or SIGTERM. Raises InvalidSettings."""
    async with socket_mode(desk, settings, journal) as parts:
        say("Connected to Slack: mention the bot in a channel, or write to it directly. Ctrl-C ends it.")
        await _until_told(parts, say)


async def run_http(desk: Desk, settings: Settings, journal: Journal, port: int, host: str, say: Say) -> None:
    """Serve over HTTP until SIGINT or SIGTERM. Raises InvalidSettings."""
    async with http(desk, settings, journal, port, host) as (address, parts):
        say(f"Slack may send its requests to {address}{EVENTS_PATH}. Ctrl-C ends it.")
        if settings.slack_client_id and settings.slack_client_secret:
            say(f"Workspaces install the app at {address}{INSTALL_PATH}.")
        await _until_told(parts, say)


async def _until_told(parts: Parts, say: Say) -> None:
    """Wait for a signal; what is needed for the first question is read meanwhile. A second signal ends it at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, told.set)
    parts.beside(_warm_up(parts))
    await told.wait()
    for each in signals:
        loop.remove_signal_handler(each)
    if parts.under_way:
        say("Finishing what is under way …")


async def _warm_up(parts: Parts) -> None:
    """Load the models, and read the starter where there is no library, before somebody waits for it."""
    request = Request(command="ask", user="footnote", surface="slack", text="What do the reports say?")
    reply = await parts.ask(request)
    log.info("warm", reply=type(reply).__name__)


@asynccontextmanager
async def _tidying(desk: Desk, parts: Parts) -> AsyncIterator[None]:
    """Forget, every hour, the events that Slack won't deliver again, and questions that are kept no longer."""

    async def tidy() -> None:
        while True:
            with suppress(FootnoteError):  # it is tried again, and nobody waits for it
                await parts.pool.aside(lambda: parts.journal.forget_events(datetime.now(UTC) - REMEMBERED))
                await parts.pool.aside(desk.forget_old)
            await asyncio.sleep(TIDIED_S)

    task = asyncio.get_running_loop().create_task(tidy())
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def _session() -> AsyncIterator[ClientSession]:
    """Connections to Slack that are kept open: an answer needn't wait for a handshake."""
    connector = TCPConnector(limit=CONNECTIONS)
    async with ClientSession(connector=connector, timeout=ClientTimeout(total=TIMEOUT_S)) as session:
        yield session


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = Pool(settings.workers, settings.waiting)
    try:
        yield pool
    finally:
        await pool.close()
