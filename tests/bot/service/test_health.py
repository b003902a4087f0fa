"""Readiness: each part is looked at by itself, what fails says why, and is well again when it is mended."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.metrics import LibraryMetrics
from bot.redacting import HIDDEN
from bot.service import health as healths
from bot.service.health import LOADED, LOADING, Health, Part
from bot.service.warming import warm
from bot.wiring import Services
from knowledge.errors import LibraryError, ModelUnavailable
from knowledge.stores.memory import MemoryCatalogue
from tests.bot.service.serving import until
from tests.bot.slack.workspace import pets

DATABASE = "postgresql://ada:hunter2@db.example/footnote"


class Away:
    """A catalogue that can go away and come back."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.trouble: Exception | None = None
        self.answers = threading.Event()
        self.answers.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def current(self) -> Any:
        self.answers.wait(20)
        if self.trouble:
            raise self.trouble
        return self._real.current()


def looked_at(services: Services, patience_s: float = 5) -> Health:
    health = Health(services, LibraryMetrics(lambda: datetime.now(UTC)), patience_s)
    health.models = LOADED
    return health


def away(services: Services) -> Away:
    catalogue = Away(services.catalogue)
    services.catalogue = catalogue  # type: ignore[assignment]
    return catalogue


@pytest.fixture(autouse=True)
def every_look_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healths, "LOOKED_S", 0.0)


def test_a_store_that_goes_away_says_so_and_is_well_again_when_it_is_back() -> None:
    services = pets()
    services.settings = services.settings.model_copy(update={"database_url": SecretStr(DATABASE)})
    catalogue, health = away(services), looked_at(services)

    async def work() -> None:
        assert (await health.look())["edition"] == Part(ok=True, says=1)
        catalogue.trouble = LibraryError(f"The database at {DATABASE} does not answer: try again in a minute.")
        parts = await health.look()
        assert parts["edition"] == Part(
            ok=False, says=f"The database at {HIDDEN} does not answer: try again in a minute."
        )
        assert parts["vectors"].ok
        catalogue.trouble = None
        assert all(part.ok for part in (await health.look()).values())

    asyncio.run(work())
    health.close()


def test_a_store_that_hangs_holds_up_no_look_and_is_not_asked_again_meanwhile() -> None:
    services = pets()
    catalogue, health = away(services), looked_at(services, patience_s=0.2)
    catalogue.answers.clear()

    async def well() -> bool:
        return (await health.look())["edition"].ok

    async def work() -> None:
        for _ in range(6):  # more than there are threads
            parts = await health.look()
            assert parts["edition"] == Part(ok=False, says="does not answer within 0.2 s")
            assert parts["journal"].ok
        catalogue.answers.set()
        await until(well, 20)

    asyncio.run(asyncio.wait_for(work(), 20))
    health.close()


def test_a_fault_of_ours_is_one_part_that_is_not_well() -> None:
    services = pets()
    catalogue, health = away(services), looked_at(services)
    catalogue.trouble = ValueError("a secret word")
    assert asyncio.run(health.look())["edition"] == Part(ok=False, says="ValueError: the log has more")
    health.close()


def test_without_an_edition_and_without_models_it_is_not_ready() -> None:
    services = pets()
    services.catalogue = MemoryCatalogue()
    health = looked_at(services)
    health.models = LOADING
    parts = asyncio.run(health.look())
    assert parts["edition"] == Part(ok=False, says="nothing is published yet")
    assert parts["models"] == Part(ok=False, says="being loaded")
    assert "vectors" not in parts
    health.close()


def test_a_disk_that_is_full_makes_it_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    health = looked_at(pets())
    assert asyncio.run(health.look())["disk"].ok
    monkeypatch.setattr(healths, "FREE_BYTES", 2**62)
    assert not asyncio.run(health.look())["disk"].ok
    health.close()


def test_looks_within_a_second_cost_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healths, "LOOKED_S", 60.0)
    services = pets()
    catalogue, health = away(services), looked_at(services)

    async def work() -> None:
        await health.look()
        catalogue.trouble = LibraryError("gone")
        assert all(part.ok for part in (await asyncio.gather(*(health.look() for _ in range(50))))[-1].values())

    asyncio.run(work())
    health.close()


def test_models_are_tried_again_until_they_are_there() -> None:
    services = pets()
    tries = []

    def states() -> tuple[()]:
        tries.append(1)
        if len(tries) < 3:
            raise ModelUnavailable("The model for embeddings is missing: put it back.")
        return ()

    services.models = states  # type: ignore[method-assign]
    health = looked_at(services)
    health.models = LOADING
    asyncio.run(asyncio.wait_for(warm(services, health, again_s=0.01), 30))
    assert (health.models, len(tries)) == (LOADED, 3)
    health.close()
