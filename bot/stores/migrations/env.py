"""What Alembic runs: the migrations, on the connection that it is given, inside of that connection's transaction."""

from __future__ import annotations

from alembic import context

from bot.stores.schema import metadata

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=metadata,
    version_table=given.get("version_table", "alembic_version"),
)
context.run_migrations()
