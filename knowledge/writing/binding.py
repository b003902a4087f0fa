"""Which of the sources' figures a written one is, by its value and by the words around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from knowledge.verification.agreeing import Agreement, agreement
from knowledge.verification.amounts import Amount, Kind
from knowledge.verification.wording import is_name
from knowledge.words import FUNCTION_WORDS, content_words, stem
from knowledge.writing.coverage import is_known, says_little
from knowledge.writing.facts import Fact, comparable
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Stated

# How far a figure may be from a bound in words: "more than a tenth" isn't said of 40%, though it is true.
_FAR_POINTS = Decimal(15)
_FAR_PART = Decimal("0.35")
_ALIKE = Decimal("0.6")  # points between two ways to put one fraction in words
_BOUNDS = (Kind.MORE, Kind.LEAST, Kind.FEWER, Kind.MOST)
_SOFT = (Kind.ABOUT, Kind.ROUND, Kind.NEARLY, Kind.JUST_OVER)


def candidates(stated: Stated, facts: Iterable[Fact]) -> list[Fact]:
    """The figures that a written one may be: those that bear it out."""
    if stated.fact is not None:
        return [stated.fact]
    return [fact for fact in facts if comparable(stated.amount, fact.amount) and agrees(stated, fact)]


def may_be(stated: Stated, fact: Fact) -> bool:
    """Whether a figure that the model wrote may be this one as well as another."""
    return stated.fact is None and comparable(stated.amount, fact.amount) and agrees(stated, fact)


def agrees(stated: Stated, fact: Fact) -> bool:
    """Whether a figure of a source bears a written one out. Digits do only as they stand there."""
    if any(c.isdigit() for c in stated.written):
        same = stated.amount.point == fact.amount.point and _upper(stated.amount) == _upper(fact.amount)
        return same and agreement(stated.amount, fact.amount) == Agreement.AGREES
    if stated.amount.unit in ("count", "other", "rank", "year") and stated.amount.kind not in _SOFT:
        return stated.amount.point == fact.amount.point and stated.amount.kind == fact.amount.kind
    if _is_fraction(fact) and stated.amount.kind in _SOFT and abs(stated.amount.point - fact.amount.point) > _ALIKE:
        return False  # "one in nine" is no rounded figure that could be rounded once more
    return bears_out(stated.amount, fact.amount)


def _is_fraction(fact: Fact) -> bool:
    """Whether a share is given as a fraction in words alone."""
    in_words = fact.amount.in_words and fact.amount.unit == "percent"
    return in_words and "percent" not in fact.statistic.as_written.lower()


def bears_out(claimed: Amount, stands: Amount) -> bool:
    """Whether an amount in words is one that a person would say of another."""
    return agreement(claimed, stands) == Agreement.AGREES and not _far(claimed, stands)


def _far(claimed: Amount, stands: Amount) -> bool:
    if claimed.kind not in _BOUNDS or claimed.point == 0:
        return False
    away = abs(claimed.point - stands.point)
    return away > _FAR_POINTS or away > _FAR_PART * max(claimed.point, stands.point)


def _upper(worth: Amount) -> Decimal:
    return worth.high if worth.kind == Kind.WITHIN else worth.point


def check_bound(text: str, before: str, facts: Sequence[Fact], rivals: Sequence[Fact]) -> None:
    """Raises Unsupported where the words of a part go with another figure than the one that it states.

    ``text`` has no figures; ``before`` is that of the part before it, of which one without words of its own goes on.
    """
    telling = _telling(text) or _telling(before)
    values = {fact.amount for fact in facts}
    for fact in facts:
        others = [each for each in facts if not comparable(each.amount, fact.amount)]
        words = [w for w in telling if is_known(w, fact.own) or not any(is_known(w, other.own) for other in others)]
        for rival in rivals:
            near = rival.source == fact.source or comparable(rival.amount, fact.amount)
            if near and rival.place != fact.place and rival.amount not in values:
                _check_rival(words, fact, rival)


def _telling(text: str) -> list[str]:
    return [word for word in content_words(text) if not word[0].isdigit() and not says_little(word)]


def _check_rival(words: Sequence[str], fact: Fact, rival: Fact) -> None:
    alike = comparable(fact.amount, rival.amount)
    own, other = (fact.own, rival.own) if alike else (fact.near, rival.near)
    mine = [word for word in words if is_known(word, own) and not is_known(word, other)]
    theirs = [word for word in words if is_known(word, other) and not is_known(word, own)]
    named = [word for word in theirs if _is_named_in(word, rival)]
    if named and not any(_is_named_in(word, fact) for word in mine) and _has_names(fact, rival):
        raise Unsupported(Failure.MEASURE, f"{' '.join(named)}: that is {rival.shown}, not {fact.shown}")
    if len(theirs) > len(mine) or (theirs and len(theirs) == len(mine) and _fits_better(mine, own, theirs, other)):
        raise Unsupported(Failure.MEASURE, f"{' '.join(theirs)}: that is {rival.shown}, not {fact.shown}")


def _is_named_in(word: str, fact: Fact) -> bool:
    """Whether a word is a name in the quote of a figure: it has a capital, though it doesn't open the sentence."""
    return bool(
        re.search(rf"(?<=[a-z\d,;:%)] ){re.escape(word[:1].upper() + word[1:])}\b", f"{fact.statistic.quote}")
    ) or is_name(word)


def _has_names(fact: Fact, rival: Fact) -> bool:
    """Whether a figure is told of something by name, and not of what the rival is."""
    words = re.findall(r"(?<=[a-z\d,;:%)] )[A-Z]\w+|^[A-Z]\w*[A-Z]\w*", fact.clause)
    return any(stem(word) not in rival.own for word in words) or bool(re.match(r"[A-Z]\w* [A-Z]", fact.clause))


def _fits_better(mine: Sequence[str], own: frozenset[str], theirs: Sequence[str], other: frozenset[str]) -> bool:
    """Whether more stands there of what only the rival is told of: "the desk edition costs", of the pocket one."""
    only_own = [word for word in own - other if not says_little(word) and word not in FUNCTION_WORDS]
    only_other = [word for word in other - own if not says_little(word) and word not in FUNCTION_WORDS]
    return len(theirs) * max(1, len(only_own)) >= len(mine) * max(1, len(only_other))
