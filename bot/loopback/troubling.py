"""Making life hard for an app: failures, forgeries, duplicates, lost connections."""

from __future__ import annotations

from collections.abc import Mapping

from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.faults import Delay, Fault, Forgery
from bot.loopback.records import Delivery, DeliveryKind, Json, TransportName


class Troubling:
    """The unkind half of :class:`bot.loopback.slack.LoopbackSlack`."""

    _core: Core
    _deliveries: Deliveries

    def fail(
        self,
        method: str,
        times: int | None = 1,
        *,
        error: str | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        drop: bool = False,
    ) -> None:
        """Let the next calls of a method fail with a Slack error, or an HTTP status.

        ``"response_url"`` and ``"*"`` work, too. ``drop`` closes the connection without an answer. None for times means
        always, until :meth:`mend`.
        """
        self._core.faults.add(method, Fault(times, error, status, headers or {}, drop))

    def ratelimit(self, method: str, times: int | None = 1, retry_after_s: int = 1) -> None:
        """Let the next calls fail with 429, ratelimited and Retry-After."""
        self.fail(method, times, error="ratelimited", status=429, headers={"Retry-After": str(retry_after_s)})

    def slow(self, method: str, seconds: float, times: int | None = None) -> None:
        """Let calls of a method (or ``"*"``) take so long."""
        self._core.faults.slow(method, Delay(times, seconds))

    def mend(self) -> None:
        """Forget failures, slowness, forgeries and duplicates that were asked for."""
        self._core.faults.clear()

    def duplicate(self, times: int | None = 1) -> None:
        """Deliver the next events twice, with the same event_id, at the same time."""
        self._core.faults.double(times)

    def forge(
        self, times: int | None = 1, *, secret: str | None = None, age_s: float = 0.0, unsigned: bool = False
    ) -> None:
        """Send the next HTTP deliveries with a wrong secret, an old timestamp, or no signature."""
        self._core.faults.forge(Forgery(times, secret, age_s, unsigned))

    async def deliver(
        self, kind: DeliveryKind, payload: Json, *, transport: TransportName | None = None, retry: bool = False
    ) -> Delivery:
        """Deliver a payload of one's own making, as it is."""
        return await self._deliveries.deliver(kind, payload, transport=transport, retry=retry)

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """The same delivery again (same event_id), as a retry would be."""
        return await self._deliveries.redeliver(delivery)

    async def refresh_connections(self) -> None:
        """Ask all Socket Mode connections to make way for new ones (disconnect, refresh_requested)."""
        await self._deliveries.socket.refresh()

    async def drop_connections(self) -> None:
        """Cut all Socket Mode connections without a word."""
        await self._deliveries.socket.drop()
