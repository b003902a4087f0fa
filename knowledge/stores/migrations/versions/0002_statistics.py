"""Statistics get their place in the text, what a table says of them, and who says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; the statistics that are there already come from findings files."""
    with op.batch_alter_table("statistics") as table:
        table.add_column(sa.Column("upper", sa.String))
        table.add_column(sa.Column("currency", sa.String))
        table.add_column(sa.Column("scale", sa.Text))
        table.add_column(sa.Column("at", sa.Integer))
        table.add_column(sa.Column("page", sa.Integer))
        table.add_column(sa.Column("headings", sa.JSON))
        table.add_column(sa.Column("table", sa.Text))
        table.add_column(sa.Column("row", sa.Text))
        table.add_column(sa.Column("column", sa.Text))
        table.add_column(sa.Column("origin", sa.String))
    first = "instr" if op.get_bind().dialect.name == "sqlite" else "strpos"
    op.execute(
        f"UPDATE statistics SET at = start + {first}(quote, as_written) - 1, headings = '[]', "  # noqa: S608 -- constants
        "origin = 'findings'"
    )
    with op.batch_alter_table("statistics") as table:
        for name in ("at", "headings", "origin"):
            table.alter_column(name, nullable=False)
