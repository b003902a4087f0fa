"""``mcp``: speaks the protocol over standard input and output, or serves it over HTTP until it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from ipaddress import ip_address
from typing import Any

import uvicorn
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

from bot.mcp.guarding import LOOPBACK, Guard
from bot.mcp.server import build
from bot.mcp.tools import Caller
from bot.pool import Pool
from bot.replies import TextReply
from bot.requests import Request, ServingOptions, Watch
from bot.settings import Settings
from bot.wiring import Services
from knowledge.errors import InvalidSettings

Say = Callable[[str], None]
PATH = "/mcp"
MOST_BYTES = 256 * 1024  # of one request; the longest text to check is far below it, in whatever script
MOST_SESSIONS = 1000
SHORTEST_TOKEN = 16  # characters
GRACE_S = 0.3  # for the last answers to leave


def run(services: Services, request: Request, watch: Watch) -> TextReply:
    """Speak or serve until it is over. Raises InvalidSettings, LibraryError."""
    options = request.options if isinstance(request.options, ServingOptions) else ServingOptions()
    if options.port is None:
        asyncio.run(_speak(services, Caller(request.user, "terminal"), watch.say))
    else:
        asyncio.run(_serve(services, options.host, options.port, watch.say))
    return TextReply("Ended: what was asked is answered.")


# -- standard input and output ---------------------------------------------------------------------------------------


async def _speak(services: Services, caller: Caller, say: Say) -> None:
    if sys.stdin.isatty():
        say("This speaks MCP, for an assistant that starts it: footnote help mcp says how. Ctrl-C ends it.")
    async with _pool(services.settings) as pool:
        server = _built(services, pool, caller)
        with _ending_at_once():
            async with stdio_server() as (received, sent):
                await server.run(received, sent, server.create_initialization_options())


@contextmanager
def _ending_at_once() -> Iterator[None]:
    """SIGINT and SIGTERM end the process: a thread waits for the next line of input and can't be called back."""
    loop = asyncio.get_running_loop()
    signals = {signal.SIGINT: 130, signal.SIGTERM: 143}  # as shells count what a signal ended
    for each, code in signals.items():
        loop.add_signal_handler(each, os._exit, code)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)


# -- HTTP ------------------------------------------------------------------------------------------------------------


class _Server(uvicorn.Server):
    """Uvicorn without handlers of its own for signals: we end it, and then what is below it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say when requests are taken."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


@asynccontextmanager
async def http(services: Services, host: str, port: int) -> AsyncIterator[str]:
    """The server, for as long as the context lasts, and its address; port 0 takes a free one.

    Raises InvalidSettings.
    """
    on_loopback = is_loopback(host)
    token = _token(services.settings, on_loopback)
    listening = _listening(host, port)
    with listening:
        async with _pool(services.settings) as pool:
            server = _built(services, pool, Caller("mcp", "mcp"))
            app = server.streamable_http_app(
                streamable_http_path=PATH,
                max_request_body_size=MOST_BYTES,
                max_sessions=MOST_SESSIONS,
                host="",  # else the SDK looks at Host and Origin once more, with other rules than the guard's
            )
            guarded = Guard(app, token, on_loopback=on_loopback)
            config = uvicorn.Config(
                guarded,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                ws="none",
                timeout_graceful_shutdown=1,
            )
            async with _serving(_Server(config), listening):
                try:
                    yield _address(listening)
                finally:
                    await pool.close()  # what was asked is answered before connections end
                    await guarded.end(GRACE_S)


@asynccontextmanager
async def _serving(server: _Server, listening: socket.socket) -> AsyncIterator[None]:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    up = asyncio.create_task(server.up.wait())
    try:
        await asyncio.wait((serving, up), return_when=asyncio.FIRST_COMPLETED)
        yield
    finally:
        up.cancel()
        server.should_exit = True
        await serving


async def _serve(services: Services, host: str, port: int, say: Say) -> None:
    async with http(services, host, port) as address:
        say(f"Assistants may connect to {address}{PATH} (streamable HTTP). Ctrl-C ends it.")
        if _token(services.settings, is_loopback(host)) is None:
            say("Whoever uses this machine may ask: FOOTNOTE_MCP_TOKEN would ask them for a token.")
        elif not is_loopback(host):
            say("The token and what is asked travel unencrypted: put a proxy with TLS before it.")
        await _told_to_end()


async def _told_to_end() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, told.set)
    await told.wait()
    for each in signals:  # a second one ends it at once
        loop.remove_signal_handler(each)


def _token(settings: Settings, on_loopback: bool) -> str | None:
    """What callers must send. Raises InvalidSettings where it is missing, or can be guessed."""
    token = settings.mcp_token.get_secret_value().strip() if settings.mcp_token else ""
    if not token and not on_loopback:
        raise InvalidSettings(
            "Other machines may only call with a token: set FOOTNOTE_MCP_TOKEN to a long random text, "
            "or leave --host out."
        )
    if 0 < len(token) < SHORTEST_TOKEN:
        raise InvalidSettings(f"FOOTNOTE_MCP_TOKEN can be guessed: make it {SHORTEST_TOKEN} characters or longer.")
    return token or None


def is_loopback(host: str) -> bool:
    """Whether nothing but this machine can reach a server that listens there."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host in LOOPBACK


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InvalidSettings(
            f"Port {port} of {host} can't be listened on ({error.strerror}): name another one."
        ) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


# -- both ------------------------------------------------------------------------------------------------------------


def _built(services: Services, pool: Pool, caller: Caller) -> Server[Any]:
    from bot.desk import Desk  # which knows this module, by way of the table of commands

    return build(Desk(services), services, pool, caller)


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = Pool(settings.workers, settings.waiting)
    try:
        yield pool
    finally:
        await pool.close()
