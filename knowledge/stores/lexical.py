"""Lexical rank: BM25 over contents, and over statistics, in whichever database the catalogue is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from knowledge.stores import fts5, textsearch
from knowledge.stores.lexicon import CONTENTS, STATISTICS, Asked, Lexicon, Search, Words
from knowledge.stores.tokens import terms_of

__all__ = ["CONTENTS", "ROW_BUDGET", "STATISTICS", "Numbers", "add", "drop", "empty", "is_whole", "rank", "rebuild"]

Numbers = NDArray[np.int64]  # contents or statistics by number, ascending

ROW_BUDGET = 12_000  # rows that are scored for one question: it bounds the time, whatever the size of the library
WORD_LIMIT, LETTER_LIMIT = 200, 100  # of what a person typed; beyond them it is no question any more
SPAN_LIMIT = 16
SPAN_GAP = 2_000  # rows further apart than this are looked up in two goes

_IN: dict[str, Words] = {"sqlite": fts5, "postgresql": textsearch}


def add(connection: Connection, rows: Sequence[Mapping[str, object]], of: Lexicon = CONTENTS) -> None:
    """Index rows, mappings of number and the lexicon's columns, in the caller's transaction."""
    if rows:
        _words(connection).add(connection, of, rows)


def drop(connection: Connection, rows: Sequence[Mapping[str, object]], of: Lexicon = CONTENTS) -> None:
    """Forget rows, given as they were added, in the caller's transaction."""
    if rows:
        _words(connection).drop(connection, of, rows)


def is_whole(connection: Connection, of: Lexicon = CONTENTS) -> bool:
    """Whether an index has all rows, as they are, in a writing transaction of the caller's."""
    return _words(connection).is_whole(connection, of)


def rebuild(connection: Connection) -> None:
    """Make the index of contents again."""
    _words(connection).rebuild(connection, CONTENTS)


def empty(connection: Connection, of: Lexicon) -> None:
    """Forget every row of an index that keeps its texts."""
    _words(connection).empty(connection, of)


def rank(
    connection: Connection,
    words: Iterable[str],
    allowed: Numbers,
    limit: int,
    frequencies: dict[str, int],
    budget: int = ROW_BUDGET,
    of: Lexicon = CONTENTS,
    facets: Sequence[Collection[str]] = (),
) -> list[tuple[int, float]]:
    """Numbers and BM25 of the allowed rows with at least one of the words, best first.

    Where words are so common that more rows than the budget would have to be scored, the rarest words count; where
    even the rarest one is so common, it tells so little that some of the rows with it will do.

    Args:
        connection: to read with.
        words: anything that a person may type; what has no letter or digit in it is left out.
        allowed: the rows to search.
        limit: how many to return.
        frequencies: of terms, in rows of this lexicon; filled here, and worth keeping.
        budget: how many rows may be scored.
        of: contents, or statistics.
        facets: of each of these one token must be there, beside the words.
    """
    if not len(allowed) or limit < 1:
        return []
    spans = list(_spans(allowed))
    rows = sum(last - first + 1 for first, last in spans)
    highest = connection.execute(text(f"SELECT max(number) FROM {of.numbered}")).scalar()  # noqa: S608
    share = rows / max(highest or 1, rows)
    chosen = _rarest(connection, words, budget / share, frequencies, of)
    if not chosen:
        return []
    search = Search(chosen, facets, spans, budget)
    return _best(_words(connection).scored(connection, of, search, frequencies), allowed, limit)


def _words(connection: Connection) -> Words:
    return _IN[connection.dialect.name]


def _best(found: Sequence[tuple[int, float]], allowed: Numbers, limit: int) -> list[tuple[int, float]]:
    if not found:
        return []
    numbers = np.fromiter((number for number, _ in found), dtype=np.int64, count=len(found))
    scores = np.fromiter((score for _, score in found), dtype=np.float64, count=len(found))
    at = np.minimum(np.searchsorted(allowed, numbers), len(allowed) - 1)
    mine = allowed[at] == numbers
    numbers, scores = numbers[mine], scores[mine]
    order = np.lexsort((numbers, -scores))[:limit]
    return [(int(numbers[row]), float(scores[row])) for row in order]


def _spans(allowed: Numbers) -> Iterator[tuple[int, int]]:
    """First and last number of runs of contents: a document's contents mostly stand together."""
    breaks = np.flatnonzero(np.diff(allowed) > SPAN_GAP) + 1
    if len(breaks) >= SPAN_LIMIT:
        breaks = breaks[:0]
    return ((int(run[0]), int(run[-1])) for run in np.split(allowed, breaks))


def _rarest(
    connection: Connection, words: Iterable[str], budget: float, frequencies: dict[str, int], of: Lexicon
) -> list[Asked]:
    """The words that are scored, rarest first: as many as the budget allows, and one at least."""
    cut = dict.fromkeys(word[:LETTER_LIMIT] for word in islice(words, WORD_LIMIT))
    phrases = {terms_of(word): word for word in cut if terms_of(word)}
    wanted = {term for phrase in phrases for term in phrase} - frequencies.keys()
    if wanted:
        found = _words(connection).frequencies(connection, of, sorted(wanted))
        frequencies.update({term: found.get(term, 0) for term in wanted})
    counts = {phrase: min(frequencies[term] for term in phrase) for phrase in phrases}
    present = sorted((phrase for phrase in phrases if counts[phrase]), key=lambda phrase: (counts[phrase], phrase))
    affordable = sum(total <= budget for total in accumulate(counts[phrase] for phrase in present))
    return [Asked(phrases[phrase], phrase) for phrase in present[: max(affordable, 1)]]
