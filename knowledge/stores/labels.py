"""What a model once proposed, by the content that it was asked about: a small database of its own, and one in memory.

It can be deleted at any time; then it is asked again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from knowledge.errors import LibraryError

FILE = "labels.sqlite"
BUSY_TIMEOUT_S = 5.0

_TABLE = "CREATE TABLE IF NOT EXISTS labels (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"


class Labels(Protocol):
    """Texts by key. Safe to share between threads."""

    def get(self, key: str) -> str | None:
        """What is kept under the key, or None. Raises LibraryError."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep it, in the place of what was there. Raises LibraryError."""
        ...


class MemoryLabels:
    """In a dictionary, gone with its process."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """What is kept under the key, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep it, in the place of what was there."""
        self._kept[key] = value


class FileLabels:
    """In a file of SQLite in the library's folder, made when something is first kept."""

    def __init__(self, library: Path) -> None:
        self._path = library / FILE

    def get(self, key: str) -> str | None:
        """What is kept under the key, or None. Raises LibraryError."""
        if not self._path.exists():
            return None
        with self._connected() as database:
            found = database.execute("SELECT value FROM labels WHERE key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def put(self, key: str, value: str) -> None:
        """Keep it, in the place of what was there. Raises LibraryError."""
        with self._connected() as database:
            database.execute("INSERT OR REPLACE INTO labels (key, value) VALUES (?, ?)", (key, value))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S)) as database, database:
                database.execute(_TABLE)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"{self._path} cannot be used ({error}): delete that file; it is made anew.") from error
