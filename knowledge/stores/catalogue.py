"""The catalogue in a database: what was read, what it says, and which of it is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Table, func, insert, select, update

from knowledge.errors import UnknownDocument
from knowledge.ports import EVERYTHING, Among, Hit, Span, StatisticHit, Topic
from knowledge.records import Document, Edition, Passage, Revision, Statistic
from knowledge.stores import archive, figures, lexical, rows
from knowledge.stores.engine import Database, open_database
from knowledge.stores.history import SqlHistory
from knowledge.stores.published import Kept, read_contents, read_statistics
from knowledge.stores.schema import contents, documents, edition_revisions, passages, revisions

FILE = "catalogue.sqlite3"
VARIABLES = 900  # in one statement; SQLite of old takes 999


def open_catalogue(place: Path | str) -> SqlCatalogue:
    """The catalogue in a library's folder, which is made if it isn't there, or on a server. Raises LibraryError."""
    return SqlCatalogue(open_database(place, FILE))


class SqlCatalogue(SqlHistory):
    """Many threads may read while one writes. Every method raises LibraryError when the database cannot be used.

    Args:
        database: the catalogue's, or SQLAlchemy's url of one.
        busy_timeout_s: how long to wait for another process that writes, where a url is given.
    """

    def __init__(self, database: Database | str, busy_timeout_s: float = 10.0) -> None:
        self._database = database if isinstance(database, Database) else Database(database, busy_timeout_s)
        self._edition: Edition | None = None
        self._contents = Kept(read_contents)
        self._statistics = Kept(read_statistics)

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    # -- reading ---------------------------------------------------------------------------------------------------
    def current(self) -> Edition | None:
        """The published edition, or None while there is none."""
        with self._database.reading() as connection:
            newest = archive.newest(connection)
            if not newest:
                return None
            edition = self._edition
            if edition is None or edition.id != newest:
                self._edition = edition = archive.edition(connection, newest)
            return edition

    def revisions(self, edition_id: int) -> list[Revision]:
        """The revisions of an edition, in order of title."""
        with self._database.reading() as connection:
            found = [rows.revision(row) for row in connection.execute(rows.revisions_of(edition_id)).mappings()]
        return sorted(found, key=lambda revision: (revision.title, revision.id))  # databases differ in what comes first

    def text(self, revision_id: str) -> str:
        """The stored text of a revision. Raises UnknownDocument."""
        query = select(revisions.c.text).where(revisions.c.id == revision_id)
        with self._database.reading() as connection:
            found: str | None = connection.execute(query).scalar()
        if found is None:
            raise UnknownDocument(f"The library has no revision {revision_id!r}: it may have been pruned, ask again.")
        return found

    def passages(self, edition_id: int, content_ids: Collection[str]) -> list[Passage]:
        """The edition's passages with that content, in the edition's order."""
        with self._database.reading() as connection:
            found = [
                row
                for ids in _chunks(list(set(content_ids)))
                for row in connection.execute(rows.passages_with(ids, edition_id)).mappings()
                if row["place"] is not None
            ]
        return [rows.passage(row) for row in sorted(found, key=itemgetter("place", "position"))]

    def contents(self, edition_id: int, document_ids: Collection[str]) -> list[str]:
        """The content ids of these documents in an edition, each once."""
        with self._database.reading() as connection:
            known = self._contents.of(connection, edition_id)
        return list(known.contents(document_ids))

    def search(
        self, edition_id: int, words: Sequence[str], limit: int, document_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """Lexical rank (BM25) of the edition's contents that have at least one of the words, best first.

        Words so common that too much would have to be ranked are left out as long as a rarer one remains.
        """
        with self._database.reading() as connection:
            known = self._contents.of(connection, edition_id)
            found = lexical.rank(connection, words, known.within(document_ids), limit, known.frequencies)
        ids = known.named(np.array([number for number, _ in found], dtype=np.int64))
        return [Hit(content_id, score) for content_id, (_, score) in zip(ids, found, strict=True)]

    def statistics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Statistic]:
        """All statistics of an edition, in its order: for reviews and exports, since there may be very many."""
        with self._database.reading() as connection:
            return figures.every(connection, edition_id, document_ids)

    def statistics_within(self, edition_id: int, spans: Collection[Span]) -> list[Statistic]:
        """Those whose figure stands in one of the stretches, in the edition's order."""
        with self._database.reading() as connection:
            return figures.within(connection, edition_id, spans)

    def options(self, edition_id: int, questions: Collection[tuple[str, str]]) -> list[Statistic]:
        """The options of questions, which are pairs of revision id and distribution, in the edition's order."""
        with self._database.reading() as connection:
            return figures.options(connection, edition_id, questions)

    def find_statistics(
        self, edition_id: int, words: Sequence[str], limit: int, among: Among = EVERYTHING
    ) -> list[StatisticHit]:
        """Lexical rank (BM25) of the statistics that have at least one of the words, best first."""
        with self._database.reading() as connection:
            return figures.find(connection, self._statistics.of(connection, edition_id), words, limit, among)

    def topics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Topic]:
        """What there are statistics of, each document's with the most statistics first."""
        with self._database.reading() as connection:
            return figures.topics(connection, edition_id, document_ids)

    def count_statistics(self, edition_id: int) -> int:
        """How many statistics an edition has."""
        with self._database.reading() as connection:
            return figures.count(connection, edition_id)

    def count(self, edition_id: int) -> int:
        """How many passages an edition has."""
        query = (
            select(func.count())
            .select_from(passages)
            .join(edition_revisions, edition_revisions.c.revision_id == passages.c.revision_id)
            .where(edition_revisions.c.edition_id == edition_id)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def stored(self, revision_id: str) -> bool:
        """Whether the revision has been added, whole."""
        with self._database.reading() as connection:
            return _is_stored(connection, revision_id)

    def content_ids(self) -> set[str]:
        """Every content id that a passage of any revision uses."""
        with self._database.reading() as connection:
            return set(connection.execute(select(contents.c.content_id)).scalars())

    # -- writing ---------------------------------------------------------------------------------------------------
    def add(
        self, revision: Revision, text: str, passages: Sequence[Passage], statistics: Sequence[Statistic] = ()
    ) -> None:
        """Store a revision with all that belongs to it; one that is there already is left as it is."""
        with self._database.writing() as connection:
            if _is_stored(connection, revision.id):
                return
            _store_document(connection, revision.document)
            connection.execute(insert(revisions), rows.revision_row(revision, text))
            _store_passages(connection, passages)
            figures.store(connection, revision, statistics)


def _is_stored(connection: Connection, revision_id: str) -> bool:
    return connection.execute(select(revisions.c.id).where(revisions.c.id == revision_id)).first() is not None


def _store_document(connection: Connection, document: Document) -> None:
    values = document.model_dump()
    if not connection.execute(update(documents).where(documents.c.id == document.id).values(values)).rowcount:
        connection.execute(insert(documents), values)


def _store_passages(connection: Connection, records: Sequence[Passage]) -> None:
    numbers = _numbers(connection, {record.content_id for record in records})
    free = (connection.execute(select(func.max(contents.c.number))).scalar() or 0) + 1
    new: list[dict[str, object]] = []
    for record in records:
        if record.content_id not in numbers:
            numbers[record.content_id] = free + len(new)
            columns = record.model_dump(include={"content_id", "context", "text"})
            new.append({"number": free + len(new), **columns})
    _insert(connection, contents, new)
    lexical.add(connection, new)
    placed = enumerate(records)
    _insert(connection, passages, [rows.passage_row(each, at, numbers[each.content_id]) for at, each in placed])


def _insert(connection: Connection, table: Table, values: list[dict[str, object]]) -> None:
    if values:  # SQLAlchemy takes an empty list for one row of defaults
        connection.execute(insert(table), values)


def _numbers(connection: Connection, content_ids: Collection[str]) -> dict[str, int]:
    query = select(contents.c.content_id, contents.c.number)
    return {
        content_id: number
        for ids in _chunks(list(content_ids))
        for content_id, number in connection.execute(query.where(contents.c.content_id.in_(ids)))
    }


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    return (ids[first : first + VARIABLES] for first in range(0, len(ids), VARIABLES))
