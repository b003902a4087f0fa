"""``footnote mcp`` as an assistant starts it: a process that speaks the protocol over standard input and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.bot.mcp.assistants import run, text, wire
from tests.bot.parts import HALF
from tests.conftest import ROOT

SMALL = ["-m", "tests.support.mcp_process"]
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}},
}


def parameters(library: Path, arguments: list[str]) -> StdioServerParameters:
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return StdioServerParameters(
        command=sys.executable, args=arguments, cwd=str(ROOT), env=env | {"FOOTNOTE_LIBRARY": str(library)}
    )


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_asks_looks_up_checks_and_lists(mode: str, tmp_path: Path) -> None:
    with tempfile.TemporaryFile("w+") as errors:

        async def work() -> dict[str, Any]:
            transport = stdio_client(parameters(tmp_path, SMALL), errlog=errors)
            async with Client(transport, mode=mode) as assistant:
                assert len((await assistant.list_tools()).tools) == 4
                return {
                    "ask": await assistant.call_tool("ask", {"question": "cats?"}),
                    "stat": await assistant.call_tool("lookup_statistic", {"query": "keep a cat"}),
                    "verify": await assistant.call_tool("verify_claim", {"text": "48% of firms keep a cat."}),
                    "documents": await assistant.call_tool("list_documents", {}),
                    "wrong": await assistant.call_tool("ask", {"question": ""}),
                }

        results = run(work)
        errors.seek(0)
        said = errors.read()
    assert wire(results["ask"])["text"] == f"{HALF} [1]"
    assert wire(results["stat"])["statistics"][0]["as_written"] == "48%"
    assert wire(results["verify"])["verdict"] == "supported"
    # It is the owner's own terminal, so that addresses of files are there.
    assert wire(results["documents"])["documents"][1]["uri"] == "file:///reports/pets.md"
    assert results["wrong"].is_error
    assert "a stray line" in said
    assert "a line of a log" in said


@contextmanager
def started(library: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *SMALL],
        cwd=ROOT,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(library)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            with suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]


def said(process: subprocess.Popen[str], *messages: object) -> Any:
    """What is answered to the last one."""
    assert process.stdin
    assert process.stdout
    for message in messages:
        process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_nothing_but_the_protocol_stands_on_standard_output(tmp_path: Path) -> None:
    ask = {"name": "ask", "arguments": {"question": "cats?"}}
    with started(tmp_path) as process:
        assert said(process, HELLO)["result"]["serverInfo"]["name"] == "footnote"
        ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
        call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": ask}
        assert said(process, ready, call)["result"]["structuredContent"]["kind"] == "answer"
        assert process.stdin
        process.stdin.close()
        assert process.wait(15) == 0
        assert process.stdout
        assert process.stdout.read() == ""


def test_garbage_between_messages_ends_nothing(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        assert said(process, "no JSON", "[]", '{"jsonrpc": "1.0"}', HELLO)["id"] == 1


@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_though_it_waits_for_input(told: signal.Signals, code: int, tmp_path: Path) -> None:
    with started(tmp_path) as process:
        said(process, HELLO)
        began = time.monotonic()
        process.send_signal(told)
        assert process.wait(10) == code
        assert time.monotonic() - began < 5


def test_an_assistant_that_is_gone_ends_it(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        said(process, HELLO)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def test_the_real_program_answers_from_the_starter_with_nothing_set_up(tmp_path: Path) -> None:
    """Real models and stores: the first call reads the starter, and says so to who wants to know."""
    told: list[str | None] = []

    async def hear(_progress: float, _total: float | None, sentence: str | None) -> None:
        told.append(sentence)

    async def work() -> Any:
        async with Client(parameters(tmp_path / "library", ["-m", "bot", "mcp"])) as assistant:
            question = {"question": "Who owns AI in most companies?"}
            answer = await assistant.call_tool("ask", question, progress_callback=hear)
            claim = {"text": "60% of companies have a dedicated AI team."}
            return answer, await assistant.call_tool("verify_claim", claim)

    answer, verdict = run(work)
    assert "34%" in text(answer)
    assert wire(answer)["citations"][0]["title"] == "Bridging the operational AI gap"
    assert wire(verdict)["verdict"] == "contradicted"
    assert any("ingesting the starter" in (sentence or "") for sentence in told)
