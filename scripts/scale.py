"""Scale: what a question costs on a Postgres and a Chroma server as the library grows.

Two libraries on the same servers, a small one and a large one, have the same real documents, about which is asked, and
made passages beside them. Each question is asked of one and then of the other, so that whatever else goes on on the
machine slows both down alike.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.bench_bulk import Bulk, fill  # noqa: E402
from bot.requests import Unwatched  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from ingest.blocks import Metadata  # noqa: E402
from knowledge.stores.chroma_server import ChromaServerIndex  # noqa: E402
from tests.support import chroma_server, postgres  # noqa: E402

DOCUMENTS = [str(ROOT / "tests/questions/docs"), str(ROOT / "knowledge/starter")]
QUESTIONS = (ROOT / "tests/questions/held_out.json", ROOT / "knowledge/starter/questions.json")
SEEDS = 400
LIMIT = 2.0  # times the small library's 95th percentile
SERVER = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB"}


def asked() -> list[str]:
    """Questions on the real documents, which stand alone."""
    found = [each for file in QUESTIONS for each in json.loads(file.read_text("utf-8"))]
    return [str(each["question"]) for each in found if not each.get("after")]


def library(folder: Path, passages: int, database: str, chroma: str, like: Services | None) -> Services:
    """Services on a library of that size; the models are those of another one, where there is one."""
    settings = Settings(library=folder, database_url=database, chroma_url=chroma)  # type: ignore[arg-type]
    services = Services(settings)
    if like is not None:
        services.embedder, services.reranker, services.reader = like.embedder, like.reranker, like.reader
        services.answerability = like.answerability
    embedder = services.embedder
    services.index = ChromaServerIndex(chroma, f"{embedder.name} of {passages}", embedder.dimensions)
    services.ingest(DOCUMENTS, Metadata(), "scale", Unwatched())
    edition = services.edition()
    real = services.catalogue.count(edition.id)
    contents = services.catalogue.contents(edition.id, [each.document.id for each in services.revisions(edition.id)])
    seeds = services.catalogue.passages(edition.id, contents[:SEEDS])
    bulk = Bulk([each.text for each in seeds], embedder.embed([each.in_context for each in seeds]))
    began = time.monotonic()
    fill(services.catalogue, services.index, bulk.batches(passages - real))
    took = time.monotonic() - began
    print(f"{passages:,} passages, {real:,} of them real; {(passages - real) / took:,.0f} stored a second", flush=True)
    return services


def ask(services: Services, question: str) -> tuple[float, float]:
    """Seconds that the searches take, and the whole answer."""
    began = time.perf_counter()
    edition = services.edition()
    words = question.rstrip("?").split()
    services.index.search(services.embedder.embed([question])[0], 50)
    services.catalogue.search(edition.id, words, 50)
    searched = time.perf_counter() - began
    began = time.perf_counter()
    services.answerer.ask(question)
    return searched, time.perf_counter() - began


def percentiles(name: str, seconds: Sequence[float]) -> float:
    """Median and 95th percentile, printed; the latter."""
    ordered = sorted(seconds)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"  {name:<34} median {1000 * statistics.median(ordered):7,.0f} ms   p95 {1000 * high:7,.0f} ms")
    return high


def costs(database: postgres.PostgresServer, vectors: chroma_server.ChromaServer) -> None:
    """Memory and disk."""
    print(f"  memory: Postgres {memory(database.process_id):,.0f} MB, Chroma {memory(vectors.process_id):,.0f} MB, "
          f"this process {psutil.Process().memory_info().rss / 2**20:,.0f} MB")  # fmt: skip
    size = int(database.sql("SELECT sum(pg_database_size(datname)) FROM pg_database"))
    print(f"  disk: Postgres {size / 2**20:,.0f} MB, Chroma {on_disk(vectors.folder) / 2**20:,.0f} MB")


def memory(process: int) -> float:
    """Of a process and those that it started, in MB; what they share counts once."""
    root, total = psutil.Process(process), 0
    for each in (root, *root.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss
    return total / 2**20


def on_disk(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Run it all; 1 where the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--baseline", type=int, default=10_000)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="footnote-scale-") as folder,
        postgres.running(SERVER) as database,
        chroma_server.running() as vectors,
    ):
        libraries: list[Services] = []
        for size in (given.baseline, given.passages):
            database.make(f"of_{size}")
            like = libraries[0] if libraries else None
            libraries.append(library(Path(folder), size, database.database(f"of_{size}"), vectors.url, like))
            database.sql("VACUUM ANALYZE", f"of_{size}")
            costs(database, vectors)
        first = [time_of(each) for each in libraries]
        sizes = f"{given.baseline:,} and {given.passages:,}"
        print(f"first question after the start: {first[0]:,.1f} s and {first[1]:,.1f} s with {sizes}", flush=True)
        questions = asked()
        taken: list[list[tuple[float, float]]] = [[], []]
        for question in questions:
            for at, services in enumerate(libraries):
                taken[at].append(ask(services, question))
        high = []
        for size, times in zip((given.baseline, given.passages), taken, strict=True):
            print(f"{size:,} passages, {len(questions)} questions")
            percentiles("both searches alone", [searched for searched, _ in times])
            high.append(percentiles("the whole question", [whole for _, whole in times]))
        costs(database, vectors)
        print(f"95th percentile: {high[1] / high[0]:.2f} times as long, at most {LIMIT:g} is wanted")
    return int(high[1] > LIMIT * high[0])


def time_of(services: Services) -> float:
    """Seconds of a first question."""
    began = time.monotonic()
    services.answerer.ask("Who owns AI in most companies?")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
