"""Who may speak to the bot over HTTP: Microsoft's service alone, which signs what it sends.

The SDK checks the same again. What is done here beside it: keys are fetched in a thread and not too often, so that a
forged token can't hold up everything else; the key has to be one for Teams; and the tenant has to be ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import jwt
import structlog

log = structlog.get_logger(__name__)

FETCHED_S = 30.0  # keys are fetched anew for an unknown one at most so often
KEYS_TIMEOUT_S = 10
LEEWAY_S = 300  # by which clocks may differ, as Microsoft's documentation has it
THREADS = 4


class Refused(Exception):
    """This request isn't from where it says."""


class Keys(jwt.PyJWKClient):
    """Microsoft's keys; one that isn't among them has them fetched again only from time to time."""

    def __init__(self, uri: str) -> None:
        super().__init__(uri, timeout=KEYS_TIMEOUT_S, cooldown_duration=FETCHED_S)
        self._payload: Mapping[str, Any] = {}

    def fetch_data(self) -> Any:
        """The keys, fetched. Raises jwt.PyJWKClientError."""
        self._payload = super().fetch_data()
        return self._payload

    def endorsed(self, key_id: str | None, channel: str) -> bool:
        """Whether a key may sign for this channel; one that says nothing of channels may."""
        key: Mapping[str, Any] = next((each for each in self._payload.get("keys", ()) if each.get("kid") == key_id), {})
        return "endorsements" not in key or channel in key["endorsements"]


class Guard:
    """Looks at the token of each request, in threads of its own."""

    def __init__(self, client_id: str, keys_uri: str, issuer: str) -> None:
        self._audience = [client_id]
        self._issuer = issuer
        self.keys = Keys(keys_uri)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="footnote-token")

    async def check(self, authorization: str, activity: Mapping[str, Any]) -> None:
        """Raises Refused."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._check, authorization, activity)

    def _check(self, authorization: str, activity: Mapping[str, Any]) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused("no token")
        try:
            key = self.keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.PyJWTError as error:
            raise Refused(type(error).__name__) from error
        said, real = str(activity.get("serviceUrl") or ""), str(claims.get("serviceurl") or "")
        if not real or said.rstrip("/") != real.rstrip("/"):
            raise Refused("another service's address")
        if not self.keys.endorsed(key.key_id, str(activity.get("channelId") or "")):
            raise Refused("a key for another channel")

    def close(self) -> None:
        """Take nothing more."""
        self._threads.shutdown(wait=False)


def tenant_of(activity: Mapping[str, Any]) -> str:
    """The tenant that an activity is from; empty where it doesn't say."""
    channel_data, conversation = activity.get("channelData"), activity.get("conversation")
    tenant = channel_data.get("tenant") if isinstance(channel_data, dict) else None
    named = tenant.get("id") if isinstance(tenant, dict) else None
    if not named and isinstance(conversation, dict):
        named = conversation.get("tenantId")
    return named if isinstance(named, str) else ""


def is_loopback(address: str) -> bool:
    """Whether an address (``http://127.0.0.1:56150/…`` or ``localhost:3978``) leads to this machine."""
    try:
        return is_here(urlsplit(address if "//" in address else f"//{address}").hostname or "")
    except ValueError:
        return False


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
