"""The database under the catalogue: killed writers, other processes, damage, versions."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import IntegrityError

from knowledge.errors import LibraryError
from knowledge.records import Document, Passage, Revision, Statistic
from knowledge.stores import schema
from knowledge.stores.catalogue import FILE, SqlCatalogue, open_catalogue
from knowledge.stores.engine import MIGRATIONS

KILLED_WHILE_ADDING = """
import os, sys
from pathlib import Path
from knowledge.records import Document, Revision
from knowledge.stores.catalogue import open_catalogue
from datetime import UTC, datetime

class Killer(list):
    def __iter__(self):
        os._exit(9)

document = Document(id="rats", uri="file:///rats", name="rats")
now = datetime.now(UTC)
rats = Revision(id="rats", document=document, sha256="0", title="Rats", media_type="text/plain", read_at=now)
open_catalogue(Path(sys.argv[1])).add(rats, "Rats.", Killer())
"""


def revision(name: str) -> Revision:
    return Revision(
        id=name,
        document=Document(id=name, uri=f"file:///{name}", name=name),
        sha256="0",
        title=name,
        media_type="text/plain",
        read_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


def passage(of: str, number: int = 0) -> Passage:
    text = f"{of} number {number}"
    return Passage(
        id=f"{of}:{number}", revision_id=of, content_id=text, text=text, context="", start=0, end=len(text)
    )  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Edition 1 is of cats; dogs are stored, too."""
    catalogue = open_catalogue(tmp_path)
    for name in ("cats", "dogs"):
        catalogue.add(revision(name), name, [passage(name)])
    catalogue.publish(["cats"], "ada")
    catalogue.close()
    return tmp_path


@pytest.fixture
def database(library: Path) -> Iterator[sqlite3.Connection]:
    """What another process may do to the file."""
    with closing(sqlite3.connect(library / FILE, isolation_level=None)) as connection:
        yield connection


def impatient(library: Path) -> SqlCatalogue:
    return SqlCatalogue(f"sqlite:///{library / FILE}", busy_timeout_s=0.05)


def test_a_revision_whose_writer_was_killed_is_not_stored(library: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_ADDING, library], check=False)
    catalogue = open_catalogue(library)
    assert killed.returncode == 9
    assert not catalogue.stored("rats")
    assert [each.id for each in catalogue.revisions(1)] == ["cats"]


def test_a_revision_that_fails_on_its_last_passage_leaves_nothing_behind(library: Path) -> None:
    catalogue = open_catalogue(library)
    with pytest.raises(IntegrityError):
        catalogue.add(revision("rats"), "rats", [passage("rats"), passage("rats", 1), passage("rats")])
    assert not catalogue.stored("rats")
    assert catalogue.content_ids() == {"cats number 0", "dogs number 0"}


def test_a_publication_that_fails_half_way_leaves_the_edition_as_it_was(
    library: Path, database: sqlite3.Connection
) -> None:
    database.execute(
        "CREATE TRIGGER full BEFORE INSERT ON edition_revisions WHEN new.position = 1 "
        "BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    catalogue = open_catalogue(library)
    before = catalogue.current()
    with pytest.raises(IntegrityError):
        catalogue.publish(["dogs", "cats"], "bob")
    assert catalogue.current() == before
    assert database.execute("SELECT count(*) FROM editions").fetchone() == (1,)


def test_who_has_it_open_sees_what_another_process_publishes(library: Path) -> None:
    reader, writer = open_catalogue(library), open_catalogue(library)
    assert reader.search(1, ["number"], 10)
    writer.publish(["cats", "dogs"], "bob")
    assert reader.current() == writer.current()
    assert len(reader.search(2, ["number"], 10)) == 2


def test_readers_go_on_and_writers_are_told_while_another_process_writes(
    library: Path, database: sqlite3.Connection
) -> None:
    database.execute("BEGIN IMMEDIATE")
    catalogue = impatient(library)
    assert catalogue.current()
    with pytest.raises(LibraryError, match=r"catalogue\.sqlite3 is being written by another process: try again"):
        catalogue.publish(["dogs"], "bob")


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database " * 1000)
    with pytest.raises(LibraryError, match=r"catalogue\.sqlite3 is damaged .* ingest again"):
        open_catalogue(tmp_path)


def test_damage_inside_of_the_file_is_told_when_it_is_met(library: Path) -> None:
    file = library / FILE
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096))
    with pytest.raises(LibraryError, match="is damaged"):
        open_catalogue(library).revisions(1)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="file/library cannot be made"):
        open_catalogue(tmp_path / "file" / "library")


def test_a_library_of_a_later_version_is_not_touched(library: Path, database: sqlite3.Connection) -> None:
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryError, match=r"9999.*update Footnote"):
        open_catalogue(library)


def test_several_may_open_a_new_library_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        catalogues = list(pool.map(open_catalogue, [tmp_path] * 4))
    assert [catalogue.current() for catalogue in catalogues] == [None] * 4


def test_opening_what_is_up_to_date_does_not_load_alembic(library: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge.stores.catalogue import open_catalogue; "
        "open_catalogue(Path(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, library], check=False).returncode == 0


def test_the_migrations_lead_to_the_schema(library: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD
    with create_engine(f"sqlite:///{library / FILE}").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or not name.startswith("lexicon")},
        )
        assert compare_metadata(context, schema.metadata) == []


def test_statistics_of_the_first_version_get_the_place_where_their_figure_stands(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    _at_version(folder / FILE, "0001")
    with closing(sqlite3.connect(folder / FILE)) as old:
        old.execute("INSERT INTO documents VALUES ('d', 'file:///d', 'd')")
        old.execute(
            "INSERT INTO revisions (id, document_id, sha256, title, period, media_type, read_at, text) "
            "VALUES ('r', 'd', 'x', 'D', '[]', 'text/plain', '2025-01-01', 'Of cats, 12% bark.')"
        )
        old.execute(
            "INSERT INTO statistics (id, revision_id, position, value, unit, as_written, measure, quote, start, end, "
            "aliases) VALUES ('s', 'r', 0, '12', 'percent', '12%', 'bark', 'cats, 12% bark', 3, 17, '[]')"
        )
        old.execute("INSERT INTO editions VALUES (1, '2025-01-01', 'ann')")
        old.execute("INSERT INTO edition_revisions VALUES (1, 0, 'r')")
        old.commit()
    catalogue = open_catalogue(folder)
    (statistic,) = catalogue.statistics(1)
    assert (statistic.at, statistic.origin, statistic.headings) == (9, "findings", ())
    assert [hit.statistic for hit in catalogue.find_statistics(1, ["barks"], 10)] == [statistic]


def test_a_migrated_statistic_is_searched_as_one_that_is_added_now(tmp_path: Path) -> None:
    """What the migration writes into the lexical index is what the code writes."""
    catalogue = open_catalogue(tmp_path / "new")
    of = revision("pets").model_copy(update={"period": (2024,), "title": "Pets of 2024"})
    for at, more in enumerate(({}, {"period": "by 2027"}, {"unit": "year", "value": 2019}, {"column": "2021"})):
        text = f"In 2018, number {at} of cats bark."
        figure = Statistic(
            id=str(at),
            revision_id=of.id,
            as_written=str(at),
            at=text.index(str(at), 9),
            measure="bark",
            base="cats",
            quote=text,
            start=0,
            end=len(text),
            headings=("Results", "Noise"),
            aliases=("noise",),
            option="loud",
            **{"value": 12, "unit": "percent", **more},
        )
        each = of.model_copy(update={"id": f"{of.id}{at}"})
        catalogue.add(each, text, [], [figure.model_copy(update={"revision_id": each.id})])
    catalogue.close()
    with closing(sqlite3.connect(tmp_path / "new" / FILE)) as database:
        written = database.execute("SELECT rowid, subject, scope, quote, facets FROM lexicon_statistics").fetchall()
        _back_to_0002(database)
    open_catalogue(tmp_path / "new").close()
    with closing(sqlite3.connect(tmp_path / "new" / FILE)) as database:
        again = database.execute("SELECT rowid, subject, scope, quote, facets FROM lexicon_statistics").fetchall()
    assert again == written
    assert len(again) == 4


# -- editions ----------------------------------------------------------------------------------------------------------


def test_the_editions_of_an_older_library_are_counted(tmp_path: Path) -> None:
    _at_version(tmp_path / FILE, "0003")
    with closing(sqlite3.connect(tmp_path / FILE)) as old:
        for name in ("d", "e"):
            old.execute(f"INSERT INTO documents VALUES ('{name}', 'file:///{name}', '{name}')")
            old.execute(
                "INSERT INTO revisions (id, document_id, sha256, title, period, media_type, read_at, text) "
                f"VALUES ('{name}', '{name}', 'x', 'D', '[]', 'text/plain', '2025-01-01', 'Of cats.')"
            )
        old.execute("INSERT INTO contents VALUES (1, 'c', '', 'Of cats.')")
        old.execute("INSERT INTO passages VALUES ('p', 'd', 0, 1, 0, 8, NULL, '[]', 'prose')")
        old.execute("INSERT INTO editions VALUES (1, '2025-01-01', 'ann')")
        old.execute("INSERT INTO edition_revisions VALUES (1, 0, 'd')")
        old.execute("INSERT INTO edition_revisions VALUES (1, 1, 'e')")
        old.commit()
    catalogue = open_catalogue(tmp_path)
    (edition,) = catalogue.editions()
    assert (edition.documents, edition.passages, edition.statistics, edition.why) == (2, 1, 0, "")
    assert edition.kept


def test_a_whole_catalogue_has_no_problems(library: Path) -> None:
    assert open_catalogue(library).problems() == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE editions SET passages = 7", "The counts of edition 1 are wrong."),
        (
            "INSERT INTO lexicon (lexicon, rowid, context, text) VALUES ('delete', 1, '', 'cats number 0')",
            "of passages",
        ),
        ("DELETE FROM lexicon_statistics", "of statistics"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_told_and_mended(
    library: Path, database: sqlite3.Connection, damage: str, told: str
) -> None:
    catalogue = open_catalogue(library)
    of = revision("rats")
    text = "Of rats, 12% bark."
    figure = Statistic(
        id="s",
        revision_id="rats",
        value=12,
        unit="percent",
        as_written="12%",
        at=9,
        measure="bark",
        quote=text,
        start=0,
        end=len(text),
    )
    catalogue.add(of, text, [passage("rats")], [figure])
    catalogue.publish(["rats"], "ada")
    database.execute(damage)
    assert any(told in problem for problem in catalogue.problems())
    catalogue.mend()
    assert catalogue.problems() == []
    assert [hit.statistic.id for hit in catalogue.find_statistics(2, ["bark"], 10)] == ["s"]
    assert len(catalogue.search(1, ["cats"], 10)) == 1


def test_a_rollback_that_fails_half_way_leaves_the_edition_as_it_was(
    library: Path, database: sqlite3.Connection
) -> None:
    catalogue = open_catalogue(library)
    catalogue.publish(["dogs"], "bob")
    database.execute("CREATE TRIGGER full BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(IntegrityError):
        catalogue.roll_back(1, "bob")
    edition = catalogue.current()
    assert edition
    assert (edition.id, len(catalogue.editions())) == (2, 2)


def _back_to_0002(database: sqlite3.Connection) -> None:
    for table in ("acts", "discarded", "staged", "runs", "sources"):
        database.execute(f"DROP TABLE {table}")
    for column in ("why", "documents", "passages", "statistics", "kept"):
        database.execute(f"ALTER TABLE editions DROP COLUMN {column}")
    for index in ("number", "place", "question"):
        database.execute(f"DROP INDEX statistics_by_{index}")
    database.execute("ALTER TABLE statistics DROP COLUMN number")
    database.execute("DROP TABLE lexicon_statistics_words")
    database.execute("DROP TABLE lexicon_statistics")
    database.execute("UPDATE alembic_version SET version_num = '0002'")
    database.commit()


def _at_version(file: Path, version: str) -> None:
    engine = create_engine(URL.create("sqlite", database=str(file)))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
