"""Lexical rank in SQLite keeps to its budget of contents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, insert

from knowledge.stores import lexical
from knowledge.stores.engine import Database
from knowledge.stores.schema import contents

EVERY = np.arange(1, 101)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A hundred contents: all have "common", every tenth "rare", the last "single"."""
    texts = [f"common {'rare' * (number % 10 == 0)} {'single' * (number == 100)}" for number in range(1, 101)]
    rows = [{"number": n, "content_id": str(n), "context": "", "text": text} for n, text in enumerate(texts, 1)]
    database = Database(f"sqlite:///{tmp_path / 'lexical.sqlite3'}")
    with database.writing() as connection:
        connection.execute(insert(contents), rows)
        lexical.add(connection, rows)
        yield connection


def test_the_rarest_words_are_ranked_when_all_would_be_too_many(connection: Connection) -> None:
    ranked = lexical.rank(connection, ["common", "rare", "single"], EVERY, 50, {}, budget=20)
    assert {number for number, _ in ranked} == set(range(10, 101, 10))
    assert ranked[0][0] == 100


def test_one_word_is_ranked_however_common_it_is(connection: Connection) -> None:
    assert len(lexical.rank(connection, ["common"], EVERY, 50, {}, budget=20)) == 20


def test_a_few_contents_leave_room_for_common_words(connection: Connection) -> None:
    ranked = lexical.rank(connection, ["common", "rare"], np.arange(1, 11), 50, {}, budget=20)
    assert ranked[0][0] == 10
    assert len(ranked) == 10


def test_only_allowed_contents_are_ranked_wherever_they_stand(connection: Connection) -> None:
    ranked = lexical.rank(connection, ["common"], np.array([3, 50, 97]), 50, {})
    assert {number for number, _ in ranked} == {3, 50, 97}


def test_what_was_dropped_is_found_no_more(connection: Connection) -> None:
    row = {"number": 100, "context": "", "text": "common rare single"}
    lexical.drop(connection, [row])
    assert lexical.rank(connection, ["single"], EVERY, 50, {}) == []
