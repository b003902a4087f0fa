"""Whatever is given gets one sentence that names it and says what to do, and the good report beside it is published.

``python -m tests.support.bad_inputs`` prints all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Pipeline
from ingest.report import IngestReport
from ingest.settings import IngestSettings
from knowledge.models.scripted import HashingEmbedder
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.support.bad_inputs import FILES, Bad, ingested, web
from tests.support.pages import Pages, serving

SAYS = {
    "a path that is not there": "missing.pdf is not there: check the path",
    "an empty file": "empty.md is empty",
    "a file of blanks": "blank.txt is empty",
    "garbage behind a .pdf name": "garbage.pdf is not a PDF",
    "a PDF that breaks off": "half.pdf is damaged",
    "an encrypted PDF": "locked.pdf is encrypted and needs a password",
    "a scanned PDF with no text": "scan.pdf holds pictures of pages and no text",
    "a broken DOCX": "broken.docx is damaged",
    "a DOCX that is no archive": "fake.docx is damaged, or no Word document",
    "a broken XLSX": "broken.xlsx is damaged",
    "an XLSX with nothing in it": "empty.xlsx has no text that can be read",
    "a zip bomb": "bomb.docx would unpack to more than is allowed",
    "binary data behind a .txt name": "binary.txt holds binary data, not text",
    "a 200 MB file": "large.txt is larger than 100 MB",
    "a file of a kind that is not read": "tool.exe is of a kind that is not read: save it as one of these",
    "a file that may not be read": "private.md cannot be opened (permission denied): allow it to be read",
    "a loop of folders": "folder/up links back to a folder that it lies in: remove the link",
    "a link to itself": "folder/self.md is a link that leads back to itself",
    "a link that leads nowhere": "folder/lost.md is a link that leads nowhere",
    "a folder with nothing readable": "folder holds nothing that can be read: put reports into it",
    "a list that is not there": "list.txt is not there: check the path",
    "an address of another scheme": "ftp://example.com/report.pdf is no http or https address",
    "an address with a password in it": "https://example.com/ was given with a user name or password in it",
    "what is no address": "http://exa mple/ is no valid URL",
    "a loopback address": "http://127.0.0.1:9/report is on 127.0.0.1, a private address",
    "localhost by name": "http://localhost:9/report is on localhost, a private address",
    "a private address": "http://10.0.0.7/report is on 10.0.0.7, a private address",
    "a cloud's metadata": "is on 169.254.169.254, a private address",
    "loopback written as one number": "is on 2130706433, a private address",
    "a server that is not there": "http://127.0.0.1:9/report could not be fetched (connection refused)",
    "a page that is not there (404)": "/missing is not there (HTTP 404): check the address",
    "a page that asks to sign in (403)": "/members may not be read without signing in (HTTP 403)",
    "a server that is out of order (503)": "/down could not be served just now (HTTP 503): try again later",
    "a page that never comes": "/silent did not arrive within 0.5 s: try again later",
    "a page that drips": "/drip did not arrive within 0.5 s: try again later",
    "redirects in a circle": "/a redirects in a circle",
    "too many redirects": "/many redirects more than 5 times",
    "a picture": "/photo.png is no text but image/png",
    "a film": "/film is no text but video/mp4",
    "an archive": "/all.tar is application/x-tar, which is not read",
    "bytes of no known kind": "/blob is application/octet-stream, which is not read",
    "an empty page": "/empty is empty",
    "a page of navigation alone": "/menu has no text that can be read",
    "a page that says it is too large": "/big is larger than 0.5 MB",
    "a page that goes on and on": "/endless is larger than 0.5 MB",
}


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with serving() as running:
        yield running


def check(report: IngestReport, label: str) -> None:
    (failure,) = report.failed
    assert SAYS[label] in failure.sentence
    assert failure.sentence.endswith(".")
    assert "\n" not in failure.sentence
    assert Path(report.added[-1]).name == "good.md"


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.label)
def test_a_bad_source_gets_a_sentence_and_the_good_one_is_published(bad: Bad) -> None:
    with ingested(bad) as (report, _):
        check(report, bad.label)


@pytest.mark.parametrize("label", [label for label in SAYS if label not in {bad.label for bad in FILES}])
def test_a_bad_page_gets_a_sentence_and_the_good_report_is_published(pages: Pages, label: str) -> None:
    bad = next(bad for bad in web(pages) if bad.label == label)
    with ingested(bad) as (report, _):
        check(report, label)


def test_every_bad_input_is_listed_with_its_sentence(pages: Pages) -> None:
    assert {bad.label for bad in [*FILES, *web(pages)]} == set(SAYS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_text_in_another_encoding_is_read_as_it_was_written(tmp_path: Path, encoding: str) -> None:
    text = "The café’s survey – of 500 guests – says “naïve” prices rose by 7 € in the year before."
    (tmp_path / "survey.txt").write_bytes(text.encode(encoding))
    catalogue = MemoryCatalogue()
    pipeline = Pipeline(catalogue, MemoryIndex(), HashingEmbedder(), IngestSettings(), tmp_path / "library")
    report = pipeline.ingest([str(tmp_path / "survey.txt")])
    assert report.failed == ()
    assert report.edition
    assert text in catalogue.text(report.edition.revision_ids[0])
