"""The statistics that a claim may be about, each with how well its words fit, whatever its value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge import scope as scopes
from knowledge.distributions import citation_of
from knowledge.editions import Snapshot
from knowledge.figures import figures
from knowledge.fitting import fit
from knowledge.grounding import TextOf
from knowledge.lookup import Filters, Statistics
from knowledge.ports import Embedder, Reranker, Vectors
from knowledge.records import Citation, Revision, Statistic
from knowledge.verification.amounts import Amount, amount
from knowledge.verification.claims import Said
from knowledge.verification.clauses import clause_of
from knowledge.verification.dating import years_told
from knowledge.verification.populations import base_words
from knowledge.verification.wording import missing_words, tells_whom
from knowledge.words import content_words, stem, tokens

CLAUSE = 4.0  # logits that a claim is worth of which every word stands in the figure's own clause
QUOTES_READ = 10  # different quotes that the cross-encoder reads
BEFORE = 400  # characters before a quote that are looked at
TEXTS_KEPT = 16  # of revisions, which never change
WORDS_KEPT = 20_000
POOR = 3.0  # logits below which a quote is read once more, with the sentence before it
STATEMENTS_READ = 12  # statistics whose own words it reads, too
TOLD_LESS = 0.5  # logits that these count for less: rules have put them together
UNREAD = -4.0  # logits of a quote that it did not read

Vector = NDArray[np.float32]


class View(NamedTuple):
    """What a text is checked against: one edition, or some documents of it."""

    snapshot: Snapshot
    document_ids: Collection[str] | None = None  # None: all

    @property
    def edition_id(self) -> int:
        """The number of the edition."""
        return self.snapshot.edition.id

    @property
    def revisions(self) -> Mapping[str, Revision]:
        """The edition's revisions by id."""
        return self.snapshot.revisions


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
    # In "fewer than half (44%)" the words are qualified, and the figure says exactly.
    exactly = re.search(r"\(\d+(?:[.,]\d+)?\s?(?:%|per ?cent)\)$", statistic.as_written)
    qualifier = None if exactly else statistic.qualifier
    return amount(statistic.value, statistic.unit, qualifier, in_words, statistic.upper)


def surroundings(statistic: Statistic, revision: Revision) -> str:
    """All words that say what a statistic is of, its quote and what that stands under included."""
    stands_under = (statistic.table, *statistic.headings, revision.title, revision.document.name.replace("-", " "))
    says = (statistic.attribution, revision.publisher, statistic.period)
    parts = (*_own_words(statistic), *statistic.aliases, *says, *stands_under, statistic.quote)
    return " ".join(part for part in parts if part)


def _own_words(statistic: Statistic) -> tuple[str | None, ...]:
    labels = (statistic.option, statistic.distribution, statistic.row, statistic.column)
    return (statistic.measure, statistic.base, *labels)


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

    def __init__(self, statistics: Statistics, text_of: TextOf, embedder: Embedder, reranker: Reranker | None) -> None:
        self._statistics = statistics
        self._text_of = lru_cache(maxsize=TEXTS_KEPT)(text_of)
        self._reranker = reranker
        self.likeness = Likeness(embedder).nearest

    def find(self, said: Said, library: View) -> list[Evidence]:
        """What the claim's figures may be, best first by its words; one figure of a place once."""
        unit = said.stated[0].amount.unit if said.stated else None
        return self.ranked(said, self._candidates(said, unit, library), library.revisions)

    def ranked(self, said: Said, statistics: Sequence[Statistic], revisions: Mapping[str, Revision]) -> list[Evidence]:
        """The statistics with how well each fits the claim, best first."""
        scope = scopes.read(_looked_up(said))
        fits = {s.id: fit(scope, s, revisions[s.revision_id]) + CLAUSE * _in_clause(said, s) for s in statistics}
        years = {s.id: years_told(s, revisions[s.revision_id].period) for s in statistics}
        wanted = {s.id: meant(years[s.id], said.years) for s in statistics}
        # What has the claim's figure is read first: a good one must not be overlooked. Its score is no better for it.
        best_first = sorted(statistics, key=lambda s: (not wanted[s.id], not _has_figure(said, s), -fits[s.id]))
        missing = {s.id: self._missing(said, s, revisions[s.revision_id]) for s in statistics}
        logits = self._logits(_looked_up(said), best_first, revisions)
        told = self._told(_looked_up(said), best_first[:STATEMENTS_READ])
        evidence = [
            Evidence(
                statistic=s,
                revision=revisions[s.revision_id],
                amount=amount_of(s),
                years=years[s.id],
                score=fits[s.id] + max(logits.get(s.place, UNREAD), told.get(s.id, UNREAD)),
                missing=missing[s.id],
            )
            for s in statistics
        ]
        return sorted(evidence, key=lambda each: -each.score)

    def _candidates(self, said: Said, unit: str | None, library: View) -> list[Statistic]:
        document_ids = None if library.document_ids is None else tuple(library.document_ids)
        years = " ".join(map(str, said.years))
        figure = " ".join(each.written for each in said.stated)
        units = ("count", "other") if unit in ("count", "other") else (unit,)
        found: dict[tuple[str, int], Statistic] = {}
        for one in units:
            filters = Filters(document_ids=document_ids, unit=one)
            about = _looked_up(said)
            for query in dict.fromkeys((f"{about} {years}", about, f"{figure} {about}")):
                lookup = self._statistics.find(query.strip(), filters, library.snapshot)
                hits = (*lookup.found, *lookup.nearest, *lookup.options)
                for hit in hits:
                    if one in (None, hit.statistic.unit):
                        found.setdefault((hit.statistic.revision_id, hit.statistic.at), hit.statistic)
        return list(found.values())

    def _told(self, question: str, statistics: Sequence[Statistic]) -> dict[str, float]:
        """Logits of what each statistic says in its own words: its sentence may tell of several at once."""
        telling = [each for each in statistics if not each.row and each.option != each.distribution]
        if self._reranker is None or not telling:
            return {}
        scores = self._reranker.score(question, [_statement(each) for each in telling])
        return {each.id: score - TOLD_LESS for each, score in zip(telling, scores, strict=True)}

    def _logits(
        self, question: str, best_first: Iterable[Statistic], revisions: Mapping[str, Revision]
    ) -> dict[tuple[str, int, int], float]:
        quotes: dict[tuple[str, int, int], Statistic] = {}
        for statistic in best_first:
            if len(quotes) < QUOTES_READ:
                quotes.setdefault(statistic.place, statistic)
        if self._reranker is None or not quotes:
            return {}
        texts = [f"{revisions[s.revision_id].title}: {s.quote}" for s in quotes.values()]
        logits = dict(zip(quotes, self._reranker.score(question, texts), strict=True))
        for place, statistic in quotes.items():
            if logits[place] < POOR and (before := self._sentence_before(statistic)):
                wider = f"{revisions[statistic.revision_id].title}: {before} {statistic.quote}"
                logits[place] = max(logits[place], self._reranker.score(question, [wider])[0])
        return logits

    def _missing(self, said: Said, statistic: Statistic, revision: Revision) -> tuple[str, ...]:
        """The claim's words that nothing around the statistic has, not even a word that is much like them."""
        words = content_words(said.asked)
        base = set(base_words(said))
        missing = missing_words(words, surroundings(statistic, revision), self.likeness)
        missing = (*missing, *self._strangers(base - set(missing), statistic))
        of_others = [word for word in missing if word not in base]
        if not of_others or not (before := self._sentence_before(statistic)):
            return missing
        # "The new technology …": the sentence before says of what, but not of whom.
        still = missing_words(of_others, before, self.likeness)
        return tuple(word for word in missing if word in base or word in still)

    def _strangers(self, base: Collection[str], statistic: Statistic) -> tuple[str, ...]:
        """Those of whom a claim speaks and of whom only a heading does, where it is stated of whom the figure is."""
        if not tells_whom(statistic.base):
            return ()
        own = " ".join(filter(None, (*_own_words(statistic), *statistic.aliases, statistic.quote)))
        return missing_words([word for word in base if not word[0].isupper()], own, self.likeness)

    def _sentence_before(self, statistic: Statistic) -> str:
        """What stands right before the quote in its paragraph; nothing for a table's row or a label."""
        if statistic.table or statistic.row or not re.search(r"[.!?]\W*$", statistic.quote):
            return ""
        start = max(0, statistic.start - BEFORE)
        paragraph = self._text_of(statistic.revision_id)[start : statistic.start].rpartition("\n\n")[2]
        ends = [found.end() for found in re.finditer(r"[.!?][\"”’)]*\s", paragraph.rstrip())]
        sentence = paragraph[ends[-1] if ends else 0 :].strip()
        # One that has a figure of its own says of what that is, and not this one.
        return "" if any(figure.unit == statistic.unit for figure in figures(sentence)) else sentence


def _statement(statistic: Statistic) -> str:
    """A statistic in its own words: of whom, and what."""
    parts = (statistic.base, statistic.option, statistic.measure)
    return " ".join(dict.fromkeys(part for part in parts if part))


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


def _in_clause(said: Said, statistic: Statistic) -> float:
    """The share of the claim's words that stand in the figure's own clause or labels, 0 to 1."""
    asked = {stem(word) for word in content_words(_looked_up(said))}
    labels = (statistic.option, statistic.row, statistic.column, statistic.base, *statistic.aliases)
    own = {stem(word) for word in tokens(" ".join((clause_of(statistic), *filter(None, labels))))}
    return len(asked & own) / len(asked) if asked else 0.0
