"""Statistics by words: find(query) → the figures that the documents state, best first. No language model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from knowledge import scope as scopes
from knowledge.candidates import DEPTH, Candidates
from knowledge.comparing import Comparison, comparison, wording
from knowledge.distributions import Distribution, citation_of, distributed
from knowledge.editions import Editions, Snapshot
from knowledge.facets import stands_for, years_of
from knowledge.fitting import READ_WORTH, covered, fit, named, naming
from knowledge.ports import Among, Catalogue, Embedder, PassageIndex, Reranker
from knowledge.records import Citation, Edition, Record, Revision, Statistic
from knowledge.refusing import names_whom
from knowledge.retrieval import handicap, issues_of
from knowledge.scope import Scope, Wants, undated
from knowledge.tables import in_tables
from knowledge.words import tokens

QUOTES_READ = 4  # different quotes that the cross-encoder reads: each costs some 7 ms
READ_BEFORE, READ_BEHIND = 160, 160  # characters around the figure: a longer text takes longer and tells no more
UNREAD = 0.5  # logits by which a quote that the cross-encoder did not read stands behind those that it did
SHOWN = 10
NOTHING_TO_DO = -3.0  # a logit below which a quote has nothing to do with the question …
FEW_WORDS = 0.34  # … unless at least so much of the question stands with the statistic


_SAYING = frozenset("felt feel thought think said say believed believe considered reported report agreed agree".split())


class Filters(Record):
    """What a person may narrow a look-up to."""

    document_ids: tuple[str, ...] | None = None
    unit: str | None = None
    years: tuple[int, ...] = ()


class Found(NamedTuple):
    """A statistic, where it stands, and how well it fits."""

    statistic: Statistic
    citation: Citation
    score: float = 0.0  # by which it was ranked, in logits
    read: float = 0.0  # the part of it that the cross-encoder gave its quote


class Lookup(Record):
    """What there is to a query, best first. Where nothing fits, ``found`` is empty, ``nearest`` is not."""

    query: str
    found: tuple[Found, ...] = ()
    nearest: tuple[Found, ...] = ()
    distribution: Distribution | None = None  # of the best, whole
    options: tuple[Found, ...] = ()  # the distribution's, each with its citation
    asked: str | None = None  # the id of the option that the query names
    notes: tuple[str, ...] = ()
    edition: int


class Statistics:
    """Looks statistics up in the published edition. Safe to share between threads; holds no state but its parts."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: PassageIndex,
        embedder: Embedder,
        reranker: Reranker | None,
        answerability: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._candidates = Candidates(catalogue, index, embedder)
        self._reranker = reranker
        self._answerability = answerability
        self._editions = Editions(catalogue)

    def find(self, query: str, filters: Filters = Filters(), within: Snapshot | None = None) -> Lookup:  # noqa: B008
        """The statistics that fit the query; ``within`` another edition than the published one.

        Raises EmptyLibrary while nothing is published.
        """
        edition, revisions = within or self._editions.published()
        scope = scopes.read(query)
        among = Among(filters.document_ids, filters.unit, filters.years or scope.years, undated=not filters.years)
        ranked = self._ranked(scope, edition, revisions, among)
        if tabled := self._in_tables(query, ranked, edition, revisions, filters):
            return tabled
        if not ranked or not self._fits(scope, ranked[0], revisions):
            nearest = ranked or self._ranked(scope, edition, revisions, among._replace(unit=None, years=()))
            return Lookup(query=query, nearest=tuple(nearest[:3]), edition=edition.id)
        ranked, notes = _newest_first(scope, ranked, revisions)
        best = ranked[0].statistic
        options = self._options(edition, best)
        whole = distributed(best, options)
        asked = naming(scope, whole.options) if whole else None
        if asked and whole:
            ranked = _put_first(asked, ranked, revisions)
        notes += _of_others(scope, ranked[0].statistic, revisions)
        return Lookup(
            query=query,
            found=tuple(found for found in ranked[:SHOWN] if self._fits(scope, found, revisions)),
            distribution=whole,
            options=tuple(_cited(option, revisions) for option in whole.options) if whole else (),
            asked=asked.id if asked else None,
            notes=tuple(notes),
            edition=edition.id,
        )

    def compare(self, best: Statistic, filters: Filters = Filters()) -> Comparison:  # noqa: B008
        """The same measure in other years, of other populations and in other documents, oldest first."""
        edition, revisions = self._editions.published()
        among = Among(filters.document_ids, best.unit, filters.years, undated=not filters.years)
        hits = self._catalogue.find_statistics(edition.id, tokens(wording(best)), DEPTH, among)
        return comparison(best, [hit.statistic for hit in hits], revisions)

    def _in_tables(
        self, query: str, ranked: Sequence[Found], edition: Edition, revisions: Mapping[str, Revision], filters: Filters
    ) -> Lookup | None:
        """What a table surely says: the cell that the query's words point at, and after it what else was found."""
        known = (found.statistic for found in ranked)
        tabled = in_tables(query, known, self._catalogue, edition.id, revisions)
        if not tabled:
            return None
        best = tabled.statistics[0]
        if filters.unit not in (None, best.unit) or not stands_for(
            years_of(best, revisions[best.revision_id]), filters.years
        ):
            return None
        score, read = ranked[0].score, ranked[0].read
        first = [_cited(each, revisions)._replace(score=score, read=read) for each in tabled.statistics]
        taken = {found.statistic.id for found in first}
        whole = distributed(best, self._options(edition, best))
        return Lookup(
            query=query,
            found=(*first, *(found for found in ranked if found.statistic.id not in taken))[:SHOWN],
            distribution=whole,
            options=tuple(_cited(option, revisions) for option in whole.options) if whole else (),
            asked=best.id if whole else None,
            notes=tabled.notes,
            edition=edition.id,
        )

    # -- ranking ---------------------------------------------------------------------------------------------------
    def _ranked(self, scope: Scope, edition: Edition, revisions: Mapping[str, Revision], among: Among) -> list[Found]:
        candidates = self._candidates.find(scope, edition.id, revisions, among)
        fits = {
            c.statistic.id: fit(scope, c.statistic, revisions[c.statistic.revision_id]) + c.worth for c in candidates
        }
        best_first = sorted((c.statistic for c in candidates), key=lambda s: -fits[s.id])
        logits = self._logits(scope, _different_quotes(best_first)[:QUOTES_READ], revisions)
        unread = min(logits.values(), default=0.0) - UNREAD

        reads = {s.id: logits.get(s.place, unread) for s in best_first}
        backs = {s.id: handicap(revisions[s.revision_id], scope.years) for s in best_first}
        scores = {s.id: READ_WORTH * reads[s.id] + fits[s.id] - backs[s.id] for s in best_first}
        best_first.sort(key=lambda s: -scores[s.id])
        return [_cited(s, revisions)._replace(score=scores[s.id], read=reads[s.id]) for s in best_first[: 2 * SHOWN]]

    def _logits(
        self, scope: Scope, quotes: Sequence[Statistic], revisions: Mapping[str, Revision]
    ) -> dict[tuple[str, int, int], float]:
        # The model that was trained on answers tells them better, but knows no queries of a few words; and it reads a
        # question without its year, since it takes everything of that year for an answer.
        asked = scope.wants != Wants.OTHER or scopes.asks(scope.question)
        reader = (asked and self._answerability) or self._reranker
        if reader is None or not quotes:
            return {}
        texts = [_in_context(statistic, revisions[statistic.revision_id]) for statistic in quotes]
        scores = reader.score(scope.question if reader is self._reranker else undated(scope.question), texts)
        return {statistic.place: score for statistic, score in zip(quotes, scores, strict=True)}

    def _fits(self, scope: Scope, best: Found, revisions: Mapping[str, Revision]) -> bool:
        """Whether the best has anything to do with the query: by its words, or as the cross-encoder reads it."""
        revision = revisions[best.statistic.revision_id]
        return best.read >= NOTHING_TO_DO or covered(scope, best.statistic, revision) >= FEW_WORDS

    # -- edition ---------------------------------------------------------------------------------------------------
    def _options(self, edition: Edition, best: Statistic) -> list[Statistic]:
        if best.distribution is None:
            return []
        return self._catalogue.options(edition.id, [(best.revision_id, best.distribution)])


def _different_quotes(statistics: Iterable[Statistic]) -> list[Statistic]:
    """The first statistic of each quote."""
    first: dict[tuple[str, int, int], Statistic] = {}
    for statistic in statistics:
        first.setdefault(statistic.place, statistic)
    return list(first.values())


def _cited(statistic: Statistic, revisions: Mapping[str, Revision]) -> Found:
    return Found(statistic, citation_of(statistic, revisions[statistic.revision_id]))


def _in_context(statistic: Statistic, revision: Revision) -> str:
    """The quote as passages are ranked, after "title. heading:"."""
    heading = f"{statistic.headings[-1]}" if statistic.headings else ""
    context = f"{revision.title}. {heading}:" if heading else f"{revision.title}:"
    return f"{context} {_around(statistic)}"


def _around(statistic: Statistic) -> str:
    """The quote, or of a long one what stands around the figure, in whole words."""
    at = statistic.at - statistic.start
    first, last = max(0, at - READ_BEFORE), at + len(statistic.as_written) + READ_BEHIND
    before, behind = statistic.quote[first:at], statistic.quote[at:last]
    if first:
        before = before.partition(" ")[2]
    return before + (behind.rpartition(" ")[0] if last < len(statistic.quote) else behind)


def _newest_first(
    scope: Scope, ranked: Sequence[Found], revisions: Mapping[str, Revision]
) -> tuple[list[Found], list[str]]:
    """Where no year is named and issues of one series state it, the newest issue's figure comes first, and a note."""
    issues = {} if scope.years else issues_of([(f, f.statistic.revision_id, f.score) for f in ranked], revisions)
    if len(issues) < 2:
        return list(ranked), []
    newest = issues[max(issues)]
    years = ", ".join(map(str, sorted(issues)))
    return [newest, *_without(newest.statistic, ranked)], [f"Stated for several years ({years}); the newest is first."]


def _of_others(scope: Scope, best: Statistic, revisions: Mapping[str, Revision]) -> list[str]:
    """A note where the query names a population that nothing with the figure names."""
    missing = (
        word
        for word in scope.words
        if word.lower() not in _SAYING and not named(word, best, revisions[best.revision_id])
    )
    counted = scope.wants in (Wants.NUMBER, Wants.COMPARISON)
    of_whom = [word for word in missing if counted and names_whom(scope, word)]
    return [f"It is not said of “{of_whom[0]}”: see the base."] if of_whom else []


def _put_first(asked: Statistic, ranked: Sequence[Found], revisions: Mapping[str, Revision]) -> list[Found]:
    known = next((found for found in ranked if found.statistic.id == asked.id), None)
    first = known or _cited(asked, revisions)
    return [first, *_without(asked, ranked)]


def _without(statistic: Statistic, ranked: Iterable[Found]) -> list[Found]:
    return [found for found in ranked if found.statistic.id != statistic.id]
