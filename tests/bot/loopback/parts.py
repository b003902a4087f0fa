"""What the tests of the loopback Slack share: a client of the real SDK, and a real Bolt app over either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import LoopbackSlack

BOTH = pytest.mark.parametrize("transport", ["socket", "http"])

MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 20},
        }
    ],
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Press"), "action_id": action_id, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value.title()), "value": value} for value in values]


FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        }
    ],
}


def client(slack: LoopbackSlack, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.app.bot_token, base_url=slack.api_url)


async def refusal(call: Any) -> SlackApiError:
    """The error that a call of the SDK ends with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value


async def error_of(call: Any) -> str:
    return str((await refusal(call)).response["error"])


def bolt(slack: LoopbackSlack) -> AsyncApp:
    return AsyncApp(client=client(slack), signing_secret=slack.app.signing_secret)


@asynccontextmanager
async def running(slack: LoopbackSlack, app: AsyncApp, transport: str, port: int = 0) -> AsyncIterator[None]:
    """The app, reached over Socket Mode or over HTTP."""
    if transport == "http":
        runner = web.AppRunner(app.web_app("/slack/events"))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        slack.transport = "http"
        slack.request_url = "http://{}:{}/slack/events".format(*runner.addresses[0][:2])
        try:
            yield
        finally:
            await runner.cleanup()
    else:
        handler = AsyncSocketModeHandler(app, slack.app.app_token)
        await handler.connect_async()
        await slack.connected()
        try:
            yield
        finally:
            await handler.close_async()
