"""Who may call over HTTP at all: the right token, no page of a browser elsewhere, no name that leads here by a trick.

A web page that a person opens may send requests to addresses of that person's own machine. What gives it away is its
Origin, and, where its name was made to lead here (DNS rebinding), the Host.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Refused(NamedTuple):
    """An HTTP status, and why in a sentence."""

    status: int
    sentence: str


class Guard:
    """Lets through to the app what may come in; nothing of a refused request's body is read.

    Args:
        app: what is guarded.
        token: that callers must send; None: whoever can reach the address may call.
        on_loopback: whether the address is one of this machine alone.
    """

    def __init__(self, app: App, token: str | None, *, on_loopback: bool) -> None:
        self._app = app
        self._token = token
        self._on_loopback = on_loopback
        self._open: set[asyncio.Task[None] | None] = set()
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif refused := self._refused(_headers(scope["headers"])):
            log.warning("refused", status=refused.status, because=refused.sentence)
            await _answer(refused, send)
        else:
            await self._let_in(scope, receive, send)

    async def end(self, grace_s: float) -> None:
        """Let nobody in any more, and close what is open when its last words have had time to leave.

        An assistant keeps a stream open for as long as it lives, on which it waits for whatever may come.
        """
        self._ending = True
        if still_open := {task for task in self._open if task}:
            await asyncio.wait(still_open, timeout=grace_s)
            for task in still_open:
                task.cancel()
            await asyncio.wait(still_open)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if not self._ending:
                raise
            with suppress(RuntimeError):  # it had not begun to answer
                await send({"type": "http.response.body", "body": b""})
        finally:
            self._open.discard(task)

    def _refused(self, headers: dict[str, list[str]]) -> Refused | None:
        if self._ending:
            return Refused(503, "Footnote is being restarted: please try again in a minute.")
        hosts, origins = headers.get("host", []), headers.get("origin", [])
        if self._on_loopback and not (len(hosts) == 1 and _name(f"http://{hosts[0]}") in LOOPBACK):
            return Refused(421, "This server answers to its own address alone: use http://127.0.0.1.")
        if not all(self._on_loopback and _name(origin) in LOOPBACK for origin in origins):
            return Refused(403, "Pages of a browser may not call this server.")
        if self._token is not None and not self._knows(headers.get("authorization", [])):
            return Refused(401, "A token is needed: send the one of FOOTNOTE_MCP_TOKEN as Authorization: Bearer.")
        return None

    def _knows(self, sent: list[str]) -> bool:
        """Whether the one token that was sent is ours; how long that takes tells nothing of it."""
        scheme, _, token = sent[0].partition(" ") if len(sent) == 1 else ("", "", "")
        same = hmac.compare_digest(token.strip().encode(), (self._token or "").encode())
        return same and scheme.lower() == "bearer"


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("utf-8", "replace"))
    return found


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


async def _answer(refused: Refused, send: Send) -> None:
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": refused.sentence}}
    body = json.dumps(error).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"www-authenticate", b"Bearer")] if refused.status == 401 else []
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
