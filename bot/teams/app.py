"""Builds the Teams app: who may speak to it, what it hears, and what it hears it with."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from fastapi import FastAPI
from microsoft_teams.api.auth.cloud_environment import CloudEnvironment, from_name
from microsoft_teams.common import ClientOptions

from bot.desk import Desk
from bot.journal import Journal
from bot.pool import Pool
from bot.settings import Settings
from bot.teams import handlers
from bot.teams.door import Door
from bot.teams.guard import Guard
from bot.teams.handlers.listening import PEOPLE, Parts
from bot.teams.manifest import MESSAGES_PATH
from knowledge.errors import InvalidSettings

TIMEOUT_S = 30.0
# What the SDK would read behind the settings' back.
READ = "CLIENT_ID CLIENT_SECRET TENANT_ID MANAGED_IDENTITY_CLIENT_ID SERVICE_URL CLOUD PORT".split()
ENTRA = "your app's registration in Microsoft Entra (Azure portal)"


class Built(NamedTuple):
    """The app on its FastAPI app, which whoever runs it serves."""

    teams: Any  # the SDK's App
    api: FastAPI
    parts: Parts
    door: Door
    guard: Guard | None

    async def close(self) -> None:
        """Take nothing more, and finish what is under way."""
        self.door.closed = True
        self.parts.stopping.set()
        await self.parts.finish()
        if self.guard:
            self.guard.close()


async def build(
    desk: Desk,
    settings: Settings,
    journal: Journal,
    pool: Pool,
    *,
    api: FastAPI | None = None,
    development: bool = False,
    cloud: CloudEnvironment | None = None,
    token: Any = None,
) -> Built:
    """The app with all its handlers, which takes Teams' requests at ``MESSAGES_PATH`` of ``api`` from now on.

    ``development`` has it take requests that nobody signed, of this machine alone. ``cloud`` and ``token`` (a provider
    of tokens) are for another service than Microsoft's. Raises InvalidSettings.
    """
    check(settings, development=development)
    where = cloud or from_name(settings.teams_cloud)
    api = api or FastAPI(openapi_url=None)
    guard = None if development else Guard(settings.teams_client_id or "", _keys(where), where.token_issuer)
    door = Door(api, guard, settings.teams_tenant_id)
    with _unread_environment():
        teams = _app(settings, door, where, token, development=development)
        await teams.initialize()
    if guard:
        _share_keys(teams, guard)
    parts = Parts(
        desk,
        journal,
        pool,
        # The playground for agents knows the client's own form alone.
        feedback="default" if development else "custom",
        help_channel=settings.help_channel if (settings.help_channel or "").startswith(PEOPLE) else None,
    )
    handlers.register(teams, parts)
    return Built(teams, api, parts, door, guard)


def check(settings: Settings, *, development: bool) -> None:
    """Look at the settings before anything else. Raises InvalidSettings with one sentence."""
    if development:
        return
    if settings.teams_unauthenticated:
        raise InvalidSettings(
            "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS is set, with which anybody could speak to the bot: unset it, or"
            " try the bot out on this machine with footnote teams --development."
        )
    if not settings.teams_client_id:
        raise InvalidSettings(f"TEAMS_CLIENT_ID is not set: it takes the application (client) id of {ENTRA}.")
    if not settings.teams_tenant_id:
        raise InvalidSettings(f"TEAMS_TENANT_ID is not set: it takes the directory (tenant) id of {ENTRA}.")
    if not settings.teams_client_secret and not settings.teams_managed_identity:
        raise InvalidSettings(
            f"TEAMS_CLIENT_SECRET is not set: it takes a client secret of {ENTRA}; on Azure TEAMS_MANAGED_IDENTITY will"
            " do instead."
        )


def _app(settings: Settings, door: Door, cloud: CloudEnvironment, token: Any, *, development: bool) -> Any:
    from microsoft_teams.apps import App  # here, since loading it reads a .env file into the environment

    logging.getLogger("microsoft_teams").setLevel(logging.WARNING)  # below it, what people say goes into its lines
    logging.getLogger("microsoft_teams.apps.http.http_server").setLevel(logging.CRITICAL)  # with an error, too
    secret = settings.teams_client_secret
    who: dict[str, Any] = {
        "client_id": settings.teams_client_id,
        "client_secret": secret.get_secret_value() if secret and token is None else None,
        "tenant_id": settings.teams_tenant_id,
        "managed_identity_client_id": settings.teams_managed_identity,
        "token": token,
    }
    return App(
        **({} if development else who),
        http_server_adapter=door,
        messaging_endpoint=MESSAGES_PATH,
        client=ClientOptions(timeout=TIMEOUT_S),
        cloud=cloud,
        state=False,
        fetch_user_token=False,
        dangerously_allow_unauthenticated_requests=development,
        telemetry={"agent365": False},
    )


def _keys(cloud: CloudEnvironment) -> str:
    """Where the keys are with which that cloud signs; as the SDK finds them."""
    return re.sub(r"/openidconfiguration$", "/keys", cloud.openid_metadata_url)


def _share_keys(teams: Any, guard: Guard) -> None:
    """The SDK checks tokens with the guard's keys, which are at hand by then: it would fetch them in the event loop."""
    from microsoft_teams.apps.auth import TokenValidator

    validator = TokenValidator.for_service(teams.id, cloud=teams.cloud)
    validator._jwks_client = guard.keys  # noqa: SLF001  (there is no other way in)
    teams.server._token_validator = validator  # noqa: SLF001  (and Entra's tokens, without a service's address, out)


@contextmanager
def _unread_environment() -> Iterator[None]:
    """Without the variables that the SDK would read, and with none that it would read from a file."""
    hidden = {name: os.environ.pop(name) for name in READ if name in os.environ}
    known = set(os.environ)
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    try:
        yield
    finally:
        for added in set(os.environ) - known:
            del os.environ[added]
        os.environ.update(hidden)
