"""The Web API is as particular as Slack's: tokens, scopes, arguments, errors, and trouble on demand."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import AppConfig, LoopbackSlack
from tests.bot.loopback.parts import client, error_of, refusal, section


async def raw(slack: LoopbackSlack, method: str, **kwargs: Any) -> dict[str, Any]:
    """A call without the SDK."""
    headers = {"Authorization": f"Bearer {slack.app.bot_token}"}
    url = slack.api_url + method
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, **kwargs) as response:
        answer: dict[str, Any] = await response.json()
        return answer


def test_a_token_must_be_one_that_slack_gave() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            assert await error_of(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"
            assert await error_of(client(slack, "xoxb-of-nobody").auth_test()) == "invalid_auth"
            assert await error_of(client(slack, slack.app.app_token).auth_test()) == "not_allowed_token_type"
            wrong = client(slack).apps_connections_open(app_token=slack.app.bot_token)
            assert await error_of(wrong) == "not_allowed_token_type"
            await slack.uninstall()
            assert await error_of(client(slack).auth_test()) == "token_revoked"
            assert slack.install() == slack.app.bot_token
            who = await client(slack).auth_test()
            assert (who["user_id"], who["bot_id"], who["team_id"]) == (slack.bot, slack.bot_id, slack.team)

    asyncio.run(scenario())


def test_auth_test_tells_the_scopes_in_a_header() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            slack.grant("chat:write", "commands")
            assert (await client(slack).auth_test()).headers["x-oauth-scopes"] == "chat:write,commands"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        (lambda web: web.chat_postMessage(channel="C0GENERAL", text="x"), "chat:write"),
        (lambda web: web.users_info(user="U0ALICE"), "users:read"),
        (lambda web: web.conversations_info(channel="C0GENERAL"), "channels:read"),
        (lambda web: web.conversations_info(channel="G0PRIVATE"), "groups:read"),
        (lambda web: web.conversations_replies(channel="D0ALICE", ts="1.1"), "im:history"),
        (lambda web: web.reactions_add(channel="C0GENERAL", timestamp="1.1", name="eyes"), "reactions:write"),
        (lambda web: web.files_getUploadURLExternal(filename="a", length=1), "files:write"),
        (lambda web: web.usergroups_users_list(usergroup="S1"), "usergroups:read"),
        (
            lambda web: web.assistant_threads_setTitle(channel_id="D0ALICE", thread_ts="1.1", title="x"),
            "assistant:write",
        ),
    ],
)
def test_a_method_needs_its_scope(call: Any, needed: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(AppConfig(scopes=frozenset({"team:read"}))) as slack:
            error = await refusal(call(client(slack)))
            assert error.response["error"] == "missing_scope"
            assert error.response["needed"] == needed
            assert error.response["provided"] == "team:read"

    asyncio.run(scenario())


def test_what_is_not_imitated_is_an_unknown_method() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            assert await error_of(client(slack).pins_add(channel="C0GENERAL", timestamp="1.1")) == "unknown_method"

    asyncio.run(scenario())


def test_arguments_come_as_form_query_or_json() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            blocks = '[{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]'
            form = {"channel": "C0GENERAL", "text": "form", "blocks": blocks}
            assert (await raw(slack, "chat.postMessage", data=form))["ok"]
            assert (
                await raw(slack, "chat.postMessage", json={"channel": "C0GENERAL", "text": "json", "blocks": blocks})
            )["ok"]
            assert (await raw(slack, "chat.postMessage", params={"channel": "C0GENERAL", "text": "query"}))["ok"]
            assert [one.text for one in slack.messages("C0GENERAL")] == ["form", "json", "query"]
            assert slack.calls[0].arguments["blocks"] == slack.calls[1].arguments["blocks"] == [section("x")]

    asyncio.run(scenario())


def test_methods_that_look_something_up_do_not_read_json() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            assert (await raw(slack, "users.info", data={"user": "U0ALICE"}))["user"]["name"] == "alice"
            assert (await raw(slack, "users.info", json={"user": "U0ALICE"}))["error"] == "invalid_arguments"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"json": ["x"]}, "json_not_object"),
        ({"data": {"channel": "C0GENERAL", "blocks": "["}}, "invalid_blocks_format"),
        ({"data": {"text": "x"}}, "invalid_arguments"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(sent: dict[str, Any], error: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            assert (await raw(slack, "chat.postMessage", **sent))["error"] == error

    asyncio.run(scenario())


def test_a_rate_limit_comes_with_429_and_retry_after_and_the_sdk_waits_for_it() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            slack.ratelimit("chat.postMessage", retry_after_s=1)
            error = await refusal(client(slack).chat_postMessage(channel="C0GENERAL", text="x"))
            assert (error.response.status_code, error.response["error"]) == (429, "ratelimited")
            assert error.response.headers["Retry-After"] == "1"
            slack.ratelimit("chat.postMessage", retry_after_s=1)
            patient = client(slack)
            patient.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
            began = time.monotonic()
            await patient.chat_postMessage(channel="C0GENERAL", text="later")
            assert time.monotonic() - began >= 1
            assert [call.status for call in slack.called("chat.postMessage")] == [429, 429, 200]

    asyncio.run(scenario())


def test_calls_fail_as_often_as_asked_and_are_written_down() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            slack.fail("auth.test", times=2, error="fatal_error")
            assert await error_of(web.auth_test()) == await error_of(web.auth_test()) == "fatal_error"
            assert (await web.auth_test())["ok"]
            slack.fail("*", None, error="service_unavailable", status=503)
            assert (await refusal(web.auth_test())).response.status_code == 503
            slack.mend()
            await web.auth_test()
            assert [call.ok for call in slack.called("auth.test")] == [False, False, True, False, True]

    asyncio.run(scenario())


def test_a_dropped_call_ends_without_an_answer() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            slack.fail("auth.test", drop=True)
            impatient = client(slack)
            impatient.retry_handlers = []
            with pytest.raises(aiohttp.ClientError):
                await impatient.auth_test()
            assert (await impatient.auth_test())["ok"]

    asyncio.run(scenario())


def test_a_slow_method_takes_its_time() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            slack.slow("auth.test", 0.2, times=1)
            began = time.monotonic()
            await client(slack).auth_test()
            assert time.monotonic() - began >= 0.2
            impatient = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url, timeout=1)
            impatient.retry_handlers = []
            slack.slow("auth.test", 5)
            with pytest.raises(TimeoutError):
                await impatient.auth_test()

    asyncio.run(scenario())


def test_people_bots_groups_and_the_team_can_be_looked_up() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            ada = (await web.users_info(user="U0ADMIN"))["user"]
            assert (ada["name"], ada["is_admin"], ada["team_id"]) == ("ada", True, slack.team)
            assert await error_of(web.users_info(user="U0NOBODY")) == "user_not_found"
            assert (await web.bots_info(bot=slack.bot_id))["bot"]["user_id"] == slack.bot
            assert await error_of(web.bots_info(bot="B0NOBODY")) == "bot_not_found"
            slack.add_usergroup("S0ANALYSTS", ["U0ALICE"])
            assert (await web.usergroups_users_list(usergroup="S0ANALYSTS"))["users"] == ["U0ALICE"]
            assert await error_of(web.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"
            assert (await web.team_info())["team"]["id"] == slack.team

    asyncio.run(scenario())


def test_every_call_tells_those_who_listen() -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.1) as slack:
            heard: list[str] = []
            unsubscribe = slack.subscribe(lambda change: heard.append(change.kind))
            await client(slack).chat_postMessage(channel="C0GENERAL", text="x")
            assert heard[:2] == ["message", "call"]
            await slack.quiet()
            unsubscribe()
            before = list(heard)
            await client(slack).auth_test()
            assert heard == before

    asyncio.run(scenario())


def test_waiting_in_vain_tells_what_was_called() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            with pytest.raises(SlackApiError):
                await client(slack).chat_postMessage(channel="C0NOWHERE", text="x")
            with pytest.raises(TimeoutError, match=r"chat.postMessage: channel_not_found"):
                await slack.until(lambda: slack.messages("C0GENERAL"), timeout_s=0.1)

    asyncio.run(scenario())
