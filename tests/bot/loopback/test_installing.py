"""The app is installed through OAuth, in several workspaces; what its manifest says decides what it may."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.file import FileInstallationStore
from slack_sdk.oauth.state_store.file import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import AppConfig, Channel, LoopbackSlack, ManualClock, User
from tests.bot.loopback.parts import client, error_of, running

ELSE = User("U0ELSA", "elsa", "Elsa Else")


def installable(slack: LoopbackSlack, folder: Path) -> AsyncApp:
    store = FileInstallationStore(base_dir=str(folder), client_id=slack.app.client_id)
    settings = AsyncOAuthSettings(
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        scopes=["chat:write", "commands", "channels:history"],
        authorization_url=slack.authorize_url,
        installation_store=store,
        state_store=FileOAuthStateStore(base_dir=str(folder), expiration_seconds=300, client_id=slack.app.client_id),
        install_page_rendering_enabled=False,
    )
    web = AsyncWebClient(base_url=slack.api_url)
    return AsyncApp(client=web, signing_secret=slack.app.signing_secret, oauth_settings=settings)


async def decide(base: str, decision: str) -> tuple[int, str]:
    """From the app's install link to Slack's page, a choice, and back to the app, as in a browser."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/slack/install", allow_redirects=False) as response:
            page = response.headers["Location"]
            # Bolt's cookie is for https alone, and no browser is asked here.
            cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in response.cookies.items())
        async with session.get(page) as response:
            text = await response.text()
        assert "<code>chat:write</code>" in text
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text)) | {"decision": decision, "team": "T0ELSE"}
        async with session.post(page.partition("?")[0], data=form, allow_redirects=False) as response:
            back = response.headers["Location"]
        async with session.get(back, headers={"Cookie": cookie}) as response:
            return response.status, await response.text()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_an_app_is_installed_in_a_second_workspace_and_works_there(tmp_path: Path) -> None:
    async def scenario() -> None:
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        named = AppConfig(redirect_urls=frozenset({f"{base}/slack/oauth_redirect"}))
        async with LoopbackSlack(named) as slack:
            lobby = Channel("C0ELSE", "lobby", "channel", {ELSE.id})
            bot = slack.add_workspace("T0ELSE", "Somewhere else", [ELSE], [lobby])
            app, seen = installable(slack, tmp_path), []

            @app.event("message")
            async def message(say: Any, client: Any) -> None:
                seen.append(client.token)
                await say("hello")

            async with running(slack, app, "http", port):
                await slack.join(bot, "C0ELSE")
                await slack.post(ELSE.id, "C0ELSE", "too early")
                assert slack.deliveries == []
                status, text = await decide(base, "cancel")
                assert (status, "access_denied" in text) == (200, True)
                status, text = await decide(base, "allow")
                assert status == 200, text
                await slack.post(ELSE.id, "C0ELSE", "hello?")
                (answer,) = await slack.until(lambda: slack.replies("C0ELSE"))
                assert (answer.text, answer.user) == ("hello", bot)
                assert seen[0].startswith("xoxb-T0ELSE-")
                foreign = client(slack, seen[0]).chat_postMessage(channel="C0GENERAL", text="x")
                assert await error_of(foreign) == "channel_not_found"

    asyncio.run(scenario())


def test_a_code_is_good_once_and_for_ten_minutes() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock) as slack:
            target = "http://127.0.0.1:1/back"
            form = {"client_id": slack.app.client_id, "scope": "chat:write", "team": slack.team, "decision": "allow"}

            async def code() -> str:
                async with (
                    aiohttp.ClientSession() as session,
                    session.post(
                        slack.authorize_url, data={**form, "redirect_uri": target}, allow_redirects=False
                    ) as response,
                ):
                    return parse_qs(urlsplit(response.headers["Location"]).query)["code"][0]

            web = AsyncWebClient(base_url=slack.api_url)
            known: dict[str, Any] = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
            first = await code()
            answer = await web.oauth_v2_access(**known, code=first, redirect_uri=target)
            assert (answer["scope"], answer["team"]["id"], answer["bot_user_id"]) == (
                "chat:write",
                slack.team,
                slack.bot,
            )
            assert (await client(slack, answer["access_token"]).auth_test())["ok"]
            assert await error_of(web.oauth_v2_access(**known, code=first, redirect_uri=target)) == "invalid_code"
            assert await error_of(web.oauth_v2_access(**known, code=await code())) == "bad_redirect_uri"
            wrong = {**known, "client_secret": "guessed"}
            assert await error_of(web.oauth_v2_access(**wrong, code=await code())) == "bad_client_secret"
            old = await code()
            clock.advance(601)
            assert await error_of(web.oauth_v2_access(**known, code=old, redirect_uri=target)) == "invalid_code"

    asyncio.run(scenario())


def test_nobody_is_sent_to_an_address_that_the_app_did_not_name() -> None:
    async def scenario() -> None:
        named = AppConfig(redirect_urls=frozenset({"https://footnote.example/slack/oauth_redirect"}))
        async with LoopbackSlack(named) as slack, aiohttp.ClientSession() as session:
            for query in (
                {"client_id": named.client_id, "redirect_uri": "https://elsewhere.example/"},
                {"client_id": "1.1"},
            ):
                async with session.get(slack.authorize_url, params=query) as response:
                    assert response.status == 400
            async with session.get(slack.authorize_url, params={"client_id": named.client_id}) as response:
                assert response.status == 200

    asyncio.run(scenario())


def test_a_manifest_says_what_the_app_may_and_hears() -> None:
    manifest = {
        "display_information": {"name": "Footnote"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/ask", "description": "Ask"}],
            "shortcuts": [{"name": "Check", "type": "message", "callback_id": "check", "description": "Check"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    app = AppConfig.from_manifest(manifest, bot_token="xoxb-1")
    assert (app.scopes, app.events, app.commands) == ({"chat:write"}, {"app_mention"}, {"/ask"})
    assert (app.shortcuts, app.home_tab, app.bot_token) == ({"check"}, True, "xoxb-1")
