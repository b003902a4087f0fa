"""Parts of a pipeline that count, and parts that end it at a chosen moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

from ingest.report import IngestReport
from knowledge.models.scripted import HashingEmbedder
from knowledge.ports import Vectors


class CountingEmbedder(HashingEmbedder):
    """The fake embedder, remembering what it was asked to embed, call by call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(list(texts))
        return super().embed(texts)

    @property
    def texts(self) -> list[str]:
        return [text for call in self.calls for text in call]


class PowerCut(Exception):
    """Something that nobody expects and nobody catches."""


def cut() -> None:
    """End with an error that goes all the way up."""
    raise PowerCut


def kill() -> None:
    """End this process as nothing in it can prevent."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fatal:
    """A part whose method ends everything at its nth call, before or after it has done its work."""

    def __init__(
        self, part: Any, method: str, turn: int = 1, end: Callable[[], None] = cut, after: bool = False
    ) -> None:
        self._part, self._method, self._left, self._end, self._after = part, method, turn, end, after

    def __getattr__(self, name: str) -> Any:
        own = getattr(self._part, name)
        if name != self._method:
            return own

        def called(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if not self._left and not self._after:
                self._end()
            result = own(*args, **kwargs)
            if not self._left:
                self._end()
            return result

        return called


class Notes:
    """Progress, written down."""

    def __init__(self) -> None:
        self.lines: list[tuple[Any, ...]] = []

    def started(self, total: int) -> None:
        self.lines.append(("started", total))

    def source(self, name: str, n: int) -> None:
        self.lines.append(("source", name, n))

    def embedding(self, done: int, total: int) -> None:
        self.lines.append(("embedding", done, total))

    def finished(self, report: IngestReport) -> None:
        self.lines.append(("finished", report))
