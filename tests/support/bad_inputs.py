"""What people and the web give that cannot be ingested, made for real.

``python -m tests.support.bad_inputs`` prints each with the sentence that it gets, as a table.
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import docx
import openpyxl
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import ingest.readers.markdown  # noqa: F401 - nobody may not import it from root's Python
from ingest.pipeline import Pipeline
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from knowledge.models.scripted import HashingEmbedder
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.support.pages import Pages, endless, page, redirect, serving, silence
from tests.support.people import open_folder, unprivileged

SETTINGS = IngestSettings(allow_private_urls=True, fetch_timeout_s=0.5, max_unpacked_mb=20)
GUARDED = SETTINGS.model_copy(update={"allow_private_urls": False})
SMALL = SETTINGS.model_copy(update={"max_source_mb": 0.5})


class Bad(NamedTuple):
    """A bad input: how it is made, which returns what to ingest, and the settings under which it is bad."""

    label: str
    make: Callable[[Path], str]
    settings: IngestSettings = SETTINGS
    as_anybody: bool = False  # root may read anything


def _bytes(name: str, content: bytes) -> Callable[[Path], str]:
    def make(folder: Path) -> str:
        path = folder / name
        path.write_bytes(content)
        return str(path)

    return make


def _pdf(encrypt: StandardEncryption | None = None, text: str = "", picture: bool = False) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=encrypt)
    canvas.drawString(72, 700, text)
    if picture:
        image = Image.new("L", (600, 200), 255)
        ImageDraw.Draw(image).text((20, 80), "Seven in ten growers sell apples.", fill=0)
        canvas.drawImage(ImageReader(image), 72, 400)
    canvas.save()
    return stream.getvalue()


def _office(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    return stream.getvalue()


def _large(folder: Path) -> str:
    path = folder / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: it takes no room
    return str(path)


def _unreadable(folder: Path) -> str:
    made = _bytes("private.md", b"For the board only.")(folder)
    Path(made).chmod(0)
    return made


def _folder_with(name: str, target: str = "") -> Callable[[Path], str]:
    """A folder with a report and a link of that name, or with nothing to read."""

    def make(folder: Path) -> str:
        inner = folder / "folder"
        inner.mkdir()
        if target:
            (inner / "fine.md").write_text("Bees were kept in forty of the valley's villages that year.")
            (inner / name).symlink_to(target)
        else:
            (inner / name).write_bytes(b"\x89PNG")
        return str(inner)

    return make


FILES = [
    Bad("a path that is not there", lambda folder: str(folder / "missing.pdf")),
    Bad("an empty file", _bytes("empty.md", b"")),
    Bad("a file of blanks", _bytes("blank.txt", b" \n\t\n")),
    Bad("garbage behind a .pdf name", _bytes("garbage.pdf", bytes(range(256)) * 40)),
    Bad("a PDF that breaks off", _bytes("half.pdf", _pdf(text="Seven in ten growers.")[:400])),
    Bad("an encrypted PDF", _bytes("locked.pdf", _pdf(StandardEncryption("secret", strength=128), "Seven in ten."))),
    Bad("a scanned PDF with no text", _bytes("scan.pdf", _pdf(picture=True))),
    Bad("a broken DOCX", _bytes("broken.docx", _office(docx.Document().save)[:3000])),
    Bad("a DOCX that is no archive", _bytes("fake.docx", b"just text")),
    Bad("a broken XLSX", _bytes("broken.xlsx", _office(openpyxl.Workbook().save)[:2000])),
    Bad("an XLSX with nothing in it", _bytes("empty.xlsx", _office(openpyxl.Workbook().save))),
    Bad("a zip bomb", _bytes("bomb.docx", _bomb())),
    Bad("binary data behind a .txt name", _bytes("binary.txt", os.urandom(4096))),
    Bad("a 200 MB file", _large),
    Bad("a file of a kind that is not read", _bytes("tool.exe", b"MZ")),
    Bad("a file that may not be read", _unreadable, as_anybody=True),
    Bad("a loop of folders", _folder_with("up", "..")),
    Bad("a link to itself", _folder_with("self.md", "self.md")),
    Bad("a link that leads nowhere", _folder_with("lost.md", "gone.md")),
    Bad("a folder with nothing readable", _folder_with("photo.png")),
    Bad("a list that is not there", lambda folder: f"@{folder / 'list.txt'}"),
    Bad("an address of another scheme", lambda folder: "ftp://example.com/report.pdf"),
    Bad("an address with a password in it", lambda folder: "https://ann:secret@example.com/"),
    Bad("what is no address", lambda folder: "http://exa mple/"),
    Bad("a loopback address", lambda folder: "http://127.0.0.1:9/report", GUARDED),
    Bad("localhost by name", lambda folder: "http://localhost:9/report", GUARDED),
    Bad("a private address", lambda folder: "http://10.0.0.7/report", GUARDED),
    Bad("a cloud's metadata", lambda folder: "http://169.254.169.254/latest/meta-data/", GUARDED),
    Bad("loopback written as one number", lambda folder: "http://2130706433/", GUARDED),
    Bad("a server that is not there", lambda folder: "http://127.0.0.1:9/report"),
]


def web(pages: Pages) -> list[Bad]:
    """Bad inputs that a running server is needed for."""
    pages.serve("/a", redirect("/b"))
    pages.serve("/b", redirect("/a"))
    pages.serve("/many", *[redirect(f"/many?{number}") for number in range(9)])
    for number in range(9):
        pages.serve(f"/many?{number}", redirect(f"/many?{number + 1}"))
    served = {
        "a page that is not there (404)": f"{pages.base}/missing",
        "a page that asks to sign in (403)": pages.serve("/members", page("", status=403)),
        "a server that is out of order (503)": pages.serve("/down", page("", status=503)),
        "a page that never comes": pages.serve("/silent", silence(3)),
        "a page that drips": pages.serve("/drip", endless(b"x", 0.05)),
        "redirects in a circle": f"{pages.base}/a",
        "too many redirects": f"{pages.base}/many",
        "a picture": pages.serve("/photo.png", page(b"\x89PNG", "image/png")),
        "a film": pages.serve("/film", page(b"0", "video/mp4")),
        "an archive": pages.serve("/all.tar", page(b"0" * 99, "application/x-tar")),
        "bytes of no known kind": pages.serve("/blob", page(bytes(range(256)), "application/octet-stream")),
        "an empty page": pages.serve("/empty", page("")),
        "a page of navigation alone": pages.serve(
            "/menu", page("<html><body><nav><a href=/>Home</a></nav></body></html>")
        ),
    }
    large = {
        "a page that says it is too large": pages.serve("/big", page(b"", Content_Length="200000000")),
        "a page that goes on and on": pages.serve("/endless", endless(b"x" * 65536)),
    }
    return [Bad(label, lambda folder, url=url: url) for label, url in served.items()] + [  # type: ignore[misc]
        Bad(label, lambda folder, url=url: url, SMALL)  # type: ignore[misc]
        for label, url in large.items()
    ]


@contextmanager
def ingested(bad: Bad) -> Iterator[tuple[IngestReport, str]]:
    """What an ingest of a good report and the bad input says, and the input, while the files are there."""
    with open_folder() as folder:
        good = folder / "good.md"
        good.write_text("# Apples\n\nSeven in ten growers sell apples at the market in the village.\n")
        given = bad.make(folder)
        library = folder / "library"
        library.mkdir(mode=0o777)
        library.chmod(0o777)
        pipeline = Pipeline(MemoryCatalogue(), MemoryIndex(), HashingEmbedder(), bad.settings, library)
        with unprivileged() if bad.as_anybody else nullcontext():
            report = pipeline.ingest([given, str(good)], by="test")
        yield report, given


def main() -> None:
    """Print the table."""
    rows = ["| input | sentence |", "|---|---|"]
    with serving() as pages:
        for bad in [*FILES, *web(pages)]:
            with ingested(bad) as (report, given):
                folder = str(Path(given.lstrip("@")).parent) + "/" if "://" not in given else "\n"
                said = "; ".join(failure.sentence for failure in report.failed) or "(nothing)"
                rows.append(f"| {bad.label} | {said.replace(folder, '').replace(pages.base, 'http://server')} |")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
