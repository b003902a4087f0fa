"""The stores in memory: real implementations of the ports, for tests and for libraries that end with a process."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import UnknownDocument
from knowledge.facets import WEIGHTS, Words, stands_for, words_of, years_of
from knowledge.ports import EVERYTHING, Among, Hit, Span, StatisticHit, Topic, Vectors
from knowledge.records import Passage, Revision, Statistic
from knowledge.stores.memory_history import MemoryHistory
from knowledge.words import stem

BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; SQLite's values


class MemoryIndex:
    """Vectors in a dictionary, searched one by one."""

    def __init__(self) -> None:
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def add(self, content_ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors; an id that is there already is left as it is."""
        for content_id, vector in zip(content_ids, vectors, strict=True):
            self._vectors.setdefault(content_id, np.array(vector, dtype=np.float32))

    def search(self, vector: NDArray[np.float32], limit: int, within: Collection[str] | None = None) -> list[Hit]:
        """The nearest contents by cosine similarity, best first."""
        vectors = dict(self._vectors)
        ids = list(vectors) if within is None else [each for each in dict.fromkeys(within) if each in vectors]
        hits = [Hit(each, _cosine(vectors[each], vector)) for each in ids]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def missing(self, content_ids: Collection[str]) -> set[str]:
        """Those of the ids that are not stored."""
        return {each for each in content_ids if each not in self._vectors}

    def remove(self, content_ids: Collection[str]) -> None:
        """Forget vectors; an unknown id is no error."""
        for content_id in content_ids:
            self._vectors.pop(content_id, None)

    def settle(self) -> None:
        """Nothing is left to do."""

    def ids(self) -> set[str]:
        """Every stored id."""
        return set(self._vectors)

    def count(self) -> int:
        """How many vectors are stored."""
        return len(self._vectors)


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


class _Stored(NamedTuple):
    revision: Revision
    text: str
    passages: tuple[Passage, ...]
    statistics: tuple[Statistic, ...]


class MemoryCatalogue(MemoryHistory):
    """A catalogue in dictionaries. Whatever is written takes one assignment, so that readers never see a half."""

    def __init__(self) -> None:
        super().__init__(self._counts, lambda revision_id: self._stored[revision_id].revision.document.id)
        self._stored: dict[str, _Stored] = {}

    # -- reading ---------------------------------------------------------------------------------------------------
    def revisions(self, edition_id: int) -> list[Revision]:
        """The revisions of an edition, in order of title."""
        return sorted((each.revision for each in self._of(edition_id)), key=lambda r: (r.title, r.id))

    def text(self, revision_id: str) -> str:
        """The stored text of a revision. Raises UnknownDocument."""
        if revision_id not in self._stored:
            raise UnknownDocument(f"The library has no revision {revision_id!r}: it may have been pruned, ask again.")
        return self._stored[revision_id].text

    def passages(self, edition_id: int, content_ids: Collection[str]) -> list[Passage]:
        """The edition's passages with that content, in the edition's order."""
        wanted = set(content_ids)
        return [p for each in self._of(edition_id) for p in each.passages if p.content_id in wanted]

    def contents(self, edition_id: int, document_ids: Collection[str]) -> list[str]:
        """The content ids of these documents in an edition, each once."""
        return list(dict.fromkeys(p.content_id for each in self._of(edition_id, document_ids) for p in each.passages))

    def search(
        self, edition_id: int, words: Sequence[str], limit: int, document_ids: Collection[str] | None = None
    ) -> list[Hit]:
        """Lexical rank (BM25) of the edition's contents that have at least one of the words, best first."""
        texts = {p.content_id: p.in_context for each in self._of(edition_id, document_ids) for p in each.passages}
        counted = {content_id: Counter[str](_terms(text)) for content_id, text in texts.items()}
        hits = _bm25(counted, {term for word in set(words) for term in _terms(word)})
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def statistics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Statistic]:
        """All statistics of an edition, in its order: for reviews and exports, since there may be very many."""
        return [statistic for each in self._of(edition_id, document_ids) for statistic in each.statistics]

    def statistics_within(self, edition_id: int, spans: Collection[Span]) -> list[Statistic]:
        """Those whose figure stands in one of the stretches, in the edition's order."""
        known = self.statistics(edition_id)
        return [s for s in known if any(s.revision_id == r and start <= s.at < end for r, start, end in spans)]

    def options(self, edition_id: int, questions: Collection[tuple[str, str]]) -> list[Statistic]:
        """The options of questions, which are pairs of revision id and distribution, in the edition's order."""
        return [s for s in self.statistics(edition_id) if (s.revision_id, s.distribution) in questions]

    def find_statistics(
        self, edition_id: int, words: Sequence[str], limit: int, among: Among = EVERYTHING
    ) -> list[StatisticHit]:
        """Lexical rank (BM25) of the statistics that have at least one of the words, best first."""
        revisions = {each.revision.id: each.revision for each in self._of(edition_id)}
        known = {s.id: s for s in self.statistics(edition_id, among.document_ids)}
        weighed = {key: _weighed(words_of(s, revisions[s.revision_id])) for key, s in known.items()}
        hits = _bm25(weighed, {term for word in set(words) for term in _terms(word)})
        best = [hit for hit in hits if _is_among(known[hit.content_id], revisions, among)]
        best.sort(key=lambda hit: -hit.score)
        return [StatisticHit(known[hit.content_id], hit.score) for hit in best[:limit]]

    def topics(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[Topic]:
        """What there are statistics of, each document's with the most statistics first."""
        counts = [Counter(map(_topic, each.statistics)) for each in self._of(edition_id, document_ids)]
        return [
            topic._replace(total=total) for counted in counts for topic, total in counted.most_common()
        ]  # fmt: skip

    def count_statistics(self, edition_id: int) -> int:
        """How many statistics an edition has."""
        return len(self.statistics(edition_id))

    def count(self, edition_id: int) -> int:
        """How many passages an edition has."""
        return sum(len(each.passages) for each in self._of(edition_id))

    # -- writing ---------------------------------------------------------------------------------------------------
    def stored(self, revision_id: str) -> bool:
        """Whether the revision has been added, whole."""
        return revision_id in self._stored

    def add(
        self, revision: Revision, text: str, passages: Sequence[Passage], statistics: Sequence[Statistic] = ()
    ) -> None:
        """Store a revision with all that belongs to it; one that is there already is left as it is."""
        added = _Stored(revision, text, tuple(passages), tuple(statistics))
        with self._writing:
            self._stored.setdefault(revision.id, added)

    def prune(self, newest: int | None = None, since: datetime | None = None) -> set[str]:
        """Drop old editions, and revisions that belong to none; returns content ids that no passage uses any more."""
        with self._writing:
            if newest is not None:
                self._drop_old(max(newest, 1), since)
            before = self.content_ids()
            kept = {revision_id for edition in self._editions for revision_id in edition.revision_ids}
            self._stored = {key: each for key, each in self._stored.items() if key in kept}
            return before - self.content_ids()

    def content_ids(self) -> set[str]:
        """Every content id that a passage of any revision uses."""
        return {passage.content_id for each in self._stored.copy().values() for passage in each.passages}

    # -- being well ------------------------------------------------------------------------------------------------
    def problems(self) -> list[str]:
        """Nothing: what is in memory can't be damaged."""
        return []

    def leftovers(self) -> int:
        """How many revisions belong to no edition: what a run left behind that was ended early."""
        return len(self._stored.keys() - {each for edition in self._editions for each in edition.revision_ids})

    def mend(self) -> None:
        """Nothing is to be put right."""

    def _counts(self, revision_id: str) -> dict[str, int] | None:
        stored = self._stored.get(revision_id)
        return stored and {"passages": len(stored.passages), "statistics": len(stored.statistics)}

    def _of(self, edition_id: int, document_ids: Collection[str] | None = None) -> list[_Stored]:
        """What an edition is made of; nothing for an edition that there isn't."""
        revision_ids = next((e.revision_ids for e in self._editions if e.id == edition_id), ())
        found = [self._stored[revision_id] for revision_id in revision_ids]
        return [each for each in found if document_ids is None or each.revision.document.id in document_ids]


def _terms(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [stem(word) for word in re.findall(r"[^\W_]+", plain)]


def _weighed(words: Words) -> Counter[str]:
    counted: Counter[str] = Counter()
    for part, weight in zip(words, WEIGHTS, strict=True):
        counted.update(weight * _terms(part))
    return counted


def _is_among(statistic: Statistic, revisions: Mapping[str, Revision], among: Among) -> bool:
    years = years_of(statistic, revisions[statistic.revision_id])
    dated = bool(years.likely) or among.undated
    return among.unit in (None, statistic.unit) and (not among.years or (dated and stands_for(years, among.years)))


def _topic(statistic: Statistic) -> Topic:
    if statistic.distribution:
        return Topic(statistic.revision_id, "question", statistic.distribution, 0)
    if statistic.table:
        return Topic(statistic.revision_id, "table", statistic.table, 0)
    if statistic.headings and statistic.headings[-1]:
        return Topic(statistic.revision_id, "heading", statistic.headings[-1], 0)
    return Topic(statistic.revision_id, "measure", statistic.measure, 0)


def _bm25(terms: dict[str, Counter[str]], words: set[str]) -> list[Hit]:
    mean_length = sum(counts.total() for counts in terms.values()) / max(len(terms), 1)
    frequency = {word: sum(word in counts for counts in terms.values()) for word in words}
    rarity = {word: math.log(1 + (len(terms) - n + 0.5) / (n + 0.5)) for word, n in frequency.items()}

    def score(counts: Counter[str]) -> float:
        length = 1 - BM25_B + BM25_B * counts.total() / mean_length
        return sum(rarity[w] * counts[w] * (BM25_K1 + 1) / (counts[w] + BM25_K1 * length) for w in words if w in counts)

    return [Hit(content_id, score(counts)) for content_id, counts in terms.items() if words & counts.keys()]
