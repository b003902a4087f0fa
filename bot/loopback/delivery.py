"""Telling the app: over either transport, with acknowledgements timed, retries, and duplicates."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Coroutine, Sequence
from typing import Any

from bot.loopback.core import Core
from bot.loopback.records import Attempt, Change, Delivery, DeliveryKind, Json, TransportName
from bot.loopback.signed_http import SignedHttp
from bot.loopback.socket_mode import SocketMode

# How a retry over HTTP names what went wrong before; Socket Mode knows but one reason.
REASONS = {"no_connection": "connection_failed"}


class Deliveries:
    """Delivers, and remembers what became of it. ``core.deliveries`` has all, oldest first."""

    def __init__(self, core: Core, ack_timeout_s: float, retry_delays_s: Sequence[float]) -> None:
        self.socket = SocketMode(core.app)
        self.http = SignedHttp(core.app.signing_secret, core.clock, core.faults)
        self.transport: TransportName = "socket"
        self._core = core
        self._timeout_s = ack_timeout_s
        self._delays_s = tuple(retry_delays_s)
        self._tasks: set[asyncio.Task[Any]] = set()
        self.under_way = 0  # first attempts

    async def deliver(
        self, kind: DeliveryKind, payload: Json, *, transport: TransportName | None = None, retry: bool = False
    ) -> Delivery:
        """Deliver now; returns after the first attempt. Retries, if wanted and needed, go on in the background."""
        name = payload.get("event_id") or str(uuid.uuid4())
        delivery = Delivery(name, kind, payload, transport or self.transport)
        self._core.deliveries.append(delivery)
        self.under_way += 1
        try:
            stop = await self._attempt(delivery, None)
        finally:
            self.under_way -= 1
        if retry and not delivery.acknowledged and not stop:
            self.in_background(self._retry(delivery))
        return delivery

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """Once more the same, as if Slack had not heard the acknowledgement."""
        await self._attempt(delivery, "http_timeout" if delivery.transport == "http" else "timeout")
        return delivery

    def in_background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start something that goes on by itself; :meth:`close` ends it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End what is still under way, and the connections."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.socket.drop()
        await self.http.close()

    async def _retry(self, delivery: Delivery) -> None:
        for delay_s in self._delays_s:
            await asyncio.sleep(delay_s)
            reason = delivery.attempts[-1].error or "timeout"
            if await self._attempt(delivery, REASONS.get(reason, reason)) or delivery.acknowledged:
                return

    async def _attempt(self, delivery: Delivery, reason: str | None) -> bool:
        """One try; whether the app asked for no more."""
        attempt = Attempt(len(delivery.attempts), time.monotonic(), reason)
        delivery.attempts.append(attempt)
        stop = False
        if delivery.transport == "http":
            stop = await self.http.send(delivery.kind, delivery.payload, attempt, self._timeout_s)
        else:
            await self.socket.send(delivery.kind, delivery.payload, attempt, self._timeout_s)
        team = delivery.payload.get("team_id") or (delivery.payload.get("team") or {}).get("id", "")
        self._core.tell(Change("delivery", team))
        return stop
