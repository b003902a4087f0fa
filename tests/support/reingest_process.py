"""A re-ingest, or something about one, in a process of its own, on the real stores.

``python -m tests.support.reingest_process LIBRARY ACTION [END]``. ACTION is run, cancel, book, or resume (the
scheduler's step). END is ``part.method:turn``, with a + behind it for "after it has done its work": there the process
kills itself; ``hold@part.method:turn`` lets it say so and wait there until there is a file "go" beside the library.
Prints as JSON what came of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.pipeline import Pipeline
from ingest.reingest import Order, Reingest
from ingest.schedule import Scheduler
from ingest.settings import IngestSettings
from ingest.writing import Writers
from knowledge.errors import FootnoteError
from knowledge.stores.catalogue import SqlCatalogue, open_catalogue
from knowledge.stores.chroma import ChromaIndex
from knowledge.stores.runs import open_runs
from knowledge.stores.sources import open_sources
from tests.support.stages import CountingEmbedder, Fatal, kill


def hold(library: Path) -> Callable[[], None]:
    """Wait until somebody lets it go on."""

    def held() -> None:
        if not (library.parent / "go").exists():
            sys.stdout.write("held\n")
            sys.stdout.flush()
        while not (library.parent / "go").exists():
            time.sleep(0.01)

    return held


def main(library: Path, action: str, end: str = "") -> None:
    embedder, catalogue, sources = CountingEmbedder(), open_catalogue(library), open_sources(library)
    parts: dict[str, Any] = {"catalogue": catalogue, "embedder": embedder}
    parts["index"] = index = ChromaIndex(library, embedder.name, embedder.dimensions)
    if end:
        how, _, where = end.rpartition("@")
        place, _, turn = where.rstrip("+").partition(":")
        part, method = place.split(".")
        ended = hold(library) if how else kill
        parts[part] = Fatal(parts[part], method, int(turn), ended, after=where.endswith("+"))
    book = open_runs(library)
    writers = Writers(book, library)
    pipeline = Pipeline(**parts, settings=IngestSettings(), library=library)
    reingest = Reingest(lambda: pipeline, sources, catalogue, writers, IngestSettings())
    said: list[str] = []
    try:
        if action == "run":
            reingest.run(Order("ada", publish=True))
        elif action == "resume":
            Scheduler(reingest, sources, writers, publish=True, tell=said.append).step()
        elif action == "cancel":
            writers.cancel("bob")
    except FootnoteError as error:
        said.append(str(error))
    run = book.runs(1)
    outcome = {
        "said": said,
        "embedded": len(embedder.texts),
        "stray": len(index.ids() ^ catalogue.content_ids()),
        "documents": documents(catalogue),
        "run": run[0].model_dump(mode="json") if run else None,
        "at_work": bool(writers.at_work_now()),
    }
    sys.stdout.write(json.dumps(outcome))


def documents(catalogue: SqlCatalogue) -> list[str]:
    edition = catalogue.current()
    return sorted(r.document.name for r in catalogue.revisions(edition.id)) if edition else []


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
