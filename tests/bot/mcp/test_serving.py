"""How the server behaves over HTTP: who may call, many at a time, given up, told how far, and ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import MCPError
from mcp.types import ListToolsResult

from bot.desk import Desk
from bot.mcp.calling import LOADING, Calls
from bot.mcp.guarding import Guard
from bot.mcp.running import MOST_BYTES, http, is_loopback
from bot.pool import Pool
from bot.replies import AnswerReply
from bot.requests import Request
from bot.settings import load
from knowledge.errors import InvalidSettings
from tests.bot.mcp.assistants import PETS, TOKEN, WRITTEN, Gated, client, connected, run, served, text, wire
from tests.conftest import ROOT

MODES = ("auto", "legacy")  # the protocol of 2026, and the one with a handshake before it
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def posted(headers: dict[str, str], content: bytes = json.dumps(CALL).encode(), **settings: Any) -> httpx2.Response:
    async def work() -> httpx2.Response:
        async with http(served(**settings), "127.0.0.1", 0) as address, httpx2.AsyncClient() as session:
            usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
            return await session.post(f"{address}/mcp", content=content, headers=usual | headers)

    return run(work)


def with_token() -> dict[str, Any]:
    return {"mcp_token": load(mcp_token=TOKEN).mcp_token}


# -- who may call -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_who_has_the_token_may_call(mode: str) -> None:
    async def work() -> ListToolsResult:
        async with connected(served(**with_token()), token=TOKEN, mode=mode) as assistant:
            return await assistant.list_tools()

    assert len(run(work).tools) == 4


@pytest.mark.parametrize("mode", MODES)
def test_who_has_another_token_is_turned_away(mode: str) -> None:
    async def work() -> None:
        async with connected(served(**with_token()), token="wrong-horse-battery-staple", mode=mode) as assistant:
            await assistant.list_tools()

    with pytest.raises(BaseException) as caught:  # noqa: PT011  (the SDK's groups of errors)
        run(work)
    assert not isinstance(caught.value, TimeoutError)


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN}]
)
def test_without_the_token_it_is_401_in_a_sentence(sent: dict[str, str]) -> None:
    response = posted(sent, **with_token())
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert "FOOTNOTE_MCP_TOKEN" in response.json()["error"]["message"]
    assert TOKEN not in response.text


def test_the_token_is_needed_whatever_else_is_asked() -> None:
    """No method and no path is left open."""

    async def work() -> set[int]:
        async with http(served(**with_token()), "127.0.0.1", 0) as address, httpx2.AsyncClient() as session:
            asked = [
                await session.request(method, address + path)
                for method in ("GET", "POST", "DELETE", "OPTIONS", "PUT")
                for path in ("/", "/mcp", "/mcp/", "/.well-known/oauth-protected-resource")
            ]
            return {response.status_code for response in asked}

    assert run(work) == {401}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://[::1"])
def test_pages_of_a_browser_elsewhere_may_not_call(origin: str) -> None:
    assert posted({"Origin": origin}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", ""])
def test_a_name_that_was_made_to_lead_here_is_refused(host: str) -> None:
    assert posted({"Host": host}).status_code == 421


def test_beyond_this_machine_no_page_of_a_browser_may_call() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("let through")

    headers = [(b"host", b"reports.example"), (b"origin", b"http://localhost"), (b"authorization", b"Bearer x")]
    guard = Guard(app, "x", on_loopback=False)
    run(lambda: guard({"type": "http", "headers": headers}, app, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 403


def test_a_request_that_is_too_long_is_refused_unread() -> None:
    assert posted({}, b'{"a": "' + b"a" * MOST_BYTES + b'"}').status_code == 413


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"jsonrpc": "2.0"}', b"\xff\xfe"])
def test_garbage_is_refused_and_the_server_goes_on(content: bytes) -> None:
    assert 400 <= posted({}, content).status_code < 500


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_only_loopback_needs_no_token(host: str, here: bool) -> None:
    assert is_loopback(host) is here

    async def work() -> None:
        async with http(served(), host, 0):
            pass

    if here:
        return
    with pytest.raises(InvalidSettings, match="set FOOTNOTE_MCP_TOKEN"):
        run(work)


def test_a_token_that_can_be_guessed_is_refused_and_none_is_ever_shown() -> None:
    async def work() -> None:
        async with http(served(mcp_token=load(mcp_token="secret").mcp_token), "127.0.0.1", 0):
            pass

    with pytest.raises(InvalidSettings, match="can be guessed: make it 16 characters or longer"):
        run(work)
    assert load(mcp_token=TOKEN).shown()["mcp_token"] == "**********"


def test_a_port_that_is_taken_is_said_so() -> None:
    async def work() -> None:
        async with (
            http(served(), "127.0.0.1", 0) as address,
            http(served(), "127.0.0.1", int(address.rpartition(":")[2])),
        ):
            pass

    with pytest.raises(InvalidSettings, match="can't be listened on"):
        run(work)


# -- many at a time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_slow_question_holds_up_nobody_else(mode: str) -> None:
    gated = Gated()

    async def work() -> tuple[str, str, str]:
        async with connected(served(gated), mode=mode) as assistant:
            await assistant.call_tool("ask", {"question": "Warm?"})
            slow = asyncio.create_task(assistant.call_tool("ask", {"question": "slow cats?"}))
            await asyncio.to_thread(gated.thinking.acquire, timeout=10)
            quick = await assistant.call_tool("ask", {"question": "quick cats?"})
            listed = await assistant.call_tool("list_documents", {})
            gated.gate.set()
            return text(quick), text(listed), text(await slow)

    quick, listed, slow = run(work)
    assert quick.splitlines()[0] == slow.splitlines()[0]
    assert "pets.md: Pet survey 2024" in listed


@pytest.mark.parametrize("mode", MODES)
def test_a_call_that_was_given_up_before_its_turn_is_never_begun(mode: str) -> None:
    gated = Gated()

    async def work() -> None:
        async with connected(served(gated, workers=1), mode=mode) as assistant:
            await assistant.call_tool("ask", {"question": "Warm?"})
            slow = asyncio.create_task(assistant.call_tool("ask", {"question": "slow cats?"}))
            await asyncio.to_thread(gated.thinking.acquire, timeout=10)
            given_up = asyncio.create_task(assistant.call_tool("ask", {"question": "given up?"}))
            await asyncio.sleep(0.3)
            given_up.cancel()
            await asyncio.sleep(0.3)
            gated.gate.set()
            wire(await slow)
            wire(await assistant.call_tool("ask", {"question": "next?"}))

    run(work)
    assert [question for question, _, _ in gated.asked] == ["Warm?", "slow cats?", "next?"]


def test_more_than_may_wait_are_asked_to_try_again() -> None:
    gated = Gated()

    async def work() -> list[bool]:
        async with connected(served(gated, workers=1, waiting=1)) as assistant:
            await assistant.call_tool("ask", {"question": "Warm?"})
            calls = [asyncio.create_task(assistant.call_tool("ask", {"question": "slow?"})) for _ in range(2)]
            await asyncio.sleep(0.5)
            refused = await assistant.call_tool("ask", {"question": "one more?"})
            assert text(refused).startswith("Too many questions are waiting just now")
            gated.gate.set()
            return [(await call).is_error for call in calls] + [refused.is_error]

    assert run(work) == [False, False, True]


def test_forty_calls_of_four_assistants_are_all_answered() -> None:
    async def work() -> list[str]:
        async with http(served(), "127.0.0.1", 0) as address:

            async def ten() -> list[str]:
                async with client(address) as assistant:
                    asked = [assistant.call_tool("ask", {"question": f"cats {n}?"}) for n in range(10)]
                    return [wire(each)["id"] for each in await asyncio.gather(*asked)]

            return [each for found in await asyncio.gather(*(ten() for _ in range(4))) for each in found]

    assert len(set(run(work))) == 40


# -- told how far -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_who_wants_to_know_is_told_that_models_are_loaded_and_only_once(mode: str) -> None:
    told = []

    async def hear(progress: float, _total: float | None, sentence: str | None) -> None:
        told.append((progress, sentence))

    async def work() -> None:
        async with connected(served(), mode=mode) as assistant:
            for _ in range(2):
                wire(await assistant.call_tool("ask", {"question": "cats?"}, progress_callback=hear))
            await asyncio.sleep(0.1)

    run(work)
    assert told == [(1, LOADING)]


def test_a_call_that_takes_long_gives_signs_of_life() -> None:
    gated, told = Gated(), []

    async def hear(progress: float, sentence: str) -> None:
        told.append((progress, sentence))
        if progress == 3:
            gated.gate.set()

    async def work() -> None:
        pool = Pool(1, 1)
        calls = Calls(Desk(served(gated)), pool, beat_s=0.05)
        request = Request(command="ask", user="ada", surface="mcp", text="slow cats?")
        reply = await calls.reply(lambda: request, hear, needs_models=True)
        assert isinstance(reply, AnswerReply)
        await pool.close()

    run(work)
    assert told[0] == (1, LOADING)
    assert [progress for progress, _ in told[:3]] == [1, 2, 3]
    assert told[1][1].startswith("Still at work")


# -- resources --------------------------------------------------------------------------------------------------------


def test_the_stored_text_of_a_document_is_a_resource_that_offsets_point_into() -> None:
    async def work() -> Any:
        async with connected(served()) as assistant:
            listed = (await assistant.list_resources()).resources[1]
            document = wire(await assistant.call_tool("list_documents", {}))["documents"][1]
            assert document["resource"] == listed.uri
            found = wire(await assistant.call_tool("lookup_statistic", {"query": "keep a cat"}))["citations"][0]
            with pytest.raises(MCPError, match="There is no resource"):
                await assistant.read_resource("footnote://documents/nothing")
            return listed, found, (await assistant.read_resource(listed.uri)).contents[0]

    listed, found, content = run(work)
    assert (listed.name, listed.title) == ("pets.md", PETS.title)
    assert content.text == WRITTEN
    assert content.text[found["start"] : found["end"]] == found["quote"]


def test_an_unknown_tool_is_an_error_of_the_protocol() -> None:
    async def work() -> None:
        async with connected(served()) as assistant:
            with pytest.raises(MCPError, match="There is no tool 'ingest'; there are ask, lookup_statistic"):
                await assistant.call_tool("ingest", {"inputs": ["/etc/passwd"]})

    run(work)


# -- its end ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_when_it_is_told_to_though_somebody_is_connected(told: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.mcp_process", "--http", "0"],
        cwd=ROOT,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    address = process.stderr.readline().split()[4].removesuffix("/mcp")

    async def work() -> None:
        async with client(address, mode="legacy") as assistant:
            wire(await assistant.call_tool("ask", {"question": "cats?"}))
            nonlocal began
            began = time.monotonic()
            process.send_signal(told)
            await asyncio.to_thread(process.wait, 15)

    began = 0.0
    try:
        with suppress(BaseExceptionGroup):  # of the client, whose server has gone
            run(work)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.stderr.close()
    assert time.monotonic() - began < 10
