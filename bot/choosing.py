"""In how many ways a question can be understood: each as a question that stands alone and that the library answers.

What is offered stands there: other years, populations and documents of the same measure. Where a question is refused
for its year or its population, the nearest facts say of which they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile

from bot.phrasing import question_of
from bot.wiring import Services
from knowledge import scope as scopes
from knowledge.comparing import Row
from knowledge.conversation import with_year
from knowledge.facets import years_of
from knowledge.lookup import Filters
from knowledge.ports import Span
from knowledge.records import Answer, Claim, Reason, Refusal, Revision, Statistic
from knowledge.retrieval import series_of
from knowledge.scope import Scope
from knowledge.words import content_words, stem

MOST = 4
MOST_INSTEAD = 3  # beside a refusal
MOST_NAME = 90  # characters of a population or a title; a longer one makes no question that reads well
MOST_WORDS = 4  # of a population that a question names
COVERED = 0.5  # of a refused question's other words that the nearest fact has to have

_WHOM = r"\b(?:how many|(?:share|percentage|percent|proportion|fraction|number) of|among)\s+(?:the\s+)?"
_NO_NOUN = re.compile(r"(?:the|those|these|they|them|all|both|we|our)\b", re.IGNORECASE)  # "How many those who …?"
# What surely is the verb behind a population; any other word may belong to it, or the population to something else.
_VERBS = frozenset("have has had are is were was do does did can could will would use uses used say says said".split())


def choices(
    services: Services, outcome: Answer | Refusal, document_ids: Collection[str] | None = None
) -> tuple[str, ...]:
    """The other ways to understand a question, or to ask one that was refused; none where there is but one.

    ``document_ids`` limits what they may be made of; None: all.
    """
    revisions = services.editions.revisions(outcome.edition)
    filters = Filters(document_ids=None if document_ids is None else tuple(document_ids))
    if isinstance(outcome, Answer):
        return _meant(services, outcome, revisions, filters)
    return _instead(services, outcome, revisions, filters)


# -- answered: what else may have been meant -----------------------------------------------------------------------


def _meant(services: Services, answer: Answer, revisions: Mapping[str, Revision], filters: Filters) -> tuple[str, ...]:
    scope = scopes.read(answer.question)
    best = _said_first(answer)
    rows = services.statistics.compare(best, filters).rows if best else ()
    own = next((row for row in rows if best and row.statistic.id == best.id), None)
    asked = [
        *_of_other_years(scope, _years_of(rows, own), _years_cited(answer, revisions)),
        *_of_populations(scope, rows, own),
    ]
    return tuple(dict.fromkeys(asked or _of_documents(scope, rows, own)))[:MOST]


def _said_first(answer: Answer) -> Statistic | None:
    """The figure that the first claim says."""
    citation = answer.claims[0].citations[0]
    highlight = answer.claims[0].highlight
    if highlight is None or answer.claims[0].text != citation.quote:
        return None
    start, end = (citation.start + at for at in highlight)
    return next(
        (
            s
            for s in answer.statistics
            if s.revision_id == citation.revision_id and s.at < end and start < s.at + len(s.as_written)
        ),
        None,
    )


def _years_of(rows: Sequence[Row], own: Row | None) -> list[int]:
    """The years for which the same is stated of the same population; the one that is answered first."""
    if own is None or len(own.years) != 1:
        return []
    base = _stems(own.statistic.base or "")
    others = {row.years[0] for row in rows if len(row.years) == 1 and _stems(row.statistic.base or "") == base}
    return [own.years[0], *sorted(others - set(own.years), reverse=True)]


def _years_cited(answer: Answer, revisions: Mapping[str, Revision]) -> list[int]:
    """The years of the issues of one series that are cited; that of the first claim first."""
    cited = [revisions[claim.citations[0].revision_id] for claim in answer.claims]
    first = cited[0]
    issues = [each for each in cited if len(each.period) == 1 and series_of(each.title) == series_of(first.title)]
    if len(first.period) != 1:
        return []
    return [first.period[0], *sorted({each.period[0] for each in issues} - set(first.period), reverse=True)]


def _of_other_years(scope: Scope, stated: Sequence[int], cited: Sequence[int]) -> list[str]:
    """The question asked of each other year; ``stated`` and ``cited`` begin with the one that is answered first."""
    if scope.years:
        return []
    answered = next(iter((*stated, *cited)), None)
    also = cited if not stated or cited[:1] == stated[:1] else []  # else a report speaks of another year than its own
    return [with_year(scope.question, (year,)) for year in sorted({*stated, *also} - {answered}, reverse=True)]


def _of_populations(scope: Scope, rows: Sequence[Row], own: Row | None) -> list[str]:
    """The question asked of each population, where it names none of those that are told apart."""
    if own is None:
        return []
    bases = {
        row.statistic.base: row
        for row in reversed(rows)
        if row.statistic.base and row.years == own.years and len(row.statistic.base) <= MOST_NAME
    }
    if len(bases) < 2 or _names_one_of(scope, list(bases), [row.statistic.quote for row in bases.values()]):
        return []
    return [_beginning(f"Among {base}", scope.question) for base in reversed(bases)]


def _of_documents(scope: Scope, rows: Sequence[Row], own: Row | None) -> list[str]:
    """The question asked of each document, where several say it of the same population and the same time."""
    if own is None:
        return []
    base = _stems(own.statistic.base or "")
    titles = {
        row.revision.title: row
        for row in rows
        if row.years == own.years and _stems(row.statistic.base or "") == base and len(row.revision.title) <= MOST_NAME
    }
    if len(titles) < 2 or _names_one_of(scope, list(titles), []):
        return []
    return [_beginning(f"According to {title}", scope.question) for title in titles]


def _names_one_of(scope: Scope, names: Sequence[str], alike: Sequence[str]) -> bool:
    """Whether the question has a word that only one of the names has; words of all the ``alike`` texts don't tell."""
    words = [_stems(name) for name in names]
    everywhere = set.intersection(*map(_stems, alike)) if alike else set()
    asked = _stems(scope.question)
    return any(asked & (own - everywhere - set().union(*_without(words, at))) for at, own in enumerate(words))


def _without(words: Sequence[set[str]], at: int) -> Iterable[set[str]]:
    return (*words[:at], *words[at + 1 :])


def _beginning(opening: str, question: str) -> str:
    """``Among firms, how many …?``: what tells the choices apart comes first, where a button shows it."""
    first, _, rest = question.partition(" ")
    lower = first.lower() if first[1:].islower() and scopes.asks(question) else first
    return f"{opening}, {lower} {rest}"


# -- refused: what can be asked instead ----------------------------------------------------------------------------


def _instead(
    services: Services, refusal: Refusal, revisions: Mapping[str, Revision], filters: Filters
) -> tuple[str, ...]:
    if refusal.reason in (Reason.NOT_A_QUESTION, Reason.NOT_ALLOWED):
        return ()
    scope = scopes.read(refusal.question)
    nearest = [s for claim in refusal.nearest if (s := _figure_of(services, claim, refusal.edition))]
    asked: list[str] = []
    if refusal.reason == Reason.WRONG_PERIOD:
        asked += _in_stated_years(services, scope, refusal, nearest, revisions, filters)
    elif refusal.reason == Reason.WRONG_POPULATION:
        asked += _of_stated_population(scope, nearest)
    asked += [question for s in nearest[len(asked) :] if (question := question_of(s))]
    return tuple(dict.fromkeys(each for each in asked if each != refusal.question))[:MOST_INSTEAD]


def _figure_of(services: Services, claim: Claim, edition: int) -> Statistic | None:
    """The figure that a claim says; the first that stands in it where none is put first."""
    citation = claim.citations[0]
    found = services.catalogue.statistics_within(edition, [Span(citation.revision_id, citation.start, citation.end)])
    if claim.highlight and claim.text == citation.quote:
        start, end = (citation.start + at for at in claim.highlight)
        found = sorted(found, key=lambda s: not (s.at < end and start < s.at + len(s.as_written)))
    return found[0] if found else None


def _in_stated_years(
    services: Services,
    scope: Scope,
    refusal: Refusal,
    nearest: Sequence[Statistic],
    revisions: Mapping[str, Revision],
    filters: Filters,
) -> list[str]:
    """The question asked of the years of which it is stated, the newest first."""
    years: set[int] = set()
    covering = [statistic for statistic in nearest if _covers(scope, statistic, set())]
    if covering:
        years = {row.years[-1] for row in services.statistics.compare(covering[0], filters).rows if row.years}
        years |= {max(likely) for s in covering if (likely := years_of(s, revisions[s.revision_id]).likely)}
    elif refusal.nearest and not nearest:
        years = set(revisions[refusal.nearest[0].citations[0].revision_id].period[-1:])
    return [with_year(scope.question, (year,)) for year in sorted(years - set(scope.years), reverse=True)]


def _of_stated_population(scope: Scope, nearest: Sequence[Statistic]) -> list[str]:
    """The question asked of the population of which the nearest figure is."""
    for statistic in nearest:
        known = _stems(_all_of(statistic))
        unknown = [word for word in scope.words if stem(word) not in known]
        if not statistic.base or _NO_NOUN.match(statistic.base) or not _covers(scope, statistic, set(unknown)):
            continue
        if whom := _whom(scope.question, set(unknown), known, _stems(statistic.base)):
            return [scope.question.replace(whom, statistic.base, 1)]
    return []


def _whom(question: str, unknown: set[str], known: set[str], base: set[str]) -> str | None:
    """The population that is asked for and of which the reports know nothing: "small startups", "foreign firms"."""
    match = re.search(_WHOM, question, re.IGNORECASE)
    if match is None:
        return None
    words = question[match.end() :].split(" ")
    whom = list(takewhile(lambda word: word in unknown or stem(word) in base, words[:MOST_WORDS]))
    following = words[len(whom)] if len(whom) < len(words) else ""
    if not unknown & set(whom) or following not in _VERBS or (_stems(" ".join(whom)) - base) & known:
        return None
    return " ".join(whom)


def _covers(scope: Scope, statistic: Statistic, unknown: set[str]) -> bool:
    """Whether the figure is about what the question asks, but for the unknown words."""
    asked = {stem(word) for word in scope.words if word not in unknown}
    return bool(asked) and len(asked & _stems(_all_of(statistic))) >= COVERED * len(asked)


def _all_of(statistic: Statistic) -> str:
    parts = (statistic.measure, statistic.option, statistic.base, statistic.distribution, statistic.quote)
    return " ".join(part for part in (*parts, *statistic.headings, *statistic.aliases) if part)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
