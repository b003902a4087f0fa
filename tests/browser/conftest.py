"""A browser before the real playground: the app, the starter and the models, on a free port of this machine.

These tests need a Chromium and playwright, and take a minute or two; so they run only where they are named:
``make browser``, or ``pytest tests/browser``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from bot.loopback import LoopbackSlack
from bot.playground.running import playground, services_for
from bot.settings import Settings
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from tests.bot.playground.workplace import site
from tests.browser.driving import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
LONG_S = 120  # until the starter is read and the models are loaded, on a machine that has other things to do
T = TypeVar("T")
Served = tuple[str, LoopbackSlack]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Run only where somebody names this folder or a file in it."""
    named = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path == HERE or HERE in path.parents for path in named) else True


class Loop:
    """An event loop in a thread of its own, beside the browser's."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="playground", daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T], timeout_s: float = 20) -> T:
        return self.start(work).result(timeout_s)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed: pip install playwright")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("there is no Chromium here: install one, or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def services(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The starter and the models; asked for after the browser, so that nothing is loaded where there is none."""
    return services_for(Settings(library=tmp_path_factory.mktemp("starter")))


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """Where the playground runs."""
    loop = Loop()
    yield loop
    loop.end()


@contextmanager
def serving(loop: Loop, site: AbstractAsyncContextManager[Served]) -> Iterator[Served]:
    """Keep what is served in the loop's thread, for as long as the test takes."""
    ready: Future[Served] = Future()
    done = asyncio.Event()

    async def serve() -> None:
        try:
            async with site as found:
                ready.set_result(found)
                await done.wait()
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    async def end() -> None:
        done.set()

    ended = loop.start(serve())
    yield ready.result(LONG_S)
    loop.run(end())
    ended.result(30)


@pytest.fixture
def served(services: Services, loop: Loop) -> Iterator[Served]:
    """A fresh workspace with the app in it, and the address of its page."""
    services.journal = MemoryJournal()
    with serving(loop, playground(services, 0, lambda _: None)) as found:
        yield found


@pytest.fixture
def unattended(loop: Loop) -> Iterator[Served]:
    """A workspace in which no app is running: for what the page does by itself."""

    @asynccontextmanager
    async def alone() -> AsyncIterator[Served]:
        async with site() as found:
            yield f"{found.address}/", found.slack

    with serving(loop, alone()) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser at 1280 by 860, whose clock has a fixed zone."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def workspace(served: Served, context: BrowserContext, loop: Loop) -> Iterator[Workspace]:
    """The page, opened; a test in which it logs an error has failed."""
    workspace = Workspace(context, *served, loop.run)
    yield workspace
    assert workspace.errors == []


@pytest.fixture
def bare(unattended: Served, context: BrowserContext, loop: Loop) -> Iterator[Workspace]:
    """The page of a workspace without the app."""
    workspace = Workspace(context, *unattended, loop.run)
    yield workspace
    assert workspace.errors == []
