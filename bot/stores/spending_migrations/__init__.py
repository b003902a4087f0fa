"""How a ledger comes from one version to the next. Alembic runs these; ``knowledge.stores.engine`` starts it."""
