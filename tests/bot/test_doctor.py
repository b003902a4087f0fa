"""The doctor: what is wrong with a library is named and mended, and a healthy one is called so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.doctor import run
from bot.replies import (
    DoctorReply,
    Finding,
)
from bot.requests import (
    DoctorOptions,
    Request,
    Unwatched,
)
from bot.settings import Settings
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from knowledge.models.scripted import HashingEmbedder
from knowledge.stores.catalogue import FILE, open_catalogue
from tests.knowledge.stores.test_catalogue import revision
from tests.support.library import passage


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A library of one report on the real stores, with the fake embedder."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "pets.md").write_text("# Pets\n\nOf the firms, 76% keep a cat in the office. Dogs are rare there.\n")
    services = Services(Settings(library=tmp_path / "library"))
    services.embedder, services.journal = HashingEmbedder(), MemoryJournal()
    services.pipeline.ingest([str(reports)], by="ada")
    yield services
    services.catalogue.close()  # type: ignore[attr-defined]


def examined(services: Services, repair: bool = False) -> DoctorReply:
    options = DoctorOptions(repair=repair)
    request = Request(command="doctor", user="eve", surface="terminal", options=options)
    return run(services, request, Unwatched())


def wrong(reply: DoctorReply) -> list[str]:
    return [finding.area for finding in reply.findings if finding.wrong and not finding.mended]


def mended(reply: DoctorReply) -> list[str]:
    return [finding.area for finding in reply.findings if finding.mended]


def test_a_healthy_library_is_called_so(services: Services) -> None:
    reply = examined(services)
    assert (wrong(reply), reply.unwell) == ([], False)
    assert {"catalogue", "vectors", "folder", "settings", "golden questions"} <= {each.area for each in reply.findings}


def test_vectors_that_are_missing_are_made_again(services: Services) -> None:
    services.index.remove(list(services.index.ids())[:1])
    reply = examined(services)
    assert (wrong(reply), reply.unwell) == (["vectors"], True)
    assert mended(examined(services, repair=True)) == ["vectors"]
    assert wrong(examined(services)) == []


def test_vectors_that_belong_to_nothing_are_dropped(services: Services) -> None:
    services.index.add(["nothing"], services.embedder.embed(["nothing"]))
    assert wrong(examined(services)) == ["vectors"]
    assert mended(examined(services, repair=True)) == ["vectors"]
    assert "nothing" not in services.index.ids()


def test_as_many_vectors_as_there_should_be_may_be_the_wrong_ones(services: Services) -> None:
    one = next(iter(services.index.ids()))
    services.index.remove([one])
    services.index.add(["nothing"], services.embedder.embed(["nothing"]))
    assert wrong(examined(services)) == ["vectors", "vectors"]
    assert not examined(services, repair=True).unwell
    assert wrong(examined(services)) == []


def test_wrong_counts_are_told_and_corrected(services: Services) -> None:
    with closing(sqlite3.connect(services.settings.library / FILE)) as database:
        database.execute("UPDATE editions SET passages = 99")
        database.commit()
    assert wrong(examined(services)) == ["catalogue"]
    assert mended(examined(services, repair=True)) == ["catalogue"]
    assert services.catalogue.editions()[0].passages != 99


def test_what_a_run_left_behind_is_dropped(services: Services) -> None:
    of = revision("rats")
    services.catalogue.add(of, "Rats.", [passage("Rats.", of)])
    assert set(wrong(examined(services))) == {"leftovers", "vectors"}
    assert not examined(services, repair=True).unwell
    assert not services.catalogue.stored("rats")


def test_an_edition_that_was_staged_against_another_one_is_put_on_the_published_one(services: Services) -> None:
    edition = services.edition()
    of = revision("rats")
    services.catalogue.add(of, "Rats.", [passage("Rats.", of)])
    services.catalogue.stage([*edition.revision_ids, "rats"], "bob", edition.id)
    services.pipeline.tidy()
    assert wrong(examined(services)) == []  # it only waits
    services.catalogue.roll_back(edition.id, "ada")
    assert wrong(examined(services)) == ["staged edition"]
    assert not examined(services, repair=True).unwell
    staged = services.catalogue.staged()
    assert staged
    assert staged.against == 2


def test_a_file_that_everybody_may_write_to_is_named(services: Services) -> None:
    file = services.settings.library / FILE
    file.chmod(0o666)
    (finding,) = [each for each in examined(services).findings if each.wrong]
    assert (finding.area, str(file) in finding.sentence) == ("folder", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_named(services: Services) -> None:
    (services.settings.library / FILE).chmod(0)
    assert wrong(examined(services)) == ["folder"]


def test_golden_questions_that_do_not_hold_are_named(services: Services) -> None:
    (services.settings.library / "golden.json").write_text("[")
    assert wrong(examined(services)) == ["golden questions"]


def test_models_that_are_not_as_expected_are_named(services: Services) -> None:
    from bot.replies import ModelState

    services.models = lambda: (ModelState("embeddings", "m", "its file has another sha256"),)  # type: ignore[method-assign]
    assert wrong(examined(services, repair=True)) == ["model, embeddings"]


def test_a_library_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    reply = examined(Services(Settings(library=tmp_path / "nowhere")))
    assert wrong(reply) == ["folder"]
    assert not (tmp_path / "nowhere").exists()


def test_a_repair_is_written_down(services: Services) -> None:
    services.index.remove(services.index.ids())
    examined(services, repair=True)
    (act,) = open_catalogue(services.settings.library).acts(1)
    assert (act.who, act.what, act.edition) == ("eve", "repair", 1)


def test_what_was_mended_is_no_reason_to_be_unwell() -> None:
    assert not DoctorReply((Finding("vectors", "3 were missing", wrong=True, mended=True),)).unwell
