"""Socket Mode: websocket connections of the app, and envelopes over them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import uuid
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from bot.loopback.config import AppConfig
from bot.loopback.errors import Refused
from bot.loopback.records import Attempt, DeliveryKind, Json

MOST_CONNECTIONS = 10
TICKET_LASTS_S = 30.0  # an address for a connection must be used within so long


class SocketMode:
    """The open connections. Each envelope goes over one of them, in turn."""

    def __init__(self, app: AppConfig) -> None:
        self._app = app
        self._tickets: dict[str, float] = {}
        self._open: list[web.WebSocketResponse] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self.on_change: list[Any] = []

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def ticket(self) -> str:
        """What lets one connection in. Raises Refused beyond ten open ones."""
        if self.count >= MOST_CONNECTIONS:
            raise Refused("too_many_websockets")
        name = secrets.token_urlsafe(16)
        self._tickets[name] = time.monotonic()
        return name

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A connection, from hello to its end."""
        made_at = self._tickets.pop(request.query.get("ticket", ""), None)
        if made_at is None or time.monotonic() - made_at > TICKET_LASTS_S:
            return web.Response(
                status=401, text="the address has been used or is too old: call apps.connections.open again"
            )
        socket = web.WebSocketResponse(heartbeat=10)
        await socket.prepare(request)
        self._open.append(socket)
        self._changed()
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._received(message.data)
        finally:
            if socket in self._open:
                self._open.remove(socket)
            self._changed()
        return socket

    async def send(self, kind: DeliveryKind, payload: Json, attempt: Attempt, timeout_s: float) -> None:
        """Send an envelope and wait for its acknowledgement; what came of it is written down in the attempt."""
        socket = await self._next(timeout_s)
        if socket is None:
            attempt.error = "no_connection"
            return
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason or ""}
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_json(envelope)
            attempt.body = await asyncio.wait_for(answer, timeout_s)
            attempt.answered_s = time.monotonic() - attempt.sent_at
            attempt.accepted = True
        except TimeoutError:
            attempt.error = "timeout"
        except ConnectionError:
            attempt.error = "connection_failed"
        finally:
            self._waiting.pop(envelope_id, None)

    async def refresh(self) -> None:
        """Ask every connection to make way for a new one."""
        leaving, self._open = self._open, []
        for socket in leaving:
            with suppress(ConnectionError):
                await socket.send_json(
                    {"type": "disconnect", "reason": "refresh_requested", "debug_info": self._debug()}
                )

    async def drop(self) -> None:
        """Close every connection."""
        leaving, self._open = self._open, []
        for socket in leaving:
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": self._debug(),
            "connection_info": {"app_id": self._app.app_id},
        }

    def _debug(self) -> Json:
        return {"host": "loopback", "build_number": 1, "approximate_connection_time": 3600}

    def _received(self, text: str) -> None:
        with suppress(ValueError):
            data = json.loads(text)
            answer = self._waiting.get(data.get("envelope_id", "")) if isinstance(data, dict) else None
            if answer is not None and not answer.done():
                answer.set_result(data.get("payload"))

    async def _next(self, timeout_s: float) -> web.WebSocketResponse | None:
        """The connection whose turn it is; if none is open, there may be one soon."""
        until = time.monotonic() + timeout_s
        while not self._open:
            if time.monotonic() >= until:
                return None
            await asyncio.sleep(0.01)
        self._turn += 1
        return self._open[self._turn % len(self._open)]

    def _changed(self) -> None:
        for listener in self.on_change:
            listener()
