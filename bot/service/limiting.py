"""What a request may be before anything looks into it: small enough, and all there within some seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = (
    1_048_576  # a modal that is sent in, the largest thing that Slack sends, is below 300 KB; Teams' door asks less
)
BODY_S = 10.0  # for a whole body to arrive; a chat's comes at once


class TooLarge(Exception):
    """The body is longer than it may be."""


class TooSlow(Exception):
    """The body didn't come."""


async def read(scope: Scope, receive: Receive, most_bytes: int = MOST_BYTES, within_s: float = BODY_S) -> bytes:
    """A request's whole body. Raises TooLarge, of a length that is announced before any of it is read, and TooSlow."""
    if _announced(scope) > most_bytes:
        raise TooLarge
    content = bytearray()
    try:
        async with asyncio.timeout(within_s):
            while True:
                message = await receive()
                if message["type"] != "http.request":  # whoever sent it is gone
                    raise TooSlow
                content += message.get("body", b"")
                if len(content) > most_bytes:
                    raise TooLarge
                if not message.get("more_body"):
                    return bytes(content)
    except TimeoutError as error:
        raise TooSlow from error


def again(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives a body that was read once more, and then what comes after it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)
