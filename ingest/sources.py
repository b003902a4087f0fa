"""What a person names (files, folders, lists, URLs) → the sources that are there, and how their content is had."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ingest import findings, web
from ingest.readers import SUFFIXES, media_type_of
from ingest.settings import IngestSettings
from knowledge.errors import FootnoteError, SourceRefused, SourceUnavailable, UnreadableSource

_MB = 1_000_000
_KINDS = ", ".join(suffix.lstrip(".") for suffix in SUFFIXES)


class Found(NamedTuple):
    """A source that is there, to be loaded when its turn comes."""

    uri: str  # file:///… with every link followed, or the normalised URL: what makes it the same document
    name: str  # the file's name, or the URL
    shown: str  # as the person gave it, with the path below a folder: what tells two of the same name apart
    root: str  # uri of the input that led to it: the folder, or itself
    path: Path | None = None  # None: it is a URL


class Problem(NamedTuple):
    """An input, or something in a folder, that cannot be ingested."""

    shown: str
    sentence: str
    uri: str | None = None  # of what could not be looked at: it may still be there


@dataclass
class Discovery:
    """Everything that the inputs led to, each once, in the order of the inputs and of names within a folder."""

    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)  # uris of the folders that were listed


class Loaded(NamedTuple):
    """A source's content."""

    data: bytes
    media_type: str
    sha256: str  # of the data
    url: str | None = None  # where it was fetched from, after redirects
    findings: bytes | None = None  # of the findings file beside it
    validators: web.Validators | None = None  # of a URL


def discover(inputs: Sequence[str], settings: IngestSettings) -> Discovery:
    """Look where the inputs lead, without reading any content.

    An input is a file, a folder (with all that is in it and not hidden), a URL, or ``@FILE``: a list with an input a
    line, paths relative to the list's folder, lines that begin with # left out.
    """
    discovery = Discovery()
    for given in inputs:
        for place, problem in _listed(given, settings):
            if problem:
                discovery.problems.append(problem)
            elif web.looks_like_url(place):
                _add_url(place, discovery)
            else:
                _add_path(Path(place).expanduser(), discovery)
    discovery.found = list({found.uri: found for found in reversed(discovery.found)}.values())[::-1]
    return discovery


def load(found: Found, settings: IngestSettings) -> Loaded:
    """The content of a source; of a URL by fetching it.

    Raises UnreadableSource, SourceUnavailable or SourceRefused.
    """
    if found.path:
        data = read_bytes(found.path, found.shown, settings)
        beside = findings_beside(found.path)
        stated = read_bytes(beside, beside.name, settings) if beside.is_file() else None
        suits = media_type_of(found.name, data=data) or "text/plain"
        return Loaded(data, suits, _sha256(data), findings=stated)
    return _of_page(found, web.fetch(found.uri, settings))


def load_if_changed(found: Found, settings: IngestSettings, known: web.Validators) -> Loaded | None:
    """The content of a URL, or None if its server says that it is still the one that is known. Raises as ``load``."""
    fetched = web.fetch_if_changed(found.uri, settings, known)
    return fetched and _of_page(found, fetched)


def _of_page(found: Found, fetched: web.Fetched) -> Loaded:
    media_type = media_type_of(fetched.final_url, fetched.media_type, fetched.data)
    if media_type is None:
        declared = fetched.media_type or "of no known kind"
        raise UnreadableSource(f"{found.name} is {declared}, which is not read: give the address of a page or report.")
    validators = web.Validators(fetched.final_url, fetched.etag, fetched.last_modified)
    return Loaded(fetched.data, media_type, _sha256(fetched.data), fetched.final_url, validators=validators)


def findings_beside(path: Path) -> Path:
    """Where the findings file of a document lies, if it has one."""
    return path.with_name(path.stem + findings.SUFFIX)


def read_bytes(path: Path, shown: str, settings: IngestSettings) -> bytes:
    """A file's content. Raises SourceRefused if it is too large, UnreadableSource if it cannot be opened."""
    limit = int(settings.max_source_mb * _MB)
    too_large = SourceRefused(
        f"{shown} is larger than {settings.max_source_mb:g} MB: split it or shrink it, or raise max_source_mb."
    )
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > limit:
                raise too_large
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise SourceUnavailable(f"{shown} is not there: check the path.") from error
    except OSError as error:
        raise UnreadableSource(_unopened(shown, error)) from error
    if len(data) > limit:  # it grew while it was read
        raise too_large
    return data


def _listed(given: str, settings: IngestSettings) -> Iterator[tuple[str, Problem | None]]:
    """The input itself, or each one that a list names."""
    if not given.startswith("@"):
        yield given, None
        return
    path = Path(given[1:]).expanduser()
    try:
        lines = read_bytes(path, str(path), settings).decode("utf-8-sig").splitlines()
    except (FootnoteError, UnicodeDecodeError) as error:
        why = str(error) if isinstance(error, FootnoteError) else f"{path} is no list in UTF-8: save it as text."
        yield given, Problem(given, why)
        return
    for line in map(str.strip, lines):
        if line.startswith("@"):
            yield line, Problem(line, f"{line} stands in the list {path}: name the list itself, lists do not nest.")
        elif line and not line.startswith("#"):
            yield line if web.looks_like_url(line) else str(path.parent / Path(line).expanduser()), None


def _add_url(url: str, discovery: Discovery) -> None:
    try:
        uri = web.normalise(url)
    except FootnoteError as error:
        discovery.problems.append(Problem(url, str(error)))
    else:
        discovery.found.append(Found(uri, uri, uri, root=uri))


def _add_path(path: Path, discovery: Discovery) -> None:
    shown = str(path)
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, on Python 3.11 and 3.12
        discovery.problems.append(Problem(shown, _no_way(shown, error), path.absolute().as_uri()))
        return
    if stat.S_ISDIR(mode):
        _add_folder(path, real.as_uri(), discovery)
    elif sentence := _unfit(real, shown, mode):
        discovery.problems.append(Problem(shown, sentence, real.as_uri()))
    else:
        discovery.found.append(Found(real.as_uri(), real.name, shown, root=real.as_uri(), path=real))


def _add_folder(folder: Path, root: str, discovery: Discovery) -> None:
    before = len(discovery.found), len(discovery.problems)
    walk = _Walk(root, discovery)
    walk.folder(folder, ())
    if len(discovery.found) > before[0]:
        discovery.folders.append(root)
    elif len(discovery.problems) == before[1]:
        sentence = f"{folder} holds nothing that can be read: put reports into it ({_KINDS})."
        discovery.problems.append(Problem(str(folder), sentence, root))


class _Walk:
    """Goes through a folder and all below it, following links; each real folder is entered once."""

    def __init__(self, root: str, discovery: Discovery) -> None:
        self._root = root
        self._out = discovery
        self._entered: set[Path] = set()

    def folder(self, folder: Path, above: tuple[Path, ...]) -> None:
        """Add what lies in a folder; ``above`` are the real folders that lead to it."""
        real = folder.resolve()
        if real in above or (above and above[-1].is_relative_to(real)):
            self._problem(folder, f"{folder} links back to a folder that it lies in: remove the link.")
            return
        if real in self._entered:
            return
        self._entered.add(real)
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self._problem(folder, _unopened(str(folder), error))
            return
        for entry in entries:
            if not entry.name.startswith((".", "~$")):  # hidden, or what an office program leaves beside an open file
                self._entry(entry, (*above, real))
        self._orphans(entries)

    def _entry(self, entry: Path, above: tuple[Path, ...]) -> None:
        try:
            real = entry.resolve(strict=True)
            mode = real.stat().st_mode
        except (OSError, RuntimeError) as error:
            if _readable(entry) or isinstance(error, PermissionError):
                self._problem(entry, _no_way(str(entry), error))
            return
        if stat.S_ISDIR(mode):
            self.folder(entry, above)
        elif _readable(real) and stat.S_ISREG(mode):
            self._out.found.append(Found(real.as_uri(), real.name, str(entry), self._root, real))

    def _orphans(self, entries: Sequence[Path]) -> None:
        documents = {findings_beside(entry).name for entry in entries if _readable(entry)}
        for entry in entries:
            if entry.name.endswith(findings.SUFFIX) and entry.name not in documents:
                self._problem(entry, f"{entry} lies beside no document of that name: name it after its document.")

    def _problem(self, path: Path, sentence: str) -> None:
        self._out.problems.append(Problem(str(path), sentence, path.absolute().as_uri()))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _readable(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _unfit(path: Path, shown: str, mode: int) -> str | None:
    """Why a file that was named by itself cannot be a source; None if it can."""
    if not stat.S_ISREG(mode):
        return f"{shown} is no ordinary file: give a file, a folder or a URL."
    if path.name.endswith(findings.SUFFIX):
        return f"{shown} is a findings file: ingest the document that it lies beside."
    if not _readable(path):
        return f"{shown} is of a kind that is not read: save it as one of these ({_KINDS})."
    return None


def _no_way(shown: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if Path(shown).is_symlink():
            return f"{shown} is a link that leads nowhere: mend or remove it."
        return f"{shown} is not there: check the path."
    if isinstance(error, PermissionError):
        return _unopened(shown, error)
    return f"{shown} is a link that leads back to itself: mend or remove it."


def _unopened(shown: str, error: OSError) -> str:
    why = (error.strerror or "unknown error").lower()
    return f"{shown} cannot be opened ({why}): allow it to be read and ingest it again."
