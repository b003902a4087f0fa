"""What the tests of the MCP server share: a library that it serves, a server over HTTP, and clients of the SDK."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from bot.mcp.running import http
from bot.wiring import Services
from knowledge.lookup import Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.records import Answer, Refusal, Turn
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from knowledge.verification import Verifier
from tests.bot.parts import CATS, TEXT, Parrot, stocked
from tests.support.library import library, passage, revision
from tests.support.statistics import options, statistic

T = TypeVar("T")
TOKEN = "correct-horse-battery-staple"
PETS = revision("pets.md", title="Pet survey 2024", period=(2024,), publisher="Example Research")
CAT = statistic("48", of=PETS, base="firms", base_size=500, page=3, quote="48% of firms keep a cat in the office.")
OLD = statistic("30", of=PETS, base="firms", start=100, period="2020", quote="30% of firms kept a cat in 2020.")
WHO = options(of=PETS, start=500, a_dedicated_team="34", central_IT="21", nobody_clearly="44")
WRITTEN = CAT.quote.ljust(100) + OLD.quote


class Gated(Parrot):
    """A parrot that thinks about every question with "slow" in it until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.thinking = threading.Event(), threading.Semaphore(0)

    def ask(
        self, question: str, history: Sequence[Turn] = (), document_ids: Collection[str] | None = None
    ) -> Answer | Refusal:
        outcome = super().ask(question, history, document_ids)
        if "slow" in question:
            self.thinking.release()
            assert self.gate.wait(20)
        return outcome


def served(answerer: Parrot | None = None, **settings: Any) -> Services:
    """Services on a survey of pets; questions are answered by a parrot, figures and claims by the real parts."""
    services, parrot = stocked()
    services.settings = services.settings.model_copy(update=settings)
    catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
    facts = [CAT, OLD, *WHO]
    passages = [passage(each.quote, PETS, each.start) for each in facts]
    catalogue.add(PETS, WRITTEN, passages, facts)
    index.add([p.content_id for p in passages], embedder.embed([p.text for p in passages]))
    catalogue.add(CATS, TEXT, [])  # what the parrot cites
    catalogue.publish([PETS.id, CATS.id], "ada")
    statistics = Statistics(catalogue, index, embedder, OverlapReranker())
    reader = library({"pets": (PETS, {"Cats": ["Cats."]})}).answerer._reader
    unranked = Statistics(catalogue, index, embedder, None)
    services.catalogue, services.answerer, services.statistics = catalogue, answerer or parrot, statistics  # type: ignore[assignment]
    services.verifier = Verifier(catalogue, unranked, lambda *_: [], embedder, OverlapReranker(), reader)
    return services


@asynccontextmanager
async def connected(
    services: Services, *, token: str | None = None, mode: str = "auto", **more: Any
) -> AsyncIterator[Client]:
    """A client of a server that runs here for as long as the context lasts."""
    async with http(services, "127.0.0.1", 0) as address, client(address, token=token, mode=mode, **more) as connection:
        yield connection


@asynccontextmanager
async def client(address: str, *, token: str | None = None, mode: str = "auto", **more: Any) -> AsyncIterator[Client]:
    """The SDK's client over streamable HTTP."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as session:
        transport = streamable_http_client(f"{address}/mcp", http_client=session)
        async with Client(transport, mode=mode, **more) as connection:
            yield connection


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run it in a loop of its own, for half a minute at most."""

    async def within() -> T:
        return await asyncio.wait_for(work(), 30)

    return asyncio.run(within())


def text(result: CallToolResult) -> str:
    """What an assistant reads."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def wire(result: CallToolResult) -> dict[str, Any]:
    """What a program reads."""
    assert not result.is_error, text(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content
