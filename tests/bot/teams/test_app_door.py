"""Who may speak to the bot: what Microsoft signed for us, and nobody else; nothing big, broken or of another tenant."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from bot.desk import Desk
from bot.teams.manifest import MESSAGES_PATH
from bot.teams.running import http
from knowledge.errors import InvalidSettings
from tests.bot.slack.workspace import QUESTION, pets
from tests.bot.teams.connector import ALICE, APP, PERSONAL, TENANT, TOKEN, Connector
from tests.bot.teams.office import Office, run


def question(at: Office, **more: Any) -> dict[str, Any]:
    return at.teams.activity("message", PERSONAL, ALICE, text=QUESTION) | more


def test_what_microsoft_signed_is_answered() -> None:
    async def work(at: Office) -> None:
        assert (await at.teams.post(at.address, question(at)))[0] == 200
        await at.settled()
        assert len(at.texts()) == 1

    run(work)


def forged(at: Office) -> str:
    return at.teams.token(rsa.generate_private_key(65537, 2048))


REFUSED: dict[str, Any] = {
    "none": lambda _: None,
    "no token of that kind": lambda _: "not.a.token",
    "forged": forged,
    "by an unknown key": lambda at: at.teams.token(kid="k2"),
    "for another bot": lambda at: at.teams.token(aud="00000000-0000-0000-0000-0000000000cc"),
    "by another issuer": lambda at: at.teams.token(iss="https://sts.windows.net/x/"),
    "expired": lambda at: at.teams.token(exp=1_700_000_000, nbf=1_600_000_000, iat=1_600_000_000),
    "not valid yet": lambda at: at.teams.token(nbf=4_000_000_000, iat=4_000_000_000, exp=4_000_000_600),
    "for another service": lambda at: at.teams.token(serviceurl="https://evil.example.org"),
    "for no service": lambda at: at.teams.token(serviceurl=None),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_token_is_refused_that_is(kind: str) -> None:
    async def work(at: Office) -> None:
        token = REFUSED[kind](at)
        status, body = await at.teams.post(at.address, question(at), token)
        assert status == 401
        assert "unauthorized" in body["error"]
        await at.settled()
        assert at.teams.calls == []

    run(work)


def test_unknown_keys_do_not_have_the_keys_fetched_again_and_again() -> None:
    async def work(at: Office) -> None:
        tokens = [at.teams.token(kid=f"unknown-{number}") for number in range(20)]
        answers = await asyncio.gather(*(at.teams.post(at.address, question(at), token) for token in tokens))
        assert {status for status, _ in answers} == {401}
        assert (await at.teams.post(at.address, question(at)))[0] == 200
        assert at.teams.keys_fetched <= 2
        await at.settled()

    run(work)


def test_a_key_that_is_endorsed_for_other_channels_signs_nothing_for_teams() -> None:
    async def work(at: Office) -> None:
        at.teams.endorsements = ["webchat"]
        assert (await at.teams.post(at.address, question(at)))[0] == 401

    run(work)


def test_another_tenant_is_turned_away() -> None:
    async def work(at: Office) -> None:
        other = "00000000-0000-0000-0000-0000000000dd"
        foreign = question(at, channelData={"tenant": {"id": other}})
        foreign["conversation"] |= {"tenantId": other}
        status, body = await at.teams.post(at.address, foreign)
        assert (status, body) == (403, {"error": "of another tenant"})

    run(work)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"[1]", 400),
        (b"\xff", 400),
        (b'{"type": "message"}', 400),
        (b"[" * 100_000, 400),
        (b'"' + b"x" * 300_000 + b'"', 413),
    ],
)
def test_what_is_no_activity_or_too_big_is_refused(content: bytes, status: int) -> None:
    async def work(at: Office) -> None:
        headers = {"Authorization": f"Bearer {at.teams.token()}", "Content-Type": "application/json"}
        async with ClientSession() as session, session.post(at.address, data=content, headers=headers) as response:
            assert response.status == status

    run(work)


def test_activities_that_nobody_has_a_use_for_are_taken_and_left_alone() -> None:
    async def work(at: Office) -> None:
        for more in (
            {"type": "typing"},
            {"type": "messageReaction"},
            {"type": "conversationUpdate", "membersAdded": []},
        ):
            status, _ = await at.teams.post(at.address, at.teams.activity("typing", PERSONAL, ALICE) | more)
            assert status == 200
        await at.settled()
        assert at.teams.calls == []

    run(work)


# -- starting it -----------------------------------------------------------------------------------------------------


async def start(settings: dict[str, Any], **how: Any) -> None:
    services = pets()
    given = {"teams_client_id": APP, "teams_client_secret": SecretStr("hunter2"), "teams_tenant_id": TENANT}
    services.settings = services.settings.model_copy(update=given | settings)
    async with http(Desk(services), services.settings, services.journal, 0, **how):
        pass


@pytest.mark.parametrize(
    ("settings", "how", "said"),
    [
        ({"teams_client_id": None}, {}, "TEAMS_CLIENT_ID is not set"),
        ({"teams_client_secret": None}, {}, "TEAMS_CLIENT_SECRET is not set"),
        ({"teams_tenant_id": None}, {}, "TEAMS_TENANT_ID is not set"),
        ({"teams_unauthenticated": True}, {}, "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS is set"),
        ({}, {"development": True, "host": "0.0.0.0"}, "With --development only this machine"),
    ],
)
def test_it_does_not_start_without_what_it_needs_or_open_to_everybody(
    settings: dict[str, Any], how: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidSettings, match=said):
        asyncio.run(start(settings, **how))


def test_the_sdks_own_variables_are_not_read_behind_the_settings_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not its switch for taking anything, either, where the settings didn't see it."""
    services = pets()
    monkeypatch.setenv("CLIENT_ID", "00000000-0000-0000-0000-0000000000ee")
    monkeypatch.setenv("DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS", "true")

    async def work(at: Office) -> None:
        assert (await at.teams.post(at.address, question(at), None))[0] == 401
        assert (await at.teams.post(at.address, question(at)))[0] == 200
        await at.settled()

    run(work, services)


def test_in_development_only_this_machine_may_speak_to_it_and_be_answered() -> None:
    async def work() -> None:
        services = pets()
        async with Connector().serving() as teams:
            activity = teams.activity("message", PERSONAL, ALICE, text=QUESTION)
            serving = http(Desk(services), services.settings, services.journal, 0, development=True)
            async with serving as (address, built), ClientSession() as session:
                for headers, more, status in (
                    ({"Origin": "https://evil.example.org"}, {}, 403),
                    ({"Host": "evil.example.org"}, {}, 403),
                    ({}, {"serviceUrl": "https://evil.example.org"}, 403),
                    ({}, {}, 200),
                ):
                    async with session.post(address + MESSAGES_PATH, json=activity | more, headers=headers) as response:
                        assert response.status == status
                await built.parts.finish()
            # It has no token, which the service on loopback, unlike the playground, wants.
            assert {call["status"] for call in teams.calls} == {401}

    asyncio.run(asyncio.wait_for(work(), 30))


def test_what_is_under_way_is_finished_before_it_ends_and_nothing_more_is_taken() -> None:
    async def work() -> None:
        services = pets()
        given = {"teams_client_id": APP, "teams_client_secret": SecretStr("x"), "teams_tenant_id": TENANT}
        services.settings = services.settings.model_copy(update=given)

        async def token(*_: Any) -> str:

            return TOKEN

        async with Connector().serving() as teams:
            serving = http(Desk(services), services.settings, services.journal, 0, cloud=teams.cloud(), token=token)
            async with serving as (address, built):
                activity = teams.activity("message", PERSONAL, ALICE, text=QUESTION)
                assert (await teams.post(address + MESSAGES_PATH, activity))[0] == 200
                built.door.closed = True
                assert (await teams.post(address + MESSAGES_PATH, activity))[0] == 503
            assert any("48%" in each.get("text", "") for each in teams.messages[PERSONAL].values())

    asyncio.run(asyncio.wait_for(work(), 30))


def test_a_taken_port_is_one_sentence() -> None:
    async def work(at: Office) -> None:
        port = int(at.address.split(":")[2].split("/")[0])
        services = at.services
        with pytest.raises(InvalidSettings, match=f"Port {port}"):
            async with http(Desk(services), services.settings, services.journal, port, development=True):
                pass

    run(work)
