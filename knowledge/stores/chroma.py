"""Vectors in Chroma, embedded: one process may add while others search, and the others see what was added.

Chroma keeps the graph that it searches in each process's memory, and another process's additions don't reach it. So
whoever writes leaves a new mark in a file, under a lock of the operating system, and whoever finds another mark than
its own opens Chroma again, which never happens while somebody writes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
import uuid
import weakref
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import LibraryError
from knowledge.ports import Hit, Vectors

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

FOLDER = "vectors"
# Of 100,000 clustered vectors recall@50 is 0.99 with these, in about 10 ms.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 100, "ef_search": 200, "max_neighbors": 16}
# Chroma's own search within ids takes 40 to 120 ms at 100,000 vectors. Comparing kept vectors takes 1 to 5 ms; to fetch
# them takes 0.1 ms each, once.
EXACT_LIMIT = 5_000
KEPT_LIMIT = 20_000  # 31 MB at 384 dimensions
REOPEN_SHARE = 0.2  # of the time may go into opening again while another process writes on and on


class ChromaIndex:
    """The vectors of one embedder, under ``folder/vectors``. Safe to share between threads, which wait for each other.

    Args:
        folder: the library's; made if it isn't there.
        embedder_name: names the collection, so that vectors of two models never mix.
        dimensions: of each vector.

    Every method raises LibraryError when the folder cannot be used.
    """

    def __init__(self, folder: Path, embedder_name: str, dimensions: int) -> None:
        self._folder = folder / FOLDER
        self._name = _collection_name(embedder_name)
        self._dimensions = dimensions
        self._guard = Lock()  # opening again takes Chroma away from whoever searches just then
        self._client: Client | None = None
        self._kept: dict[str, NDArray[np.float32]] = {}
        self._seen = ""
        self._rest_until = 0.0
        with self._usable():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._marks = os.open(self._folder / "changed.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            weakref.finalize(self, os.close, self._marks)
            with self._locked(fcntl.LOCK_SH):
                self._collection = self._open()

    def add(self, content_ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(content_ids), dimensions); an id that is there already is left as it is."""
        if not content_ids:
            return
        if vectors.shape != (len(content_ids), self._dimensions):
            raise ValueError(
                f"{len(content_ids)} ids need vectors of {self._dimensions} dimensions, not {vectors.shape}"
            )
        with self._writing() as (collection, batch):
            absent = self._absent(content_ids)
            rows: dict[str, int] = {}
            for row, content_id in enumerate(content_ids):
                if content_id in absent:
                    rows.setdefault(content_id, row)
            for ids in _batches(list(rows), batch):
                embeddings = np.asarray(vectors[[rows[each] for each in ids]], dtype=np.float32)
                collection.add(ids=ids, embeddings=embeddings)

    def search(self, vector: NDArray[np.float32], limit: int, within: Collection[str] | None = None) -> list[Hit]:
        """The nearest contents by cosine similarity, best first, nearly always all of them (HNSW).

        ``within`` limits the search to these ids; up to 5,000 of them are compared one by one, which misses none.
        """
        within = None if within is None else list(dict.fromkeys(within))
        if limit < 1 or within == []:
            return []
        with self._reading() as collection:
            if within is None or len(within) > EXACT_LIMIT:
                return self._nearest(collection, vector, limit, within)
            return self._compared(self._vectors(within), vector, limit)

    def missing(self, content_ids: Collection[str]) -> set[str]:
        """Those of the ids that are not stored."""
        with self._reading():
            return self._absent(content_ids)

    def remove(self, content_ids: Collection[str]) -> None:
        """Forget vectors; an unknown id is no error."""
        if not content_ids:
            return
        with self._writing() as (collection, batch):
            for ids in _batches(sorted(set(content_ids) - self._absent(content_ids)), batch):
                collection.delete(ids=ids)
            self._kept = {}

    def ids(self) -> set[str]:
        """Every stored id."""
        with self._reading() as collection:
            return set(collection.get(include=[])["ids"])

    def count(self) -> int:
        """How many vectors are stored."""
        with self._reading() as collection:
            return collection.count()

    # -- searching -------------------------------------------------------------------------------------------------
    def _nearest(
        self, collection: ChromaCollection, vector: NDArray[np.float32], limit: int, within: list[str] | None
    ) -> list[Hit]:
        from chromadb.errors import InternalError

        query = np.asarray(vector, dtype=np.float32)[None]
        try:
            found = collection.query(query_embeddings=query, n_results=limit, ids=within, include=["distances"])
        except InternalError:  # which is what Chroma says of an id that it doesn't know
            absent = self._absent(within or ())
            if within is None or not absent:
                raise
            known = [each for each in within if each not in absent]
            return self._nearest(collection, vector, limit, known) if known else []
        distances = (found["distances"] or [[]])[0]
        return [Hit(each, 1.0 - float(far)) for each, far in zip(found["ids"][0], distances, strict=True)]

    def _compared(self, kept: dict[str, NDArray[np.float32]], vector: NDArray[np.float32], limit: int) -> list[Hit]:
        if not kept:
            return []
        ids, vectors = list(kept), np.stack(list(kept.values()))
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector)
        scores = vectors @ vector / np.maximum(lengths, np.finfo(np.float32).tiny)
        return [Hit(ids[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")[:limit]]

    def _vectors(self, within: list[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those ids that are stored, kept for the next time: a content's vector never changes."""
        new = [each for each in within if each not in self._kept]
        if len(self._kept) + len(new) > KEPT_LIMIT:
            self._kept, new = {}, within
        for ids in _batches(new, 1000):
            found = self._collection.get(ids=ids, include=["embeddings"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            self._kept.update(zip(found["ids"], vectors, strict=True))
        return {each: self._kept[each] for each in within if each in self._kept}

    def _absent(self, content_ids: Collection[str]) -> set[str]:
        absent = set(content_ids)
        for ids in _batches(list(absent), 1000):
            absent.difference_update(self._collection.get(ids=ids, include=[])["ids"])
        return absent

    # -- opening, and who may when ---------------------------------------------------------------------------------
    @contextmanager
    def _reading(self) -> Iterator[ChromaCollection]:
        with self._guard, self._usable():
            self._catch_up()
            yield self._collection

    @contextmanager
    def _writing(self) -> Iterator[tuple[ChromaCollection, int]]:
        """The collection and its largest batch. The mark comes first, so that a killed writer has left it, too."""
        with self._guard, self._usable(), self._locked(fcntl.LOCK_EX):
            if self._mark() != self._seen:
                self._collection = self._open()
            self._seen = uuid.uuid4().hex
            os.pwrite(self._marks, self._seen.encode(), 0)
            yield self._collection, self._batch

    def _catch_up(self) -> None:
        """Open again if another process has written, unless it is writing now or this was done just before."""
        started = time.monotonic()
        if self._mark() == self._seen or started < self._rest_until:
            return
        try:
            with self._locked(fcntl.LOCK_SH | fcntl.LOCK_NB):
                self._collection = self._open()
        except BlockingIOError:
            return  # what is being written isn't published yet
        ended = time.monotonic()
        self._rest_until = ended + (ended - started) / REOPEN_SHARE

    def _open(self) -> ChromaCollection:
        import chromadb  # takes half a second, which only who needs vectors should wait for
        from chromadb.config import Settings

        mark = self._mark()
        self._seen, self._kept = "nothing", {}  # should opening fail, the next call tries again
        if self._client is not None:
            self._client.close()  # or the next one would share what this one has in memory
            self._client = None
        settings = Settings(anonymized_telemetry=False)
        self._client = client = cast("Client", chromadb.PersistentClient(self._folder, settings=settings))
        self._batch = client.get_max_batch_size()
        collection = client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": HNSW})
        # The graph is read from its files at the first search: have that done before anybody writes to them.
        collection.query(query_embeddings=np.ones((1, self._dimensions), dtype=np.float32), n_results=1, include=[])
        self._seen = mark
        return collection

    def _mark(self) -> str:
        return os.pread(self._marks, 32, 0).decode("ascii", errors="replace")

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        fcntl.flock(self._marks, how)
        try:
            yield
        finally:
            fcntl.flock(self._marks, fcntl.LOCK_UN)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, OSError) as error:
            raise LibraryError(
                f"The vectors in {self._folder} cannot be used ({_first_line(error)}); "
                "make the folder writable, or delete it and ingest again."
            ) from error


def _collection_name(embedder_name: str) -> str:
    """A name that Chroma takes; the hash keeps names apart that differ only in what Chroma doesn't take."""
    plain = re.sub(r"[^a-zA-Z0-9._-]", "-", embedder_name)[:200].strip("._-")
    return f"{plain or 'vectors'}-{hashlib.sha256(embedder_name.encode()).hexdigest()[:8]}"


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    return (ids[first : first + size] for first in range(0, len(ids), size))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
