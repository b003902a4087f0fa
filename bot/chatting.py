"""``slack``: serves a chat until it is told to end."""

from __future__ import annotations

import asyncio

from bot.replies import TextReply
from bot.requests import (
    Request,
    ServingOptions,
    Watch,
)
from bot.slack.running import run_http, run_socket_mode
from bot.wiring import Services


def slack(services: Services, request: Request, watch: Watch) -> TextReply:
    """Serve Slack until SIGINT or SIGTERM. Raises InvalidSettings, LibraryError."""
    from bot.desk import Desk  # which knows this module, by way of the table of commands

    options = request.options if isinstance(request.options, ServingOptions) else ServingOptions()
    services.apart = True
    desk, settings, journal = Desk(services), services.settings, services.journal
    if options.port is None:
        asyncio.run(run_socket_mode(desk, settings, journal, watch.say))
    else:
        asyncio.run(run_http(desk, settings, journal, options.port, options.host, watch.say))
    return TextReply("Ended: what was asked is answered.")
