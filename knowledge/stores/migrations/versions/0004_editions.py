"""Editions say why and how much, and may be dropped but for that; staged editions; what was done by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COUNTS = """
UPDATE editions SET
documents = (SELECT count(*) FROM edition_revisions AS e WHERE e.edition_id = editions.id),
passages = (SELECT count(*) FROM passages JOIN edition_revisions AS e ON e.revision_id = passages.revision_id
            WHERE e.edition_id = editions.id),
statistics = (SELECT count(*) FROM statistics JOIN edition_revisions AS e ON e.revision_id = statistics.revision_id
              WHERE e.edition_id = editions.id)
"""


def upgrade() -> None:
    """Count what is there."""
    for column in (
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("documents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("passages", sa.Integer, nullable=False, server_default="0"),
        sa.Column("statistics", sa.Integer, nullable=False, server_default="0"),
        sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.true()),
    ):
        op.add_column("editions", column)
    op.execute(_COUNTS)
    op.create_table(
        "staged",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("against", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "acts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("edition", sa.Integer),
        sa.Column("detail", sa.Text, nullable=False),
    )
