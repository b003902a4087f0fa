"""Lexical rank in SQLite: an FTS5 index over the contents. Another database has another way, behind these functions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, islice
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, text

Numbers = NDArray[np.int64]  # contents by number, ascending

ROW_BUDGET = 12_000  # contents that are scored for one question: it bounds the time, whatever the size of the library
WORD_LIMIT, LETTER_LIMIT = 200, 100  # of what a person typed; beyond them it is no question any more
SPAN_LIMIT = 16
SPAN_GAP = 2_000  # contents further apart than this are looked up in two goes

_TOKENIZE = "porter unicode61"
_ADD = text("INSERT INTO lexicon (rowid, context, text) VALUES (:number, :context, :text)")
_DROP = text("INSERT INTO lexicon (lexicon, rowid, context, text) VALUES ('delete', :number, :context, :text)")
_FREQUENCIES = text("SELECT term, doc FROM lexicon_words WHERE term IN :terms").bindparams(
    bindparam("terms", expanding=True)
)
_SIZE = text("SELECT max(number) FROM contents")
_MATCH = text(
    "SELECT rowid, bm25(lexicon) FROM lexicon WHERE lexicon MATCH :query AND rowid BETWEEN :first AND :last LIMIT :rows"
)


def add(connection: Connection, contents: Sequence[Mapping[str, object]]) -> None:
    """Index contents, mappings of number, context and text, in the caller's transaction."""
    if contents:
        connection.execute(_ADD, contents)


def drop(connection: Connection, contents: Sequence[Mapping[str, object]]) -> None:
    """Forget contents, given as they were added, in the caller's transaction."""
    if contents:
        connection.execute(_DROP, contents)


def rank(
    connection: Connection,
    words: Iterable[str],
    allowed: Numbers,
    limit: int,
    frequencies: dict[str, int],
    budget: int = ROW_BUDGET,
) -> list[tuple[int, float]]:
    """Numbers and BM25 of the allowed contents with at least one of the words, best first.

    Where words are so common that more contents than the budget would have to be scored, the rarest words count; where
    even the rarest one is so common, it tells so little that the first contents with it will do.

    Args:
        connection: to read with.
        words: anything that a person may type; what has no letter or digit in it is left out.
        allowed: the contents to search.
        limit: how many to return.
        frequencies: of terms, in contents; filled here, and worth keeping.
        budget: how many contents may be scored.
    """
    if not len(allowed) or limit < 1:
        return []
    spans = list(_spans(allowed))
    rows = sum(last - first + 1 for first, last in spans)
    share = rows / max(connection.execute(_SIZE).scalar() or 1, rows)
    query = " OR ".join(_quoted(word) for word in _rarest(connection, words, budget / share, frequencies))
    if not query:
        return []
    found = [
        tuple(row)
        for first, last in spans
        for row in connection.execute(_MATCH, {"query": query, "first": first, "last": last, "rows": budget})
    ]
    return _best(found, allowed, limit)


def _best(found: Sequence[tuple[int, float]], allowed: Numbers, limit: int) -> list[tuple[int, float]]:
    if not found:
        return []
    numbers = np.fromiter((number for number, _ in found), dtype=np.int64, count=len(found))
    scores = np.fromiter((-score for _, score in found), dtype=np.float64, count=len(found))
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


def _rarest(connection: Connection, words: Iterable[str], budget: float, frequencies: dict[str, int]) -> list[str]:
    """The words that are scored, rarest first: as many as the budget allows, and one at least."""
    cut = dict.fromkeys(word[:LETTER_LIMIT] for word in islice(words, WORD_LIMIT))
    phrases = {_terms(word): word for word in cut if _terms(word)}
    wanted = {term for phrase in phrases for term in phrase} - frequencies.keys()
    if wanted:
        found = {str(term): int(count) for term, count in connection.execute(_FREQUENCIES, {"terms": sorted(wanted)})}
        frequencies.update({term: found.get(term, 0) for term in wanted})
    counts = {phrase: min(frequencies[term] for term in phrase) for phrase in phrases}
    present = sorted((phrase for phrase in phrases if counts[phrase]), key=lambda phrase: (counts[phrase], phrase))
    affordable = sum(total <= budget for total in accumulate(counts[phrase] for phrase in present))
    return [phrases[phrase] for phrase in present[: max(affordable, 1)]]


def _quoted(word: str) -> str:
    """A phrase in FTS5's syntax, in which nothing is an operator."""
    return '"' + _plain(word).replace('"', '""') + '"'


def _plain(word: str) -> str:
    return word.replace("\0", " ").encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def _terms(word: str) -> tuple[str, ...]:
    """The terms that SQLite makes of a word: it alone knows its stemmer."""
    connection, lock = _stemmer()
    with lock:
        connection.execute("DELETE FROM words")
        connection.execute("INSERT INTO words VALUES (?)", (_plain(word),))
        return tuple(term for (term,) in connection.execute("SELECT term FROM terms"))


@cache
def _stemmer() -> tuple[sqlite3.Connection, Lock]:
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, tokenize='{_TOKENIZE}')")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(words, 'row')")
    return connection, Lock()
