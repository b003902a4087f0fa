"""Blocks → statistics: every figure of a document with what it measures, of whom, when and who says so. Pure.

Rules alone, no language model: what the document does not state stays None. Prose, list items and labels are read here;
a table's cells are ``tables``' part, which adds its statistics to ``_READERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ingest.blocks import ReadDocument
from ingest.statistics.prose import of_prose
from ingest.statistics.tables import of_tables
from knowledge.records import Revision, Statistic

STATISTICS_VERSION = "1"  # part of a revision's identity: raise it when other statistics come of the same text

Reader = Callable[[ReadDocument, Revision], Iterable[Statistic]]
_READERS: tuple[Reader, ...] = (of_prose, of_tables)


def extract(document: ReadDocument, revision: Revision) -> tuple[Statistic, ...]:
    """The statistics of a document in the order of their figures; offsets are into ``document.text``."""
    found = [statistic for reader in _READERS for statistic in reader(document, revision)]
    return tuple(sorted(found, key=lambda statistic: statistic.at))


def overridden(extracted: Sequence[Statistic], stated: Sequence[Statistic]) -> tuple[Statistic, ...]:
    """A findings file's statistics, and those of the rules that stand at none of their figures."""
    taken = [(each.at, each.at + len(each.as_written)) for each in stated]
    kept = [
        each
        for each in extracted
        if not any(start < each.at + len(each.as_written) and each.at < end for start, end in taken)
    ]
    return (*stated, *kept)
