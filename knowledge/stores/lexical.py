"""Lexical rank in SQLite: an FTS5 index over contents, and one over statistics. Another database has another way."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, islice
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, TextClause, bindparam, text
from sqlalchemy.exc import DatabaseError

from knowledge.facets import WEIGHTS

Numbers = NDArray[np.int64]  # contents or statistics by number, ascending

ROW_BUDGET = 12_000  # rows that are scored for one question: it bounds the time, whatever the size of the library
WORD_LIMIT, LETTER_LIMIT = 200, 100  # of what a person typed; beyond them it is no question any more
SPAN_LIMIT = 16
SPAN_GAP = 2_000  # rows further apart than this are looked up in two goes

_TOKENIZE = "porter unicode61"


@dataclass(frozen=True)
class Lexicon:
    """An FTS5 index, its vocabulary, and the table whose rows it indexes by their number. All names are our own."""

    name: str
    columns: tuple[str, ...]
    numbered: str
    keeps_text: bool = False  # else what is dropped has to be given as it was added
    weights: tuple[float, ...] = ()  # of the columns; without them all count the same

    @cached_property
    def adding(self) -> TextClause:
        """Takes number and columns."""
        return text(f"INSERT INTO {self.name} (rowid, {self._names}) VALUES (:number, {self._values})")  # noqa: S608

    @cached_property
    def dropping(self) -> TextClause:
        """Takes number, and columns where the index doesn't keep them."""
        if self.keeps_text:
            return text(f"DELETE FROM {self.name} WHERE rowid = :number")  # noqa: S608
        columns = f"{self.name}, rowid, {self._names}"
        return text(f"INSERT INTO {self.name} ({columns}) VALUES ('delete', :number, {self._values})")  # noqa: S608

    @cached_property
    def checking(self) -> TextClause:
        """Fails where the index is not what it was made of; to be run as a write."""
        return text(f"INSERT INTO {self.name} ({self.name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608

    @cached_property
    def rebuilding(self) -> TextClause:
        """Makes the index again of what it was made of."""
        return text(f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')")  # noqa: S608

    @cached_property
    def frequencies(self) -> TextClause:
        """Takes terms; gives each that occurs with the number of rows."""
        query = text(f"SELECT term, doc FROM {self.name}_words WHERE term IN :terms")  # noqa: S608
        return query.bindparams(bindparam("terms", expanding=True))

    @cached_property
    def size(self) -> TextClause:
        """Gives the highest number."""
        return text(f"SELECT max(number) FROM {self.numbered}")  # noqa: S608

    @cached_property
    def matching(self) -> TextClause:
        """Takes a query, a span of numbers, and how many rows at most."""
        ranked = ", ".join((self.name, *map(str, self.weights)))
        return text(
            f"SELECT rowid, bm25({ranked}) FROM {self.name} "  # noqa: S608
            f"WHERE {self.name} MATCH :query AND rowid BETWEEN :first AND :last LIMIT :rows"
        )

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns in which words are looked for."""
        return tuple(column for column in self.columns if column != "facets")

    @property
    def _names(self) -> str:
        return ", ".join(self.columns)

    @property
    def _values(self) -> str:
        return ", ".join(f":{column}" for column in self.columns)


CONTENTS = Lexicon("lexicon", ("context", "text"), "contents")
# The facets are tokens that a search may ask for beside its words: they decide what is found and have no weight.
STATISTICS = Lexicon(
    "lexicon_statistics", ("subject", "scope", "quote", "facets"), "statistics", True, (*map(float, WEIGHTS), 0.0)
)


def add(connection: Connection, rows: Sequence[Mapping[str, object]], of: Lexicon = CONTENTS) -> None:
    """Index rows, mappings of number and the lexicon's columns, in the caller's transaction."""
    if rows:
        connection.execute(of.adding, rows)


def drop(connection: Connection, rows: Sequence[Mapping[str, object]], of: Lexicon = CONTENTS) -> None:
    """Forget rows, given as they were added, in the caller's transaction."""
    if rows:
        connection.execute(of.dropping, rows)


def is_whole(connection: Connection, of: Lexicon = CONTENTS) -> bool:
    """Whether an index has all rows, as they are, in a writing transaction of the caller's."""
    numbers = connection.execute(text(f"SELECT count(*) FROM {of.numbered}")).scalar()  # noqa: S608
    try:
        connection.execute(of.checking)
    except DatabaseError:
        return False
    # Of an index without texts of its own the count is that of the table; the check has compared them.
    return of is CONTENTS or numbers == connection.execute(text(f"SELECT count(*) FROM {of.name}")).scalar()  # noqa: S608


def rebuild(connection: Connection, of: Lexicon = CONTENTS) -> None:
    """Make an index again of the texts that it has or points to."""
    connection.execute(of.rebuilding)


def empty(connection: Connection, of: Lexicon) -> None:
    """Forget every row of an index that keeps its texts."""
    connection.execute(text(f"DELETE FROM {of.name}"))  # noqa: S608


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
    even the rarest one is so common, it tells so little that the first rows with it will do.

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
    share = rows / max(connection.execute(of.size).scalar() or 1, rows)
    chosen = _rarest(connection, words, budget / share, frequencies, of)
    if not chosen:
        return []
    query = _any_of(chosen, of.searched)
    for tokens in facets:
        query += f" AND {_any_of(tokens, ('facets',))}"
    found = [
        tuple(row)
        for first, last in spans
        for row in connection.execute(of.matching, {"query": query, "first": first, "last": last, "rows": budget})
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


def _rarest(
    connection: Connection, words: Iterable[str], budget: float, frequencies: dict[str, int], of: Lexicon
) -> list[str]:
    """The words that are scored, rarest first: as many as the budget allows, and one at least."""
    cut = dict.fromkeys(word[:LETTER_LIMIT] for word in islice(words, WORD_LIMIT))
    phrases = {_terms(word): word for word in cut if _terms(word)}
    wanted = {term for phrase in phrases for term in phrase} - frequencies.keys()
    if wanted:
        found = {str(term): int(count) for term, count in connection.execute(of.frequencies, {"terms": sorted(wanted)})}
        frequencies.update({term: found.get(term, 0) for term in wanted})
    counts = {phrase: min(frequencies[term] for term in phrase) for phrase in phrases}
    present = sorted((phrase for phrase in phrases if counts[phrase]), key=lambda phrase: (counts[phrase], phrase))
    affordable = sum(total <= budget for total in accumulate(counts[phrase] for phrase in present))
    return [phrases[phrase] for phrase in present[: max(affordable, 1)]]


def _any_of(words: Iterable[str], columns: Iterable[str]) -> str:
    return f"{{{' '.join(columns)}}} : ({' OR '.join(map(_quoted, words))})"


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
