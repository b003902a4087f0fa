"""Tokens, trigger_ids and response_urls: who may, how long, and how often."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from bot.loopback.clock import Clock
from bot.loopback.errors import Refused

TRIGGER_LASTS_S = 3.0
RESPONSE_URL_LASTS_S = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a token is: of the bot in a workspace, or of the app itself (Socket Mode)."""

    kind: Literal["bot", "app"]
    team: str


class Tokens:
    """Which tokens count."""

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}
        self._revoked: set[str] = set()

    def add(self, token: str, owner: Owner) -> None:
        """Let a token count."""
        self._owners[token] = owner
        self._revoked.discard(token)

    def revoke(self, team: str) -> list[str]:
        """End the bot's tokens of a workspace."""
        ended = [token for token, owner in self._owners.items() if owner == Owner("bot", team)]
        self._revoked.update(ended)
        return ended

    def owner(self, token: str | None) -> Owner:
        """Whose it is. Raises Refused: not_authed without a token, invalid_auth, token_revoked."""
        if not token:
            raise Refused("not_authed")
        if token in self._revoked:
            raise Refused("token_revoked")
        if token not in self._owners:
            raise Refused("invalid_auth")
        return self._owners[token]


@dataclass(slots=True)
class Trigger:
    """A trigger_id's story. ``view_id`` is the modal in which it came about."""

    user: str
    team: str
    made_at: float
    view_id: str | None = None
    used: bool = False


class Triggers:
    """trigger_ids: each opens one modal, within three seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, Trigger] = {}

    def new(self, team: str, user: str, view_id: str | None = None) -> str:
        """One more."""
        name = f"{len(self._made) + 1}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._made[name] = Trigger(user, team, self._clock.now(), view_id)
        return name

    def take(self, name: object) -> Trigger:
        """Use one up. Raises Refused: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        trigger = self._made.get(name) if isinstance(name, str) else None
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > TRIGGER_LASTS_S:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction: in which conversation, to whom, about which message."""

    team: str
    channel: str
    user: str
    message_ts: str | None
    made_at: float
    uses: int = 0


class ResponseUrls:
    """response_urls: five uses within 30 minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, ResponseUrl] = {}

    def new(self, team: str, channel: str, user: str, message_ts: str | None = None) -> str:
        """The last part of one more address."""
        name = secrets.token_urlsafe(18)
        self._made[name] = ResponseUrl(team, channel, user, message_ts, self._clock.now())
        return name

    def look(self, name: str) -> ResponseUrl:
        """What an address is for, without using it. Raises KeyError."""
        return self._made[name]

    def use(self, name: str) -> ResponseUrl:
        """Count a use. Raises Refused: invalid_url, expired_url, used_url."""
        url = self._made.get(name)
        if url is None:
            raise Refused("invalid_url")
        if self._clock.now() - url.made_at > RESPONSE_URL_LASTS_S:
            raise Refused("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        url.uses += 1
        return url
