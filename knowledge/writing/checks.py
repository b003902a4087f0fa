"""Whether the small words of a sentence say what its quotes say: denials, directions, ends, sureness, causes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.figures import figures
from knowledge.verification.clauses import sentence_around
from knowledge.words import content_words, stem, tokens
from knowledge.writing import sense
from knowledge.writing.backing import Backing
from knowledge.writing.coverage import is_glue, is_known
from knowledge.writing.facts import Fact, comparable
from knowledge.writing.failing import Failure, Unsupported


def _or(*families: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile("|".join(family.pattern for family in families), re.IGNORECASE)


# Of each family: which words of a quote allow it in a sentence.
_NEED: tuple[tuple[Failure, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        Failure.QUALIFIER,
        sense.ONLY,
        re.compile(rf"{sense.ONLY.pattern}|\bown\b|\b(?:nothing|no one|nobody) else\b", re.IGNORECASE),
    ),
    (Failure.FIGURE, sense.ALL, re.compile(rf"{sense.ALL.pattern}|\bwho(?:so)?ever\b", re.IGNORECASE)),
    (Failure.FIGURE, sense.FULL, sense.FULL),
    (Failure.FIGURE, sense.MANY, sense.MANY),
    (Failure.FIGURE, sense.TWO, sense.TWO),
    (Failure.MODALITY, sense.DOUBT, _or(sense.DOUBT, sense.FUTURE)),
    (Failure.MODALITY, sense.CAN, sense.CAN),
    (Failure.MODALITY, sense.DUTY, sense.DUTY),
    (Failure.MODALITY, sense.FUTURE, sense.FUTURE),
    (Failure.COMPARISON, sense.AGAIN, re.compile(rf"{sense.AGAIN.pattern}|\bstay(?:s|ed)?\b", re.IGNORECASE)),
    (Failure.CAUSE, sense.CAUSE, sense.CAUSAL_IN_QUOTE),
    (Failure.CAUSE, sense.SINCE_CAUSE, sense.CAUSAL_IN_QUOTE),
)
_CLAUSE = re.compile(r"[,;:] | [—–] | (?:but|while|whereas|although|though|yet|because|since) ")
ENOUGH = 0.5  # of a sentence's words, or of a clause's: a clause of a quote that shares as many is what it tells of


def check_families(text: str, home: Backing) -> None:
    """Raises Unsupported for a word of a family of which the quotes have none."""
    for failure, family, allowed in _NEED:
        found = family.search(text)
        if found and family is sense.DUTY and (_states_a_rule(home.quotes) or _FORBIDS.search(home.quotes)):
            continue
        if found and family is sense.CAN and found[0].lower() == "can" and not _PAST_OR_SHARE.search(home.quotes):
            continue  # what the app does, it can do
        if found and not allowed.search(home.quotes):
            raise Unsupported(failure, f"“{found[0]}”")


_BOUND = re.compile(r"\b(?:at least|at most|within|no later|no longer than|no more than|only (?:if|when))\b")
_PAST_OR_SHARE = re.compile(r"%|\b(?:was|were|had|said|did|percent|\w{3,}ed by)\b")


_FORBIDS = re.compile(r"\b(?:may|can) (?:not|only)\b|\bnot allowed\b|\bforbidden\b", re.IGNORECASE)


def _states_a_rule(quotes: str) -> bool:
    """Whether a quote lays down what is to be done: "a password has at least 14 characters"."""
    return bool(_BOUND.search(quotes)) and not _PAST_OR_SHARE.search(quotes)


def check_future(text: str, quoted: str) -> None:
    """Raises Unsupported where what is expected is told as a fact."""
    if (found := sense.AHEAD.search(quoted)) and not (sense.FUTURE.search(text) or sense.DOUBT.search(text)):
        raise Unsupported(Failure.MODALITY, f"the quote says “{found[0]}”")


def told_of(text: str, sentences: Sequence[str], near: str = "") -> str:
    """The clauses of the quotes that a text tells of: those with enough of its words, and ``near`` if given."""
    words = [word for word in dict.fromkeys(content_words(text)) if not is_glue(word)]
    own = frozenset(stem(word) for word in content_words(text))
    clauses = [clause for sentence in sentences for clause in _CLAUSE.split(sentence)]
    shares = {clause: _shared(words, clause) for clause in clauses}
    best = max(shares.values(), default=0)
    shares = {clause: shared if 2 * shared >= best else 0 for clause, shared in shares.items()}
    chosen = [
        clause
        for clause in clauses
        if (near and near in clause)
        or (
            shares[clause]
            and (shares[clause] == best or shares[clause] >= ENOUGH * len(words) or _is_told(clause, own))
        )
    ]
    return "; ".join(dict.fromkeys(chosen))


def touched(text: str, sentences: Sequence[str]) -> list[str]:
    """The clauses of the quotes that share a word with a text."""
    words = content_words(text)
    return [clause for sentence in sentences for clause in _CLAUSE.split(sentence) if _shared(words, clause)]


def _is_told(clause: str, own: frozenset[str]) -> bool:
    words = content_words(clause)
    return sum(is_known(word, own) for word in words) >= ENOUGH * len(words)


def _shared(words: Sequence[str], clause: str) -> int:
    known = {stem(word) for word in tokens(clause)}
    return sum(is_known(word, known) for word in words)


def check_direction(text: str, pair: Sequence[Fact], facts: Sequence[Fact], home: Backing) -> None:
    """Raises Unsupported where a rise is told of a fall: by the two figures if there are two, else by the quote."""
    up, down = sense.UP.search(text), sense.DOWN.search(text)
    if not (up or down):
        return
    told = (up or down or [""])[0]
    went = _went(text, pair) if not (up and down) else None
    if went is not None:
        if went != ("up" if up else "down"):
            raise Unsupported(Failure.DIRECTION, f"“{told}”")
        return
    near = "; ".join(fact.clause for fact in facts)
    if not (sense.UP.search(near) or sense.DOWN.search(near)):
        near = home.quotes
    there_up, there_down = sense.UP.search(near), sense.DOWN.search(near)
    if (up and not there_up) or (down and not there_down):
        raise Unsupported(Failure.DIRECTION, f"“{told}”")
    if there_up and there_down:
        known = {stem(word) for word in tokens(near)}
        for each in (*sense.UP.finditer(text), *sense.DOWN.finditer(text)):
            if not any(is_known(word, known) for word in tokens(each[0])):
                raise Unsupported(Failure.DIRECTION, f"“{each[0]}”")


def _went(text: str, pair: Sequence[Fact]) -> str | None:
    """Which way two figures go, from the earlier one to the later one; None where that can't be told."""
    if len(pair) != 2 or not comparable(pair[0].amount, pair[1].amount) or pair[0].amount.point == pair[1].amount.point:
        return None
    earlier, later = pair
    if all(fact.years for fact in pair) and earlier.years != later.years:
        if min(earlier.years) > min(later.years):
            earlier, later = later, earlier
    elif not re.search(r"\bfrom\b.*\bto\b", text, re.IGNORECASE) or re.search(
        r"\b(?:up|down) from\b", text, re.IGNORECASE
    ):
        earlier, later = later, earlier
    return "up" if later.amount.point > earlier.amount.point else "down"


def check_comparison(text: str, facts: Sequence[Fact], home: Backing) -> None:
    """Raises Unsupported where more is told of less."""
    alike = [fact for fact in facts if fact.amount.unit not in ("rank", "year")]
    compared = _compared(alike)
    for one, other, larger in ((sense.MORE, sense.LESS, True), (sense.LESS, sense.MORE, False)):
        found = one.search(_without_bounds(text, home.quotes))
        if found and other.search(text) and not one.search(home.plain):
            raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")
        if not found or other.search(text):
            continue
        went = _went(text, alike)
        if went is not None and (sense.UP if went == "up" else sense.DOWN).search(text):
            if (went == "up") != larger:
                raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")
        elif compared is not None:
            if compared != larger and (_AGAINST.search(text) or not one.search(home.plain)):
                raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")
        elif not one.search(home.plain) and not (sense.UP if larger else sense.DOWN).search(home.plain):
            raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")


_BOUNDS = (
    re.compile(r"\bor (?:more|above|over|longer|higher)\b|\bat least\b|\bminimum\b|\bupwards\b", re.IGNORECASE),
    re.compile(r"\bor (?:fewer|less|under|below|lower)\b|\bat most\b|\bup to\b|\bmaximum\b", re.IGNORECASE),
)


def _without_bounds(text: str, quotes: str) -> str:
    """A text without "or more" where the quotes say "at least"."""
    for bound in _BOUNDS:
        text = bound.sub(" ", text) if bound.search(quotes) else text
    return text


_THAN = re.compile(
    r"\s*(?:\w+ ){0,2}?(more|less|fewer|higher|lower|longer|shorter|later|earlier|above|below|larger|smaller)\b",
    re.IGNORECASE,
)
_GREATER = frozenset("more higher longer later above larger".split())


def check_than(after: str, fact: Fact) -> None:
    """Raises Unsupported where "half an hour less" is told as "half an hour more"."""
    own = _THAN.match(after)
    at = fact.statistic.at - fact.statistic.start + len(fact.statistic.as_written)
    theirs = _THAN.match(fact.statistic.quote, at)
    if own and theirs and (own[1].lower() in _GREATER) != (theirs[1].lower() in _GREATER):
        raise Unsupported(Failure.COMPARISON, f"{fact.shown} “{own[1]}”")


_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|against|versus|vs|(?:more|fewer|less|higher|lower|larger|smaller"
    r"|longer|shorter) than(?: the| a| in| of)* (?= ))",
    re.IGNORECASE,
)


def _compared(facts: Sequence[Fact]) -> bool | None:
    """Whether the first of two figures is larger; None where there aren't two of one unit."""
    if (
        len(facts) != 2
        or facts[0].amount.unit != facts[1].amount.unit
        or facts[0].amount.point == facts[1].amount.point
    ):
        return None
    return facts[0].amount.point > facts[1].amount.point


def check_extremes(text: str, facts: Sequence[Fact], home: Backing, siblings: Sequence[Fact]) -> None:
    """Raises Unsupported where something is put first or last that isn't."""
    for same, other, largest in ((sense.MOST, sense.LEAST, True), (sense.LEAST, sense.MOST, False)):
        found = same.search(text)
        if not found:
            continue
        near = " ".join(_leading_to(fact, same, other) for fact in facts) or home.quotes
        if other.search(near) and not same.search(near):
            raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")
        if same.search(home.quotes) or (facts and _is_extreme(facts[0], siblings, largest)):
            continue
        raise Unsupported(Failure.COMPARISON, f"“{found[0]}”")


def _leading_to(fact: Fact, same: re.Pattern[str], other: re.Pattern[str]) -> str:
    """The words of the quote up to the figure where they put something first or last, else all of its clause."""
    statistic = fact.statistic
    at = statistic.at - statistic.start
    begin, _ = sentence_around(statistic.quote, at, at + len(statistic.as_written))
    before = statistic.quote[begin:at]
    edges = [each.end for each in figures(before) if each.unit not in ("year", "rank")]
    own = before[max(edges, default=0) :]
    return own if same.search(own) or other.search(own) else fact.clause


def _is_extreme(fact: Fact, siblings: Sequence[Fact], largest: bool) -> bool:
    """Whether it is the largest, or smallest, of its question's options, of which there are two others at least."""
    question = fact.statistic.distribution
    same = [
        s
        for s in siblings
        if question and s.statistic.distribution == question and s.place != fact.place and s.years == fact.years
    ]
    if len(same) < 2:
        return False
    if largest:
        return all(each.amount.point < fact.amount.point for each in same)
    return all(each.amount.point > fact.amount.point for each in same)
