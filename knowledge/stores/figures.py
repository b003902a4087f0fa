"""Statistics in the database: stored, found by words, and read for what a look-up shows and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Integer, Select, Text, case, func, insert, literal_column, select, tuple_

from knowledge.facets import words_of, years_of
from knowledge.ports import Among, Span, StatisticHit, Topic
from knowledge.records import Revision, Statistic
from knowledge.stores import lexical, rows
from knowledge.stores.lists import as_table, last_of
from knowledge.stores.published import Published
from knowledge.stores.schema import edition_revisions, revisions, statistics


def store(connection: Connection, revision: Revision, records: Sequence[Statistic]) -> None:
    """Add a revision's statistics, in the caller's transaction."""
    if not records:
        return
    free = (connection.execute(select(func.max(statistics.c.number))).scalar() or 0) + 1
    placed = list(enumerate(records))
    connection.execute(insert(statistics), [rows.statistic_row(each, at, free + at) for at, each in placed])
    searchable = [{"number": free + at, **_searchable(each, revision)} for at, each in placed]
    lexical.add(connection, searchable, lexical.STATISTICS)


def forget(connection: Connection, revision_ids: Select[Any]) -> None:
    """Take the statistics of revisions, which go next, out of the lexical index, in the caller's transaction."""
    query = select(statistics.c.number).where(statistics.c.revision_id.in_(revision_ids))
    numbers = [{"number": number} for number in connection.execute(query).scalars()]
    lexical.drop(connection, numbers, lexical.STATISTICS)


def reindex(connection: Connection) -> None:
    """Make the lexical index of all statistics again, in the caller's transaction."""
    lexical.empty(connection, lexical.STATISTICS)
    of = {row["id"]: rows.revision(row) for row in connection.execute(rows.every_revision()).mappings()}
    last = -1
    while True:
        query = select(statistics).where(statistics.c.number > last).order_by(statistics.c.number).limit(STEP)
        some = connection.execute(query).mappings().all()
        if not some:
            return
        searchable = [
            {"number": row["number"], **_searchable(rows.statistic(row), of[row["revision_id"]])} for row in some
        ]
        lexical.add(connection, searchable, lexical.STATISTICS)
        last = some[-1]["number"]


def every(connection: Connection, edition_id: int, document_ids: Collection[str] | None) -> list[Statistic]:
    """All of an edition, or of its documents."""
    query = rows.statistics_of(edition_id)
    if document_ids is not None:
        query = query.join(revisions, revisions.c.id == statistics.c.revision_id).where(
            revisions.c.document_id.in_(list(document_ids))
        )
    return _read(connection, query)


def within(connection: Connection, edition_id: int, spans: Collection[Span]) -> list[Statistic]:
    """Those whose figure stands in one of the stretches."""
    if not spans:
        return []
    # One statement for any number of stretches, each of which is looked up in the index of places.
    span, (revision_id, start, end) = as_table(connection, "span", spans, (Text, Integer, Integer))
    query = select(statistics, rows.place_of(statistics, edition_id))
    standing = (statistics.c.revision_id == revision_id) & (statistics.c.at >= start) & (statistics.c.at < end)
    return _read_placed(connection, query.join(span, standing))


def options(connection: Connection, edition_id: int, questions: Collection[tuple[str, str]]) -> list[Statistic]:
    """The options of questions, pairs of revision id and distribution."""
    if not questions:
        return []
    asked = tuple_(statistics.c.revision_id, statistics.c.distribution).in_(sorted(questions))
    return _read_placed(connection, select(statistics, rows.place_of(statistics, edition_id)).where(asked))


STEP = 1_000  # statistics that are indexed at a time
ROW_BUDGET = 3_000  # statistics that are scored for one query: each takes longer than a passage's content


def find(
    connection: Connection, known: Published, words: Sequence[str], limit: int, among: Among
) -> list[StatisticHit]:
    """Lexical rank of the edition's statistics that have at least one of the words, best first."""
    facets = list(_facets(among))
    allowed = known.within(among.document_ids)
    found = lexical.rank(connection, words, allowed, limit, known.frequencies, ROW_BUDGET, lexical.STATISTICS, facets)
    query = select(statistics).where(statistics.c.number.in_([number for number, _ in found]))
    records = {row["number"]: rows.statistic(row) for row in connection.execute(query).mappings()}
    return [StatisticHit(records[number], score) for number, score in found if number in records]


def topics(connection: Connection, edition_id: int, document_ids: Collection[str] | None) -> list[Topic]:
    """Questions, tables and headings with how many statistics stand under them; the documents in their order."""
    bare = statistics.c.distribution.is_(None) & statistics.c.table.is_(None) & (_heading == literal_column("''"))
    columns = (statistics.c.distribution, statistics.c.table, _heading, case((bare, statistics.c.measure)))
    query = (
        select(edition_revisions.c.position, statistics.c.revision_id, func.count(), *columns)
        .join(edition_revisions, edition_revisions.c.revision_id == statistics.c.revision_id)
        .where(edition_revisions.c.edition_id == edition_id)
        .group_by(edition_revisions.c.position, statistics.c.revision_id, *columns)
        .order_by(edition_revisions.c.position, func.min(statistics.c.position))
    )
    if document_ids is not None:
        query = query.join(revisions, revisions.c.id == statistics.c.revision_id).where(
            revisions.c.document_id.in_(list(document_ids))
        )
    counted: dict[tuple[int, Topic], int] = {}
    for position, *row in connection.execute(query):
        topic, total = _topic(row)
        counted[position, topic] = counted.get((position, topic), 0) + total
    best_first = sorted(counted.items(), key=lambda item: (item[0][0], -item[1]))
    return [topic._replace(total=total) for (_, topic), total in best_first]


def count(connection: Connection, edition_id: int) -> int:
    """How many an edition has."""
    query = (
        select(func.count())
        .select_from(statistics)
        .join(edition_revisions, edition_revisions.c.revision_id == statistics.c.revision_id)
        .where(edition_revisions.c.edition_id == edition_id)
    )
    return connection.execute(query).scalar_one()


# The innermost heading: the last of a JSON list.
_heading = last_of(statistics.c.headings)


def _topic(row: Sequence[Any]) -> tuple[Topic, int]:
    """A topic whose count is still open, and how many statistics more it has."""
    revision_id, total, question, table, heading, measure = row
    if question:
        return Topic(revision_id, "question", question, 0), total
    if table:
        return Topic(revision_id, "table", table, 0), total
    if heading:
        return Topic(revision_id, "heading", heading, 0), total
    return Topic(revision_id, "measure", measure, 0), total


def _searchable(statistic: Statistic, revision: Revision) -> dict[str, object]:
    years = years_of(statistic, revision).likely
    facets = [_unit(statistic.unit), *(map(_year, sorted(years)) if years else [_UNDATED])]
    return {**words_of(statistic, revision)._asdict(), "facets": " ".join(facets)}


def _facets(among: Among) -> Iterator[list[str]]:
    if among.unit:
        yield [_unit(among.unit)]
    if among.years:
        yield [*map(_year, among.years), *([_UNDATED] if among.undated else [])]


# Tokens that no text has, so that words never find them.
_UNDATED = "year0none"


def _unit(unit: str) -> str:
    return f"unit0{unit}"


def _year(year: int) -> str:
    return f"year0{year}"


def _read(connection: Connection, query: Select[Any]) -> list[Statistic]:
    return [rows.statistic(row) for row in connection.execute(query).mappings()]


def _read_placed(connection: Connection, query: Select[Any]) -> list[Statistic]:
    """In the edition's order, each once, without those that aren't in it."""
    found = {row["id"]: row for row in connection.execute(query).mappings() if row["place"] is not None}
    return [rows.statistic(row) for row in sorted(found.values(), key=itemgetter("place", "position"))]
