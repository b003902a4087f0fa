"""Statistics are numbered and found by words: indexes for what look-ups ask, and a lexical index."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# As knowledge.facets has it at this version: a migration stays as it is, whatever becomes of the code.
_YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?!\d|[.,]\d|\s?%)")
_STORED = """
SELECT statistics.*, revisions.title AS title, revisions.period AS years
FROM statistics JOIN revisions ON revisions.id = statistics.revision_id
"""


def upgrade() -> None:
    """Number what is there, and index it."""
    with op.batch_alter_table("statistics") as table:
        table.add_column(sa.Column("number", sa.Integer))
    op.execute(
        "UPDATE statistics SET number = numbered.number FROM (SELECT id, row_number() OVER "
        "(ORDER BY revision_id, position) AS number FROM statistics) AS numbered WHERE numbered.id = statistics.id"
    )
    with op.batch_alter_table("statistics") as table:
        table.alter_column("number", nullable=False)
    op.create_index("statistics_by_number", "statistics", ["number"], unique=True)
    op.create_index("statistics_by_place", "statistics", ["revision_id", "at"])
    op.create_index("statistics_by_question", "statistics", ["revision_id", "distribution"])
    if op.get_bind().dialect.name == "sqlite":
        _index_words()
    else:
        _words_on_postgres("lexicon_statistics")  # which has no statistics yet: no release before this one ran there


def _words_on_postgres(name: str) -> None:
    op.execute(f"CREATE TABLE {name} (number integer PRIMARY KEY, words tsvector NOT NULL, length integer NOT NULL)")
    op.execute(f"CREATE INDEX {name}_by_word ON {name} USING gin (words)")
    op.execute(f'CREATE TABLE {name}_words (term text COLLATE "C" PRIMARY KEY, rows bigint NOT NULL)')


def _index_words() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE lexicon_statistics USING fts5(subject, scope, quote, facets, tokenize='porter unicode61')"
    )
    op.execute("CREATE VIRTUAL TABLE lexicon_statistics_words USING fts5vocab('lexicon_statistics', 'row')")
    insert = sa.text(
        "INSERT INTO lexicon_statistics (rowid, subject, scope, quote, facets) "
        "VALUES (:number, :subject, :scope, :quote, :facets)"
    )
    connection = op.get_bind()
    for row in connection.execute(sa.text(_STORED)).mappings().all():
        connection.execute(insert, _searchable(dict(row)))


def _searchable(row: dict[str, object]) -> dict[str, object]:
    aliases, headings, published = (json.loads(str(row[name])) for name in ("aliases", "headings", "years"))
    subject = [row[name] for name in ("measure", "option", "distribution", "row", "column")] + aliases
    scope = [row[name] for name in ("base", "period", "attribution", "table")] + headings + [row["title"]]
    own = [row[name] for name in ("period", "option", "row", "column")]
    years = set(_YEAR.findall(_joined(own))) | ({str(row["value"])} if row["unit"] == "year" else set())
    years = years or {*_YEAR.findall(_joined([row["quote"], row["table"], *headings])), *map(str, published)}
    facets = [f"unit0{row['unit']}", *(f"year0{year}" for year in sorted(years) or ["none"])]
    return {
        "number": row["number"],
        "subject": _joined(subject),
        "scope": _joined(scope),
        "quote": row["quote"],
        "facets": " ".join(facets),
    }


def _joined(parts: list[object]) -> str:
    return " · ".join(str(part) for part in parts if part)
