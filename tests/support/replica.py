"""A replica of the service, in a process of its own: the Slack app over HTTP, on servers that others share.

``python -m tests.support.replica EMBEDDER`` prints its address once it listens. Where its library is, and Slack, it is
told by the environment like any other. Its models are the shipped fakes; a text with "xylophone" takes it a minute.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence

from bot.desk import Desk
from bot.settings import load
from bot.slack.manifest import EVENTS_PATH
from bot.slack.running import http
from bot.wiring import Services
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Vectors
from tests.support.library import HALF_OF_THE_WORDS


class Dawdling(HashingEmbedder):
    """Takes its time with one word."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As ever, some time later."""
        if any("xylophone" in text for text in texts):
            time.sleep(60)
        return super().embed(texts)


def with_fakes(services: Services, embedder: HashingEmbedder) -> Services:
    """The shipped fakes for its models."""
    services.embedder, services.reranker, services.answerability = embedder, OverlapReranker(), None
    services.reader = FittedReader(embedder, services.reranker, weights=HALF_OF_THE_WORDS)
    return services


async def main(embedder: str) -> None:
    """Serve until somebody kills it."""
    services = with_fakes(Services(load()), Dawdling(embedder))
    async with http(Desk(services), services.settings, services.journal, 0) as (address, _):
        sys.stdout.write(f"{address}{EVENTS_PATH}\n")
        sys.stdout.flush()
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
