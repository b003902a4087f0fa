"""Registered sources, and who writes to the library."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table("sources", *_registered(), *_how_it_went(), sa.UniqueConstraint("uri"))
    op.create_table("runs", *_start(), *_how_far(), sa.UniqueConstraint("open"))


def _registered() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("period", sa.JSON, nullable=False),
        sa.Column("schedule", sa.Text),
        sa.Column("channels", sa.JSON, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    ]


def _how_it_went() -> list[sa.Column[object]]:
    return [
        sa.Column("looked_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column("digest", sa.String),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True)),
        sa.Column("page_url", sa.Text),
        sa.Column("page_etag", sa.Text),
        sa.Column("page_last_modified", sa.Text),
        sa.Column("page_sha256", sa.String),
        sa.Column("page_media_type", sa.Text),
    ]


def _start() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("open", sa.Integer),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("what", sa.JSON, nullable=False),
        sa.Column("source_ids", sa.JSON, nullable=False),
        sa.Column("publish", sa.Boolean, nullable=False),
        sa.Column("continues", sa.Integer),
    ]


def _how_far() -> list[sa.Column[object]]:
    return [
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("of_documents", sa.Integer),
        sa.Column("current", sa.Text),
        sa.Column("embedded", sa.Integer, nullable=False),
        sa.Column("to_embed", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_by", sa.Text),
        sa.Column("ended", sa.String),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text),
    ]
