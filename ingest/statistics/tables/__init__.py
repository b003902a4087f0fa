"""The statistics of tables: every figure cell, with what its row, its column and the words around say. Pure."""

from ingest.statistics.tables.reading import of_tables

__all__ = ["of_tables"]
