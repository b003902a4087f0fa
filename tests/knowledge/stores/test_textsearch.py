"""Lexical rank in Postgres is the one that SQLite gives: the same rows, with the same scores."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, insert, text

from knowledge.stores import lexical
from knowledge.stores.engine import Database, open_database
from knowledge.stores.lexicon import Lexicon
from knowledge.stores.schema import contents
from tests.support.postgres import database_url

__all__ = ["database_url"]

TEXT = "cats keep companies state-of-the-art 48% naïve don't Ποιος 谁拥有 report growing grown grew U.S. 2025 budgets"
WORDS = TEXT.split()
MADE = 300


def made(columns: Sequence[str]) -> list[dict[str, object]]:
    """Rows of words, some of them many times in a row."""
    chance = random.Random(3)
    return [
        {"number": n, **{name: _some(chance, 8 + n % 9) if name != "facets" else "unit0percent" for name in columns}}
        for n in range(1, MADE + 1)
    ]


def _some(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, weights=range(1, len(WORDS) + 1), k=count))


@pytest.fixture(params=[lexical.CONTENTS, lexical.STATISTICS], ids=["contents", "statistics"])
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    of: Lexicon = request.param
    return of


@pytest.fixture
def both(lexicon: Lexicon, tmp_path: Path, database_url: str) -> Iterator[list[Connection]]:
    """The same rows in SQLite and in Postgres."""
    databases = [open_database(tmp_path, "lexical.sqlite3"), open_database(database_url, "")]
    rows = made(lexicon.columns)
    with databases[0].writing() as sqlite, databases[1].writing() as postgres:
        for connection in (sqlite, postgres):
            _store(connection, lexicon, rows)
        yield [sqlite, postgres]
    for database in databases:
        database.close()


def _store(connection: Connection, lexicon: Lexicon, rows: list[dict[str, object]]) -> None:
    if lexicon is lexical.CONTENTS:
        connection.execute(insert(contents), [{**row, "content_id": str(row["number"])} for row in rows])
    lexical.add(connection, rows, lexicon)


def ranked(connection: Connection, lexicon: Lexicon, words: Sequence[str], **more: object) -> dict[int, float]:
    found = lexical.rank(connection, words, np.arange(1, MADE + 1), MADE, {}, of=lexicon, **more)  # type: ignore[arg-type]
    return dict(found)


@pytest.mark.parametrize("words", [["cats"], ["budget", "report"], WORDS, ["growing", "2025", "nobody"], ["48"]])
def test_rows_and_scores_are_those_of_sqlite(both: list[Connection], lexicon: Lexicon, words: list[str]) -> None:
    single = [word for word in words if word not in {"state-of-the-art", "don't", "U.S."}]
    in_sqlite, in_postgres = (ranked(connection, lexicon, single) for connection in both)
    assert in_postgres == pytest.approx(in_sqlite, rel=1e-4)
    assert in_sqlite


def test_a_word_of_several_terms_is_found_where_they_stand_together(both: list[Connection], lexicon: Lexicon) -> None:
    for word in ("state-of-the-art", "don't", "U.S."):
        in_sqlite, in_postgres = (ranked(connection, lexicon, [word]) for connection in both)
        assert in_postgres.keys() == in_sqlite.keys()
        assert in_postgres == pytest.approx(in_sqlite, rel=0.5)  # how often a phrase stands there is only estimated


def test_dropped_rows_leave_no_trace_in_what_the_others_get(both: list[Connection], lexicon: Lexicon) -> None:
    rows = made(lexicon.columns)
    for connection in both:
        lexical.drop(connection, rows[:100], lexicon)
    in_sqlite, in_postgres = (ranked(connection, lexicon, ["cats", "keep"]) for connection in both)
    assert in_postgres == pytest.approx(in_sqlite, rel=1e-4)
    assert min(in_postgres) > 100


def test_only_so_many_rows_of_a_word_are_scored(both: list[Connection], lexicon: Lexicon) -> None:
    assert 20 <= len(ranked(both[1], lexicon, ["2025"], budget=20)) <= 40


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM lexicon WHERE number = 7",
        "UPDATE lexicon_words SET rows = rows + 1 WHERE term = 'cat'",
        "UPDATE lexicon_sizes SET tokens = tokens - 1",
        "UPDATE lexicon SET words = to_tsvector('dogs') WHERE number = 7",
    ],
)
def test_a_damaged_index_is_noticed_and_made_again(database_url: str, damage: str) -> None:
    database: Database = open_database(database_url, "")
    with database.writing() as connection:
        _store(connection, lexical.CONTENTS, made(lexical.CONTENTS.columns))
        assert lexical.is_whole(connection)
        connection.execute(text(damage))
        assert not lexical.is_whole(connection)
        lexical.rebuild(connection)
        assert lexical.is_whole(connection)
    database.close()
