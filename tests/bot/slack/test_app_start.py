"""Starting the app: tokens that are missing or wrong, the command line, and installing it in several workspaces."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar
from pydantic import SecretStr

from bot.desk import Desk
from bot.loopback import AppConfig, Channel, LoopbackSlack, User
from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, SCOPES, manifest
from bot.slack.running import http, socket_mode
from bot.wiring import Services
from knowledge.errors import InvalidSettings
from tests.bot.slack.workspace import ALICE, CATS, GENERAL, QUESTION, alone, pets, workspace
from tests.conftest import ROOT


def settings_of(slack: LoopbackSlack, **instead: Any) -> Services:
    services = pets()
    given = {
        "slack_bot_token": SecretStr(slack.app.bot_token),
        "slack_app_token": SecretStr(slack.app.app_token),
        "slack_signing_secret": SecretStr(slack.app.signing_secret),
        "slack_api_url": slack.api_url,
    }
    services.settings = services.settings.model_copy(update=given | instead)
    return services


async def start(services: Services, transport: str = "socket") -> None:
    desk = Desk(services)
    if transport == "socket":
        async with socket_mode(desk, services.settings, services.journal):
            pass
    else:
        async with http(desk, services.settings, services.journal, 0):
            pass


# -- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        (
            {"slack_bot_token": None},
            "SLACK_BOT_TOKEN is not set: it takes the Bot User OAuth Token (xoxb-…) under OAuth",
        ),
        (
            {"slack_app_token": None},
            "SLACK_APP_TOKEN is not set: it takes an App-Level Token (xapp-…) with connections:w",
        ),
        ({"slack_bot_token": SecretStr("xapp-1-hunter2")}, "SLACK_BOT_TOKEN is another token than it should be"),
        ({"slack_app_token": SecretStr("xoxb-hunter2")}, "SLACK_APP_TOKEN is another token than it should be"),
        ({"slack_bot_token": SecretStr("xoxb-hunter2")}, "SLACK_BOT_TOKEN is not accepted by Slack (invalid_auth)"),
        ({"slack_app_token": SecretStr("xapp-hunter2")}, "SLACK_APP_TOKEN is not accepted by Slack (invalid_auth)"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack can't be reached at http://127.0.0.1:9/api/"),
    ],
)
def test_a_missing_or_wrong_token_is_one_sentence_that_says_which_and_where_to_get_it(
    instead: dict[str, Any], said: str
) -> None:
    async def work() -> None:
        async with workspace() as slack:
            with pytest.raises(InvalidSettings) as caught:
                await start(settings_of(slack, **instead))
            assert said in str(caught.value)
            assert "hunter2" not in str(caught.value)

    alone(work())


def test_over_http_it_takes_the_signing_secret_instead_of_the_app_token() -> None:
    async def work() -> None:
        async with workspace("http") as slack:
            await start(settings_of(slack, slack_app_token=None), "http")
            with pytest.raises(InvalidSettings, match="SLACK_SIGNING_SECRET is not set: it takes the Signing Secret"):
                await start(settings_of(slack, slack_signing_secret=None), "http")

    alone(work())


def test_a_scope_that_the_app_lacks_is_named() -> None:
    async def work() -> None:
        async with workspace() as slack:
            slack.grant(*(scope.name for scope in SCOPES if scope.name not in {"assistant:write", "commands"}))
            with pytest.raises(InvalidSettings) as caught:
                await start(settings_of(slack))
            assert "lacks the scopes assistant:write and commands: add what is missing" in str(caught.value)

    alone(work())


def test_a_port_that_is_taken_is_said() -> None:
    async def work() -> None:
        async with workspace("http") as slack:
            services = settings_of(slack)
            async with http(Desk(services), services.settings, services.journal, 0) as (address, _):
                port = int(address.rsplit(":", 1)[1])
                with pytest.raises(InvalidSettings, match=f"Port {port} of 127.0.0.1 can't be listened on"):
                    async with http(Desk(services), services.settings, services.journal, port):
                        pass

    alone(work())


# -- the command line -------------------------------------------------------------------------------------------------


def environment(library: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(library), "FOOTNOTE_LIBRARY": str(library)} | variables


def test_the_command_ends_with_one_line_and_1_where_a_token_is_missing(own_library: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "slack"],
        cwd=ROOT,
        env=environment(own_library),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("footnote: SLACK_BOT_TOKEN is not set")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_command_prints_the_manifest_for_each_transport(own_library: Path) -> None:
    def printed(*arguments: str) -> Any:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "slack", "--manifest", *arguments],
            cwd=ROOT,
            env=environment(own_library),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(ended.stdout)

    assert printed() == manifest()
    assert printed("--url", "https://a.example") == manifest("https://a.example")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_it_is_told_to_end_and_then_finishes(end: signal.Signals, own_library: Path) -> None:
    """With the shipped models, on the starter: what somebody runs who follows the page about Slack."""

    async def work() -> None:
        async with workspace() as slack:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "slack",
                cwd=ROOT,
                env=environment(
                    own_library,
                    SLACK_BOT_TOKEN=slack.app.bot_token,
                    SLACK_APP_TOKEN=slack.app.app_token,
                    SLACK_API_URL=slack.api_url,
                    SLACK_CLIENT_ID="1.2",  # Bolt would turn OAuth on
                    SLACK_CLIENT_SECRET="3",
                ),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            await slack.connected(timeout_s=30)
            asked = await slack.post(ALICE, GENERAL, f"<@{slack.bot}> Who owns AI in most companies?")
            process.send_signal(end)
            out, err = await process.communicate()
            assert process.returncode == 0, err.decode()
            assert out.decode() == "Ended: what was asked is answered.\n"
            assert [line.split(":")[0] for line in err.decode().splitlines()] == [
                "Connected to Slack",
                "Finishing what is under way …",
            ]
            assert "34%" in str(slack.replies(GENERAL, asked.ts)[0].blocks)

    alone(work())


# -- several workspaces -----------------------------------------------------------------------------------------------


def installable() -> tuple[AppConfig, int]:
    """The app as Slack knows it, with the redirect URL of a server at that port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    app = AppConfig.from_manifest(manifest(f"http://127.0.0.1:{port}"))
    return app, port


async def install(session: ClientSession, address: str, slack: LoopbackSlack, team: str) -> str:
    """What somebody does in a browser: open the page, agree at Slack, and come back. The last page with its status.

    The cookie of the first page is for HTTPS alone, which stands before the app; so it is carried by hand.
    """
    async with session.get(address + INSTALL_PATH) as page:
        link = next(link for link in re.findall(r'href="([^"]+)"', await page.text()) if "client_id" in link)
        cookie = page.headers["Set-Cookie"].split(";")[0]
    link = unescape(link)
    assert link.startswith(slack.authorize_url)
    async with session.get(link) as agreeing:
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', await agreeing.text()))
    decision = fields | {"team": team, "decision": "allow"}
    async with session.post(slack.authorize_url, data=decision, allow_redirects=False) as agreed:
        back = agreed.headers["Location"]
    async with session.get(back, headers={"Cookie": cookie}) as done:
        return f"{done.status} {await done.text()}"


def test_several_workspaces_install_the_app_and_are_answered_with_their_own_token() -> None:
    async def work() -> None:
        app, port = installable()
        async with LoopbackSlack(app, transport="http") as slack:
            people = [User("U0ZOE", "zoe", "Zoe", is_admin=True)]
            elsewhere = Channel("C0ELSEWHERE", "elsewhere", "channel", {"U0ZOE"})
            bot = slack.add_workspace("T0OTHER", "Other", people, [elsewhere])
            slack.add_workspace("T0THIRD", "Third", [User("U0TOM", "tom")])
            services = settings_of(
                slack,
                slack_bot_token=None,
                slack_client_id=app.client_id,
                slack_client_secret=SecretStr(app.client_secret),
            )
            desk = Desk(services)
            async with (
                http(desk, services.settings, services.journal, port) as (address, parts),
                ClientSession(cookie_jar=DummyCookieJar()) as session,
            ):
                slack.request_url = address + EVENTS_PATH
                for team in (slack.team, "T0OTHER"):
                    page = await install(session, address, slack, team)
                    assert page.startswith("200"), page
                await slack.join(bot, elsewhere.id)
                asked = await slack.post(ALICE, GENERAL, f"<@{slack.bot}> {QUESTION}")
                there = await slack.post("U0ZOE", "C0ELSEWHERE", f"<@{bot}> {QUESTION}")
                for each in (asked, there):
                    (answer,) = await slack.until(lambda each=each: slack.replies(each.channel, each.ts))  # type: ignore[misc]
                    assert CATS in answer.text
                tokens = {call.token for call in slack.called("chat.postMessage")}
                assert len(tokens) == 2
                await parts.finish()
                known = len(slack.called("auth.test"))
                again = await slack.post("U0ZOE", "C0ELSEWHERE", f"<@{bot}> {QUESTION}")
                await slack.until(lambda: slack.replies(again.channel, again.ts))
                assert len(slack.called("auth.test")) == known  # Slack isn't asked about a token for every event

                forged = f"{address}{REDIRECT_PATH}?code=x&state=forged"
                async with session.get(forged) as refused:
                    assert refused.status == 400

                await slack.uninstall("T0OTHER")
                await slack.quiet()
                await parts.finish()
            database = services.settings.library / "installations.sqlite"
            assert database.stat().st_mode & 0o077 == 0
            with sqlite3.connect(database) as connection:
                assert connection.execute("select distinct team_id from slack_bots").fetchall() == [(slack.team,)]

    alone(work())


def test_an_installation_survives_a_restart_and_a_state_is_good_once() -> None:
    async def work() -> None:
        app, port = installable()
        async with LoopbackSlack(app, transport="http") as slack:
            services = settings_of(
                slack,
                slack_bot_token=None,
                slack_client_id=slack.app.client_id,
                slack_client_secret=SecretStr(slack.app.client_secret),
            )
            desk = Desk(services)
            async with ClientSession(cookie_jar=DummyCookieJar()) as session:
                async with http(desk, services.settings, services.journal, port) as (address, _):
                    assert (await install(session, address, slack, slack.team)).startswith("200")
                async with http(desk, services.settings, services.journal, port) as (address, _):
                    slack.request_url = address + EVENTS_PATH
                    asked = await slack.post(ALICE, GENERAL, f"<@{slack.bot}> {QUESTION}")
                    await slack.until(lambda: slack.replies(GENERAL, asked.ts))

    alone(work())
