"""Nobody but the page itself, in a browser on this machine, may drive the playground."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import WSServerHandshakeError

from bot.playground.guard import is_ours
from tests.bot.playground.workplace import site


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "localhost:8710", "[::1]:8710", "localhost"])
def test_the_page_is_served_under_every_name_of_this_machine(host: str) -> None:
    assert is_ours(host, None)
    assert is_ours(host, f"http://{host}")


@pytest.mark.parametrize(
    "host", ["evil.example:8710", "127.0.0.1.evil.example:8710", "localhost.evil.example", "", "0.0.0.0:8710", "::1"]
)
def test_a_name_that_somebody_points_at_this_machine_is_refused(host: str) -> None:
    assert not is_ours(host, None)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:3000", "https://127.0.0.1:8710", "http://127.0.0.1"]
)
def test_another_page_is_refused_even_on_this_machine(origin: str) -> None:
    assert not is_ours("127.0.0.1:8710", origin)


def test_what_comes_from_elsewhere_gets_neither_page_nor_line() -> None:
    async def scenario() -> None:
        async with site() as served:
            for path in ("/", "/static/main.js", "/files/F1/x.png", "/line"):
                for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
                    async with served.session.get(served.address + path, headers=headers) as response:
                        assert (path, headers, response.status) == (path, headers, 403)
            for headers in ({}, {"Origin": "http://evil.example"}):
                with pytest.raises(WSServerHandshakeError):
                    await served.session.ws_connect(f"{served.address}/line", headers=headers)

    asyncio.run(scenario())


def test_the_page_may_run_its_own_scripts_and_speak_to_nobody_else() -> None:
    async def scenario() -> None:
        async with site() as served, served.session.get(served.address + "/") as response:
            policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
            line = served.address.replace("http", "ws")
            assert policy["default-src"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
            assert policy["connect-src"] == f"'self' {line}"
            assert policy["require-trusted-types-for"] == "'script'"
            assert response.headers["X-Content-Type-Options"] == "nosniff"

    asyncio.run(scenario())


def test_paths_lead_nowhere_but_into_the_page() -> None:
    async def scenario() -> None:
        async with site() as served:
            for path in (
                "/static/../server.py",
                "/static/%2e%2e/server.py",
                "/static//etc/passwd",
                "/static/",
                "/nothing",
            ):
                async with served.session.get(served.address + path) as response:
                    assert (path, response.status) == (path, 404)

    asyncio.run(scenario())
