"""What was discarded, by its content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "discarded",
        sa.Column("revision_id", sa.String, primary_key=True),
        sa.Column("leaves", sa.Boolean, primary_key=True),
        sa.Column("staged_id", sa.Integer, nullable=False),
    )
