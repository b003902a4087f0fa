"""By what a statistic is found: the words that say what it is of, and the years that it stands for. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from knowledge.records import Revision, Statistic
from knowledge.scope import years_in


class Words(NamedTuple):
    """What may be searched of a statistic, in three parts that count for less and less."""

    subject: str  # what was measured: measure, option, question, labels, aliases
    scope: str  # of whom, when, who says so, and where it stands
    quote: str


WEIGHTS = (4, 2, 1)  # of the parts, in the lexical rank


class Years(NamedTuple):
    """The years of a statistic: of itself where it says so, else those of what it stands in."""

    own: frozenset[int]
    around: frozenset[int]

    @property
    def likely(self) -> frozenset[int]:
        """The years that it most likely stands for; empty where nothing tells."""
        return self.own or self.around


def words_of(statistic: Statistic, revision: Revision) -> Words:
    """What a statistic is searched by."""
    subject = (statistic.measure, statistic.option, statistic.distribution, statistic.row, statistic.column)
    scope = (statistic.base, statistic.period, statistic.attribution, statistic.table, *statistic.headings)
    return Words(
        subject=_joined(*subject, *statistic.aliases), scope=_joined(*scope, revision.title), quote=statistic.quote
    )


def years_of(statistic: Statistic, revision: Revision) -> Years:
    """The years that a statistic stands for.

    "By 2027" is its own. Where it names none, the quote, the heading and the document tell what may be meant.
    """
    own = set(years_in(_joined(statistic.period, statistic.option, statistic.row, statistic.column)))
    own |= {revision.period[-1] - ago for ago in _ago(statistic.period) if revision.period}
    if statistic.unit == "year":
        own.add(int(statistic.value))
    around = set(years_in(_joined(statistic.quote, statistic.table, *statistic.headings))) | set(revision.period)
    return Years(frozenset(own), frozenset(around))


_YEARS_AGO = (
    (0, re.compile(r"\bthis year\b", re.IGNORECASE)),
    (1, re.compile(r"\b(?:(?:last|previous|prior|preceding) year|a year (?:ago|earlier|before))\b", re.IGNORECASE)),
)


def _ago(period: str | None) -> list[int]:
    """How many years before the document's own "last year" is, where the period is said so."""
    return [ago for ago, pattern in _YEARS_AGO if pattern.search(period or "")]


_CHANGE_BEFORE = re.compile(
    r"(?:\b(?:an?|the) (?:\w+ )?(?:increase|decrease|growth|rise|drop|fall|decline|gain)(?: of)?|\b(?:up|down|by)|"
    r"\b(?:up|down|grew|rose|fell|dropped|increas\w+|decreas\w+|chang\w+|went|gone|risen|fallen) from|[+−])"
    r"(?: (?:about|around|nearly|almost|over|just|only))*\s*$",
    re.IGNORECASE,
)
_CHANGE_BEHIND = re.compile(
    r"\W{0,2}(?:percentage points?|points?|pp)?\W{0,2}(?:[\w-]+ )?(?:increase|decrease|growth|rise|drop|decline|"
    r"more than|less than|fewer|higher than|lower than)\b|\s*from (?:19|20)\d\d\b",
    re.IGNORECASE,
)


def tells_change(statistic: Statistic) -> bool:
    """Whether a figure tells by how much something changed, or from what, and not how much there is."""
    at = statistic.at - statistic.start
    if statistic.unit in {"times", "year", "rank"} or statistic.as_written[:1] in "+−":
        return statistic.as_written[:1] in "+−" or statistic.as_written.lower() in _MULTIPLES
    before, behind = statistic.quote[max(0, at - 48) : at], statistic.quote[at + len(statistic.as_written) :]
    return bool(_CHANGE_BEFORE.search(before) or _CHANGE_BEHIND.match(behind))


_MULTIPLES = frozenset(("doubled", "doubling", "doubles", "tripled", "tripling", "halved", "halving", "quadrupled"))


def stands_for(years: Years, asked: Collection[int]) -> bool:
    """Whether a figure may answer for one of the years; one that nothing dates may answer for each."""
    return not asked or not years.likely or bool(years.likely & set(asked))


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
