"""The statistics that a claim may be about, each with how well its words fit, whatever its value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge import scope as scopes
from knowledge.distributions import citation_of
from knowledge.fitting import fit
from knowledge.lookup import Filters, Statistics
from knowledge.ports import Embedder, Reranker, Vectors
from knowledge.records import Citation, Revision, Statistic
from knowledge.verification.amounts import Amount, amount
from knowledge.verification.claims import Said
from knowledge.verification.clauses import clause_of
from knowledge.verification.contrasts import contrasts
from knowledge.verification.dating import years_told
from knowledge.words import content_words, stem, tokens

CLAUSE = 4.0  # logits that a claim is worth of which every word stands in the figure's own clause
QUOTES_READ = 10  # different quotes that the cross-encoder reads
ALIKE = 0.6  # cosine from which one word may stand for another: "scrapped" for "cancelled"
WORDS_KEPT = 20_000
UNREAD = -4.0  # logits of a quote that it did not read

Vector = NDArray[np.float32]


class Evidence(NamedTuple):
    """A statistic, and how it relates to a claim."""

    statistic: Statistic
    revision: Revision
    amount: Amount
    years: frozenset[int]  # that it stands for; empty: nothing tells
    score: float  # how well its words fit the claim's, in logits; its value plays no part
    missing: tuple[str, ...] = ()  # words of the claim that neither the statistic nor what it stands under has

    @property
    def citation(self) -> Citation:
        """Where it stands."""
        return citation_of(self.statistic, self.revision)


def amount_of(statistic: Statistic) -> Amount:
    """What a statistic states."""
    in_words = not re.search(r"\d", statistic.as_written)
    return amount(statistic.value, statistic.unit, statistic.qualifier, in_words, statistic.upper)


def surroundings(statistic: Statistic, revision: Revision) -> str:
    """All words that say what a statistic is of, its quote and what that stands under included."""
    own = (statistic.measure, statistic.base, statistic.option, statistic.distribution, statistic.row, statistic.column)
    stands = (
        statistic.table,
        statistic.period,
        statistic.attribution,
        *statistic.headings,
        revision.title,
        revision.publisher,
    )
    parts = (*own, *statistic.aliases, *stands, statistic.quote, revision.document.name.replace("-", " "))
    return " ".join(part for part in parts if part)


class Likeness:
    """How like a word is to the likest of others, by cosine; vectors of single words are kept."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: dict[str, Vector] = {}

    def nearest(self, words: Sequence[str], others: Sequence[str]) -> list[float]:
        """For each word its largest cosine with one of the others; 0 where there are none."""
        if not words or not others:
            return [0.0] * len(words)
        alike = self._of(words) @ self._of(others).T
        return [float(value) for value in alike.max(axis=1)]

    def _of(self, words: Sequence[str]) -> Vectors:
        lower = [word.lower() for word in words]
        new = [word for word in dict.fromkeys(lower) if word not in self._kept]
        kept = self._kept | dict(zip(new, self._embedder.embed(new), strict=True)) if new else self._kept
        if len(kept) <= WORDS_KEPT:
            self._kept = kept  # one assignment: threads see the old words or the new ones
        return np.stack([kept[word] for word in lower])


class Finder:
    """Looks for the statistics that a claim may be about."""

    def __init__(self, statistics: Statistics, embedder: Embedder, reranker: Reranker | None) -> None:
        self._statistics = statistics
        self._reranker = reranker
        self.likeness = Likeness(embedder).nearest

    def find(
        self, said: Said, revisions: Mapping[str, Revision], document_ids: Collection[str] | None = None
    ) -> list[Evidence]:
        """What the claim's figures may be, best first by its words; one figure of a place once."""
        unit = said.stated[0].amount.unit if said.stated else None
        found = self._candidates(said, unit, tuple(document_ids) if document_ids is not None else None)
        return self.ranked(said, found, revisions)

    def ranked(self, said: Said, statistics: Sequence[Statistic], revisions: Mapping[str, Revision]) -> list[Evidence]:
        """The statistics with how well each fits the claim, best first."""
        scope = scopes.read(_looked_up(said))
        fits = {s.id: fit(scope, s, revisions[s.revision_id]) + CLAUSE * _in_clause(said, s) for s in statistics}
        years = {s.id: years_told(s, revisions[s.revision_id].period) for s in statistics}
        wanted = {s.id: meant(years[s.id], said.years) for s in statistics}
        # What has the claim's figure is read first: a good one must not be overlooked. Its score is no better for it.
        best_first = sorted(statistics, key=lambda s: (not wanted[s.id], not _has_figure(said, s), -fits[s.id]))
        logits = self._logits(_looked_up(said), best_first, revisions)
        evidence = [
            Evidence(
                statistic=s,
                revision=revisions[s.revision_id],
                amount=amount_of(s),
                years=years[s.id],
                score=fits[s.id] + logits.get(_place(s), UNREAD),
                missing=self._missing(said, s, revisions[s.revision_id]),
            )
            for s in statistics
        ]
        return sorted(evidence, key=lambda each: -each.score)

    def _candidates(self, said: Said, unit: str | None, document_ids: tuple[str, ...] | None) -> list[Statistic]:
        years = " ".join(map(str, said.years))
        figure = " ".join(each.written for each in said.stated)
        units = ("count", "other") if unit in ("count", "other") else (unit,)
        found: dict[tuple[str, int], Statistic] = {}
        for one in units:
            filters = Filters(document_ids=document_ids, unit=one)
            about = _looked_up(said)
            for query in dict.fromkeys((f"{about} {years}", about, f"{figure} {about}")):
                lookup = self._statistics.find(query.strip(), filters)
                hits = (*lookup.found, *lookup.nearest, *lookup.options)
                for hit in hits:
                    if one in (None, hit.statistic.unit):
                        found.setdefault((hit.statistic.revision_id, hit.statistic.at), hit.statistic)
        return list(found.values())

    def _logits(
        self, question: str, best_first: Iterable[Statistic], revisions: Mapping[str, Revision]
    ) -> dict[tuple[str, int, int], float]:
        quotes: dict[tuple[str, int, int], Statistic] = {}
        for statistic in best_first:
            if len(quotes) < QUOTES_READ:
                quotes.setdefault(_place(statistic), statistic)
        if self._reranker is None or not quotes:
            return {}
        texts = [f"{revisions[s.revision_id].title}: {s.quote}" for s in quotes.values()]
        return dict(zip(quotes, self._reranker.score(question, texts), strict=True))

    def _missing(self, said: Said, statistic: Statistic, revision: Revision) -> tuple[str, ...]:
        """The claim's words that nothing around the statistic has, not even a word that is much like them."""
        text = surroundings(statistic, revision)
        known = {stem(word) for word in tokens(text)}
        absent = [word for word in content_words(said.asked) if not _stands(word, known)]
        likeness = self.likeness(absent, content_words(text))
        return tuple(
            word
            for word, alike in zip(absent, likeness, strict=True)
            if alike < ALIKE or is_name(word) or contrasts(word, known)
        )


def _looked_up(said: Said) -> str:
    """What a claim is looked up by; how many took part stands in reports as so many responses."""
    counts = bool(said.stated) and said.stated[0].amount.unit in ("count", "other")
    return f"{said.about} responses" if counts and _TOOK_PART.search(said.text) else said.about


def _has_figure(said: Said, statistic: Statistic) -> bool:
    return any(each.amount.holds(statistic.value) and each.amount.unit == statistic.unit for each in said.stated)


def meant(years: Collection[int], asked: Collection[int]) -> bool:
    """Whether a figure of these years may be what a claim about others means; an undated one may be."""
    return not asked or not years or bool(set(years) & set(asked))


_TOOK_PART = re.compile(
    r"\b(?:answered|responded|respondents|took part|participated|participants|filled in|took the)\b", re.IGNORECASE
)
_ORGANISATIONS = frozenset(
    map(stem, "company companies organization organizations organisation firm business enterprise employer".split())
)
_PERSONS = frozenset(
    map(stem, "developer user respondent responder participant person people programmer professional those".split())
)
_IDLE = frozenset(
    map(
        stem,
        """share percent survey surveyed total point average least most way kind type rate made make part answered
        took""".split(),
    )
)


def _stands(word: str, known: Collection[str]) -> bool:
    """Whether a word stands there, or another for the same sort of population; a number is looked at elsewhere."""
    root = stem(word)
    if root in known or root in _IDLE or any(character.isdigit() for character in word):
        return True
    alike = next((group for group in (_ORGANISATIONS, _PERSONS) if root in group), frozenset())
    if "-" in word and all(stem(part) in known for part in word.split("-")):
        return True
    return bool(alike & set(known))


def is_name(word: str) -> bool:
    """Whether it is an acronym or a name by its capitals inside: "IT", "VSCode"."""
    return any(character.isupper() for character in word[1:])


def _in_clause(said: Said, statistic: Statistic) -> float:
    """The share of the claim's words that stand in the figure's own clause or labels, 0 to 1."""
    asked = {stem(word) for word in content_words(_looked_up(said))}
    labels = (statistic.option, statistic.row, statistic.column, statistic.base, *statistic.aliases)
    own = {stem(word) for word in tokens(" ".join((clause_of(statistic), *filter(None, labels))))}
    return len(asked & own) / len(asked) if asked else 0.0


def _place(statistic: Statistic) -> tuple[str, int, int]:
    return statistic.revision_id, statistic.start, statistic.end
