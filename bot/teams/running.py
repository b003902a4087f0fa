"""Runs the app until it is told to end: a server that takes Teams' signed requests."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
import uvicorn

from bot.desk import Desk
from bot.journal import Journal
from bot.pool import Pool
from bot.replies import TextReply
from bot.requests import Request, ServingOptions, Watch
from bot.settings import Settings
from bot.teams.app import ENTRA, Built, build
from bot.teams.guard import is_here
from bot.teams.handlers.listening import Parts
from bot.teams.manifest import MESSAGES_PATH
from bot.wiring import Services
from knowledge.errors import FootnoteError, InvalidSettings

log = structlog.get_logger(__name__)

Say = Callable[[str], None]
LOOPBACK, PORT = "127.0.0.1", 3978
REMEMBERED = timedelta(hours=24)  # activities that were heard; Teams tries again within minutes
TIDIED_S = 3600
GRACE_S = 10  # for requests that are being answered when the server is to end


def run(services: Services, request: Request, watch: Watch) -> TextReply:
    """Serve until SIGINT or SIGTERM. Raises InvalidSettings, LibraryError."""
    options = request.options if isinstance(request.options, ServingOptions) else ServingOptions()
    services.apart = True
    asyncio.run(_run(Desk(services), services.settings, services.journal, options, watch.say))
    return TextReply("Ended: what was asked is answered.")


async def _run(desk: Desk, settings: Settings, journal: Journal, options: ServingOptions, say: Say) -> None:
    port = PORT if options.port is None else options.port
    async with http(desk, settings, journal, port, options.host, development=options.development) as (address, built):
        if options.development:
            say("Nothing is checked: only this machine may speak to the bot.")
            say(f"Try it out with: npx @microsoft/m365agentsplayground -c msteams -e {address}{MESSAGES_PATH}")
        else:
            say(f"Teams may send its requests to {address}{MESSAGES_PATH}. Ctrl-C ends it.")
        await _until_told(built.parts, say)


@asynccontextmanager
async def http(
    desk: Desk,
    settings: Settings,
    journal: Journal,
    port: int,
    host: str = LOOPBACK,
    *,
    development: bool = False,
    **how: Any,
) -> AsyncIterator[tuple[str, Built]]:
    """The app as a server, for as long as the context lasts, and its address; port 0 takes a free one.

    ``how`` goes on to :func:`build`. Raises InvalidSettings, LibraryError.
    """
    if development and not is_here(host):
        raise InvalidSettings(f"With --development only this machine may speak to the bot: leave out --host {host}.")
    async with (
        _pool(settings) as pool,
        over_http(desk, settings, journal, pool, development=development, **how) as built,
    ):
        with _listening(host, port) as listener:
            async with _serving(built, listener) as address:
                yield address, built


@asynccontextmanager
async def over_http(
    desk: Desk, settings: Settings, journal: Journal, pool: Pool, *, development: bool = False, **how: Any
) -> AsyncIterator[Built]:
    """The app, signed in, for a server of somebody else's; it is finished when the context ends.

    ``how`` goes on to :func:`build`. Raises InvalidSettings.
    """
    built = await build(desk, settings, journal, pool, development=development, **how)
    if not development and not how.get("token"):
        await sign_in(built)
    async with tidying(built.parts):
        try:
            yield built
        finally:
            await built.close()


async def sign_in(built: Built) -> None:
    """Ask Microsoft for a token, as a trial. Raises InvalidSettings."""
    try:
        token = await built.teams.token_provider.get_app_token()
    except (ValueError, OSError) as error:  # those of requests are OSErrors
        log.info("no token", error=type(error).__name__)
        if isinstance(error, OSError):
            raise InvalidSettings(
                "Microsoft's sign-in can't be reached: check the network, and HTTPS_PROXY if there is a proxy."
            ) from error
        raise InvalidSettings(
            "Microsoft doesn't take TEAMS_CLIENT_ID with TEAMS_CLIENT_SECRET in the tenant of TEAMS_TENANT_ID"
            f" ({_first_words(error)}): see {ENTRA}."
        ) from error
    if token is None:
        raise InvalidSettings(f"There is nothing to sign in with: set TEAMS_CLIENT_SECRET, from {ENTRA}.")


def _first_words(error: BaseException) -> str:
    return " ".join(str(error).split())[:160]


# -- the server --------------------------------------------------------------------------------------------------------


class _Server(uvicorn.Server):
    """Uvicorn without handlers of its own for signals: we end it, and then what is below it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise InvalidSettings(
            f"Port {port} of {host} can't be listened on ({error.strerror or error}): name another one."
        ) from error
    with listener:
        yield listener


@asynccontextmanager
async def _serving(built: Built, listener: socket.socket) -> AsyncIterator[str]:
    config = uvicorn.Config(
        built.api,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)
    task = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
    try:
        await server.up.wait()
        host, port = listener.getsockname()[:2]
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        built.door.closed = True
        server.should_exit = True
        await task


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
    request = Request(command="ask", user="footnote", surface="teams", text="What do the reports say?")
    reply = await parts.ask(request)
    log.info("warm", reply=type(reply).__name__)


@asynccontextmanager
async def tidying(parts: Parts) -> AsyncIterator[None]:
    """Forget, every hour, the activities that Teams won't deliver again, and what the settings keep no longer."""

    async def tidy() -> None:
        while True:
            with suppress(FootnoteError):  # it is tried again, and nobody waits for it
                await parts.pool.aside(lambda: parts.journal.forget_events(datetime.now(UTC) - REMEMBERED))
                await parts.pool.aside(parts.desk.forget_old)
            await asyncio.sleep(TIDIED_S)

    task = asyncio.get_running_loop().create_task(tidy())
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = Pool(settings.workers, settings.waiting)
    try:
        yield pool
    finally:
        await pool.close()
