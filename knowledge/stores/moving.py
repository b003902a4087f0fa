"""Brings tables and vectors from one place to another, and holds what arrived against what left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select, text

from knowledge.errors import LibraryError
from knowledge.stores import figures, lexical
from knowledge.stores.collection import CollectionIndex

STEP = 1_000  # rows, and vectors, at a time
TOLD_EVERY = 20_000
ROUNDING = 1e-6  # Chroma makes each vector's length 1 when it stores it, which moves the last digit

Tell = Callable[[str], None]


class Moved(NamedTuple):
    """What a table has: how many rows, and a sum of their hashes, which no order changes."""

    rows: int
    digest: int


def empty(connection: Connection, tables: Iterable[Table]) -> bool:
    """Whether none of the tables has a row."""
    return not any(connection.execute(select(func.count()).select_from(each)).scalar() for each in tables)


def clear(connection: Connection, metadata: MetaData) -> None:
    """Empty the tables, in the caller's transaction."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def move(source: Connection, target: Connection, metadata: MetaData, tell: Tell) -> int:
    """Copy the rows of all tables into empty ones, in the target's transaction; how many there were.

    Raises LibraryError where something else arrived than what left.
    """
    total = 0
    for table in metadata.sorted_tables:
        left = _copy(source, target, table, tell)
        if (arrived := _digest(_rows(target, table))) != left:
            raise LibraryError(
                f"Of {left.rows:,} rows of {table.name} {arrived.rows:,} arrived, or they changed on the way: "
                "nothing was moved; please report this."
            )
        _go_on_counting(target, table)
        total += left.rows
    return total


def index_words(connection: Connection, tell: Tell) -> None:
    """Make the indexes of words of a catalogue that has just arrived, in the caller's transaction."""
    tell("Indexing the words.")
    lexical.rebuild(connection)
    figures.reindex(connection)


def move_vectors(source: CollectionIndex, target: CollectionIndex, content_ids: Iterable[str], tell: Tell) -> int:
    """Copy the vectors of contents; those that are there already, from a try before, are only compared.

    Raises LibraryError where something else arrived than what left.
    """
    wanted = sorted(content_ids)
    for first in range(0, len(wanted), STEP):
        ids, vectors = source.stored(wanted[first : first + STEP])
        target.add(ids, vectors)
        there, arrived = target.stored(ids)
        if there != ids or not np.allclose(arrived, vectors, rtol=0, atol=ROUNDING):
            raise LibraryError("Vectors changed on the way, or the target has others: name an empty one.")
        if first and first % TOLD_EVERY == 0:
            tell(f"Moving vectors: {first:,} of {len(wanted):,}.")
    return len(wanted)


def _copy(source: Connection, target: Connection, table: Table, tell: Tell) -> Moved:
    rows, digest = 0, 0
    for some in _rows(source, table):
        target.execute(insert(table), some)
        moved = _digest([some])
        rows, digest = rows + moved.rows, (digest + moved.digest) % _WRAP
        if rows % TOLD_EVERY == 0:
            tell(f"Moving {table.name}: {rows:,}.")
    return Moved(rows, digest)


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table, some at a time."""
    found = connection.execute(select(table), execution_options={"yield_per": STEP}).mappings()
    for some in found.partitions(STEP):
        yield [dict(row) for row in some]


_WRAP = 1 << 256


def _digest(parts: Iterable[list[dict[str, Any]]]) -> Moved:
    rows, digest = 0, 0
    for part in parts:
        rows += len(part)
        for row in part:
            said = json.dumps(list(row.values()), default=str, ensure_ascii=False)
            digest += int.from_bytes(hashlib.sha256(said.encode()).digest())
    return Moved(rows, digest % _WRAP)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Have the server number new rows after those that arrived with numbers."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        ).scalar()
        if sequence:
            highest = connection.execute(select(func.max(column))).scalar() or 0
            following = {"sequence": sequence, "next": max(highest, 0) + 1}
            connection.execute(text("SELECT setval(:sequence, :next, false)"), following)
