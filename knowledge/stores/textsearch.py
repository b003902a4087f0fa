"""Words in Postgres: its full-text search finds the rows, and they are ranked by BM25 as SQLite's FTS5 ranks them.

Each row has a vector of SQLite's own terms, in which a term's label (A to D) tells its column. Postgres has no BM25.
What it takes is kept beside: how long each row is, in how many rows each term stands, and how many rows there are.
How often a term stands in a row, weighted by column, is read from ``ts_rank`` of that one term, which is a sum of
weight / n² over the n-th of its places, divided by π²/6: no two numbers of places that occur have the same sum.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, product
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from knowledge.stores.lexicon import CONTENTS, Asked, Lexicon, Search
from knowledge.stores.tokens import terms_of_each

LABELS = "ABCD"  # of the columns, in their order
GAP = 20  # places between two columns, so that no phrase stands in both
K1, B = 1.2, 0.75  # as FTS5 has them
LEAST_IDF = 1e-6  # of a term that stands in more than half of all rows; so has FTS5
LIMIT_OF_RANK = 1.64493406685  # Postgres's own π²/6
MOST_PLACES = (60, 8, 6, 4)  # that are told apart, by how many columns have weight
STEP = 1000  # rows that are checked at a time
PHRASES_COUNTED = 50_000  # a phrase in more rows than these is common


def add(connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
    """Index rows, mappings of number and the lexicon's columns."""
    vectors = list(_vectors(of, rows))
    connection.execute(
        text(f"INSERT INTO {of.name} (number, words, length) VALUES (:number, CAST(:words AS tsvector), :length)"),  # noqa: S608
        [each.row for each in vectors],
    )
    _count(connection, of, Counter(term for each in vectors for term in each.terms), vectors)


def drop(connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
    """Forget rows; an unknown number is no error."""
    gone = connection.execute(
        text(f"DELETE FROM {of.name} WHERE number = ANY(:numbers) RETURNING tsvector_to_array(words), length"),  # noqa: S608
        {"numbers": [row["number"] for row in rows]},
    ).all()
    counted = Counter(term for terms, _ in gone for term in terms)
    connection.execute(
        text(
            f"UPDATE {of.name}_words AS known SET rows = known.rows - gone.rows FROM "  # noqa: S608
            "unnest(CAST(:terms AS text[]), CAST(:counts AS bigint[])) AS gone (term, rows) "
            "WHERE known.term = gone.term"
        ),
        {"terms": list(counted), "counts": list(counted.values())},
    )
    connection.execute(text(f"DELETE FROM {of.name}_words WHERE rows <= 0"))  # noqa: S608
    _resize(connection, of, -len(gone), -sum(length for _, length in gone))


def is_whole(connection: Connection, of: Lexicon) -> bool:
    """Whether the index has all rows as they are, and counts right. The texts of statistics are not compared."""
    numbers = f"SELECT number FROM {of.numbered}"  # noqa: S608
    indexed = f"SELECT number FROM {of.name}"  # noqa: S608
    apart = text(f"SELECT EXISTS (({numbers} EXCEPT {indexed}) UNION ALL ({indexed} EXCEPT {numbers}))")
    if connection.execute(apart).scalar() or not _counts_hold(connection, of):
        return False
    return of is not CONTENTS or all(_is_as_made(connection, rows) for rows in _contents(connection))


def rebuild(connection: Connection, of: Lexicon) -> None:
    """Make the index of contents again."""
    empty(connection, of)
    for rows in _contents(connection):
        add(connection, of, rows)


def empty(connection: Connection, of: Lexicon) -> None:
    """Forget every row."""
    for table in (of.name, f"{of.name}_words"):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    connection.execute(text("DELETE FROM lexicon_sizes WHERE name = :name"), {"name": of.name})


def frequencies(connection: Connection, of: Lexicon, terms: Sequence[str]) -> dict[str, int]:
    """In how many rows each of the terms stands."""
    query = text(f"SELECT term, rows FROM {of.name}_words WHERE term = ANY(:terms)")  # noqa: S608
    return {term: int(rows) for term, rows in connection.execute(query, {"terms": list(terms)})}


def scored(connection: Connection, of: Lexicon, search: Search, frequencies: dict[str, int]) -> list[tuple[int, float]]:
    """Number and BM25 of rows with at least one of the words."""
    size = connection.execute(
        text("SELECT rows, tokens FROM lexicon_sizes WHERE name = :name"), {"name": of.name}
    ).first()
    if size is None:
        return []
    facets = "".join(f" & ({' | '.join(_facet(tokens))})" for tokens in search.facets)
    asked = {
        "queries": [f"({_phrase(each.terms, _labels(of))}){facets}" for each in search.words],
        # Of a phrase that term tells best how often it is there which is there least.
        "ranked": [_quoted(min(each.terms, key=lambda term: frequencies[term])) for each in search.words],
        "idfs": [_idf(size.rows, _rows_with(connection, of, each, frequencies)) for each in search.words],
        "mean": max(size.tokens / max(size.rows, 1), 1e-9),
        "rows": search.rows,
        **_decoding(of)._asdict(),
    }
    return [
        (number, score)
        for first, last in search.spans
        for number, score in connection.execute(_matching(of), {**asked, "first": first, "last": last})
    ]


# -- finding -----------------------------------------------------------------------------------------------------------


@cache
def _matching(of: Lexicon) -> Any:
    """For each word the rows with it are found by the index; what a row gets for its words is added up."""
    return text(f"""
SELECT found.number, sum(
    asked.idf * found.often * {K1 + 1} / (found.often + {K1} * (1 - {B} + {B} * found.length / CAST(:mean AS float8)))
)
FROM unnest(CAST(:queries AS text[]), CAST(:ranked AS text[]), CAST(:idfs AS float8[])) AS asked (query, ranked, idf)
CROSS JOIN LATERAL (
    SELECT number, length, (CAST(:often AS float8[]))[1 + width_bucket(
        CAST(ts_rank(CAST(:weights AS float4[]), words, CAST(asked.ranked AS tsquery)) AS float8),
        CAST(:steps AS float8[])
    )] AS often
    FROM {of.name}
    WHERE words @@ CAST(asked.query AS tsquery) AND number BETWEEN :first AND :last
    LIMIT :rows
) AS found
GROUP BY found.number
""")  # noqa: S608


class _Decoding(NamedTuple):
    """How often a term stands in a row, by its rank: the n-th value is for what is above the first n steps."""

    weights: list[float]  # Postgres's order: from D to A
    steps: list[float]
    often: list[float]


@cache
def _decoding(of: Lexicon) -> _Decoding:
    weights = of.weights or (1.0,) * len(of.columns)
    weighty = [weight for weight in weights if weight] if of.weights else [1.0]
    most = MOST_PLACES[len(weighty) - 1]
    ranks: dict[float, float] = {0.0: 0.0}
    for places in product(range(most + 1), repeat=len(weighty)):
        standing = [weight for weight, count in zip(weighty, places, strict=True) for _ in range(count)]
        top = max(weights)
        rank = sum(weight / top / (at * at) for at, weight in enumerate(standing, start=1)) / LIMIT_OF_RANK
        ranks[rank] = float(sum(standing))
    known = sorted(ranks)
    steps = [(below + above) / 2 for below, above in pairwise(known)]
    padded = [weight / max(weights) for weight in (*weights, *([0.0] * (len(LABELS) - len(weights))))]
    return _Decoding(padded[::-1], steps, [ranks[rank] for rank in known])


def _rows_with(connection: Connection, of: Lexicon, asked: Asked, frequencies: dict[str, int]) -> int:
    if len(asked.terms) == 1:
        return frequencies[asked.terms[0]]
    phrase = _phrase(asked.terms, _labels(of))
    if phrase not in frequencies:
        some = f"SELECT 1 FROM {of.name} WHERE words @@ CAST(:phrase AS tsquery) LIMIT {PHRASES_COUNTED}"  # noqa: S608
        counted = connection.execute(text(f"SELECT count(*) FROM ({some}) AS found"), {"phrase": phrase})  # noqa: S608
        frequencies[phrase] = counted.scalar_one()
    return frequencies[phrase]


def _idf(rows: int, having: int) -> float:
    return max(math.log((rows - having + 0.5) / (having + 0.5)), LEAST_IDF) if having < rows else LEAST_IDF


def _phrase(terms: Sequence[str], labels: str = "") -> str:
    return " <-> ".join(f"{_quoted(term)}{labels}" for term in terms)


def _labels(of: Lexicon) -> str:
    """What limits a term to the columns in which words are looked for."""
    return "" if of.searched == of.columns else f":{LABELS[: len(of.searched)]}"


def _facet(tokens: Iterable[str]) -> list[str]:
    return [_phrase(terms) for terms in terms_of_each(list(tokens))]


def _quoted(term: str) -> str:
    """A term in the syntax of vectors and queries, in which nothing is an operator."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


# -- keeping -----------------------------------------------------------------------------------------------------------


class _Vector(NamedTuple):
    """A row as it is indexed."""

    row: dict[str, object]
    terms: set[str]
    length: int


def _vectors(of: Lexicon, rows: Sequence[Mapping[str, object]]) -> Iterator[_Vector]:
    texts = [str(row[column] or "") for row in rows for column in of.columns]
    found = iter(terms_of_each(texts))
    for row in rows:
        at, length = 0, 0
        places: dict[str, list[str]] = {}
        for label, terms in zip(LABELS, (next(found) for _ in of.columns), strict=False):
            for place, term in enumerate(terms, start=at + 1):
                places.setdefault(term, []).append(f"{place}{label}")
            at += len(terms) + GAP
            length += len(terms)
        words = " ".join(f"{_quoted(term)}:{','.join(standing)}" for term, standing in places.items())
        yield _Vector({"number": row["number"], "words": words, "length": length}, set(places), length)


def _count(connection: Connection, of: Lexicon, counted: Counter[str], vectors: Sequence[_Vector]) -> None:
    connection.execute(
        text(
            f"INSERT INTO {of.name}_words AS known (term, rows) SELECT * FROM "  # noqa: S608
            "unnest(CAST(:terms AS text[]), CAST(:counts AS bigint[])) "
            "ON CONFLICT (term) DO UPDATE SET rows = known.rows + excluded.rows"
        ),
        {"terms": list(counted), "counts": list(counted.values())},
    )
    _resize(connection, of, len(vectors), sum(each.length for each in vectors))


def _resize(connection: Connection, of: Lexicon, rows: int, tokens: int) -> None:
    connection.execute(
        text(
            "INSERT INTO lexicon_sizes AS known (name, rows, tokens) VALUES (:name, :rows, :tokens) "
            "ON CONFLICT (name) DO UPDATE "
            "SET rows = known.rows + excluded.rows, tokens = known.tokens + excluded.tokens"
        ),
        {"name": of.name, "rows": rows, "tokens": tokens},
    )


def _counts_hold(connection: Connection, of: Lexicon) -> bool:
    counted = f"SELECT lexeme, count(*) FROM {of.name}, unnest(words) GROUP BY lexeme"  # noqa: S608
    known = f"SELECT term, rows FROM {of.name}_words"  # noqa: S608
    wrong = text(f"SELECT EXISTS (({counted} EXCEPT {known}) UNION ALL ({known} EXCEPT {counted}))")
    size = text(f"SELECT count(*), coalesce(sum(length), 0) FROM {of.name}")  # noqa: S608
    kept = text(
        "SELECT coalesce(sum(rows), 0), coalesce(sum(tokens), 0) FROM lexicon_sizes WHERE name = :name"
    ).bindparams(name=of.name)
    right = tuple(map(int, connection.execute(size).one())) == tuple(map(int, connection.execute(kept).one()))
    return right and not connection.execute(wrong).scalar()


def _contents(connection: Connection) -> Iterator[list[dict[str, object]]]:
    """All contents, some at a time."""
    query = text("SELECT number, context, text FROM contents WHERE number > :after ORDER BY number LIMIT :step")
    after: object = -1
    while rows := [dict(row) for row in connection.execute(query, {"after": after, "step": STEP}).mappings()]:
        yield rows
        after = rows[-1]["number"]


def _is_as_made(connection: Connection, rows: Sequence[Mapping[str, object]]) -> bool:
    made = [{**each.row} for each in _vectors(CONTENTS, rows)]
    query = text(
        "SELECT count(*) FROM lexicon "
        "JOIN unnest(CAST(:numbers AS int[]), CAST(:words AS text[])) AS made (number, words) "
        "ON made.number = lexicon.number AND CAST(made.words AS tsvector) = lexicon.words"
    )
    same = {"numbers": [each["number"] for each in made], "words": [each["words"] for each in made]}
    return bool(connection.execute(query, same).scalar() == len(rows))
