"""Whether the service can answer: each thing that it takes is looked at, and none of them holds up the others' news."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import structlog

from bot.metrics import LibraryMetrics
from bot.redacting import redacted
from bot.wiring import Services
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

LOOKED_S = 1.0  # for which a look counts: a probe from each of many machines costs one
PATIENCE_S = 3.0  # for a store to answer
FREE_BYTES = 32 * 2**20  # of the library's disk, below which nothing can be kept safely
RUNS = 50  # of the book, that are looked at


class Part(NamedTuple):
    """One thing that answering takes."""

    ok: bool
    says: str | int


class Models(NamedTuple):
    """Whether the models are loaded; else what keeps them."""

    loaded: bool
    says: str


LOADING = Models(loaded=False, says="being loaded")
LOADED = Models(loaded=True, says="loaded")


class Health:
    """Looks at models, stores and the edition. Call it from one event loop.

    Args:
        services: whose parts are looked at.
        library: is told what was seen, for metrics.
        patience_s: for each part to answer.
    """

    def __init__(self, services: Services, library: LibraryMetrics, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self.models = LOADING
        self._services = services
        self._library = library
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="footnote-health")
        self._asked: dict[str, Future[Part]] = {}
        self._seen: dict[str, Part] = {}
        self._seen_at: tuple[float, Models] = 0.0, LOADING  # when, and what was known of the models then
        self._looking = asyncio.Lock()

    async def look(self) -> dict[str, Part]:
        """Each part, as it is now or was a moment ago."""
        async with self._looking:
            at, models = self._seen_at
            if not self._seen or time.monotonic() - at > LOOKED_S or models != self.models:
                self._seen_at = time.monotonic(), self.models
                self._seen = await self._look()
        return self._seen | {"models": Part(*self._seen_at[1])}

    def close(self) -> None:
        """Look no more; nobody waits for a store that doesn't answer."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _look(self) -> dict[str, Part]:
        wanted = dict(self._probes())
        for name, probe in wanted.items():
            if name not in self._asked or self._asked[name].done():  # one that hangs isn't asked again
                self._asked[name] = self._threads.submit(self._safely, name, probe)
        futures = {name: self._asked[name] for name in wanted}
        await asyncio.wait([asyncio.wrap_future(each) for each in futures.values()], timeout=self._patience_s)
        silent = Part(ok=False, says=f"does not answer within {self._patience_s:g} s")
        return {name: future.result() if future.done() else silent for name, future in futures.items()}

    def _probes(self) -> Iterator[tuple[str, Callable[[], Part]]]:
        yield "catalogue", self._catalogue
        yield "edition", self._edition
        yield "journal", self._journal
        yield "disk", self._disk
        if self.models.loaded:  # the vectors' place is made with the embedder
            yield "vectors", self._vectors

    def _safely(self, name: str, probe: Callable[[], Part]) -> Part:
        try:
            return probe()
        except FootnoteError as error:
            return Part(ok=False, says=redacted(str(error), self._services.settings.secrets()))
        except Exception as error:  # whatever it is, the rest is still looked at
            log.exception("cannot be looked at", part=name)
            return Part(ok=False, says=f"{type(error).__name__}: the log has more")

    def _catalogue(self) -> Part:
        self._library.ran(self._services.writers.runs(RUNS))
        return Part(ok=True, says="answers")

    def _edition(self) -> Part:
        edition = self._services.catalogue.current()
        if edition is None:
            return Part(ok=False, says="nothing is published yet")
        self._library.published(edition.id, edition.published_at, len(edition.revision_ids))
        return Part(ok=True, says=edition.id)

    def _journal(self) -> Part:
        self._services.journal.looked()
        return Part(ok=True, says="answers")

    def _vectors(self) -> Part:
        return Part(ok=True, says=self._services.index.count())

    def _disk(self) -> Part:
        library = self._services.settings.library
        if not library.is_dir():
            return Part(ok=True, says="no folder is used")
        try:
            free = shutil.disk_usage(library).free
        except OSError as error:
            return Part(ok=False, says=f"cannot be read ({error.strerror})")
        return Part(ok=free >= FREE_BYTES, says=f"{free // 2**20:,} MiB free")
