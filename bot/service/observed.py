"""A desk whose every reply is counted, timed and traced."""

from __future__ import annotations

import time

from bot.desk import Desk
from bot.metrics import Metrics
from bot.replies import Reply
from bot.requests import Request, Watch
from bot.tracing import Tracing
from bot.wiring import Services


class ObservedDesk(Desk):
    """The desk, observed."""

    def __init__(self, services: Services, metrics: Metrics, tracing: Tracing) -> None:
        super().__init__(services)
        self._metrics = metrics
        self._tracing = tracing

    def handle(self, request: Request, watch: Watch | None = None) -> Reply:
        """The reply to a request; never raises but for what ends the process."""
        began = time.perf_counter()
        with self._tracing.question(request) as replied:
            reply = super().handle(request, watch)
            replied(reply)
        self._metrics.replied(request, reply, time.perf_counter() - began)
        return reply
