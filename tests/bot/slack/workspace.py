"""The Slack app at work in a loopback Slack, on a small library in memory: what the tests of the app share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from bot.desk import Desk
from bot.journal import Journal
from bot.loopback import AppConfig, LoopbackSlack, ManualClock, Message
from bot.loopback.records import TransportName
from bot.slack.listeners.listening import Parts
from bot.slack.manifest import EVENTS_PATH, manifest
from bot.slack.running import http, socket_mode
from bot.wiring import Services
from ingest.card import with_card
from ingest.passages import split
from knowledge.answering import Answerer
from knowledge.lookup import Statistics
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.settings import KnowledgeSettings
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from knowledge.verification import Verifier
from tests.bot.parts import stocked
from tests.support.library import HALF_OF_THE_WORDS, document, revision
from tests.support.statistics import statistic

ALICE, BORIS, ADA = "U0ALICE", "U0BORIS", "U0ADMIN"
GENERAL, RANDOM, OTHER, PRIVATE = "C0GENERAL", "C0RANDOM", "C0OTHER", "G0PRIVATE"
PETS = revision("pets.md", title="Pet survey 2024", period=(2024,), uri="https://example.org/pets.html")
CATS = "48% of firms keep a cat in the office."
DOGS = "12% of firms keep a dog in the yard."
WHO = [f"{share}% say that {who} feeds the pets." for share, who in ((34, "a team"), (21, "reception"), (44, "nobody"))]
SECTIONS = {"Cats": [CATS], "Dogs": [DOGS], "Feeding": WHO}
QUESTION = "How many firms keep a cat in the office?"
DOG_QUESTION = "How many firms keep a dog in the yard?"
UNKNOWN = "What is the budget for parrots in hospitals?"
TALK = "xyzzy"  # small talk, to the reader of the tests


def pets() -> Services:
    """Services on a survey of pets, with the shipped fakes for models."""
    services, _ = stocked()
    read = with_card(document(SECTIONS), PETS)
    catalogue, index, embedder, reranker = MemoryCatalogue(), MemoryIndex(), HashingEmbedder(), OverlapReranker()
    passages = split(read, PETS)

    def figure(value: str, quote: str, measure: str, **more: Any) -> Any:
        return statistic(value, measure, of=PETS, quote=quote, start=read.text.index(quote), base="firms", **more)

    fed = [
        figure(
            quote.split("%", maxsplit=1)[0],
            quote,
            "feeds the pets",
            distribution="Who feeds the pets?",
            option=quote.split("that ")[1].split(" feeds")[0],
            choice="single",
        )
        for quote in WHO
    ]
    cats = figure("48", CATS, "keep a cat in the office", base_size=500)
    catalogue.add(PETS, read.text, passages, [cats, figure("12", DOGS, "keep a dog in the yard"), *fed])
    index.add([each.content_id for each in passages], embedder.embed([each.in_context for each in passages]))
    catalogue.publish([PETS.id], "ada")
    reader = FittedReader(embedder, reranker, weights=HALF_OF_THE_WORDS)
    services.catalogue, services.index, services.embedder, services.reader = catalogue, index, embedder, reader
    services.reranker, services.answerability = reranker, None
    services.answerer = Answerer(catalogue, index, embedder, reranker, reader, KnowledgeSettings())
    services.statistics = Statistics(catalogue, index, embedder, reranker)
    services.verifier = Verifier(
        catalogue,
        Statistics(catalogue, index, embedder, None),
        services.answerer.retrieve_cited,
        embedder,
        reranker,
        reader,
    )
    return services


@dataclass
class Bench:
    """A loopback Slack with the app running in it."""

    slack: LoopbackSlack
    parts: Parts
    services: Services
    clock: ManualClock

    @property
    def journal(self) -> Journal:
        return self.services.journal

    async def mention(self, text: str = QUESTION, channel: str = GENERAL, **more: Any) -> Message:
        """Alice mentions the bot."""
        return await self.slack.post(ALICE, channel, f"<@{self.slack.bot}> {text}", **more)

    async def answers(self, asked: Message, count: int = 1, viewer: str | None = None) -> list[Message]:
        """What the bot said in the thread of a message, once it has said so much."""
        thread = asked.thread_ts or asked.ts

        def said() -> list[Message]:
            replies = self.slack.replies(asked.channel, thread, viewer)
            return replies if len(replies) >= count else []

        return await self.slack.until(said)

    async def answered(self, text: str = QUESTION, channel: str = GENERAL) -> tuple[Message, Message]:
        """A question of Alice's in a channel, and its answer."""
        asked = await self.mention(text, channel)
        answer = (await self.answers(asked))[-1]
        await self.settled()
        return asked, answer

    async def command(self, command: str, text: str = "", user: str = ALICE, channel: str = GENERAL) -> Message:
        """A slash command, and what it finally said to who typed it."""
        before = len(self.slack.ephemeral(user))
        await self.slack.slash(user, channel, command, text)
        await self.settled()
        shown = self.slack.ephemeral(user)
        assert len(shown) > before, self.slack.notices
        return shown[-1]

    async def settled(self) -> None:
        """Nothing is under way any more."""
        await self.slack.quiet(0.05)
        await self.parts.finish()
        await self.slack.quiet(0.05)

    def refused(self) -> list[str]:
        """What the loopback Slack found wrong with any call."""
        return [f"{call.method}: {call.response.get('error')}" for call in self.slack.calls if not call.ok]


@asynccontextmanager
async def workspace(transport: TransportName = "socket") -> AsyncIterator[LoopbackSlack]:
    """A loopback Slack that knows the app by its manifest."""
    app = AppConfig.from_manifest(manifest("https://footnote.example.org"))
    async with LoopbackSlack(app, clock=ManualClock(), transport=transport) as slack:
        yield slack


@asynccontextmanager
async def app_in(slack: LoopbackSlack, services: Services, **set_: Any) -> AsyncIterator[Parts]:
    """The app at work in it; ``set_`` are settings."""
    given = {
        "slack_bot_token": SecretStr(slack.app.bot_token),
        "slack_app_token": SecretStr(slack.app.app_token),
        "slack_signing_secret": SecretStr(slack.app.signing_secret),
        "slack_api_url": slack.api_url,
    }
    services.settings = services.settings.model_copy(update=given | set_)
    desk = Desk(services)
    if slack.transport == "socket":
        async with socket_mode(desk, services.settings, services.journal) as parts:
            await slack.connected()
            yield parts
    else:
        async with http(desk, services.settings, services.journal, 0) as (address, parts):
            slack.request_url = address + EVENTS_PATH
            yield parts


@asynccontextmanager
async def bench(
    transport: TransportName = "socket", services: Services | None = None, **set_: Any
) -> AsyncIterator[Bench]:
    """Both."""
    services = services or pets()
    async with workspace(transport) as slack, app_in(slack, services, **set_) as parts:
        assert isinstance(slack.clock, ManualClock)
        yield Bench(slack, parts, services, slack.clock)


def run(
    work: Callable[[Bench], Awaitable[None]], transport: TransportName = "socket", within_s: float = 60, **how: Any
) -> None:
    """Do something with the app, from a plain test."""

    async def doing() -> None:
        async with bench(transport, **how) as at:
            await work(at)

    asyncio.run(asyncio.wait_for(doing(), within_s))


def alone(work: Coroutine[Any, Any, None]) -> None:
    """Run something that starts the app by itself."""
    asyncio.run(asyncio.wait_for(work, 60))
