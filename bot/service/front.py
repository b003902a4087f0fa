"""Where every request comes in: those about the service itself are answered here, the others by their door.

It stands before the doors, so that it answers from the first moment on, and until the last: whoever asks whether it is
ready is told no while models are loaded and while it ends.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.service.limiting import App, Message, Receive, Scope, Send, TooLarge, TooSlow, again, read

log = structlog.get_logger(__name__)

Page = Callable[[], Awaitable["Answer"]]
RETRY_S = 5
JSON = "application/json"


class Answer:
    """A status and a body of our own."""

    def __init__(self, status: int, body: object, kind: str = JSON, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.kind, self.headers = status, kind, dict(headers or {})
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def sentence(status: int, said: str, **headers: str) -> Answer:
    """A sentence for whoever sent a request that goes no further."""
    return Answer(status, {"error": said}, headers={name.replace("_", "-"): value for name, value in headers.items()})


AWAY = sentence(503, "Footnote is being restarted: please try again in a minute.", retry_after=str(RETRY_S))
NOTHING_HERE = sentence(404, "There is nothing here.")
TOO_LARGE = sentence(413, "This request is larger than it may be.", connection="close")
TOO_SLOW = sentence(408, "This request took too long to arrive.", connection="close")
FAILED = sentence(500, "Something went wrong on our side.")


class Front:
    """An ASGI app over doors that open later.

    Args:
        pages: by path, what is asked about the service itself.
    """

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = dict(pages)
        self._doors: dict[str, App] = {}
        self.accepting = False
        self.idle = asyncio.Event()  # set while no request is being answered
        self.idle.set()
        self._under_way = 0

    def open(self, doors: Mapping[str, App]) -> None:
        """Let requests through to these doors, by path."""
        self._doors.update(doors)
        self.accepting = True

    def close(self) -> None:
        """Let nothing through any more; what is under way goes on."""
        self.accepting = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        page = self._pages.get(scope["path"])
        if page is not None and scope["method"] in {"GET", "HEAD"}:
            await _send(await page(), send)
            return
        with structlog.contextvars.bound_contextvars(http=secrets.token_hex(4)):
            await self._through(scope, receive, send)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"])
        statuses: list[int] = []

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        began = time.perf_counter()
        self._under_way += 1
        self.idle.clear()
        try:
            await self._answer(door, scope, receive, noting)
        except Exception:  # the outermost line of the service
            log.exception("failed", path=scope["path"])
            if not statuses:
                await _send(FAILED, noting)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()
            took_ms = round((time.perf_counter() - began) * 1000)
            path = scope["path"] if door else "elsewhere"  # what strangers try is no business of the log
            log.info(
                "http", method=scope["method"], path=path, status=statuses[0] if statuses else None, took_ms=took_ms
            )

    async def _answer(self, door: App | None, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.accepting:
            await _send(AWAY, send)
        elif door is None:
            await _send(NOTHING_HERE, send)
        else:
            try:
                body = await read(scope, receive)
            except TooLarge:
                await _send(TOO_LARGE, send)
            except TooSlow:
                await _send(TOO_SLOW, send)
            else:
                await door(scope, again(body, receive), send)


async def _send(answer: Answer, send: Send) -> None:
    headers = {"content-type": answer.kind, "content-length": str(len(answer.body)), **answer.headers}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})
