"""One ingest in a process of its own, on the real stores.

``python -m tests.support.ingest_process LIBRARY INPUT [END]``. END is ``part.method:turn``, with a + behind it for
"after it has done its work": there the process kills itself. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ingest.pipeline import Pipeline
from ingest.settings import IngestSettings
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.chroma import ChromaIndex
from tests.support.stages import CountingEmbedder, Fatal, kill


def main(library: Path, given: str, end: str = "") -> None:
    embedder = CountingEmbedder()
    catalogue = open_catalogue(library)
    index = ChromaIndex(library, embedder.name, embedder.dimensions)
    parts = {"catalogue": catalogue, "index": index, "embedder": embedder}
    if end:
        place, _, turn = end.rstrip("+").partition(":")
        part, method = place.split(".")
        parts[part] = Fatal(parts[part], method, int(turn), kill, after=end.endswith("+"))
    report = Pipeline(**parts, settings=IngestSettings(), library=library).ingest([given], by="test")  # type: ignore[arg-type]
    edition = catalogue.current()
    result = {
        "edition": edition.id if edition else None,
        "documents": sorted(r.document.name for r in catalogue.revisions(edition.id)) if edition else [],
        "passages": catalogue.count(edition.id) if edition else 0,
        "embedded": len(embedder.texts),
        "failed": report.failed,
        "stray": len(index.ids() ^ catalogue.content_ids()),
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
