"""What Slack tells the app, translated into requests; one module for each kind, each with ``register(app, parts)``."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, administering, commands, events, home, journal, reviewing, shortcuts, views
from bot.slack.listeners.listening import Heard, Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear what the manifest subscribes to; what else comes is acknowledged, so that Slack doesn't send it again."""
    for kind in (events, home, administering, reviewing, commands, journal, actions, views, shortcuts):
        kind.register(app, parts)
    app.event(re.compile(r".*"))(parts.listener(_nothing))


async def _nothing(_heard: Heard) -> None:
    pass
