"""A library as one file, and back: all of it, as it was at one moment, or nothing."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.copying import backup, restore
from bot.replies import (
    ActReply,
    ConfirmReply,
    Reply,
)
from bot.requests import (
    EditionOptions,
    Request,
    Unwatched,
)
from bot.settings import Settings
from bot.wiring import Services
from ingest.lock import sole_writer
from knowledge.errors import EmptyLibrary, LibraryBusy, LibraryError
from knowledge.models.scripted import HashingEmbedder
from knowledge.stores.catalogue import FILE
from tests.bot.test_doctor import services as services  # noqa: PLC0414  (a fixture)

Copies = tuple[Services, Path]


def saved(services: Services, file: Path) -> Reply:
    return backup(services, Request(command="backup", user="eve", surface="terminal", text=str(file)), Unwatched())


def restored(library: Path, file: Path, sure: bool = False) -> Reply:
    there = Services(Settings(library=library))
    there.embedder = HashingEmbedder()
    options = EditionOptions(sure=sure)
    request = Request(command="restore", user="eve", surface="terminal", text=str(file), options=options)
    return restore(there, request, Unwatched())


def opened(library: Path) -> Services:
    services = Services(Settings(library=library))
    services.embedder = HashingEmbedder()
    return services


def contents(services: Services) -> tuple[object, ...]:
    edition = services.edition()
    revisions = services.revisions(edition.id)
    return (
        edition,
        revisions,
        [services.catalogue.text(each.id) for each in revisions],
        services.catalogue.statistics(edition.id),
        services.index.ids(),
    )


def test_what_was_saved_comes_back_elsewhere(services: Services, tmp_path: Path) -> None:
    (services.settings.library / "golden.json").write_text("[]")
    before = contents(services)
    reply = saved(services, tmp_path / "copy.tar.gz")
    assert isinstance(reply, ActReply)
    assert reply.edition == 1
    assert isinstance(restored(tmp_path / "other", tmp_path / "copy.tar.gz"), ActReply)
    assert contents(opened(tmp_path / "other")) == before
    assert (tmp_path / "other" / "golden.json").read_text() == "[]"


def test_what_stands_in_the_write_ahead_log_is_saved_too(services: Services, tmp_path: Path) -> None:
    with closing(sqlite3.connect(services.settings.library / FILE)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM editions").fetchone()  # keeps the log from being folded in
        services.catalogue.roll_back(1, "ada")
        saved(services, tmp_path / "copy.tar.gz")
    restored(tmp_path / "other", tmp_path / "copy.tar.gz")
    assert opened(tmp_path / "other").edition().id == 2


def test_a_library_that_is_there_is_replaced_only_when_the_person_is_sure(services: Services, tmp_path: Path) -> None:
    saved(services, tmp_path / "copy.tar.gz")
    library = services.settings.library
    services.catalogue.roll_back(1, "ada")
    (library / "later.txt").touch()
    assert isinstance(restored(library, tmp_path / "copy.tar.gz"), ConfirmReply)
    assert opened(library).edition().id == 2
    assert isinstance(restored(library, tmp_path / "copy.tar.gz", sure=True), ActReply)
    assert opened(library).edition().id == 1
    assert not (library / "later.txt").exists()


def test_both_are_written_down(services: Services, tmp_path: Path) -> None:
    saved(services, tmp_path / "copy.tar.gz")
    assert [(act.who, act.what) for act in services.catalogue.acts(1)] == [("eve", "backup")]
    restored(tmp_path / "other", tmp_path / "copy.tar.gz")
    assert [(act.who, act.what) for act in opened(tmp_path / "other").catalogue.acts(1)] == [("eve", "restore")]


def test_nobody_else_may_read_a_backup_and_nothing_is_left_beside_it(services: Services, tmp_path: Path) -> None:
    saved(services, tmp_path / "copy.tar.gz")
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"copy.tar.gz", "library", "reports"}


def test_a_file_that_is_there_is_not_overwritten(services: Services, tmp_path: Path) -> None:
    (tmp_path / "copy.tar.gz").write_text("dear")
    with pytest.raises(LibraryError, match="is there already"):
        saved(services, tmp_path / "copy.tar.gz")
    assert (tmp_path / "copy.tar.gz").read_text() == "dear"


def test_a_backup_waits_for_no_ingest_and_an_empty_library_has_none(services: Services, tmp_path: Path) -> None:
    import threading

    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with sole_writer(services.settings.library):
            held.set()
            over.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)
    try:
        with pytest.raises(LibraryBusy):
            saved(services, tmp_path / "copy.tar.gz")
    finally:
        over.set()
        other.join()
    with pytest.raises(EmptyLibrary):
        saved(opened(tmp_path / "empty"), tmp_path / "empty.tar.gz")


@pytest.mark.parametrize("damage", ["cut", "other", "nothing", "outside", "changed"])
def test_what_is_no_whole_backup_touches_nothing(services: Services, tmp_path: Path, damage: str) -> None:
    saved(services, tmp_path / "good.tar.gz")
    bad = tmp_path / "bad.tar.gz"
    whole = (tmp_path / "good.tar.gz").read_bytes()
    if damage == "cut":
        bad.write_bytes(whole[: len(whole) // 2])
    elif damage == "other":
        bad.write_text("no archive")
    elif damage in {"outside", "changed"}:
        with tarfile.open(tmp_path / "good.tar.gz") as good, tarfile.open(bad, "w:gz") as written:
            for member in good.getmembers():
                content = good.extractfile(member)
                if damage == "outside" and member.name.endswith(FILE):
                    member.name = "../../escaped"
                if damage == "changed" and member.name.endswith(FILE):
                    member.size -= 100
                written.addfile(member, content)
    before = contents(opened(services.settings.library))
    with pytest.raises(LibraryError, match=r"no whole backup|is damaged|There is no file"):
        restored(services.settings.library, bad, sure=True)
    assert contents(opened(services.settings.library)) == before
    assert not (tmp_path.parent / "escaped").exists()
