"""Office files are zip archives: they are checked here, whole, before any library unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import datetime
from typing import Any

from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of old and of encrypted office files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_MEMBERS = 20_000
_HIGHEST_RATIO = 250  # office XML deflates to a tenth or so; deflate itself cannot do better than about 1,030
_RATIO_COUNTS_FROM = 20_000_000  # bytes: a small file may be as repetitive as it likes
_CHUNK = 1 << 20
_TEMPLATE_DATES = {"2013-01-27T09:14", "2013-12-23T23:15"}  # python-pptx and python-docx
_TEMPLATE_AUTHORS = {"python-docx", "openpyxl", "Steve Canny", "Administrator", "User", "Microsoft Office User"}
_COMPANY = re.compile(rb"<Company>([^<]+)</Company>")


def checked_archive(data: bytes, name: str, kind: str, settings: IngestSettings) -> io.BytesIO:
    """The file, ready to be opened, after every member has been inflated once within the limits.

    ``kind`` names the format in messages ("Word document"). Raises UnreadableSource for a file that is encrypted,
    damaged, of an old format, or that would unpack to more than the settings allow.
    """
    if data.startswith(_OLE):
        raise UnreadableSource(_about_container(data, name))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members, name, settings)
            _inflate(archive, members, name, settings)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSource(broken(name, kind)) from error
    return io.BytesIO(data)


def broken(name: str, kind: str) -> str:
    """The sentence about a file that is not what its name says."""
    return f"{name} is damaged, or no {kind} at all: open it where it was made, save it again and ingest that copy."


def created(properties: Any) -> datetime | None:
    """When a file's core properties say that it was made, unless that is the date of a library's own template."""
    stated = properties.created
    return None if stated is None or stated.isoformat()[:16] in _TEMPLATE_DATES else stated


def author(properties: Any) -> str | None:
    """Who made the file, unless that is a program's or a machine's default."""
    stated = getattr(properties, "author", None) or getattr(properties, "creator", None)
    return None if stated in _TEMPLATE_AUTHORS else stated


def company(data: bytes) -> str | None:
    """The organisation that the file's properties name, of an archive that has been checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "docProps/app.xml" not in archive.namelist():
            return None
        match = _COMPANY.search(archive.read("docProps/app.xml"))
    return match[1].decode("utf-8", "replace").strip() if match else None


def _about_container(data: bytes, name: str) -> str:
    if _ENCRYPTED in data:
        return f"{name} is encrypted: remove the password in the program that made it and ingest the file again."
    return f"{name} is in an old office format: save it in the current format and ingest that file."


def _check_directory(members: list[zipfile.ZipInfo], name: str, settings: IngestSettings) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableSource(f"{name} is encrypted: remove the password and ingest the file again.")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_dense = unpacked > _RATIO_COUNTS_FROM and unpacked > _HIGHEST_RATIO * max(packed, 1)
    if len(members) > _MOST_MEMBERS or unpacked > _limit(settings) or too_dense:
        raise UnreadableSource(_bomb(name, settings))


def _inflate(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str, settings: IngestSettings) -> None:
    """Read every member once, counting: the sizes in the directory are only what the file says of itself."""
    total = 0
    for member in members:
        with archive.open(member) as stream:
            start = True
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > _limit(settings):
                    raise UnreadableSource(_bomb(name, settings))
                if start and member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in chunk[:4096]:
                    # Office XML has no document type; one is there only to make entities that blow up.
                    raise UnreadableSource(
                        f"{name} declares XML entities, which no office program writes: save it anew."
                    )
                start = False


def _limit(settings: IngestSettings) -> float:
    return settings.max_unpacked_mb * 1_000_000


def _bomb(name: str, settings: IngestSettings) -> str:
    return (
        f"{name} would unpack to more than is allowed ({settings.max_unpacked_mb:g} MB, or far more than its size): "
        "if you trust it, split it, or raise max_unpacked_mb."
    )
