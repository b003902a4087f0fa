"""Who reads what, what is refused by name, and that nothing heavy is imported before it is needed."""

from __future__ import annotations

import io
import subprocess
import sys

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from ingest.readers import DOCX, PPTX, SUFFIXES, XLSX, media_type_of, read
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

SETTINGS = IngestSettings()


@pytest.mark.parametrize(
    ("name", "declared", "data", "media_type"),
    [
        ("a.md", None, b"", "text/markdown"),
        ("A.DOCX", None, b"", DOCX),
        ("report.pdf", None, b"garbage", "application/pdf"),
        ("https://x.org/report.html?a=1.pdf", None, b"", "text/html"),
        ("https://x.org/report.md", "text/plain; charset=utf-8", b"", "text/markdown"),
        ("https://x.org/report", "application/xhtml+xml", b"", "text/html"),
        ("https://x.org/report", "text/plain", b"", "text/plain"),
        ("https://x.org/get", "application/octet-stream", b"%PDF-1.7", "application/pdf"),
        ("https://x.org/report.pdf", "text/html", b"<html>", "text/html"),
        ("https://x.org/a.png", "image/png", b"", None),
        ("page", None, b"\xef\xbb\xbf<!DOCTYPE html>", "text/html"),
        ("program.exe", None, b"MZ", None),
        (".md", None, b"", None),
    ],
)
def test_the_kind_is_told_from_first_bytes_servers_word_and_suffix(
    name: str, declared: str | None, data: bytes, media_type: str | None
) -> None:
    assert media_type_of(name, declared, data) == media_type


def test_an_office_file_without_a_suffix_is_known_by_its_parts() -> None:
    for kind, file in {DOCX: docx.Document(), PPTX: Presentation(), XLSX: openpyxl.Workbook()}.items():
        stream = io.BytesIO()
        file.save(stream)
        assert media_type_of("download", "application/octet-stream", stream.getvalue()) == kind


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\0\0\0"])
def test_an_empty_file_of_any_kind_is_named_with_what_to_do(suffix: str, data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=rf"^file\{suffix} is empty: "):
        read(data, f"file{suffix}", SUFFIXES[suffix], SETTINGS)


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx", ".txt", ".md", ".csv"])
def test_garbage_of_any_kind_is_named_with_what_to_do(suffix: str) -> None:
    with pytest.raises(UnreadableSource, match=rf"^file\{suffix} [^:]+: \w+"):
        read(bytes(range(256)) * 30, f"file{suffix}", SUFFIXES[suffix], SETTINGS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"# Only a heading\n\n```\ncode\n```"),
        ("a.html", b"<html><nav><a href='/'>Home</a></nav><script>x</script></html>"),
        ("a.txt", b"--- *** ---\n"),
        ("a.csv", b",,,\n,,,\n"),
    ],
)
def test_a_file_without_prose_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=rf"^{name} has no text that can be read: "):
        read(data, name, media_type_of(name) or "", SETTINGS)


@pytest.mark.parametrize(
    ("suffix", "file"), [(".docx", docx.Document()), (".pptx", Presentation()), (".xlsx", openpyxl.Workbook())]
)
def test_an_office_file_with_nothing_in_it_is_refused(suffix: str, file: object) -> None:
    stream = io.BytesIO()
    file.save(stream)  # type: ignore[attr-defined]
    with pytest.raises(UnreadableSource, match="has no text that can be read"):
        read(stream.getvalue(), f"file{suffix}", SUFFIXES[suffix], SETTINGS)


def test_an_office_file_of_another_kind_under_its_name_is_damaged() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(UnreadableSource, match=r"^a\.docx is damaged, or no Word document"):
        read(stream.getvalue(), "a.docx", DOCX, SETTINGS)


def test_what_is_read_says_its_kind_and_spans_its_blocks() -> None:
    document = read(b"# Title\n\nSome prose.", "a.md", "text/markdown", SETTINGS)
    assert document.media_type == "text/markdown"
    assert [document.text[block.start : block.end] for block in document.blocks] == ["Title", "Some prose."]


def test_an_unknown_kind_is_refused_with_those_that_are_read() -> None:
    with pytest.raises(UnreadableSource, match=r"a\.png is of a kind \(image/png\).*\.pdf"):
        read(b"\x89PNG", "a.png", "image/png", SETTINGS)


@given(st.binary(max_size=300), st.sampled_from([".md", ".txt", ".html", ".csv", ".tsv", ".docx", ".pptx", ".xlsx"]))
def test_whatever_the_bytes_there_is_a_document_or_one_sentence_with_the_name(data: bytes, suffix: str) -> None:
    try:
        said = read(data, f"file{suffix}", SUFFIXES[suffix], SETTINGS).text
    except UnreadableSource as error:
        said = str(error) if str(error).startswith(f"file{suffix} ") else ""
    assert said


def test_knowing_the_readers_loads_none_of_the_libraries_behind_them() -> None:
    heavy = (
        "{'trafilatura', 'docx', 'pptx', 'openpyxl', 'lxml', 'yaml', 'markdown_it', 'htmldate', 'charset_normalizer'}"
    )
    code = f"import sys, ingest.readers; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
