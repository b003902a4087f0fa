"""Uvicorn, as the service runs it: on a socket of ours, started and ended by us and not by signals."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.service.limiting import App
from knowledge.errors import InvalidSettings

MOST_AT_ONCE = 1_000  # requests and connections; beyond it uvicorn says 503 by itself
KEPT_OPEN_S = 15  # an idle connection; proxies and Slack use them again
GRACE_S = 2  # for last answers to leave


class _Server(uvicorn.Server):
    """Uvicorn without handlers of its own for signals."""

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


@asynccontextmanager
async def serving(app: App, host: str, port: int) -> AsyncIterator[str]:
    """Serve for as long as the context lasts; the address. Port 0 takes a free one. Raises InvalidSettings."""
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=False,  # who sent a request is proved by what is in it
            limit_concurrency=MOST_AT_ONCE,
            timeout_keep_alive=KEPT_OPEN_S,
            timeout_graceful_shutdown=GRACE_S,
        )
        server = _Server(config)
        task = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
        try:
            await server.up.wait()
            yield _address(listener)
        finally:
            server.should_exit = True
            await task


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise InvalidSettings(
            f"Port {port} of {host} can't be listened on ({error.strerror or error}): name another one."
        ) from error
    with listener:
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
