"""Files that were handed in: kept under their name, read like other sources, and gone when they are removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.reingest import Reingest
from ingest.settings import IngestSettings
from ingest.uploads import LONGEST, Uploads, safe_name
from knowledge.errors import SourceRefused, UnreadableSource
from tests.support.registry import Registry

APPLES = b"# Apples\n\nOf the growers, 70% sell apples at the market.\n"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", IngestSettings(max_source_mb=0.001))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("survey.pdf", "survey.pdf"),
        ("../../etc/passwd.md", "_.._etc_passwd.md"),
        ("..\\..\\c.md", "_.._c.md"),
        (".hidden.md", "hidden.md"),
        ("~$open.docx", "open.docx"),
        ("a\u202egpj.\x00md", "agpj.md"),
        ("  two   words .md", "two words.md"),
        ("cafe\u0301.md", "café.md"),
        ("", "file"),
        ("x" * 300 + ".md", "x" * (LONGEST - 3) + ".md"),
    ],
)
def test_a_name_is_nothing_but_a_name(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert safe_name(kept) == kept


def test_the_same_name_again_replaces_the_content(uploads: Uploads, tmp_path: Path) -> None:
    assert uploads.keep("a.md", APPLES) is False
    assert uploads.keep("a.md", APPLES) is False
    assert uploads.keep("a.md", APPLES + b"\nPears, too.\n") is True
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.png", b"x", "of a kind that is not read"),
        ("a.findings.yaml", b"x", "is a findings file"),
        ("a.md", b"x" * 1001, "larger than 0.001 MB"),
        ("a.pdf", b"%PDF-1.7 nothing", "a.pdf"),
        ("a.md", b" \n", "is empty"),
    ],
)
def test_what_cannot_be_read_is_not_kept_and_says_why(
    name: str, data: bytes, sentence: str, uploads: Uploads, tmp_path: Path
) -> None:
    with pytest.raises((UnreadableSource, SourceRefused), match=sentence):
        uploads.keep(name, data)
    assert not (tmp_path / "uploads" / name).exists()


def test_an_upload_is_read_removed_and_forgotten_with_its_file(tmp_path: Path) -> None:
    library = Registry(tmp_path)
    uploads = Uploads(tmp_path / "library" / "uploads", library.settings)
    parts = library.pipeline, library.sources, library.catalogue, library.writers, library.settings, library.clock
    library.reingest = Reingest(*parts, uploads)
    uploads.keep("a.md", APPLES)
    assert library.registrar.uploaded("a.md", "ada")[1] is False
    library.run("a.md")
    (revision,) = library.published().values()
    assert (revision.document.uri, revision.title) == ("upload:a.md", "Apples")
    assert library.registrar.uploaded("a.md", "bob")[1] is True
    library.registrar.remove("a.md")
    library.run()
    assert (library.published(), library.sources.leaving()) == ({}, [])
    assert not (tmp_path / "library" / "uploads" / "a.md").exists()


def test_a_library_that_moves_keeps_its_uploads_as_the_same_documents(tmp_path: Path) -> None:
    library = Registry(tmp_path)
    parts = library.pipeline, library.sources, library.catalogue, library.writers, library.settings, library.clock
    for place in ("here", "there"):
        uploads = Uploads(tmp_path / place, library.settings)
        uploads.keep("a.md", APPLES)
        library.reingest = Reingest(*parts, uploads)
        library.registrar.uploaded("a.md", "ada")
        report = library.run().report
    assert (len(report.unchanged), report.published) == (1, False)


def test_a_file_that_is_gone_is_a_failing_source_and_keeps_what_is_published(tmp_path: Path) -> None:
    library = Registry(tmp_path)
    parts = library.pipeline, library.sources, library.catalogue, library.writers, library.settings, library.clock
    uploads = Uploads(tmp_path / "uploads", library.settings)
    library.reingest = Reingest(*parts, uploads)
    uploads.keep("a.md", APPLES)
    source, _ = library.registrar.uploaded("a.md", "ada")
    library.run()
    (tmp_path / "uploads" / "a.md").unlink()
    library.run()
    assert library.source(source.id).state == "failing"
    assert set(library.published()) == {"a.md"}
