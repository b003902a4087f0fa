"""A Chroma server of the tests' own, from the same wheel as the embedded one: one a process."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.postgres import ENDING_WITH_US, free_port


class ChromaServer:
    """``chroma run`` on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process_id(self) -> int:
        """Of the running server."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        chroma = Path(sys.executable).with_name("chroma")
        place = ["--path", str(self.folder / "data"), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*ENDING_WITH_US, str(chroma), "run", *place], stdout=log, stderr=log, cwd=self.folder
            )
        until = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "Chroma did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def clear(self) -> None:
        """Lose all that it had; it must not be running."""
        shutil.rmtree(self.folder / "data")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/api/v2/heartbeat", timeout=1) as response:
                return bool(response.status == 200)
        except OSError:
            return False


@contextmanager
def running() -> Iterator[ChromaServer]:
    """A server for a test that stops and starts it, or a script that fills it."""
    folder = Path(tempfile.mkdtemp(prefix="footnote-chroma-"))
    server = ChromaServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def shared() -> ChromaServer:
    """The server of this process; it ends with the process."""
    manager = running()
    server = manager.__enter__()
    atexit.register(manager.__exit__, None, None, None)
    return server


@pytest.fixture
def chroma_url() -> str:
    """The address of a server; tests share it, so that each needs a collection of its own."""
    return shared().url


def own_embedder() -> str:
    """A name of an embedder that nobody else has vectors of."""
    return f"axes-{uuid.uuid4().hex[:12]}@1"
