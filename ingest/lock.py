"""One ingest at a time: a lock of the operating system on a file in the library's folder, or a shared one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from threading import local
from typing import Protocol

from knowledge.errors import LibraryBusy, LibraryError

LOCK_NAME = "ingest.lock"


class Lock(Protocol):
    """What one holds at a time, over all machines; within the same thread it is taken once."""

    def __call__(self) -> AbstractContextManager[None]:
        """Hold it. Raises LibraryBusy, and LibraryError where it cannot be had."""
        ...


class _Held(local):
    """The locks that this thread has."""

    paths: frozenset[Path] = frozenset()


_held = _Held()


@contextmanager
def sole_writer(library: Path | Lock) -> Iterator[None]:
    """Hold the library's lock, with this process and the time written into it; it dies with the process.

    ``library`` is its folder, or the lock of a library that several machines share.

    What holds it may call what takes it: within the same thread it is taken once.

    Raises LibraryBusy, with who has it since when, and LibraryError where the folder cannot be written.
    """
    if not isinstance(library, Path):
        with library():
            yield
        return
    path = library / LOCK_NAME
    if path in _held.paths:
        yield
        return
    try:
        library.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LibraryError(
            f"The library folder {library} cannot be written ({error.strerror}); make it writable or name another one."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryBusy(_busy(descriptor)) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} since {datetime.now().astimezone():%Y-%m-%d %H:%M}".encode(), 0)
        _held.paths |= {path}
        try:
            yield
        finally:
            _held.paths -= {path}
    finally:
        os.close(descriptor)  # closing gives the lock up; the file stays, since removing it would race with the next


def _busy(descriptor: int) -> str:
    holder = os.pread(descriptor, 200, 0).decode(errors="replace")
    who = f" ({holder})" if holder else ""
    return f"Another ingest is at work in this library{who}; wait until it has ended, or stop it."
