"""What the core needs from the world: each port has a shipped fake and a real implementation that pass one contract."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from knowledge.history import History
from knowledge.records import Edition, Passage, Revision, Statistic

Vectors = NDArray[np.float32]  # shape (n, dimensions), rows of unit length


class Hit(NamedTuple):
    """A piece of content that a search found; a higher score is better, scores of two searches do not compare."""

    content_id: str
    score: float


class Ranked(NamedTuple):
    """A passage and how well it answers, by the last thing that ranked it (a reranker's logit, or a cosine)."""

    passage: Passage
    score: float


class Span(NamedTuple):
    """A stretch of a revision's text."""

    revision_id: str
    start: int
    end: int


class Among(NamedTuple):
    """Which statistics of an edition are looked at; whatever is left out lets all in."""

    document_ids: Collection[str] | None = None
    unit: str | None = None
    years: Collection[int] = ()  # for one of which a statistic stands
    undated: bool = True  # with years: those are let in, too, of which nothing says of what year they are


EVERYTHING = Among()


class StatisticHit(NamedTuple):
    """A statistic that a search found; a higher score is better, scores of two searches do not compare."""

    statistic: Statistic
    score: float


class Topic(NamedTuple):
    """Statistics of one document that belong together, by the document's own words."""

    revision_id: str
    kind: Literal["question", "table", "heading", "measure"]
    name: str
    total: int  # of its statistics


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness."""

    name: str  # with the version: vectors of two names never mix
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, unit length."""
        ...


class Reranker(Protocol):
    """Reads question and text together and says how well the text answers."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, a logit: above 0 speaks for, below 0 against. Each is independent of its neighbours."""
        ...

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The same for pairs of a question and a text each."""
        ...


class Reading(NamedTuple):
    """What a reader makes of question and evidence."""

    probability: float  # between 0 and 1, that the evidence answers the question
    unmet: str | None  # the words of the question that the evidence has least to do with, where some stand out
    elsewhere: bool = False  # what is asked stands in other years, and not in the asked ones
    of_whom: bool | None = None  # whether the unmet words say of whom or where it is asked; None: no opinion


class Reader(Protocol):
    """Says whether windows of text answer a question."""

    threshold: float  # from this probability on a question is answered

    def read(self, question: str, windows: Sequence[Ranked], of_other_years: Sequence[Passage] = ()) -> Reading:
        """Whether the windows, best first, answer the question; the others are what only its years rule out."""
        ...

    def chatter(self, question: str) -> float:
        """Probability between 0 and 1 that it is small talk or an instruction, not a question to documents."""
        ...


class Prompt(NamedTuple):
    """What a model is asked, and for what."""

    purpose: str  # "answer", "question", "statistics": for the log
    version: str  # of the instructions
    instructions: str  # our own words
    given: str  # what comes from people and documents, as data


class Usage(NamedTuple):
    """What a call used."""

    tokens_in: int
    tokens_out: int
    counted: bool = True  # by whoever ran the model; False: estimated from the length of the texts


class Piece(NamedTuple):
    """Some of what a model writes, as it comes."""

    text: str
    usage: Usage | None = None  # so far; whatever comes last counts


class Patience(NamedTuple):
    """How long a model is waited for, in seconds from the beginning of the call."""

    first_s: float  # for the first piece
    whole_s: float  # for the last one


Form = TypeVar("Form", bound=BaseModel)


class Writer(Protocol):
    """A model that writes. Nothing that it says is believed, and nothing of it is shown as it comes."""

    name: str  # with the provider's

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:
        """What it writes, in pieces. Closing the generator ends the call. Raises WriterUnavailable, at any piece."""
        ...

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        """A form that it fills in, true or not. Raises WriterUnavailable, for what isn't in the form as well."""
        ...


class PassageIndex(Protocol):
    """Vectors by content id. It knows nothing of editions: what counts is what the catalogue has published."""

    def add(self, content_ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors; an id that is there already is left as it is."""
        ...

    def search(self, vector: NDArray[np.float32], limit: int, within: Collection[str] | None = None) -> list[Hit]:
        """The nearest contents by cosine similarity, best first; ``within`` limits the search to these ids."""
        ...

    def missing(self, content_ids: Collection[str]) -> set[str]:
        """Those of the ids that are not stored."""
        ...

    def remove(self, content_ids: Collection[str]) -> None:
        """Forget vectors; an unknown id is no error."""
        ...

    def settle(self) -> None:
        """What was added and removed so far is to be published: searches of other processes find it from now on.

        Until then they may go on without it, so that nobody who asks waits for somebody who ingests.
        """
        ...

    def ids(self) -> set[str]:
        """Every stored id."""
        ...

    def count(self) -> int:
        """How many vectors are stored."""
        ...


class Catalogue(History, Protocol):
    """Documents, revisions, passages, statistics and editions; the only place that knows what is published."""

    # -- reading ---------------------------------------------------------------------------------------------------
    def current(self) -> Edition | None:
        """The published edition, or None while there is none."""
        ...

    def revisions(self, edition_id: int) -> list[Revision]:
        """The revisions of an edition, in order of title."""
        ...

    def text(self, revision_id: str) -> str:
        """The stored text of a revision. Raises UnknownDocument."""
        ...

    def passages(self, edition_id: int, content_ids: Collection[str]) -> list[Passage]:
        """The edition's passages with that content; ids without one are left out (they aren't published)."""
        ...

    def contents(self, edition_id: int, document_ids: Collection[str]) -> list[str]:
        """The content ids of these documents in an edition."""
        ...

    def search(
        self, edition_id: int, words: Sequence[str], limit: int, document_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """Lexical rank (BM25) of the edition's contents that have at least one of the words, best first."""
        ...

    def statistics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Statistic]:
        """All statistics of an edition, in its order: for reviews and exports, since there may be very many."""
        ...

    def statistics_within(self, edition_id: int, spans: Collection[Span]) -> list[Statistic]:
        """Those whose figure stands in one of the stretches, in the edition's order."""
        ...

    def options(self, edition_id: int, questions: Collection[tuple[str, str]]) -> list[Statistic]:
        """The options of questions, which are pairs of revision id and distribution, in the edition's order."""
        ...

    def find_statistics(
        self, edition_id: int, words: Sequence[str], limit: int, among: Among = EVERYTHING
    ) -> list[StatisticHit]:
        """Lexical rank (BM25) of the statistics that have at least one of the words, best first.

        What is searched is ``knowledge.facets.words_of`` them.
        """
        ...

    def topics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Topic]:
        """What there are statistics of, each document's with the most statistics first.

        Questions, tables and headings; measures of statistics that stand under none of them.
        """
        ...

    def count_statistics(self, edition_id: int) -> int:
        """How many statistics an edition has."""
        ...

    def count(self, edition_id: int) -> int:
        """How many passages an edition has."""
        ...

    # -- writing ---------------------------------------------------------------------------------------------------
    def stored(self, revision_id: str) -> bool:
        """Whether the revision has been added, whole."""
        ...

    def add(
        self, revision: Revision, text: str, passages: Sequence[Passage], statistics: Sequence[Statistic] = ()
    ) -> None:
        """Store a revision with all that belongs to it, in one transaction, shown to no one yet."""
        ...

    def content_ids(self) -> set[str]:
        """Every content id that a passage of any revision uses."""
        ...
