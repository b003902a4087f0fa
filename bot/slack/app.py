"""Builds the Bolt app: who may speak for it, what it hears, and what it hears it with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.journal import Journal
from bot.pool import Pool
from bot.settings import Settings
from bot.slack import listeners
from bot.slack.listeners.listening import Parts
from bot.slack.oauth import OAuth
from bot.slack.speaking import retry_handlers, sdk_logger

TIMEOUT_S = 30
CONNECTIONS = 50  # to Slack at a time


def web_client(settings: Settings, session: ClientSession | None = None) -> AsyncWebClient:
    """A client of the Web API with the bot's token, if there is one; its connections are kept open in the session."""
    token = settings.slack_bot_token
    return AsyncWebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.slack_api_url,
        timeout=TIMEOUT_S,
        session=session,
        retry_handlers=retry_handlers(),
        logger=sdk_logger(),
    )


def build(
    desk: Desk, settings: Settings, journal: Journal, pool: Pool, *, client: AsyncWebClient, oauth: OAuth | None = None
) -> tuple[AsyncApp, Parts]:
    """The app with all its listeners, and what they work with.

    The client speaks with the bot's token for one workspace. For several it needs none: OAuth keeps theirs.
    """
    secret = settings.slack_signing_secret
    with _unread_environment():
        app = AsyncApp(
            name="footnote",
            logger=sdk_logger(),
            client=client,
            signing_secret=secret.get_secret_value() if secret else "",
            request_verification_enabled=True,
            oauth_flow=oauth.flow(client) if oauth else None,
            attaching_conversation_kwargs_enabled=False,
        )
    if oauth:
        app.enable_token_revocation_listeners()
    parts = Parts(desk, journal, pool, person_button=bool(settings.help_channel), admin_channel=settings.admin_channel)
    listeners.register(app, parts)
    return app, parts


@contextmanager
def _unread_environment() -> Iterator[None]:
    """Without SLACK_… variables: Bolt would read them behind the settings' back, and turn OAuth on unasked."""
    hidden = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
