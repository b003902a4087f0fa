"""Who gets in: only signed requests, only small ones, and nobody through a door without a lock."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar
from pydantic import SecretStr

from bot.loopback import LoopbackSlack
from bot.service.doors import check
from bot.service.limiting import MOST_BYTES, TooLarge, TooSlow, read
from bot.service.running import Service, service
from bot.settings import Settings
from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from knowledge.errors import InvalidSettings
from tests.bot.service.serving import alone, served, tokens
from tests.bot.slack.workspace import QUESTION, app_in, pets, workspace
from tests.conftest import ROOT

MESSAGES = "/api/messages"
SLACK: dict[str, Any] = {"slack_signing_secret": SecretStr("s3cret"), "slack_bot_token": SecretStr("xoxb-1")}
TEAMS: dict[str, Any] = {
    "teams_client_id": "1",
    "teams_tenant_id": "2",
    "teams_client_secret": SecretStr("a long secret"),
}


@asynccontextmanager
async def at_work(slack: LoopbackSlack | None, **set_: Any) -> AsyncIterator[tuple[Service, ClientSession]]:
    """The service in this process, with these settings."""
    services = pets()
    given: dict[str, Any] = {"schedule": False}
    if slack:
        given |= {
            "slack_bot_token": SecretStr(slack.app.bot_token),
            "slack_signing_secret": SecretStr(slack.app.signing_secret),
            "slack_api_url": slack.api_url,
        }
    services.settings = services.settings.model_copy(update=given | set_)
    async with service(services, "127.0.0.1", 0) as running, ClientSession(cookie_jar=DummyCookieJar()) as client:
        yield running, client


def in_slack(work: Callable[[Service, ClientSession, LoopbackSlack], Awaitable[None]], **set_: Any) -> None:
    async def doing() -> None:
        async with workspace("http") as slack, at_work(slack, **set_) as (running, client):
            slack.request_url = running.address + EVENTS_PATH
            await work(running, client, slack)

    alone(doing())


# -- requests ----------------------------------------------------------------------------------------------------------


def test_what_is_not_signed_by_slack_is_refused_and_nothing_else_is_there() -> None:
    async def work(running: Service, client: ClientSession, slack: LoopbackSlack) -> None:
        async def status(method: str, path: str, **how: Any) -> int:
            async with client.request(method, running.address + path, allow_redirects=False, **how) as response:
                return response.status

        assert await slack.verify_url()
        assert await status("POST", EVENTS_PATH, data=b"{}") == 401
        assert await status("POST", EVENTS_PATH, data=b"\xff\xfe") == 400
        assert await status("GET", EVENTS_PATH) == 404
        assert await status("POST", MESSAGES, data=b"{}") == 404
        assert await status("GET", "/") == 404
        assert await status("POST", "/metrics") == 404
        assert await status("GET", INSTALL_PATH) == 404

    in_slack(work)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_turned_away_before_anything_looks_at_it(announced: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 65_536 + 1):
            yield b"x" * 65_536

    async def work(running: Service, client: ClientSession, slack: LoopbackSlack) -> None:
        body: Any = b"x" * (MOST_BYTES + 1) if announced else pieces()
        async with client.post(running.address + EVENTS_PATH, data=body) as response:
            assert response.status == 413
            assert (await response.json())["error"] == "This request is larger than it may be."

    in_slack(work)


def test_the_slack_app_by_itself_turns_a_large_body_away_as_well() -> None:
    async def doing() -> None:
        async with workspace("http") as slack, app_in(slack, pets()), ClientSession() as client:
            assert slack.request_url
            async with client.post(slack.request_url, data=b"x" * (MOST_BYTES + 1)) as response:
                assert response.status == 413

    alone(doing())


def test_a_body_that_does_not_come_holds_nobody_up() -> None:
    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def work() -> None:
        with pytest.raises(TooSlow):
            await read({"headers": []}, never, within_s=0.05)
        with pytest.raises(TooSlow):
            await read({"headers": []}, gone)
        with pytest.raises(TooLarge):
            await read({"headers": [(b"content-length", b"100")]}, never, most_bytes=99)

    alone(work())


def test_workspaces_install_the_app_at_its_pages_and_a_forged_state_is_refused() -> None:
    async def work(running: Service, client: ClientSession, slack: LoopbackSlack) -> None:
        async with client.get(running.address + INSTALL_PATH) as response:
            assert response.status == 200
            assert slack.authorize_url in await response.text()
        async with client.get(running.address + REDIRECT_PATH, params={"code": "c", "state": "forged"}) as response:
            assert response.status == 400

    in_slack(work, slack_client_id="1.2", slack_client_secret=SecretStr("a long secret"))


def test_a_question_is_answered_in_this_process_too_and_its_end_waits_for_the_answer() -> None:
    async def doing() -> None:
        async with workspace("http") as slack:
            async with at_work(slack) as (running, _):
                slack.request_url = running.address + EVENTS_PATH
                asked = await slack.post("U0ALICE", "C0GENERAL", f"<@{slack.bot}> {QUESTION}", wait=False)
                await slack.until(lambda: running.pool.under_way or slack.replies(asked.channel, asked.ts))
            assert "48%" in str(slack.replies(asked.channel, asked.ts)[0].blocks)

    alone(doing())


# -- Teams -------------------------------------------------------------------------------------------------------------


def test_teams_has_its_door_in_the_same_process() -> None:
    """In development: what nobody signed comes in from this machine alone, small, and not from a page of a browser."""
    pytest.importorskip("microsoft_teams.apps")

    async def doing() -> None:
        async with at_work(None, development=True, teams_unauthenticated=True) as (running, client):

            async def status(body: bytes, **headers: str) -> int:
                async with client.post(running.address + MESSAGES, data=body, headers=headers) as response:
                    return response.status

            activity = (
                b'{"type":"message","id":"1","from":{"id":"a"},"recipient":{"id":"b"},"conversation":{"id":"c"},'
                b'"serviceUrl":"https://elsewhere.example"}'
            )
            assert await status(b"{}") == 400
            assert await status(activity) == 403
            assert await status(activity, Origin="https://elsewhere.example") == 403
            assert await status(b"x" * 300_000) == 413
            assert await status(b"x" * (MOST_BYTES + 1)) == 413

    alone(doing())


# -- starting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "host", "said"),
    [
        ({}, "127.0.0.1", "There is nothing to serve: set SLACK_SIGNING_SECRET"),
        ({"slack_bot_token": SecretStr("xoxb-1")}, "127.0.0.1", "SLACK_SIGNING_SECRET is not set"),
        (SLACK | {"slack_signing_secret": SecretStr(" ")}, "127.0.0.1", "SLACK_SIGNING_SECRET is not set"),
        (SLACK | {"teams_unauthenticated": True}, "127.0.0.1", "with which anybody could speak to the bot"),
        (TEAMS | {"teams_unauthenticated": True}, "0.0.0.0", "with which anybody could speak to the bot"),
        (SLACK | {"development": True}, "0.0.0.0", "only this machine may speak to the bot"),
        (SLACK | {"development": True}, "bot.example.org", "only this machine may speak to the bot"),
        (TEAMS | {"teams_tenant_id": None}, "127.0.0.1", "TEAMS_TENANT_ID is not set"),
        (TEAMS | {"teams_client_secret": None}, "127.0.0.1", "TEAMS_CLIENT_SECRET is not set"),
    ],
)
def test_it_refuses_to_start_without_a_door_or_with_one_that_has_no_lock(
    given: dict[str, Any], host: str, said: str, own_library: Path
) -> None:
    with pytest.raises(InvalidSettings) as caught:
        check(Settings(library=own_library).model_copy(update=given), host)
    assert said in str(caught.value)


@pytest.mark.parametrize("given", [SLACK, TEAMS, SLACK | TEAMS, SLACK | {"development": True}])
def test_with_every_door_locked_it_may_start(given: dict[str, Any], own_library: Path) -> None:
    check(Settings(library=own_library).model_copy(update=given), "127.0.0.1")


def test_the_command_ends_with_one_sentence_where_a_door_has_no_lock(own_library: Path) -> None:
    variables = {"FOOTNOTE_LIBRARY": str(own_library), "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS": "true"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", "0"],
        cwd=ROOT,
        env={"HOME": str(own_library), "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("footnote: DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS is set")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_token_that_slack_does_not_take_ends_it_with_one_sentence() -> None:
    async def doing() -> None:
        async with workspace("http") as slack:
            with pytest.raises(InvalidSettings, match="SLACK_BOT_TOKEN is not accepted by Slack"):
                async with at_work(slack, slack_bot_token=SecretStr("xoxb-other")):
                    pass

    alone(doing())


def test_no_secret_and_no_word_of_a_question_is_in_the_log(own_library: Path) -> None:
    async def work() -> None:
        how = {"FOOTNOTE_LOG_LEVEL": "info", "FOOTNOTE_LOG_FORMAT": "json"}
        async with served(own_library, **how) as at:
            await at.ready()
            for text in (QUESTION, "What does the zebra cost?"):
                await at.answered(await at.mention(text))
            await at.slack.slash("U0ALICE", "C0GENERAL", "/footnote", "tapir")
            await at.slack.quiet(0.1)
            at.terminate()
            assert await at.ended() == 0
            lines = "\n".join(at.said)
            assert '"event": "http"' in lines
            assert '"http": "' in lines
            hidden = [*tokens(at.slack).values(), "zebra", "tapir", "cat in the office"]
            assert [each for each in hidden if each in lines and "127.0.0.1" not in each] == []

    alone(work())
