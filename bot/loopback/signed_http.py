"""Deliveries over HTTP, signed as Slack signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.loopback.clock import Clock
from bot.loopback.faults import Faults
from bot.loopback.records import Attempt, DeliveryKind, Json

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class SignedHttp:
    """Posts payloads to the app's request URL."""

    def __init__(self, signing_secret: str, clock: Clock, faults: Faults) -> None:
        self.url: str | None = None
        self._secret = signing_secret
        self._clock = clock
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get ready, in the event loop that will be used."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close connections."""
        if self._session:
            await self._session.close()

    async def send(self, kind: DeliveryKind, payload: Json, attempt: Attempt, timeout_s: float) -> bool:
        """Post once and write down in the attempt what came of it. Whether the app asked for no more retries."""
        if self.url is None or self._session is None:
            attempt.error = "no_connection"
            return False
        body, content_type = _encoded(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (loopback)", **self._signature(body)}
        if attempt.number:
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason or ""}
        try:
            timeout = aiohttp.ClientTimeout(total=timeout_s)
            async with self._session.post(self.url, data=body.encode(), headers=headers, timeout=timeout) as response:
                text = await response.text()
        except TimeoutError:
            attempt.error = "http_timeout"
            return False
        except aiohttp.ClientError:
            attempt.error = "connection_failed"
            return False
        attempt.answered_s = time.monotonic() - attempt.sent_at
        attempt.status = response.status
        attempt.accepted = 200 <= response.status < 300
        attempt.error = None if attempt.accepted else "http_error"
        attempt.body = _decoded(text, response.content_type)
        return response.headers.get("X-Slack-No-Retry") == "1"

    def _signature(self, body: str) -> dict[str, str]:
        """The two headers, or what a forgery makes of them."""
        forgery = self._faults.next_forgery()
        if forgery and forgery.unsigned:
            return {}
        stamp = str(int(self._clock.now() - (forgery.age_s if forgery else 0)))
        secret = forgery.secret if forgery and forgery.secret else self._secret
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: DeliveryKind, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), JSON_TYPE
    if kind == "slash_commands":
        return urlencode(payload), FORM_TYPE
    return urlencode({"payload": json.dumps(payload)}), FORM_TYPE


def _decoded(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type == JSON_TYPE:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
