"""Words in SQLite: an FTS5 index with its vocabulary for each lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, TextClause, bindparam, text
from sqlalchemy.exc import DatabaseError

from knowledge.stores.lexicon import CONTENTS, Lexicon, Search
from knowledge.stores.tokens import plain


def add(connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
    """Index rows, mappings of number and the lexicon's columns."""
    connection.execute(_adding(of), rows)


def drop(connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
    """Forget rows, given as they were added."""
    connection.execute(_dropping(of), rows)


def is_whole(connection: Connection, of: Lexicon) -> bool:
    """Whether an index has all rows, as they are, in a writing transaction of the caller's."""
    numbers = connection.execute(text(f"SELECT count(*) FROM {of.numbered}")).scalar()  # noqa: S608
    try:
        connection.execute(text(f"INSERT INTO {of.name} ({of.name}, rank) VALUES ('integrity-check', 1)"))  # noqa: S608
    except DatabaseError:
        return False
    # Of an index without texts of its own the count is that of the table; the check has compared them.
    return of is CONTENTS or numbers == connection.execute(text(f"SELECT count(*) FROM {of.name}")).scalar()  # noqa: S608


def rebuild(connection: Connection, of: Lexicon) -> None:
    """Make an index again of the texts that it has or points to."""
    connection.execute(text(f"INSERT INTO {of.name} ({of.name}) VALUES ('rebuild')"))  # noqa: S608


def empty(connection: Connection, of: Lexicon) -> None:
    """Forget every row of an index that keeps its texts, whatever state it is in."""
    rebuild(connection, of)
    connection.execute(text(f"DELETE FROM {of.name}"))  # noqa: S608


def frequencies(connection: Connection, of: Lexicon, terms: Sequence[str]) -> dict[str, int]:
    """In how many rows each of the terms stands."""
    query = text(f"SELECT term, doc FROM {of.name}_words WHERE term IN :terms")  # noqa: S608
    found = connection.execute(query.bindparams(bindparam("terms", expanding=True)), {"terms": terms})
    return {str(term): int(count) for term, count in found}


def scored(
    connection: Connection,
    of: Lexicon,
    search: Search,
    frequencies: dict[str, int],  # noqa: ARG001  (SQLite knows them itself)
) -> list[tuple[int, float]]:
    """Number and BM25 of rows with at least one of the words."""
    query = _any_of((asked.word for asked in search.words), of.searched)
    for tokens in search.facets:
        query += f" AND {_any_of(tokens, ('facets',))}"
    asked = {"query": query, "rows": search.rows}
    return [
        (number, -score)
        for first, last in search.spans
        for number, score in connection.execute(_matching(of), {**asked, "first": first, "last": last})
    ]


@cache
def _adding(of: Lexicon) -> TextClause:
    names, values = _names_and_values(of)
    return text(f"INSERT INTO {of.name} (rowid, {names}) VALUES (:number, {values})")  # noqa: S608


@cache
def _dropping(of: Lexicon) -> TextClause:
    if of.keeps_text:
        return text(f"DELETE FROM {of.name} WHERE rowid = :number")  # noqa: S608
    names, values = _names_and_values(of)
    return text(f"INSERT INTO {of.name} ({of.name}, rowid, {names}) VALUES ('delete', :number, {values})")  # noqa: S608


@cache
def _matching(of: Lexicon) -> TextClause:
    """Takes a query, a span of numbers, and how many rows at most."""
    ranked = ", ".join((of.name, *map(str, of.weights)))
    return text(
        f"SELECT rowid, bm25({ranked}) FROM {of.name} "  # noqa: S608
        f"WHERE {of.name} MATCH :query AND rowid BETWEEN :first AND :last LIMIT :rows"
    )


def _names_and_values(of: Lexicon) -> tuple[str, str]:
    return ", ".join(of.columns), ", ".join(f":{column}" for column in of.columns)


def _any_of(words: Iterable[str], columns: Iterable[str]) -> str:
    return f"{{{' '.join(columns)}}} : ({' OR '.join(map(_quoted, words))})"


def _quoted(word: str) -> str:
    """A phrase in FTS5's syntax, in which nothing is an operator."""
    return '"' + plain(word).replace('"', '""') + '"'
