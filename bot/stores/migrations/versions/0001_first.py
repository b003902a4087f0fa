"""The first tables: exchanges, feedback, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _exchanges()
    op.create_table(
        "feedback",
        sa.Column("exchange", sa.String, sa.ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rating", sa.String, nullable=False),
        sa.Column("why", sa.String),
        sa.Column("comment", sa.Text, nullable=False),
    )
    op.create_index("feedback_by_user", "feedback", ["user"])
    op.create_index("feedback_by_rating", "feedback", ["rating", "exchange"])
    op.create_table(
        "events",
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("events_by_time", "events", ["at"])


def _exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("workspace", sa.String),
        sa.Column("channel", sa.String),
        sa.Column("thread", sa.String),
        sa.Column("message", sa.String),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("shown_as", sa.String),
        sa.Column("unanswered", sa.Boolean, nullable=False),
    )
    op.create_index("exchanges_by_time", "exchanges", ["at"])
    op.create_index("exchanges_by_user", "exchanges", ["user", "at"])
    op.create_index("exchanges_by_thread", "exchanges", ["workspace", "channel", "thread", "at"])
    op.create_index("exchanges_by_message", "exchanges", ["workspace", "channel", "message"])
    op.create_index("exchanges_by_shown", "exchanges", ["workspace", "channel", "shown_as"])
    op.create_index("exchanges_unanswered", "exchanges", ["unanswered", "at"])
