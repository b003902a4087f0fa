"""``footnote bench``: speed and memory beside a plain LangChain pipeline, both measured in one run on one machine.

Both read with the same readers, embed with the same model and use as many threads. Ingest is measured in this process
with the models loaded; questions are put to a process of each side, a few at a time and in turns, so that noise of the
machine hits both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from bot.bench_bulk import Bulk, fill
from bot.bench_plain import QUIET, PlainPipeline
from bot.bench_process import AnsweringProcess
from bot.bench_table import Ingested, Measured, Pair, Timed, drawn
from bot.evaluate import read_questions
from bot.requests import (
    BenchmarkOptions,
    Request,
    Watch,
)
from bot.settings import Settings
from bot.wiring import Services
from ingest.blocks import Metadata
from ingest.readers import SUFFIXES, media_type_of, read
from knowledge.errors import FootnoteError, UnreadableSource
from knowledge.evaluation import percentile
from knowledge.models.weights import EMBEDDING, checked
from knowledge.starter import starter_folder, starter_questions

T = TypeVar("T")
WARMING = 3  # questions that are asked before any is timed
IN_A_ROW = 10  # questions to one side before it is the other's turn
PAUSE_S = 0.3  # at each turn: threads of the side that has just answered spin for a while, and would slow the other


def run(services: Services, request: Request, watch: Watch) -> str:
    """Measure and draw a table. Raises FootnoteError where the plain pipeline's packages are missing."""
    options = request.options if isinstance(request.options, BenchmarkOptions) else BenchmarkOptions()
    inputs = request.inputs or (str(starter_folder()),)
    with TemporaryDirectory(prefix="footnote-bench-", ignore_cleanup_errors=True) as folder:
        bench = _Bench(services, Path(folder), options, watch)
        ingested = bench.ingest(inputs)
        return drawn(Measured(ingested, tuple(bench.grow()), options.questions, services.settings.threads))


class _Bench:
    """Two pairs of libraries: one for real documents, one that grows with made ones."""

    def __init__(self, services: Services, folder: Path, options: BenchmarkOptions, watch: Watch) -> None:
        self._services = services
        self._folder = folder
        self._options = options
        self._watch = watch
        self._model = checked(EMBEDDING)

    def ingest(self, inputs: Sequence[str]) -> Ingested:
        """Read, embed and store the same files with both."""
        settings = self._services.settings
        paths = files(inputs)
        for path in paths:  # once for nothing: afterwards the files, and what reads them, are in memory for both
            _text(path, settings)
        self._ours = self._services.elsewhere(self._folder / "ours")
        self._plain = PlainPipeline(self._folder / "plain", self._model, settings.threads)
        self._ours.embedder.embed(["warm"])
        self._say("Ingesting with Footnote.")
        first_s, _ = _timed(lambda: self._ingest(self._ours, inputs))
        again_s, _ = _timed(lambda: self._ingest(self._ours, inputs))
        self._say("Ingesting the same with the plain pipeline.")
        reading_s, self._texts = _timed(lambda: [_text(path, settings) for path in paths])
        plain_s, chunks = _timed(lambda: self._plain.ingest(self._texts))
        passages = self._ours.catalogue.count(self._ours.edition().id)
        return Ingested(
            files=len(paths),
            characters=sum(map(len, self._texts)),
            passages=Pair(passages, chunks),
            reading_s=reading_s,
            first_s=Pair(first_s, reading_s + plain_s),
            again_s=again_s,
        )

    def grow(self) -> Iterator[Timed]:
        """Time questions on libraries that hold the starter and, beside it, ever more made passages."""
        ours_bulk, plain_bulk = self._bulks()
        ours = self._grown = self._services.elsewhere(self._folder / "ours-grown")
        self._ingest(ours, [str(starter_folder())])
        plain = PlainPipeline(self._folder / "plain-grown", self._model, self._services.settings.threads)
        chunks = plain.ingest(_text(path, self._services.settings) for path in files([str(starter_folder())]))
        for size in self._options.sizes:
            self._say(f"Growing both libraries to {size:,} passages.")
            missing = size - ours.catalogue.count(ours.edition().id)
            fill(ours.catalogue, ours.index, ours_bulk.batches(max(0, missing)))
            for batch in plain_bulk.batches(max(0, size - chunks)):
                plain.fill(batch.texts, batch.vectors)
            chunks = max(chunks, size)
            self._say("Asking both.")
            yield self._asked(size)

    def _bulks(self) -> tuple[Bulk, Bulk]:
        count = self._options.seeds
        edition = self._ours.edition().id
        documents = {revision.document.id for revision in self._ours.revisions(edition)}
        contents = self._ours.catalogue.contents(edition, documents)
        spread = contents[:: max(1, len(contents) // count)][:count]
        texts = [passage.text for passage in self._ours.catalogue.passages(edition, spread)]
        return Bulk(texts, self._ours.embedder.embed(texts)), Bulk(*self._plain.seeds(self._texts, count))

    def _asked(self, size: int) -> Timed:
        """Both processes side by side, asked in turns."""
        first, *others = _questions(1 + WARMING + self._options.questions)
        lookup_ms = self._looked_up(others)
        with self._ours_answering() as ours, self._plain_answering() as plain:
            cold_s = Pair(ours.first_answer_s(first), plain.first_answer_s(first))
            ours_ms, plain_ms = _in_turns((ours, plain), others)
            return Timed(
                size=size,
                cold_s=cold_s,
                median_ms=Pair(median(ours_ms), median(plain_ms)),
                p95_ms=Pair(percentile(ours_ms, 95), percentile(plain_ms, 95)),
                resident_bytes=Pair(ours.resident_bytes(), plain.resident_bytes()),
                statistics=self._grown.catalogue.count_statistics(self._grown.edition().id),
                lookup_ms=lookup_ms,
            )

    def _looked_up(self, queries: Sequence[str]) -> tuple[float, float]:
        """Median and 95th percentile of look-ups of the same words, by a process that does nothing else."""
        with self._ours_answering("stat") as ours:
            (took_ms,) = _in_turns((ours,), queries)
        return median(took_ms), percentile(took_ms, 95)

    def _ours_answering(self, command: str = "ask") -> AnsweringProcess:
        environment = {"FOOTNOTE_LIBRARY": str(self._folder / "ours-grown")}
        return AnsweringProcess(["-m", "bot", command, "--batch", "-"], environment | self._threads())

    def _plain_answering(self) -> AnsweringProcess:
        arguments = [str(self._folder / "plain-grown"), str(self._model), str(self._services.settings.threads)]
        return AnsweringProcess(["-m", "bot.bench_plain", *arguments], QUIET | self._threads())

    def _threads(self) -> dict[str, str]:
        threads = str(self._services.settings.threads)
        return {"FOOTNOTE_THREADS": threads, "OMP_NUM_THREADS": threads}

    def _ingest(self, services: Services, inputs: Sequence[str]) -> None:
        report = services.pipeline.ingest(inputs, Metadata(), "bench", self._watch)
        for failure in report.failed:
            self._say(failure.sentence)

    def _say(self, sentence: str) -> None:
        self._watch.say(sentence)


def files(inputs: Sequence[str]) -> list[Path]:
    """The files to read: those named, and those of the named folders that a reader is for. Raises FootnoteError."""
    found: list[Path] = []
    for path in map(Path, inputs):
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [each for each in inside if each.is_file() and each.suffix.lower() in SUFFIXES]
    if not found:
        raise FootnoteError(f"There is nothing to read in {', '.join(inputs)}: give another folder with --docs.")
    return found


def _text(path: Path, settings: Settings) -> str:
    """What both are given of a file; nothing of one that can't be read."""
    data = path.read_bytes()
    try:
        return read(data, path.name, media_type_of(path.name, data=data) or "text/plain", settings).text
    except UnreadableSource:
        return ""


def _in_turns(sides: Sequence[AnsweringProcess], questions: Sequence[str]) -> list[list[float]]:
    """Each side's milliseconds a question, ascending, without the first few."""
    took_ms: list[list[float]] = [[] for _ in sides]
    for start in range(0, len(questions), IN_A_ROW):
        for side, times in zip(sides, took_ms, strict=True):
            time.sleep(PAUSE_S)
            times += [1000 * side.answer_s(question) for question in questions[start : start + IN_A_ROW]]
    return [sorted(times[WARMING:]) for times in took_ms]


def _questions(count: int) -> list[str]:
    """Questions about the starter, to be answered and to be refused; from the start again if there are too few."""
    asked = [question.question for question in read_questions(starter_questions()) if not question.after]
    return list(islice(cycle(asked), count))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result
