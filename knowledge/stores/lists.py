"""Lists that are kept or handed over as JSON, in each database's own words."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, TableValuedAlias, Text, cast, func, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class last_of(FunctionElement[str]):  # noqa: N801  (a function of SQL, which reads as one)
    """The last of a column's list of texts, or nothing."""

    type = Text()
    inherit_cache = True


@compiles(last_of, "sqlite")
def _in_sqlite(element: last_of, compiler: SQLCompiler, **given: Any) -> str:
    return f"coalesce(json_extract({compiler.process(element.clauses, **given)}, '$[#-1]'), '')"


@compiles(last_of, "postgresql")
def _in_postgres(element: last_of, compiler: SQLCompiler, **given: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **given)} ->> -1, '')"


def as_table(
    connection: Connection, name: str, values: Collection[Sequence[object]], types: Sequence[type[Text | Integer]]
) -> tuple[TableValuedAlias, list[ColumnElement[Any]]]:
    """Tuples as a table to join with, in one statement however many there are; and its columns, of these types."""
    handed = [list(each) for each in values]
    if connection.dialect.name == "sqlite":
        table = func.json_each(json.dumps(handed)).table_valued("value", name=name)
        return table, [func.json_extract(table.c.value, f"$[{at}]") for at in range(len(types))]
    table = func.jsonb_array_elements(literal(handed, JSONB)).table_valued("value", name=name)
    value = cast(table.c.value, JSONB)
    return table, [cast(value[at].astext, kind) for at, kind in enumerate(types)]
