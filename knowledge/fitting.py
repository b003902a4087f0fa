"""How well a statistic's own words fit what is asked: which figure of a sentence or a table's row is meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from knowledge.facets import words_of, years_of
from knowledge.records import Revision, Statistic
from knowledge.scope import Scope
from knowledge.words import content_words, tokens
from knowledge.words import stem as bare_stem

# Logits that each signal is worth where it is 1, beside the cross-encoder's; fitted by scripts/fit_lookup.py.
WEIGHTS = (1.1, 1.4, 0.6, 1.2, 0.7)  # of the signals, in their order
FOUND_FIRST = 2.0  # the same of a search's first hit, of words and of meaning each; the tenth has half of it
PART_WORTH = (1.0, 0.7, 0.4)  # of a word of the question that stands in a subject, a scope, a quote
NEAR_WORDS = 9  # around a figure that tell what it counts

# What the form of a question says of the unit; the first that matches counts.
_UNITS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(units.split()))
    for pattern, units in (
        (r"\b(?:when|(?:which|what) (?:year|date)|in which (?:year|month))\b", "year"),
        (r"%|\b(?:share|per ?cent|percentages?|proportion|portion|fraction|rate|margin)\b", "percent"),
        (r"\bhow (?:widely|common(?:ly)?|widespread|popular|often)\b", "percent"),
        (r"\b(?:how (?:many|much) (?:times|more likely|likelier|faster|slower)|times (?:more|as))\b", "times"),
        (r"[$€£]|\b(?:cost|price|spend|revenues?|income|expenses?|dollars|euros|budget|salary|worth)\b", "currency"),
        (r"\bhow (?:many|large|big)\b|\bnumber of\b|\bsample size\b", "count percent"),
        (r"\b(?:rank|ranked|ranking|place)\b", "rank"),
    )
)
_UNLESS_SAID = frozenset({"percent", "times", "count", "currency", "other"})  # nobody means a year or rank unsaid


stem = lru_cache(maxsize=50_000)(bare_stem)  # the same words come again and again: half of a look-up's own time


@lru_cache(maxsize=20_000)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


class Signals(NamedTuple):
    """What of a statistic's own words speaks for it, each from 0 to 1."""

    covered: float  # of the question's words, those that stand with it, by where they stand
    exact: float  # of its label's words, those that the question has
    near: float  # how near to the figure the question's words stand
    unit: float  # whether its unit is one that is asked for
    year: float  # whether it says itself that it is of the year that is asked for


def signals(scope: Scope, statistic: Statistic, revision: Revision) -> Signals:
    """How a statistic fits a question."""
    asked = _stems(scope.words)
    return Signals(
        covered=_covered(asked, statistic, revision),
        exact=_exactness(asked, statistic),
        near=_nearness(asked, statistic),
        unit=float(statistic.unit in units_wanted(scope.question)),
        year=float(bool(set(scope.years) & years_of(statistic, revision).own)),
    )


def fit(scope: Scope, statistic: Statistic, revision: Revision) -> float:
    """Logits that speak for this statistic among others of which a ranker says the same: 0 to 5."""
    return sum(weight * signal for weight, signal in zip(WEIGHTS, signals(scope, statistic, revision), strict=True))


def rank_worth(rank: int) -> float:
    """Logits that a place in a search, from 0 on, speaks for a statistic."""
    return FOUND_FIRST * 10 / (10 + rank)


def covered(scope: Scope, statistic: Statistic, revision: Revision) -> float:
    """The share of the question's words that stand with the statistic, 0 to 1."""
    return _covered(_stems(scope.words), statistic, revision)


def named(word: str, statistic: Statistic, revision: Revision) -> bool:
    """Whether a word of the question stands with the statistic, in whatever form."""
    return any(stem(word) in _stems_of(part) for part in words_of(statistic, revision))


def units_wanted(question: str) -> frozenset[str]:
    """The units that a question may be answered in, by its form."""
    for pattern, units in _UNITS:
        if pattern.search(question):
            return units
    return _UNLESS_SAID


def naming(scope: Scope, options: Collection[Statistic]) -> Statistic | None:
    """The option that the question names, or None where it names none, or several alike."""
    asked = _stems(scope.words)
    shares = {option.id: _named(asked, option) for option in options}
    best = max(shares.values(), default=0.0)
    meant = [option for option in options if shares[option.id] == best]
    return meant[0] if best and len(meant) == 1 else None


def _named(asked: set[str], option: Statistic) -> float:
    """How much of the question an option's label and aliases hold, and how much of the label the question does."""
    own = [_stems_of(each) for each in (option.option or option.measure, *option.aliases)]
    return max((len(asked & each) ** 2 / len(asked | each) for each in own if each), default=0.0)


def _covered(asked: set[str], statistic: Statistic, revision: Revision) -> float:
    """The share of the question's words that stand with the statistic, by where they stand."""
    parts = [_stems_of(part) for part in words_of(statistic, revision)]
    worth = [max((w for part, w in zip(parts, PART_WORTH, strict=True) if word in part), default=0.0) for word in asked]
    return sum(worth) / len(asked) if asked else 0.0


def _exactness(asked: set[str], statistic: Statistic) -> float:
    """The share of the statistic's own label that the question asks for: "total revenue" is not "revenue"."""
    labels = [label for label in (statistic.option, statistic.row, statistic.measure, *statistic.aliases) if label]
    own = [_stems_of(label) for label in labels]
    return max((len(each & asked) / len(each) for each in own if each), default=0.0)


def _nearness(asked: set[str], statistic: Statistic) -> float:
    """How near to the figure the question's words stand in its quote: 1 where they are its neighbours."""
    at = statistic.at - statistic.start
    before = [stem(word) for word in tokens(statistic.quote[:at])][::-1][:NEAR_WORDS]
    after = [stem(word) for word in tokens(statistic.quote[at + len(statistic.as_written) :])][:NEAR_WORDS]
    score = sum(max(_at(word, after), 0.7 * _at(word, before)) for word in asked)
    return min(1.0, score / max(1, min(len(asked), 3)) * 2)


def _at(word: str, words: list[str]) -> float:
    return 1.0 / (words.index(word) + 2) if word in words else 0.0


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word) for word in words}
