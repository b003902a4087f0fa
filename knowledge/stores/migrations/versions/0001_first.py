"""The first tables: documents, revisions, passages, statistics, editions, and the lexical index of contents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _sources()
    _passages_and_statistics()
    _editions()
    op.create_index("passages_by_content", "passages", ["content_number"])
    op.create_index("edition_revisions_by_revision", "edition_revisions", ["revision_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE lexicon USING fts5(context, text, content='contents', content_rowid='number', "
            "tokenize='porter unicode61')"
        )
        op.execute("CREATE VIRTUAL TABLE lexicon_words USING fts5vocab('lexicon', 'row')")
    else:
        _words_on_postgres("lexicon")
        op.execute("CREATE TABLE lexicon_sizes (name text PRIMARY KEY, rows bigint NOT NULL, tokens bigint NOT NULL)")


def _words_on_postgres(name: str) -> None:
    """What has which words, and how many rows have a word: what BM25 is calculated from."""
    op.execute(f"CREATE TABLE {name} (number integer PRIMARY KEY, words tsvector NOT NULL, length integer NOT NULL)")
    op.execute(f"CREATE INDEX {name}_by_word ON {name} USING gin (words)")
    op.execute(f'CREATE TABLE {name}_words (term text COLLATE "C" PRIMARY KEY, rows bigint NOT NULL)')


def _sources() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text),
        sa.Column("published", sa.String),
        sa.Column("period", sa.JSON, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def _passages_and_statistics() -> None:
    op.create_table(
        "contents",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("content_id", sa.String, nullable=False, unique=True),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision_id", sa.String, sa.ForeignKey("revisions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("content_number", sa.Integer, sa.ForeignKey("contents.number"), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.UniqueConstraint("revision_id", "position"),
    )
    op.create_table(
        "statistics",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision_id", sa.String, sa.ForeignKey("revisions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("as_written", sa.Text, nullable=False),
        sa.Column("qualifier", sa.Text),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("base", sa.Text),
        sa.Column("base_size", sa.Integer),
        sa.Column("period", sa.Text),
        sa.Column("attribution", sa.Text),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("distribution", sa.Text),
        sa.Column("option", sa.Text),
        sa.Column("choice", sa.String),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.UniqueConstraint("revision_id", "position"),
    )


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
    )
    op.create_table(
        "edition_revisions",
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("revision_id", sa.String, sa.ForeignKey("revisions.id"), nullable=False),
        sa.UniqueConstraint("edition_id", "revision_id"),
    )
