"""A library on servers and back: all of it arrives, nothing happens to where it comes from."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import run as doctor
from bot.journal import Exchange
from bot.migrating import run
from bot.replies import ActReply, ConfirmReply, Reply
from bot.requests import EditionOptions, Request, Unwatched
from bot.settings import Settings
from bot.stores.installations import open_installations
from bot.wiring import Services
from ingest.lock import sole_writer
from knowledge.errors import InvalidSettings, LibraryBusy, LibraryError
from knowledge.models.scripted import HashingEmbedder
from knowledge.records import Statistic
from knowledge.sources import Details
from knowledge.stores.copies import files_of
from knowledge.stores.engine import open_database
from tests.bot.parts import ANSWER, replied
from tests.bot.test_copying import contents
from tests.knowledge.stores.test_catalogue import passage, revision
from tests.support.chroma_server import chroma_url, own_embedder
from tests.support.postgres import database_url

__all__ = ["chroma_url", "database_url"]

ODD = "Ζ💡 naïve \\ ' \" 谁"
NOW = datetime(2026, 3, 4, 12, 30, 1, 5, tzinfo=UTC)


class Servers:
    """A database and a collection of the test's own, and services on a folder beside them."""

    def __init__(self, database_url: str, chroma_url: str, folder: Path) -> None:
        self._urls = {"database_url": database_url, "chroma_url": chroma_url}
        self._embedder = HashingEmbedder()
        self._embedder.name = own_embedder()
        self.folder = folder

    def services(self, library: Path | None = None) -> Services:
        """On the servers; the folder is where the library comes from."""
        return self._with(Settings(library=library or self.folder, **self._urls))  # type: ignore[arg-type]

    def embedded(self, library: Path | None = None) -> Services:
        """In a folder."""
        return self._with(Settings(library=library or self.folder))

    def migrate(self, to: Path | str = "", *, sure: bool = False) -> Reply:
        """Move it."""
        options = EditionOptions(sure=sure)
        request = Request(command="migrate", user="eve", surface="terminal", text=str(to), options=options)
        return run(self.services(), request, Unwatched())

    def _with(self, settings: Settings) -> Services:
        services = Services(settings)
        services.embedder = self._embedder
        return services


@pytest.fixture
def servers(database_url: str, chroma_url: str, tmp_path: Path) -> Servers:
    """Servers with nothing on them, and a library in a folder that has something of everything."""
    servers = Servers(database_url, chroma_url, tmp_path / "library")
    services = servers.embedded()
    for name in ("cats", "dogs"):
        of, sentence = revision(name), f"{name} number 0"
        figure = Statistic(
            id=name,
            revision_id=name,
            value="12.50",
            unit="percent",
            as_written=name[:2],
            at=0,
            measure=ODD,
            quote=sentence,
            start=0,
            end=len(sentence),
        )
        services.catalogue.add(of.model_copy(update={"title": f"{ODD} {name}"}), sentence, [passage(name)], [figure])
    services.index.add(["cats number 0", "dogs number 0"], services.embedder.embed(["cats", "dogs"]))
    services.catalogue.publish(["cats"], "ada", "first")
    services.catalogue.publish(["cats", "dogs"], "ada", ODD)
    services.sources.add("folder", "/reports", "file:///reports", Details(publisher=ODD, period=(2025,)), "ada", NOW)
    asked = {"id": "e1", "at": NOW, "surface": "slack", "user": "ada", "place": None, "command": "ask", "text": ODD}
    services.journal.record(Exchange(**asked, reply=replied(ANSWER)))  # type: ignore[arg-type]
    open_installations(servers.folder, "client")
    (servers.folder / "golden.json").write_text("[]")
    return servers


def state(services: Services) -> tuple[object, ...]:
    catalogue = services.catalogue
    found = [hit.statistic.id for hit in catalogue.find_statistics(2, ["naive"], 10)]
    kept = catalogue.editions(), [hit.content_id for hit in catalogue.search(2, ["cats", "number"], 10)], found
    return contents(services), kept, services.sources.sources(), services.journal.asked(NOW)


def hashes(folder: Path) -> dict[str, str]:
    """Of all but the databases, whose files change when the last connection to them ends, though their rows do not."""
    files = [path for path in files_of(folder) if ".sqlite" not in path.name]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_all_of_a_library_arrives_on_the_servers_and_comes_back(servers: Servers, tmp_path: Path) -> None:
    before, files = state(servers.embedded()), hashes(servers.folder)
    moved = servers.migrate()
    assert isinstance(moved, ActReply)
    assert (moved.edition, "each compared" in moved.sentence) == (2, True)
    assert (hashes(servers.folder), state(servers.embedded())) == (files, before)
    there = servers.services()
    assert state(there) == before
    assert there.catalogue.acts(1)[0].what == "migrate"
    assert not doctor(there, Request(command="doctor", user="eve", surface="terminal"), Unwatched()).findings[0].wrong
    assert isinstance(servers.migrate(tmp_path / "back"), ActReply)
    assert state(servers.embedded(tmp_path / "back")) == before
    assert (tmp_path / "back" / "golden.json").read_text() == "[]"


def test_what_is_published_there_afterwards_goes_on_from_there(servers: Servers) -> None:
    servers.migrate()
    there = servers.services()
    assert there.catalogue.publish(["dogs"], "bob").id == 3
    added = there.sources.add("folder", "/more", "file:///more", Details(), "bob", NOW)
    assert [source.id for source in there.sources.sources()] == [1, added.id]
    there.catalogue.add(revision("rats"), "rats", [passage("rats")])
    assert there.catalogue.problems() == []


def test_a_target_that_has_something_is_only_replaced_when_the_person_is_sure(servers: Servers, tmp_path: Path) -> None:
    servers.migrate()
    servers.services().catalogue.publish(["cats"], "bob")
    assert isinstance(servers.migrate(), ConfirmReply)
    assert servers.services().edition().id == 3
    servers.services().index.add(["stray"], servers.services().embedder.embed(["stray"]))
    assert isinstance(servers.migrate(sure=True), ActReply)
    assert servers.services().edition().id == 2
    assert servers.services().index.ids() == {"cats number 0", "dogs number 0"}
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "notes.txt").touch()
    assert isinstance(servers.migrate(tmp_path / "back"), ConfirmReply)
    assert isinstance(servers.migrate(tmp_path / "back", sure=True), ActReply)
    assert not (tmp_path / "back" / "notes.txt").exists()


def test_a_move_that_fails_leaves_the_servers_as_they_were(servers: Servers, database_url: str) -> None:
    with open_database(database_url, "").writing() as connection:
        connection.execute(text("ALTER TABLE passages ADD CONSTRAINT full_up CHECK (revision_id <> 'dogs')"))
    with pytest.raises(Exception, match="full_up"):
        servers.migrate()
    assert servers.services().catalogue.current() is None
    assert servers.services().sources.sources() == []
    with open_database(database_url, "").writing() as connection:
        connection.execute(text("ALTER TABLE passages DROP CONSTRAINT full_up"))
    assert isinstance(servers.migrate(), ActReply)  # the vectors of the try before are no reason to ask


def test_what_changed_on_the_way_is_noticed(servers: Servers, database_url: str) -> None:
    with open_database(database_url, "").writing() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN NEW.text := NEW.text || '.'; RETURN NEW; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER spoiling BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION spoil()")
        )
    with pytest.raises(LibraryError, match="changed on the way: nothing was moved"):
        servers.migrate()
    assert servers.services().catalogue.current() is None


def test_nobody_ingests_meanwhile(servers: Servers) -> None:
    with sole_writer(servers.services().lock), pytest.raises(LibraryBusy):
        servers.migrate()


def test_it_takes_both_servers_and_a_library(servers: Servers, tmp_path: Path) -> None:
    request = Request(command="migrate", user="eve", surface="terminal")
    with pytest.raises(InvalidSettings, match="FOOTNOTE_DATABASE_URL and FOOTNOTE_CHROMA_URL"):
        run(servers.embedded(), request, Unwatched())
    with pytest.raises(LibraryError, match="There is no library in"):
        run(servers.services(tmp_path / "nothing"), request, Unwatched())
