"""How long questions take while 10,000 passages are re-ingested, beside the same when nothing else is done.

A library of ten thousand made passages beside the starter answers in a process of its own, as a service does, while
another process re-ingests a folder of as many new ones. Questions are asked in turns: some while the re-ingest works,
then some while it is stopped (SIGSTOP), so that whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.bench_bulk import Bulk, fill  # noqa: E402
from bot.bench_process import AnsweringProcess  # noqa: E402
from bot.evaluate import read_questions  # noqa: E402
from bot.requests import Unwatched  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from knowledge.evaluation import percentile  # noqa: E402
from knowledge.sources import Said  # noqa: E402
from knowledge.starter import starter_questions  # noqa: E402

DOCUMENTS = 20
IN_A_ROW = 10  # questions to one side before it is the other's turn
PAUSE_S = 0.3  # at each turn
WARMING = 20  # questions that are asked before any is timed
SEEDS = 400  # real passages that the made ones are varied from


class Times(NamedTuple):
    """Milliseconds a question."""

    idle: list[float]
    busy: list[float]


class Busy:
    """A library, a folder that isn't read yet, and the processes."""

    def __init__(self, folder: Path, passages: int) -> None:
        self._reports, self._passages = folder / "reports", passages
        self._services = Services(Settings(library=folder / "library"))
        # Each question is to be worked out, however often it is asked.
        self._environment = {"FOOTNOTE_LIBRARY": str(folder / "library"), "FOOTNOTE_STORED_ANSWERS": "0"}

    def prepare(self) -> None:
        """Publish the starter and the made passages; write as many others into the folder, which is a source."""
        services = self._services
        services.ingest_starter("busy", Unwatched())
        edition = services.edition().id
        documents = {each.document.id for each in services.revisions(edition)}
        contents = services.catalogue.contents(edition, documents)[:SEEDS]
        texts = [each.text for each in services.catalogue.passages(edition, contents)]
        bulk = Bulk(texts, services.embedder.embed(texts))
        fill(services.catalogue, services.index, bulk.batches(self._passages))
        self._reports.mkdir()
        each = self._passages // DOCUMENTS
        others = (text for batch in bulk.batches(self._passages) for text in batch.texts)
        for number in range(DOCUMENTS):
            paragraphs = "\n\n".join(" ".join(next(others).split()) for _ in range(each))
            (self._reports / f"report-{number:02}.md").write_text(f"# Made report {number} again\n\n{paragraphs}\n")
        services.registrar.add(str(self._reports), Said(), "busy")

    def measure(self, questions: int) -> Times:
        """So many questions of each kind, or fewer where the re-ingest is done before."""
        asked = cycle([each.question for each in read_questions(starter_questions()) if not each.after])
        times = Times([], [])
        answering = AnsweringProcess(["-m", "bot", "ask", "--batch", "-"], self._environment)
        with answering as service:
            for _ in range(WARMING):
                service.answer_s(next(asked))
            with self._reingesting() as run:
                while run.poll() is None and len(times.busy) < questions:
                    times.busy.extend(_in_a_row(service, asked))
                    if run.poll() is not None:
                        break
                    os.kill(run.pid, signal.SIGSTOP)
                    times.idle.extend(_in_a_row(service, asked))
                    os.kill(run.pid, signal.SIGCONT)
        return times

    def embedded(self) -> int:
        """How many passages the run has embedded by now."""
        runs = [each for each in self._services.writers.runs(9) if each.start.kind == "reingest"]
        return runs[0].how_far.embedded if runs else 0

    @contextmanager
    def _reingesting(self) -> Iterator[subprocess.Popen[bytes]]:
        """``footnote reingest``, from when it embeds; ended in good order if it isn't done."""
        command = [sys.executable, "-m", "bot", "reingest", "--review"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | self._environment, **quiet) as run:
            while run.poll() is None and not self.embedded():
                time.sleep(0.2)
            try:
                yield run
            finally:
                if run.poll() is None:
                    run.kill()


def _in_a_row(service: AnsweringProcess, asked: Iterator[str]) -> list[float]:
    time.sleep(PAUSE_S)
    return [1000 * service.answer_s(next(asked)) for _ in range(IN_A_ROW)]


def table(times: Times, embedded: int) -> str:
    """The figures, a line each."""
    rows = [("", "median", "95th percentile")]
    for name, found in (("nothing else done", times.idle), ("while re-ingesting", times.busy)):
        rows.append((name, f"{median(found):.0f} ms", f"{percentile(sorted(found), 95):.0f} ms"))
    by = [rate(times, median), rate(times, lambda found: percentile(sorted(found), 95))]
    rows.append(("times as long", f"{by[0]:.2f}", f"{by[1]:.2f}"))
    drawn = "\n".join(f"{name:<20}{first:>10}{second:>18}" for name, first, second in rows)
    load = os.getloadavg()[0]
    return (
        f"{drawn}\n{len(times.idle)} and {len(times.busy)} questions, {embedded:,} passages embedded, load {load:.1f}"
    )


def rate(times: Times, of: object) -> float:
    """How many times as long it takes."""
    return float(of(times.busy) / of(times.idle))  # type: ignore[operator]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and end with 1 where the 95th percentile is more than twice the idle one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=400, help="of each kind, at most")
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="footnote-busy-"))
    try:
        busy = Busy(folder, given.passages)
        busy.prepare()
        times = busy.measure(given.questions)
        if not times.idle:
            raise SystemExit("The re-ingest was done before anything could be measured: give more --passages.")
        print(table(times, busy.embedded()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if rate(times, lambda found: percentile(sorted(found), 95)) <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
