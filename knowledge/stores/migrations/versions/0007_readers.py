"""A source that is forgotten still limits who may read what is kept of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the moment."""
    op.add_column("sources", sa.Column("forgotten_at", sa.DateTime(timezone=True)))
