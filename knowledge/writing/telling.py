"""Whether a part of a sentence says of its figures, and of everything else, what the quotes say."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from knowledge.verification.clauses import nearest_words
from knowledge.verification.phrases import said_by_survey
from knowledge.verification.wording import is_name, known_in
from knowledge.words import content_words, tokens
from knowledge.writing import checks, coverage, relations, timing
from knowledge.writing.backing import Backing
from knowledge.writing.bound import Bound
from knowledge.writing.denials import check_denials
from knowledge.writing.facts import Fact
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.periods import A_YEAR_BEFORE, YEARS_BEFORE, bare_table

LEAST_OF_QUOTE = 0.5  # of a clause's words: as many must stand in the quotes themselves, not in what is before them

_CLAUSES = re.compile(
    r"; |, (?:and|but|while|whereas|although|though|which|since|because) | (?:because|while|whereas|although|since) "
)
_NOT = re.compile(r"n[’']t\b|\bnot\b")
_IDLE = re.compile(r"\bno longer\b|\bat all\b", re.IGNORECASE)  # denials, and what strengthens them
_YEAR = re.compile(r"(?:\b(?:in|by|of|for|during|since|the|from|until) )*\b(?:19|20)\d\d\b(?:[’']s)?", re.IGNORECASE)


class Told(NamedTuple):
    """What a part is held against."""

    own: Backing  # the sources of its figures; all that are cited where it has none
    spare: Backing  # the cited sources of which the sentence tells no figure
    elsewhere: frozenset[str]  # stems of what the other sources of the answer speak of
    asked: Collection[str]  # stems of the question's words
    facts: Sequence[Fact]  # all there are


def check_words(bound: Bound, told: Told, likeness: coverage.Likeness) -> None:
    """Raises Unsupported for words that no quote bears out, or that say the opposite of one."""
    part, own = bound.part, told.own
    text = _IDLE.sub(" ", A_YEAR_BEFORE.sub(" ", _YEAR.sub(" ", part.bare)))
    words = content_words(_asked(_uncapped(text) if part.start == 0 else text))
    if missing := coverage.uncovered(words, own, likeness, told.elsewhere, told.asked):
        raise Unsupported(Failure.WORDS, f"{', '.join(missing)}: not in what is cited")
    near = known_in(" ".join(nearest_words(fact.statistic) for fact in bound.facts))
    wrong = next((word for word in words if coverage.opposed(word, near)), None)
    if opposite := wrong or coverage.opposed_phrase(part.bare, own.quotes):
        raise Unsupported(Failure.MEASURE, f"“{opposite}”")
    for clause in _CLAUSES.split(text):
        _check_quoted(content_words(_asked(clause)), own)


def check_sense(bound: Bound, pair: Sequence[Fact], told: Told) -> None:
    """Raises Unsupported where a part denies, turns round or overstates what the quotes say.

    ``pair``: the figures that it sets against each other.
    """
    part, facts, own = bound.part, bound.facts, told.own
    sentences = [*(fact.sentence for fact in facts), *told.spare.sentences()] if facts else own.sentences()
    clauses = "; ".join(fact.clause for fact in facts) if facts else checks.told_of(part.bare, sentences)
    zero = any(fact.amount.point == 0 for fact in facts)
    check_denials(bound.denying, " ; ".join(dict.fromkeys(sentences)), clauses, zero=zero)
    checks.check_direction(part.text, pair if len(pair) == 2 else _with_earlier(facts, told.facts), facts, own)
    checks.check_extremes(part.bare, facts, own, told.facts)
    for each, fact in bound.placed:
        before, after = part.text[: each.start - part.start], part.text[each.end - part.start :]
        checks.check_than(after, fact)
        relations.check_difference(before, after, fact)


def check_time(bound: Bound, others: Sequence[Fact], own: Backing) -> None:
    """Raises Unsupported for a year that can't be the part's; ``others``: the figures of the other parts."""
    timing.check_baseline(bound.part, bound.main, others)
    named = _YEAR.search(bound.part.text)
    if named and bare_table(own) and (not bound.facts or _NOT.search(bound.part.text)):
        raise Unsupported(Failure.YEAR, "a table's row doesn't tell the year of what isn't a figure")


def check_whole(text: str, facts: Sequence[Fact], home: Backing) -> None:
    """Raises Unsupported for what a sentence says as a whole; ``text`` has no figures."""
    text = _IDLE.sub(" ", YEARS_BEFORE.sub(" ", A_YEAR_BEFORE.sub(" ", text)))
    checks.check_families(text, home)
    checks.check_comparison(text, facts, home)
    for sentence in [fact.sentence for fact in facts] or [checks.told_of(text, home.sentences())]:
        checks.check_future(text, sentence)


def _with_earlier(facts: Sequence[Fact], all_facts: Sequence[Fact]) -> Sequence[Fact]:
    """A figure and the only one that its sentence sets against it: "29%, after 11% last year"."""
    if len(facts) != 1 or len(facts[0].years) != 1:
        return facts
    own = facts[0]
    beside = [f for f in all_facts if f.source == own.source and f.sentence == own.sentence and f.place != own.place]
    others = [f for f in beside if f.amount.unit == own.amount.unit and len(f.years) == 1 and f.years != own.years]
    return (others[0], own) if len(others) == 1 else facts


def _check_quoted(words: Sequence[str], home: Backing) -> None:
    """Whether enough of a clause stands in the quotes themselves."""
    telling = [word for word in words if not coverage.says_little(word) and not word[0].isdigit()]
    there = [word for word in telling if coverage.is_known(word, home.told)]
    if len(telling) > 2 and len(there) < LEAST_OF_QUOTE * len(telling):
        raise Unsupported(Failure.UNCITED, f"{' '.join(telling)}: the quote says little of it")


def _uncapped(text: str) -> str:
    """A text whose first word has no capital, unless it is a name by more than that."""
    first = tokens(text)[:1]
    return text if not first or is_name(first[0]) else text.replace(first[0], first[0].lower(), 1)


def _asked(text: str) -> str:
    """A text without who is said to say so, which is looked at elsewhere."""
    span = said_by_survey(text)
    return f"{text[: span[0]]} {text[span[1] :]}" if span else text
