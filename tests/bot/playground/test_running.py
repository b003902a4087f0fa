"""The whole playground: the real app on a loopback Slack, asked by a page."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession

from bot.playground.people import HELP, MAYA, PRIYA, REPORT
from bot.playground.running import playground, services_for
from bot.playground.welcome import OWN_TRIES
from bot.settings import Settings
from bot.wiring import Services
from knowledge.errors import InvalidSettings
from tests.bot.parts import CATS, HALF, stocked
from tests.bot.playground.workplace import Page, Site


def in_memory() -> Services:
    """The playground's services, on a library in memory whose answers come from a parrot."""
    stock, _ = stocked(CATS)
    services = services_for(stock.settings)
    services.catalogue, services.answerer = stock.catalogue, stock.answerer
    return services


def shown(page: Page) -> str:
    return "\n".join(str(heard["message"]["blocks"]) for heard in page.heard if heard["type"] == "message")


def test_a_question_on_the_page_is_answered_by_the_real_app() -> None:
    async def scenario() -> None:
        said: list[str] = []
        async with (
            playground(in_memory(), 0, said.append) as (address, slack),
            ClientSession() as session,
            Site(slack, address.rstrip("/"), session).page() as page,
        ):
            assert (await page.hello())["tries"] == list(OWN_TRIES)
            asked = await page.act("post", channel=REPORT, text=f"<@{slack.bot}> How many firms keep a cat?")
            await page.until(
                lambda heard: (
                    heard["type"] == "message"
                    and heard["message"]["thread_ts"] == asked["ts"]
                    and "Nearly half" in str(heard["message"]["blocks"])
                )
            )
            assert any(heard["type"] == "status" and heard["status"] for heard in page.heard)
        assert HALF[:11] in shown(page)

    asyncio.run(scenario())


def test_a_slash_command_is_answered_to_its_asker_and_home_is_filled() -> None:
    async def scenario() -> None:
        async with playground(in_memory(), 0, lambda _: None) as (address, slack), ClientSession() as session:
            site = Site(slack, address.rstrip("/"), session)
            async with site.page() as page:
                await page.act("slash", channel=REPORT, command="/sources")
                told = await page.until(
                    lambda heard: heard["type"] == "message" and CATS.title in str(heard["message"]["blocks"])
                )
                assert told["message"]["only_you"]
                await page.act("open_home")
                home = await page.until(lambda heard: heard["type"] == "home" and heard["home"])
                assert CATS.title in str(home["home"]["blocks"])
                assert "private_metadata" not in home["home"]

    asyncio.run(scenario())


def test_the_administrator_sees_more_in_home_than_others() -> None:
    async def home_of(site: Site, person: str) -> str:
        async with site.page(person) as page:
            await page.act("open_home")
            return str((await page.until(lambda heard: heard["type"] == "home" and heard["home"]))["home"]["blocks"])

    async def scenario() -> None:
        async with playground(in_memory(), 0, lambda _: None) as (address, slack), ClientSession() as session:
            site = Site(slack, address.rstrip("/"), session)
            assert len(await home_of(site, PRIYA.user.id)) > len(await home_of(site, MAYA.user.id))

    asyncio.run(scenario())


def test_a_real_workspace_is_never_spoken_to() -> None:
    """Tokens and journal of the real bot stay where they are, whatever the settings say."""
    settings = Settings(slack_bot_token="xoxb-real", slack_api_url="https://slack.com/api/", administrators=("U1",))
    services = services_for(settings)
    assert services.settings.administrators == (PRIYA.user.id,)
    assert services.settings.help_channel == HELP

    async def scenario() -> None:
        stock = in_memory()
        stock.settings = stock.settings.model_copy(update={"slack_bot_token": settings.slack_bot_token})
        async with playground(stock, 0, lambda _: None) as (_, slack):
            assert slack.calls
            assert {call.token for call in slack.calls} <= {slack.app.bot_token, slack.app.app_token}

    asyncio.run(scenario())


def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    async def scenario() -> None:
        async with playground(in_memory(), 0, lambda _: None) as (address, _):
            port = int(address.rstrip("/").rpartition(":")[2])
            with pytest.raises(InvalidSettings, match=r"--port"):
                async with playground(in_memory(), port, lambda _: None):
                    raise AssertionError("unreachable")

    asyncio.run(scenario())


def test_the_library_is_the_users_and_the_journal_is_not() -> None:
    settings = Settings()
    services = services_for(settings)
    assert services.settings.library == settings.library
    services.journal.first_time("Ev1")
    assert not [*settings.library.rglob("journal*")]
    assert services_for(settings).journal.first_time("Ev1")  # it was forgotten
