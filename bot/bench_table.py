"""What a benchmark measured, and the table that shows it: Footnote, the plain pipeline, and one over the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 100  # characters
MB = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing of both sides."""

    ours: float
    plain: float

    @property
    def ratio(self) -> float:
        """Ours over plain; 0 where there is nothing to compare with."""
        return self.ours / self.plain if self.plain else 0.0


@dataclass(frozen=True, slots=True)
class Ingested:
    """How the same files were ingested."""

    files: int
    characters: int
    passages: Pair  # windows of two sentences, chunks of 1,000 characters
    reading_s: float  # of first_s, the same for both: from files to text
    first_s: Pair
    again_s: float  # nothing had changed; the plain pipeline knows no such thing and does it all again


@dataclass(frozen=True, slots=True)
class Timed:
    """How questions were answered over so many passages."""

    size: int
    cold_s: Pair  # from the start of the program to its first answer
    median_ms: Pair
    p95_ms: Pair
    resident_bytes: Pair  # of the process that answered
    statistics: int
    lookup_ms: tuple[float, float]  # median and 95th percentile; the plain pipeline knows no statistics


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole benchmark."""

    ingested: Ingested
    timed: tuple[Timed, ...]
    questions: int  # at each size
    threads: int


def drawn(measured: Measured) -> str:
    """The table as text."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column("", no_wrap=True)
    for column in ("Footnote", "plain LangChain", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    for label, *cells in _ingest_rows(measured.ingested):
        table.add_row(label, *cells)
    for timed in measured.timed:
        table.add_section()
        for label, *cells in _question_rows(timed):
            table.add_row(label, *cells)
    console = Console(file=StringIO(), width=WIDTH, no_color=True, highlight=False, markup=False)
    console.print(table)
    for line in _notes(measured):
        console.print(Text(line))
    lines = str(console.file.getvalue()).splitlines()  # type: ignore[attr-defined]  # the StringIO of above
    return "\n".join(line.rstrip() for line in lines)


def _ingest_rows(ingested: Ingested) -> Iterator[tuple[str, ...]]:
    first, passages = ingested.first_s, ingested.passages
    yield _row("ingest, s", first, 1)
    yield "  of it reading, s", f"{ingested.reading_s:.1f}", f"{ingested.reading_s:.1f}", ""
    yield _row("  passages", passages, 0)
    for label, count in (
        ("passages", passages),
        ("files", _both(ingested.files)),
        ("characters", _both(ingested.characters)),
    ):
        yield _row(f"  {label} per second", Pair(count.ours / first.ours, count.plain / first.plain), 1)
    yield _row("again with nothing changed, s *", Pair(ingested.again_s, first.plain), 2)


def _question_rows(timed: Timed) -> Iterator[tuple[str, ...]]:
    yield f"at {timed.size:,} passages", "", "", ""
    yield _row("  question, median, ms", timed.median_ms, 0)
    yield _row("  question, 95th percentile, ms", timed.p95_ms, 0)
    yield _row("  first answer from a cold start, s", timed.cold_s, 1)
    megabytes = Pair(timed.resident_bytes.ours / MB, timed.resident_bytes.plain / MB)
    yield _row("  resident memory, MB", megabytes, 0)
    for label, took_ms in zip(("median", "95th percentile"), timed.lookup_ms, strict=True):
        yield f"  look-up among {timed.statistics:,} statistics, {label}, ms", f"{took_ms:,.0f}", "", ""


def _row(label: str, pair: Pair, digits: int) -> tuple[str, ...]:
    return label, f"{pair.ours:,.{digits}f}", f"{pair.plain:,.{digits}f}", f"{pair.ratio:.2f}"


def _both(count: float) -> Pair:
    return Pair(count, count)


def _notes(measured: Measured) -> Iterator[str]:
    yield ""
    if len(measured.timed) > 1:
        last, before = measured.timed[-1], measured.timed[-2]
        growth = last.p95_ms.ours / before.p95_ms.ours
        yield (
            f"From {before.size:,} to {last.size:,} passages Footnote's 95th percentile grows to {growth:.2f} times,"
            f" the plain pipeline's to {last.p95_ms.plain / before.p95_ms.plain:.2f} times."
        )
    ingested = measured.ingested
    yield (
        f"Files {ingested.files:,}, characters {ingested.characters:,}. Both read with the same readers and embed with"
        f" all-MiniLM-L6-v2 on the processor, with {measured.threads} threads on {os.cpu_count()} processors. Questions"
        f" at each size: {measured.questions}."
    )
    yield (
        "Footnote's passages are windows of two sentences, the plain pipeline's chunks of 1,000 characters; a question"
        " is reranked and answered or refused by Footnote, and nothing but searched for (k = 4) by the plain pipeline."
    )
    yield "* The plain pipeline does not know that nothing has changed: the figure is that of its first ingest."
    yield ", ".join(
        f"{package} {_version(package)}" for package in ("footnote", "langchain-chroma", "chromadb", "torch")
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed as a package)"
