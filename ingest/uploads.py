"""Files that people hand in: kept in a folder of the library, each under the name that it came with."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from pathlib import Path

from ingest import findings, readers
from ingest.readers import SUFFIXES, media_type_of
from ingest.settings import IngestSettings
from ingest.sources import Discovery, Found, Problem
from knowledge.errors import LibraryError, SourceRefused, UnreadableSource
from knowledge.sources import Source

FOLDER = "uploads"  # in the library's
SCHEME = "upload:"  # a library that moves keeps its documents, so that their uri has no path in it
LONGEST = 120  # characters of a name

_UNFIT = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]+")
_KINDS = ", ".join(suffix.lstrip(".") for suffix in SUFFIXES)


class Uploads:
    """The folder.

    Args:
        folder: where it is; made when the first file comes.
        settings: the limits.
    """

    def __init__(self, folder: Path, settings: IngestSettings) -> None:
        self._folder = folder
        self._settings = settings

    @property
    def limit(self) -> int:
        """How many bytes a file may have."""
        return int(self._settings.max_source_mb * 1_000_000)

    def check(self, name: str, size: int) -> str:
        """The name under which a file would be kept. Raises UnreadableSource and SourceRefused."""
        safe = safe_name(name)
        if safe.endswith(findings.SUFFIX):
            raise UnreadableSource(f"{safe} is a findings file: hand in the document that it is about.")
        if Path(safe).suffix.lower() not in SUFFIXES:
            raise UnreadableSource(f"{safe} is of a kind that is not read: save it as one of these ({_KINDS}).")
        if size > self.limit:
            most = f"{self._settings.max_source_mb:g} MB"
            raise SourceRefused(f"{safe} is larger than {most}: split it or shrink it, or raise max_source_mb.")
        return safe

    def keep(self, name: str, data: bytes) -> bool:
        """Keep a file that can be read under that name; whether it took the place of another content.

        Raises UnreadableSource and SourceRefused, as ``check`` does and where nothing can be read in it, and
        LibraryError.
        """
        name = self.check(name, len(data))
        read = readers.read(data, name, media_type_of(name, data=data) or "text/plain", self._settings)
        if not read.text.strip():
            raise UnreadableSource(f"{name} has no text that can be read: give it some, or hand in another copy.")
        path = self._folder / name
        try:
            known = path.read_bytes() if path.is_file() else None
            self._write(path, data)
        except OSError as error:
            raise LibraryError(
                f"{name} can't be kept in {self._folder} ({error.strerror}): see to room and permissions."
            ) from error
        return known is not None and known != data

    def discover(self, source: Source) -> Discovery:
        """Where the file of a source is."""
        path = self._folder / safe_name(source.place)
        if not path.is_file():
            sentence = f"{source.place} is no longer among the uploads of this library: upload it again."
            return Discovery(problems=[Problem(source.place, sentence, source.uri)])
        return Discovery(found=[Found(source.uri, source.place, source.place, root=source.uri, path=path)])

    def remove(self, source: Source) -> None:
        """Drop the file of a source that left; one that isn't there is no error."""
        (self._folder / safe_name(source.place)).unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        """As a whole or not at all: a run may be reading it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def safe_name(name: str) -> str:
    """A file's name that is nothing but a name: no folder, nothing hidden, nothing that nobody sees, and not long."""
    shown = "".join(each for each in unicodedata.normalize("NFC", name) if unicodedata.category(each)[0] != "C")
    plain = " ".join(_UNFIT.sub("_", shown).split()).lstrip(". ~$")
    stem, suffix = Path(plain or "file").stem, Path(plain).suffix
    return f"{stem[: LONGEST - len(suffix)].rstrip()}{suffix}"
