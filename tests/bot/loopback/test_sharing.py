"""Files that people share: told of as Slack does, and handed out to those alone who may read them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import Impossible, LoopbackSlack
from bot.loopback.slack import ALICE

DM = "D0ALICE"


def run(work: Callable[[LoopbackSlack, AsyncWebClient], Awaitable[None]]) -> None:
    async def doing() -> None:
        async with LoopbackSlack(ack_timeout_s=0.05, retry_delays_s=()) as slack:
            await work(slack, AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url))

    asyncio.run(asyncio.wait_for(doing(), 30))


def told(slack: LoopbackSlack) -> dict[str, Any]:
    event: dict[str, Any] = slack.delivered("events_api", "message")[-1].event
    return event


async def fetched(url: str, token: str) -> tuple[int, bytes]:
    async with (
        ClientSession() as session,
        session.get(url, headers={"Authorization": f"Bearer {token}"}, allow_redirects=False) as response,
    ):
        return response.status, await response.read()


def test_a_shared_file_comes_as_a_message_with_where_to_fetch_it() -> None:
    async def work(slack: LoopbackSlack, _: AsyncWebClient) -> None:
        message = await slack.share(ALICE.id, DM, {"a report.md": b"# A"}, "here it is")
        event = told(slack)
        assert (event["subtype"], event["text"], event["channel_type"]) == ("file_share", "here it is", "im")
        (file,) = event["files"]
        assert (file["name"], file["size"], file["user"], file["mode"]) == ("a report.md", 3, ALICE.id, "hosted")
        assert (file["mimetype"], file["id"]) == ("text/markdown", message.files[0])
        assert await fetched(file["url_private_download"], slack.app.bot_token) == (200, b"# A")

    run(work)


def test_without_a_token_or_its_scope_the_content_is_not_handed_out() -> None:
    async def work(slack: LoopbackSlack, client: AsyncWebClient) -> None:
        await slack.share(ALICE.id, DM, {"a.md": b"# A"})
        url = told(slack)["files"][0]["url_private"]
        assert (await fetched(url, "xoxb-wrong"))[0] == 403
        slack.grant("chat:write")
        status, content = await fetched(url, slack.app.bot_token)
        assert (status, b"# A" in content) == (302, False)
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client.files_info(file=told(slack)["files"][0]["id"])

    run(work)


def test_a_hidden_file_has_to_be_asked_for() -> None:
    async def work(slack: LoopbackSlack, client: AsyncWebClient) -> None:
        await slack.share(ALICE.id, DM, {"a.md": b"# A"}, hidden=True)
        (seen,) = told(slack)["files"]
        assert seen == {"id": seen["id"], "mode": "file_access", "file_access": "check_file_info"}
        answer: Any = await client.files_info(file=seen["id"])
        assert answer["file"]["name"] == "a.md"
        with pytest.raises(SlackApiError, match="file_not_found"):
            await client.files_info(file="F0NONE")

    run(work)


def test_one_shares_only_where_one_is_and_only_what_there_is() -> None:
    async def work(slack: LoopbackSlack, _: AsyncWebClient) -> None:
        with pytest.raises(Impossible):
            await slack.share("U0BORIS", DM, {"a.md": b"# A"})
        with pytest.raises(Impossible, match="no file"):
            await slack.share(ALICE.id, DM, {})

    run(work)
