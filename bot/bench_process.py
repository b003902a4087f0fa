"""A process that answers lines of questions, watched from outside: how long each answer takes, and what it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from knowledge.errors import FootnoteError

ROOT = Path(__file__).parents[1]  # where the packages lie: they may be run without being installed


class AnsweringProcess:
    """``python -m MODULE …`` that reads ``{"id", "question", "query"}`` a line and writes a line of JSON for each."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._started = time.perf_counter()
        self._said = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (closed with the process)
        self._process = subprocess.Popen(  # noqa: S603  (our own modules, with arguments of our own)
            [sys.executable, *arguments],
            env={**os.environ, "PYTHONPATH": path, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )

    def first_answer_s(self, question: str) -> float:
        """Seconds from the start of the process to the answer."""
        self.answer_s(question)
        return time.perf_counter() - self._started

    def answer_s(self, question: str) -> float:
        """Seconds from question to answer. Raises FootnoteError when none comes."""
        assert self._process.stdin  # noqa: S101  (pipes, by construction)
        assert self._process.stdout  # noqa: S101
        started = time.perf_counter()
        try:
            self._process.stdin.write(json.dumps({"id": "q", "question": question, "query": question}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failed() from None
        line = self._process.stdout.readline()
        took_s = time.perf_counter() - started
        if not line or json.loads(line).get("kind") == "error":
            raise self._failed(line)
        return took_s

    def resident_bytes(self) -> int:
        """What the process holds in memory now."""
        import psutil

        resident: int = psutil.Process(self._process.pid).memory_info().rss
        return resident

    def _failed(self, line: str = "") -> FootnoteError:
        if not line:
            self._process.wait()
        self._said.seek(0)
        last = (line.strip() or self._said.read().strip()).splitlines()
        return FootnoteError(f"A process of the benchmark gave no answer: {last[-1] if last else 'it said nothing'}.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._said.close()
