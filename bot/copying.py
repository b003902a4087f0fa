"""``backup`` and ``restore``: a library as one file, and back."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot import doctor
from bot.replies import (
    ActReply,
    ConfirmReply,
    Reply,
)
from bot.requests import (
    EditionOptions,
    Request,
    Unwatched,
    Watch,
)
from bot.wiring import Services
from ingest.lock import LOCK_NAME, sole_writer
from knowledge.errors import LibraryError
from knowledge.stores.copies import copy_library, files_of

MANIFEST = "footnote-backup.json"  # the first member: what the others are, with their sha256
TOP = "library"
STEP = 1 << 20


def backup(services: Services, request: Request, watch: Watch) -> Reply:
    """Write a copy of the library into the file ``request.text``. Raises LibraryBusy and LibraryError."""
    check_embedded(services, "backup")
    library, file = services.settings.library, Path(request.text).expanduser()
    edition = services.edition()
    if file.exists():
        raise LibraryError(f"{file} is there already: name another file.")
    part = file.with_name(file.name + ".part")
    with _told(f"The backup {file} cannot be written"):
        part.touch(mode=0o600)  # the documents' text is in it
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".footnote-") as folder:
            copy = Path(folder) / TOP
            with sole_writer(library):
                watch.say("Copying the library.")
                copy_library(library, copy)
            watch.say("Packing it.")
            _pack(copy, part, edition.id)
        part.rename(file)
    services.catalogue.note(request.user, "backup", edition.id, file.name)
    size = file.stat().st_size / 1_000_000
    return ActReply(f"{file} has the library with edition {edition.id}, {size:,.1f} MB.", edition.id)


def restore(services: Services, request: Request, watch: Watch) -> Reply:
    """Put the backup ``request.text`` in the library's place, once the person is sure. Raises LibraryError."""
    check_embedded(services, "restore")
    library, file = services.settings.library, Path(request.text).expanduser()
    sure = isinstance(request.options, EditionOptions) and request.options.sure
    if _holds_something(library) and not sure:
        return ConfirmReply(f"Replace the library in {library}, with all that is in it?")
    with _told(f"The backup {file} cannot be restored"):
        library.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=library.parent, prefix=".footnote-") as folder:
            watch.say("Checking the backup.")
            _unpack(file, Path(folder))
            with sole_writer(library):
                exchange(Path(folder) / TOP, library, Path(folder) / "before")
    restored = Services(services.settings)
    found = doctor.run(restored, Request(command="doctor", user=request.user, surface=request.surface), Unwatched())
    edition = restored.edition()
    restored.catalogue.note(request.user, "restore", edition.id, file.name)
    wrong = [each.sentence for each in found.findings if each.wrong]
    state = f"but something is wrong: {wrong[0]}" if wrong else "and the doctor finds nothing wrong"
    return ActReply(
        f"{library} has what {file.name} had, edition {edition.id}, {state}. Start again what answers from it.",
        edition.id,
    )


def check_embedded(services: Services, what: str) -> None:
    """Raises LibraryError where the library isn't all in its folder."""
    if services.settings.database_url or services.settings.chroma_url:
        raise LibraryError(
            f"{what} is for a library in a folder, and this one is on servers: use pg_dump and pg_restore for its "
            "database (vectors are made again by footnote doctor --repair), or footnote migrate --to-embedded FOLDER."
        )


# -- packing ---------------------------------------------------------------------------------------------------------


def _pack(copy: Path, file: Path, edition: int) -> None:
    files = {str(path.relative_to(copy)): _sha256(path) for path in files_of(copy)}
    manifest = {"made_at": datetime.now(UTC).isoformat(), "version": _version(), "edition": edition, "files": files}
    beside = copy.parent / MANIFEST
    beside.write_text(json.dumps(manifest, indent=1), "utf-8")
    with tarfile.open(file, "w:gz", compresslevel=3) as archive:
        archive.add(beside, MANIFEST)
        for name in files:
            archive.add(copy / name, f"{TOP}/{name}")


def _unpack(file: Path, folder: Path) -> None:
    """Unpack and check all of it. Raises LibraryError where it is no whole backup."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        expected: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        if not file.exists():
            raise LibraryError(f"There is no file {file}: name the backup.") from error
        raise LibraryError(f"{file} is no whole backup of a library: name another one.") from error
    top = folder / TOP
    found = {str(path.relative_to(top)): _sha256(path) for path in files_of(top)}
    if found != expected:
        raise LibraryError(f"{file} is damaged: what is in it is not what was put there; name another one.")


def exchange(new: Path, library: Path, before: Path) -> None:
    """Move the old files out and the new ones in; should that fail, the old ones come back."""
    before.mkdir()
    old = [path for path in library.iterdir() if path.name != LOCK_NAME]
    moved: list[Path] = []
    try:
        for path in old:
            shutil.move(path, before / path.name)
        for path in list(new.iterdir()):
            shutil.move(path, library / path.name)
            moved.append(library / path.name)
    except OSError:
        for path in moved:
            shutil.move(path, new / path.name)
        for path in list(before.iterdir()):
            shutil.move(path, library / path.name)
        raise


def _holds_something(library: Path) -> bool:
    return library.is_dir() and any(path.name != LOCK_NAME for path in library.iterdir())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(STEP):
            digest.update(block)
    return digest.hexdigest()


def _version() -> str:
    try:
        return version("footnote")
    except PackageNotFoundError:
        return "unknown"


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(f"{what} ({error.strerror or error}): see to room and permissions.") from error
