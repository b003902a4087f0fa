"""All that a library has in databases, brought from a folder to a server or back, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError

from bot.stores import installations
from bot.stores import journal as journals
from bot.stores.schema import JOURNAL
from bot.stores.schema import metadata as journal_tables
from knowledge.errors import LibraryError
from knowledge.stores import catalogue as catalogues
from knowledge.stores import moving
from knowledge.stores.engine import CATALOGUE, Schema, open_database
from knowledge.stores.schema import metadata as catalogue_tables


class _Part(NamedTuple):
    """Tables that are written together."""

    connection: Connection
    metadata: MetaData


def is_empty(place: Path | str) -> bool:
    """Whether nothing is kept at a place. Raises LibraryError."""
    with _all_of(place, writes=False) as parts:
        return all(moving.empty(each.connection, each.metadata.sorted_tables) for each in parts)


def move_databases(source: Path | str, target: Path | str, tell: moving.Tell) -> int:
    """Put all that the source's databases have in place of what the target's have; how many rows there were.

    Readers of the target see what was there until it is done, and should it fail, they go on seeing it.

    Raises LibraryError.
    """
    rows = 0
    with _all_of(source, writes=False) as left, _all_of(target, writes=True) as right:
        for here, there in zip(left, right, strict=True):
            moving.clear(there.connection, there.metadata)
            rows += moving.move(here.connection, there.connection, there.metadata, tell)
        moving.index_words(right[0].connection, tell)
        tell("Writing it down.")
    return rows


@contextmanager
def _all_of(place: Path | str, *, writes: bool) -> Iterator[list[_Part]]:
    """Transactions over the catalogue, the journal and Slack's installations, which end together."""
    with TemporaryDirectory(prefix="footnote-") as nothing:

        def there(file: str) -> Path | str:
            """The place; where it has no such file and none is to be made, one that is empty."""
            return place if writes or isinstance(place, str) or (place / file).exists() else Path(nothing)

        with (
            _slack(there(installations.FILE), writes=writes) as slack,
            _opened(there(journals.FILE), journals.FILE, JOURNAL, writes=writes) as said,
            _opened(there(catalogues.FILE), catalogues.FILE, CATALOGUE, writes=writes) as known,
        ):
            parts = (known, catalogue_tables), (said, journal_tables), (slack, installations.tables())
            yield [_Part(*each) for each in parts]


@contextmanager
def _opened(place: Path | str, file: str, schema: Schema, *, writes: bool) -> Iterator[Connection]:
    database = open_database(place, file, schema=schema)
    try:
        with database.writing() if writes else database.reading() as connection:
            yield connection
    finally:
        database.close()


@contextmanager
def _slack(place: Path | str, *, writes: bool) -> Iterator[Connection]:
    engine = installations.engine_of(place)
    try:
        with engine.begin() as connection:
            installations.tables().create_all(connection)
            yield connection
            if not writes:
                connection.rollback()
    except DBAPIError as error:
        raise LibraryError(f"Slack's installations cannot be moved ({error.orig}): try again.") from error
    finally:
        engine.dispose()
