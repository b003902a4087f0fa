"""The Slack app for a server that speaks ASGI: signed requests, and the pages on which workspaces install it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response

from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

PATHS = (EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def door(app: AsyncApp) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """What takes Slack's requests at ``PATHS``; Bolt checks each signature before anything else looks at it."""
    handler = AsyncSlackRequestHandler(app)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            (await request.body()).decode()
        except UnicodeDecodeError:  # nothing of Slack's
            await Response("no UTF-8", 400)(scope, receive, send)
            return
        response = await handler.handle(request)
        await response(scope, receive, send)

    return serve
