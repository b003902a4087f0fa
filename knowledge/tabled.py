"""The answer that a table surely gives: the cell that a question's row, column and period point at.

The reader was trained on prose and doubts rows of figures, or likes a sentence about them better. So where a table has
everything that a question names, it is asked before the reader is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.distributions import citation_of
from knowledge.extremes import wants_period
from knowledge.fitting import named
from knowledge.ports import Catalogue, Ranked, Span
from knowledge.records import Claim, Revision, Statistic
from knowledge.scope import Scope, Wants
from knowledge.tables import in_tables

WINDOWS = 8  # of the best, whose tables are looked into
_IN_A_TABLE = frozenset({Wants.NUMBER, Wants.WHEN, Wants.COMPARISON, Wants.OTHER})
# What a question says of cells, and not of what they are of: periods, sizes and comparisons.
_OF_CELLS = re.compile(
    r"[\d,.$%-]+|(?:fy|q|h)\d*|years?|fiscal|quarters?|period|months?|ended|ending|end|first|second|third|fourth|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"larg\w+|high\w+|low\w+|small\w+|great\w+|less|least|most|exceed\w*|above|below|between|thousands?|millions?|billions?|"
    r"total|number|value|balance|table",
    re.IGNORECASE,
)


class Tabled(NamedTuple):
    """What a table says: the row that answers, its statistics, best first, and what is to be said."""

    claim: Claim
    statistics: tuple[Statistic, ...]
    notes: tuple[str, ...]


def in_a_table(
    scope: Scope, found: Sequence[Ranked], catalogue: Catalogue, edition_id: int, revisions: Mapping[str, Revision]
) -> Tabled | None:
    """What the tables of the best passages surely say; None where none has all that the question names."""
    if scope.wants not in _IN_A_TABLE or (scope.wants_several and not wants_period(scope.question)):
        return None
    windows = [ranked.passage for ranked in found[:WINDOWS]]
    spans = [Span(window.revision_id, window.start, window.end) for window in windows]
    cells = [each for each in catalogue.statistics_within(edition_id, spans) if each.origin == "table"]
    if not cells:
        return None
    order = {window.revision_id: at for at, window in reversed(list(enumerate(windows)))}
    cells.sort(key=lambda cell: order.get(cell.revision_id, WINDOWS))
    said = in_tables(scope.question, cells, catalogue, edition_id, revisions)
    if said is None or not _has_all(scope, said.statistics, revisions):
        return None
    best = said.statistics[0]
    at = best.at - best.start
    citation = citation_of(best, revisions[best.revision_id])
    claim = Claim(text=best.quote, citations=(citation,), highlight=(at, at + len(best.as_written)))
    return Tabled(claim, said.statistics, said.notes)


def _has_all(scope: Scope, said: Sequence[Statistic], revisions: Mapping[str, Revision]) -> bool:
    """Whether all that the question names stands with what a table says, but for sizes, periods and comparisons."""
    words = [word for word in scope.subject if not _OF_CELLS.fullmatch(word)]
    return bool(words) and all(any(named(word, each, revisions[each.revision_id]) for each in said) for word in words)
