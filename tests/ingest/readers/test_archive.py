"""Office files are refused before a library unpacks them when they are damaged, locked or a bomb."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from ingest.readers.archive import checked_archive
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def archive_of(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(data: bytes, settings: IngestSettings | None = None) -> str:
    with pytest.raises(UnreadableSource) as caught:
        checked_archive(data, "a.docx", "Word document", settings or IngestSettings())
    return str(caught.value)


def test_a_sound_file_passes_unchanged() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    assert (
        checked_archive(stream.getvalue(), "a.docx", "Word document", IngestSettings()).getvalue() == stream.getvalue()
    )


def test_what_unpacks_to_more_than_the_limit_is_refused_with_the_setting_to_change() -> None:
    message = refusal(archive_of({"word/document.xml": b"x" * 3_000_000}), IngestSettings(max_unpacked_mb=1))
    assert "a.docx would unpack to more than is allowed (1 MB" in message
    assert "max_unpacked_mb" in message


def test_a_file_far_denser_than_office_files_are_is_refused_below_the_limit() -> None:
    assert "far more than its size" in refusal(archive_of({"word/document.xml": b"\0" * 40_000_000}))


def test_a_directory_that_understates_sizes_does_not_get_past_the_limit() -> None:
    data = bytearray(archive_of({"word/document.xml": b"x" * 3_000_000}))
    size = (3_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    refused = refusal(bytes(data.replace(size, (10).to_bytes(4, "little"))), IngestSettings(max_unpacked_mb=1))
    assert refused.startswith("a.docx is damaged")


def test_entities_that_could_blow_up_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "declares XML entities" in refusal(archive_of({"word/document.xml": bomb}))


@pytest.mark.parametrize("data", [b"PK\x03\x04 and garbage", b"no archive", archive_of({"a": b"abc" * 999})[:-80]])
def test_a_damaged_file_is_named_with_what_to_do(data: bytes) -> None:
    assert refusal(data).startswith("a.docx is damaged, or no Word document at all: open it")


def test_a_member_that_does_not_inflate_is_damage() -> None:
    data = bytearray(archive_of({"word/document.xml": bytes(range(256)) * 40}))
    data[60:70] = b"\xff" * 10
    assert refusal(bytes(data)).startswith("a.docx is damaged")


def test_an_encrypted_file_and_an_old_one_each_get_their_own_sentence() -> None:
    assert "is encrypted: remove the password" in refusal(OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"))
    assert "is in an old office format" in refusal(OLE + b"\0" * 500)


def test_an_archive_with_a_password_is_encrypted() -> None:
    data = bytearray(archive_of({"word/document.xml": b"abc"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refusal(bytes(data))
