"""Vectors in Chroma, embedded: one process may add while others search, and the others see what was added.

Chroma keeps the graph that it searches in each process's memory, and another process's additions don't reach it. So
whoever writes leaves a new mark in a file, under a lock of the operating system, and whoever finds another mark than
its own opens Chroma again, which never happens while somebody writes.

An ingest writes again and again, and opening takes up to a second in which nobody can search. So there is a second mark
of what is settled, and searches go by that one alone: what isn't published yet is no result of theirs anyway.
"""

from __future__ import annotations

import fcntl
import os
import time
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.errors import LibraryError
from knowledge.stores.collection import HNSW, CollectionIndex, first_line

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

FOLDER = "vectors"
# Chroma's own search within ids takes 40 to 120 ms at 100,000 vectors. Comparing kept vectors takes 1 to 5 ms; to fetch
# them takes 0.1 ms each, once.
EXACT_LIMIT = 5_000
REOPEN_SHARE = 0.2  # of the time may go into opening again while another process writes on and on
MARK = 32  # bytes: first that of what was written, and behind it that of what is settled


class ChromaIndex(CollectionIndex):
    """The vectors of one embedder, under ``folder/vectors``. Safe to share between threads, which wait for each other.

    Args:
        folder: the library's; made if it isn't there.
        embedder_name: names the collection, so that vectors of two models never mix.
        dimensions: of each vector.

    Every method raises LibraryError when the folder cannot be used.
    """

    def __init__(self, folder: Path, embedder_name: str, dimensions: int) -> None:
        super().__init__(embedder_name, dimensions, EXACT_LIMIT)
        self._folder = folder / FOLDER
        self._guard = Lock()  # opening again takes Chroma away from whoever searches just then
        self._client: Client | None = None
        self._seen = self._settled = ""
        self._rest_until = 0.0
        with self._usable():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._marks = os.open(self._folder / "changed.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            weakref.finalize(self, os.close, self._marks)
            with self._locked(fcntl.LOCK_SH):
                self._collection = self._open()

    def close(self) -> None:
        """Let go of the folder; it isn't used afterwards."""
        with self._guard:
            if self._client is not None:
                self._client.close()
                self._client = None

    def settle(self) -> None:
        """Let other processes' searches find what was added and removed so far, by whomever."""
        with self._guard, self._usable(), self._locked(fcntl.LOCK_EX):
            written = self._mark()
            if written != self._settled_mark():
                os.pwrite(self._marks, written.encode(), MARK)
            if written == self._seen:
                self._settled = written

    @contextmanager
    def _reading(self) -> Iterator[ChromaCollection]:
        with self._guard, self._usable():
            if self._mark() != self._seen:
                self._catch_up()
            yield self._collection

    @contextmanager
    def _searching(self) -> Iterator[ChromaCollection]:
        with self._guard, self._usable():
            if self._settled_mark() != self._settled:
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
        """Open again, since another process has written; unless it is writing now or this was done just before."""
        started = time.monotonic()
        if started < self._rest_until:
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

        mark, settled = self._mark(), self._settled_mark()
        self._seen = self._settled = "nothing"  # should opening fail, the next call tries again
        self._kept = {}
        if self._client is not None:
            self._client.close()  # or the next one would share what this one has in memory
            self._client = None
        settings = Settings(anonymized_telemetry=False)
        self._client = client = cast("Client", chromadb.PersistentClient(self._folder, settings=settings))
        self._batch = client.get_max_batch_size()
        collection = client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": HNSW})
        # The graph is read from its files at the first search: have that done before anybody writes to them.
        collection.query(query_embeddings=np.ones((1, self._dimensions), dtype=np.float32), n_results=1, include=[])
        self._seen, self._settled = mark, settled
        return collection

    def _mark(self) -> str:
        return os.pread(self._marks, MARK, 0).decode("ascii", errors="replace")

    def _settled_mark(self) -> str:
        return os.pread(self._marks, MARK, MARK).decode("ascii", errors="replace")

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
            # What failed in the middle may hold a lock of its own for good: the next call opens Chroma again.
            self._seen, self._rest_until = "failed", 0.0
            raise LibraryError(
                f"The vectors in {self._folder} cannot be used ({first_line(error)}); "
                "see that there is room and that the folder can be written, or delete it and ingest again."
            ) from error
