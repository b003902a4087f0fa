"""Texts as the terms that SQLite's full-text search makes of them, for every database: so that all rank alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache, lru_cache
from threading import Lock

TOKENIZE = "porter unicode61"
TERM_LIMIT = 500  # letters of a term that count: what is longer is no word


@lru_cache(maxsize=4096)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of a word as it was typed, in their order: "state-of-the-art" has four."""
    return tuple(terms_of_each([word])[0])


def terms_of_each(texts: Sequence[str]) -> list[list[str]]:
    """The terms of each text, in their order."""
    connection, lock = _tokenizer()
    with lock:
        connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
        connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(map(plain, texts)))
        found: list[list[tuple[int, str]]] = [[] for _ in texts]
        for term, row, place in connection.execute("SELECT term, doc, offset FROM terms"):
            found[row].append((place, term[:TERM_LIMIT]))
    return [[term for _, term in sorted(each)] for each in found]


def plain(word: str) -> str:
    """Anything that may be typed, as text that a database takes."""
    return word.replace("\0", " ").encode("utf-8", "replace").decode()


@cache
def _tokenizer() -> tuple[sqlite3.Connection, Lock]:
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='{TOKENIZE}')")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(texts, 'instance')")
    return connection, Lock()
