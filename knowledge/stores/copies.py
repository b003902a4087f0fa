"""A consistent copy of a library's files, while others read them and nobody writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_SQLITE = b"SQLite format 3\0"
_PASSING = ("-wal", "-shm", "-journal", ".lock")  # of running processes, and worth nothing in a copy


def copy_library(source: Path, target: Path) -> None:
    """Copy every file of a library's folder into another one: databases as they are at one moment. Raises OSError.

    The caller holds the library's lock, so that databases and vectors belong together.
    """
    for path in files_of(source):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        if _is_database(path):
            _copy_database(path, copied)
        else:
            shutil.copy2(path, copied)


def files_of(library: Path) -> Iterator[Path]:
    """What a copy of a library consists of."""
    for path in sorted(library.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_PASSING):
            yield path


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _copy_database(source: Path, target: Path) -> None:
    """By SQLite's own backup, which sees what is still in the write-ahead log."""
    try:
        with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(target)) as copy:
            database.backup(copy)
    except sqlite3.Error as error:
        raise OSError(0, f"{source.name}: {error}") from error
