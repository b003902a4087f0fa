"""Facts that answers rest on, and the notes to their threads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "facts",
        sa.Column("exchange", sa.String, sa.ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("surface", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("facts_by_time", "facts", ["at", "document", "seen"])
    op.create_index("facts_by_document", "facts", ["document", "at"])
    _notes()
    op.create_table(
        "looked",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
    )
    op.create_table(
        "wanted",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("notes", sa.Boolean, nullable=False),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in _OF_A_THREAD),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint(*_OF_A_THREAD, "edition"),
    )
    op.create_index("notes_by_due", "notes", ["surface", "told_at", "due"])
    op.create_index("notes_by_taken", "notes", ["workspace", "taken_at"])
    op.create_index("notes_by_person", "notes", ["person"])
    op.create_table(
        "changes",
        sa.Column("note", sa.String, sa.ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("exchange", sa.String, sa.ForeignKey("exchanges.id", ondelete="CASCADE"), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("changes_by_exchange", "changes", ["exchange"])


_OF_A_THREAD = ("surface", "workspace", "channel", "thread", "person")
