"""One reader per format, each from bytes to blocks; here is who reads what, and what every reader refuses."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ingest.blocks import ReadDocument
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

READER_VERSION = "1"  # part of a revision's fingerprint: raise it when a reader makes other text of the same bytes

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, PPTX, XLSX = (
    f"{_OFFICE}wordprocessingml.document",
    f"{_OFFICE}presentationml.presentation",
    f"{_OFFICE}spreadsheetml.sheet",
)

SUFFIXES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".pptx": PPTX,
    ".xlsx": XLSX,
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_SAME = {
    "application/xhtml+xml": "text/html",
    "text/x-markdown": "text/markdown",
    "application/x-pdf": "application/pdf",
    "application/csv": "text/csv",
}
_VAGUE = {"text/plain", "application/octet-stream", "binary/octet-stream", "application/zip", ""}
_PARTS = {b"word/": DOCX, b"ppt/": PPTX, b"xl/": XLSX}


def media_type_of(name: str, declared: str | None = None, data: bytes = b"") -> str | None:
    """The media type to read something as, or None when nothing here reads it.

    ``name`` is a file's name or a URL, ``declared`` what a server said. A PDF is known by its first bytes; else a
    server's word counts unless it is a vague one, then the suffix, then what the first bytes look like.
    """
    if data.lstrip()[:5] == b"%PDF-":
        return "application/pdf"
    stated = (declared or "").partition(";")[0].strip().lower()
    stated = _SAME.get(stated, stated)
    path = unquote(urlsplit(name).path) if "://" in name else name
    suffix = SUFFIXES.get(PurePosixPath(path).suffix.lower())
    if stated not in _VAGUE:
        return stated if stated in SUFFIXES.values() else None
    return suffix or _looks_like(data) or ("text/plain" if stated == "text/plain" else None)


def read(data: bytes, name: str, media_type: str, settings: IngestSettings, url: str | None = None) -> ReadDocument:
    """The content as text and blocks, with what it says of itself; ``url`` is where a page was fetched from.

    Raises UnreadableSource, with one sentence that names the file and says what to do, when it cannot be read.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableSource(f"{name} is empty: check that it was saved or fetched whole and ingest it again.")
    document = _read(data, name, media_type, settings, url)
    if not any(block.kind != "heading" and _says(document, block.start, block.end) for block in document.blocks):
        raise UnreadableSource(f"{name} has no text that can be read: give it some, or ingest another copy of it.")
    return document


def _read(data: bytes, name: str, media_type: str, settings: IngestSettings, url: str | None) -> ReadDocument:
    """Each reader is imported when it is first needed: a question asked pays for none of them."""
    match media_type:
        case "text/plain":
            from ingest.readers.text import read_text

            return read_text(data, name)
        case "text/markdown":
            from ingest.readers.markdown import read_markdown

            return read_markdown(data, name)
        case "text/html":
            from ingest.readers.webpage import read_html

            return read_html(data, name, url)
        case "application/pdf":
            from ingest.readers.pdf import read_pdf

            return read_pdf(data, name)
        case "text/csv" | "text/tab-separated-values":
            from ingest.readers.spreadsheet import read_csv

            return read_csv(data, name, media_type)
        case _:
            return _read_office(data, name, media_type, settings)


def _read_office(data: bytes, name: str, media_type: str, settings: IngestSettings) -> ReadDocument:
    if media_type == DOCX:
        from ingest.readers.docx import read_docx

        return read_docx(data, name, settings)
    if media_type == PPTX:
        from ingest.readers.pptx import read_pptx

        return read_pptx(data, name, settings)
    if media_type == XLSX:
        from ingest.readers.spreadsheet import read_xlsx

        return read_xlsx(data, name, settings)
    raise UnreadableSource(
        f"{name} is of a kind ({media_type}) that is not read: save it as one of {', '.join(SUFFIXES)}."
    )


def _looks_like(data: bytes) -> str | None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return "text/html"
    if data.startswith(b"PK\x03\x04"):
        return next((media_type for part, media_type in _PARTS.items() if part in data), None)
    return None


def _says(document: ReadDocument, start: int, end: int) -> bool:
    return any(c.isalnum() for c in document.text[start:end])
