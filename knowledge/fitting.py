"""How well a statistic's own words fit what is asked: which figure of a sentence or a table's row is meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from knowledge.facets import tells_change, words_of
from knowledge.records import Revision, Statistic
from knowledge.scope import Scope
from knowledge.words import acronyms, content_words, tokens
from knowledge.words import stem as bare_stem

# What each signal is worth where it is 1; fitted by scripts/fit_lookup.py.
WEIGHTS = (1.3, 1.3, 0.2, 1.25, -0.5)  # of the signals, in their order
READ_WORTH = 0.5  # of a logit of the cross-encoder that reads the quote
FOUND_FIRST = 2.0  # the same of a search's first hit, of words and of meaning each; the tenth has half of it
PART_WORTH = (1.0, 0.7, 0.4)  # of a word of the question that stands in a subject, a scope, a quote
NEAR_WORDS = 9  # around a figure that tell what it counts

_HOW_MANY_ANSWERED = (
    r"\bhow many\b(?!.*\b(?:share|say|said)\b).{0,40}\b(?:answer(?:s|ed)?|responded|responses|took part|take part|"
    r"participated|(?:took|completed|filled in) (?:the|our|its)|were (?:surveyed|interviewed|polled|asked))\b"
)
# What the form of a question says of the unit; the first that matches counts.
_UNITS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(units.split()))
    for pattern, units in (
        (r"\b(?:when|(?:which|what) (?:year|date)|in which (?:year|month))\b", "year"),
        (r"%|\b(?:share|per ?cent|percentages?|proportion|portion|fraction|rate|margin)\b", "percent"),
        (r"\bhow (?:widely|common(?:ly)?|widespread|popular|often)\b", "percent"),
        (_HOW_MANY_ANSWERED, "count"),
        (r"\b(?:how (?:many|much) (?:times|more likely|likelier|faster|slower)|times (?:more|as))\b", "times"),
        (r"[$€£]|\b(?:cost|price|spend|revenues?|income|expenses?|dollars|euros|budget|salary|worth)\b", "currency"),
        (r"\bhow (?:many|large|big)\b|\bnumber of\b|\bsample size\b", "count percent"),
        (r"\b(?:rank|ranked|ranking|place)\b", "rank"),
    )
)
_ASKS_CHANGE = re.compile(
    r"\b(?:grow|grew|growth|increas|decreas|ris(?:e|en|ing)\b|rose|fall|fell|drop|shift|chang|declin|shr[aiu]nk|more|less|"
    r"fewer|faster|slower|likelier|higher|lower|differ|gain|lost|times|from\b.*\bto\b)",
    re.IGNORECASE,
)
_NO_SHARES = frozenset({"times", "year", "rank"})
_UNLESS_SAID = frozenset({"percent", "times", "count", "currency", "other"})  # nobody means a year or rank unsaid


_COMPARED = "slow fast quick larg small big high low old young new cheap long short hard easi great strong weak safe"
# "Made the team slower" and "slowing the team down" are of the same; words in -er that are no comparatives stay.
_COMPARATIVES = {
    form: word
    for word in _COMPARED.split()
    for form in (f"{word}er", f"{word}r", f"{word}{word[-1]}er", f"{word}est", f"{word}st", f"{word}{word[-1]}est")
} | {"easier": "easy", "easiest": "easy", "likelier": "like", "likely": "like"}


@lru_cache(maxsize=50_000)  # the same words come again and again: half of a look-up's own time
def stem(word: str) -> str:
    """A word as it is compared: without endings, a comparative as what it compares."""
    return bare_stem(_COMPARATIVES.get(word.lower(), word))


@lru_cache(maxsize=20_000)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


class Signals(NamedTuple):
    """What of a statistic's own words speaks for it, each from 0 to 1."""

    covered: float  # of the question's words, those that stand with it, by where they stand
    exact: float  # of its label's words, those that the question has
    near: float  # how near to the figure the question's words stand
    unit: float  # whether its unit is one that is asked for; below 0 where it can't be
    changed: float  # whether it tells a change, or what there was before, and a change is not asked for


def signals(scope: Scope, statistic: Statistic, revision: Revision) -> Signals:
    """How a statistic fits a question."""
    asked = _as_written(scope, statistic)
    return Signals(
        covered=_covered(asked, statistic, revision),
        exact=_exactness(asked, statistic),
        near=_nearness(asked, statistic),
        unit=_unit_fits(statistic, units_wanted(scope.question)),
        changed=float(tells_change(statistic) and not _ASKS_CHANGE.search(scope.question)),
    )


def fit(scope: Scope, statistic: Statistic, revision: Revision) -> float:
    """What speaks for this statistic among others of which a ranker says the same: -0.5 to 4."""
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


def _as_written(scope: Scope, statistic: Statistic) -> set[str]:
    """The stems of the question's words; where the quote has an acronym of some, the acronym in their place."""
    asked = _stems(scope.words)
    for short, run in acronyms(scope.question).items():
        if stem(short) in _stems_of(statistic.quote):
            asked = asked - _stems(run) | {stem(short)}
    return asked


def _unit_fits(statistic: Statistic, wanted: frozenset[str]) -> float:
    if statistic.unit in wanted:
        return 1.0
    return -0.5 if statistic.unit in _NO_SHARES and "percent" in wanted and wanted != _UNLESS_SAID else 0.0


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
    # A label of which less than half is named has a word in common and no more.
    named = (each for each in own if each and 2 * len(asked & each) >= len(each))
    return max((len(asked & each) ** 2 / len(asked | each) for each in named), default=0.0)


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
