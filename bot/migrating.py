"""``migrate``: a library in a folder to a Postgres database and a Chroma server, and back."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import cast

from bot.copying import exchange
from bot.replies import ActReply, ConfirmReply, Reply
from bot.requests import EditionOptions, Request, Watch
from bot.stores.moving import is_empty, move_databases
from bot.wiring import Services
from ingest.lock import LOCK_NAME, sole_writer
from knowledge.errors import InvalidSettings, LibraryError
from knowledge.stores.catalogue import FILE, open_catalogue
from knowledge.stores.chroma import FOLDER as VECTORS
from knowledge.stores.chroma import ChromaIndex
from knowledge.stores.collection import CollectionIndex
from knowledge.stores.moving import Tell, move_vectors
from knowledge.stores.postgres import SharedLock

MOVED = ("catalogue.sqlite", "journal.sqlite", "installations.sqlite", VECTORS)  # what else there is is copied


def run(services: Services, request: Request, watch: Watch) -> Reply:
    """Move to the folder ``request.text``, or without one to the servers. Raises LibraryError and InvalidSettings."""
    settings = services.settings
    if settings.database_url is None or settings.chroma_url is None:
        raise InvalidSettings(
            "Moving takes both servers: set FOOTNOTE_DATABASE_URL and FOOTNOTE_CHROMA_URL to where they are."
        )
    sure = isinstance(request.options, EditionOptions) and request.options.sure
    if request.text:
        return _to_folder(services, Path(request.text).expanduser().absolute(), request.user, watch.say, sure=sure)
    return _to_servers(services, request.user, watch.say, sure=sure)


def _to_servers(services: Services, by: str, tell: Tell, *, sure: bool) -> Reply:
    library, servers = services.settings.library, _servers(services)
    if not (library / FILE).is_file():
        raise LibraryError(f"There is no library in {library}: set FOOTNOTE_LIBRARY to the folder that is to be moved.")
    fresh = is_empty(servers)
    if not fresh and not sure:
        return ConfirmReply("The database has something in it. Replace all of it?")
    target = cast("CollectionIndex", services.index)
    with sole_writer(library), sole_writer(SharedLock(servers)), closing(_vectors_in(library, services)) as source:
        used = _contents(library)
        vectors = move_vectors(source, target, used - source.missing(used), tell)
        rows = move_databases(library, servers, tell)
        if not fresh:
            target.remove(target.ids() - used)
    noted = _note(servers, by, f"to the servers, from {library}")
    return ActReply(
        f"The servers have what {library} has: {rows:,} rows and {vectors:,} vectors, each compared. "
        "The folder is as it was; files that were handed in, and golden questions, are still read from it.",
        noted,
    )


def _to_folder(services: Services, folder: Path, by: str, tell: Tell, *, sure: bool) -> Reply:
    if folder.is_dir() and any(path.name != LOCK_NAME for path in folder.iterdir()) and not sure:
        return ConfirmReply(f"There is something in {folder}. Replace all of it?")
    servers = _servers(services)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=folder.parent, prefix=".footnote-") as beside,
            sole_writer(SharedLock(servers)),
            sole_writer(folder),
        ):
            made = Path(beside) / "library"
            rows, vectors = _fill(services, servers, made, tell)
            _note(made, by, f"from the servers, to {folder}")
            exchange(made, folder, Path(beside) / "before")
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written ({error.strerror}): see to room and permissions.") from error
    return ActReply(
        f"{folder} has what the servers have: {rows:,} rows and {vectors:,} vectors, each compared. To answer from it, "
        "set FOOTNOTE_LIBRARY to it and unset the addresses of the servers."
    )


def _fill(services: Services, servers: str, made: Path, tell: Tell) -> tuple[int, int]:
    """Make a library like the servers' in a folder; how many rows and vectors it has."""
    source = cast("CollectionIndex", services.index)
    used = _contents(servers)
    made.mkdir()
    with closing(_vectors_in(made, services)) as target:
        vectors = move_vectors(source, target, used - source.missing(used), tell)
    rows = move_databases(servers, made, tell)
    library = services.settings.library
    for path in library.iterdir() if library.is_dir() else ():
        if not path.name.startswith(MOVED) and path.name != LOCK_NAME:
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, made / path.name)
    return rows, vectors


def _servers(services: Services) -> str:
    place = services.settings.place
    assert isinstance(place, str)  # noqa: S101  (checked when the command began)
    return place


def _vectors_in(folder: Path, services: Services) -> ChromaIndex:
    return ChromaIndex(folder, services.embedder.name, services.embedder.dimensions)


def _contents(place: Path | str) -> set[str]:
    with closing(open_catalogue(place)) as catalogue:
        return catalogue.content_ids()


def _note(place: Path | str, by: str, detail: str) -> int | None:
    """Write it among the acts; the published edition."""
    with closing(open_catalogue(place)) as catalogue:
        edition = catalogue.current()
        number = edition.id if edition else None
        catalogue.note(by, "migrate", number, detail)
        return number
