"""What is found by words: contents, and statistics; and what a database has to be able to do to find them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from knowledge.facets import WEIGHTS


@dataclass(frozen=True)
class Lexicon:
    """An index of words, and the table whose rows it indexes by their number. All names are our own."""

    name: str
    columns: tuple[str, ...]
    numbered: str
    keeps_text: bool = False  # else SQLite has to be given what is dropped as it was added
    weights: tuple[float, ...] = ()  # of the columns, falling; without them all count the same

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns in which words are looked for."""
        return tuple(column for column in self.columns if column != "facets")


CONTENTS = Lexicon("lexicon", ("context", "text"), "contents")
# The facets are tokens that a search may ask for beside its words: they decide what is found and have no weight.
STATISTICS = Lexicon(
    "lexicon_statistics", ("subject", "scope", "quote", "facets"), "statistics", True, (*map(float, WEIGHTS), 0.0)
)


class Asked(NamedTuple):
    """A word that was asked for: as typed, and the terms that it is made of, which stand next to each other."""

    word: str
    terms: tuple[str, ...]


class Search(NamedTuple):
    """What is looked for in one go."""

    words: Sequence[Asked]
    facets: Sequence[Collection[str]]  # of each of these one token must be there, beside the words
    spans: Sequence[tuple[int, int]]  # first and last number of what is looked through
    rows: int  # so many are scored at most


class Words(Protocol):
    """An index of words in a database. Each works in the caller's transaction."""

    def add(self, connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
        """Index rows, mappings of number and the lexicon's columns; there is at least one."""
        ...

    def drop(self, connection: Connection, of: Lexicon, rows: Sequence[Mapping[str, object]]) -> None:
        """Forget rows, given as they were added."""
        ...

    def is_whole(self, connection: Connection, of: Lexicon) -> bool:
        """Whether it has all rows, as they are."""
        ...

    def rebuild(self, connection: Connection, of: Lexicon) -> None:
        """Make the index of contents again."""
        ...

    def empty(self, connection: Connection, of: Lexicon) -> None:
        """Forget every row."""
        ...

    def frequencies(self, connection: Connection, of: Lexicon, terms: Sequence[str]) -> dict[str, int]:
        """In how many rows each of the terms stands; one that stands in none may be left out."""
        ...

    def scored(
        self, connection: Connection, of: Lexicon, search: Search, frequencies: dict[str, int]
    ) -> list[tuple[int, float]]:
        """Number and BM25 of rows with at least one of the words, in no order."""
        ...
