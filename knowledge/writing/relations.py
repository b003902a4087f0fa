"""What stands around a figure, against what it is: a rank, a difference, a share, a part of another. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.verification.wording import known_in
from knowledge.words import stem
from knowledge.writing.coverage import is_known
from knowledge.writing.facts import Fact, comparable
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Part, Stated

_FEW = 12
_OF_THE = re.compile(r"\s+(?:out )?of (?:the |its |all |these |their )*")
_AHEAD = re.compile(r"\b(?:followed by|ahead of)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:shares?|percentage|proportion|portion|rate)\b[^,;.]*$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about |around |roughly |just |nearly |almost )?$", re.IGNORECASE)
_AGAINST = re.compile(
    r"(?:^|\W)(?:(?:up|down|risen|fallen) from|compared (?:with|to)|against|versus|vs\.?|after"
    r"|than)\b(?: the| a| just| only| around| about| roughly)*\s*$",
    re.IGNORECASE,
)


_SUPERLATIVE = re.compile(r"\s+(?:most|least|largest|biggest|highest|lowest|smallest|best|worst)\b", re.IGNORECASE)


def check_rank(part: Part, stated: Stated, fact: Fact) -> None:
    """Raises Unsupported where "the second most common" is told with another kind of figure, or a rank as a number."""
    after = part.text[stated.end - part.start :]
    if fact.amount.unit != "rank":
        if _SUPERLATIVE.match(after):
            raise Unsupported(Failure.FIGURE, f"{fact.shown} is no rank")
        return
    statistic = fact.statistic
    behind = re.match(r"\W*(\w+)", statistic.quote[statistic.at - statistic.start + len(statistic.as_written) :])
    own = re.match(r"\s+(\w+)", after)
    if behind and (not own or own[1].lower() != behind[1].lower()):
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is a rank")


def check_counted(part: Part, fact: Fact) -> None:
    """Raises Unsupported where a few that the report counts ("two bus lines") are told without what they count."""
    statistic = fact.statistic
    if statistic.unit != "count" or any(c.isdigit() for c in statistic.as_written) or statistic.value > _FEW:
        return
    head = fact.counted
    if head and not is_known(head, known_in(part.bare)):
        raise Unsupported(Failure.MEASURE, f"{fact.shown} is of {head}")


_CHANGE = (
    r"(?:increase|decrease|rise|drop|decline|uptick|growth|fall|gain|jump|reduction|improvement|change|difference|gap)"
)
_CHANGE_BEFORE = re.compile(
    rf"\b{_CHANGE} of (?:about |around |roughly |nearly |almost |only |just |some )?$"
    r"|\b(?:rose|risen|fell|fallen|grew|grown|increased|decreased|dropped|declined|climbed|gained|lost"
    r"|went up|went down|up|down|rise|fall|drop|grow|increase|decrease)"
    r"(?: \w+)? by (?:about |around |roughly |nearly |almost |only |just |some )?$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    rf"\s*(?:percent\w*|points?|pp|%)?[- ]*(?:{_CHANGE}|more|fewer|less|higher|lower|longer|shorter|later|earlier)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"\s*(?:percent\w*|points?|pp)?\s*(?:more|fewer|less|higher|lower)\b(?! (?:likely|often))", re.IGNORECASE
)


def check_difference(before: str, after: str, fact: Fact) -> None:
    """Raises Unsupported where a share is told as a difference ("31% fewer"), or a difference as a share."""
    statistic = fact.statistic
    behind = statistic.at - statistic.start + len(statistic.as_written)
    lead = statistic.quote[: statistic.at - statistic.start]
    is_change = bool(
        _CHANGE_BEFORE.search(lead)
        or _CHANGE_AFTER.match(statistic.quote, behind)
        or re.search(r"\bby (?:\w+ )?$", lead)
    )
    if _CHANGE_BEFORE.search(before) and not is_change and not fact.is_points:
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is no change")
    if fact.is_points and re.match(r"\s+of\b", after):
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is no share")
    if fact.amount.unit == "percent" and _DIFFERENCE.match(after) and not _DIFFERENCE.match(statistic.quote, behind):
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is no difference")


def check_not_of_another(part: Part, stated: Stated, fact: Fact, rivals: Iterable[Fact]) -> None:
    """Raises Unsupported where a figure stands before what another of its quote counts: "5.2 million euros buyers"."""
    after = re.match(r"(?:\s+[a-z][\w-]+){1,3}", part.text[stated.end - part.start :])
    words = after[0].split() if after else []
    if fact.amount.unit not in ("count", "currency", "percent") or (
        fact.counted and is_known(fact.counted, known_in(" ".join(words)))
    ):
        return
    for rival in rivals:
        same = rival.source == fact.source and rival.place != fact.place and rival.amount.unit == "count"
        if same and rival.counted and any(is_known(word, {stem(rival.counted)}) for word in words):
            raise Unsupported(Failure.MEASURE, f"{fact.shown} “{' '.join(words)}”")


def check_kind(before: str, fact: Fact) -> None:
    """Raises Unsupported where a share is told that is none; ``before``: the sentence up to the figure."""
    if fact.amount.unit in ("count", "currency") and _SHARE.search(before):
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is no share")


def check_pair(between: str, before: str, one: Fact, other: Fact) -> None:
    """Raises Unsupported where two neighbouring figures can't stand to each other as a sentence says."""
    alike = comparable(one.amount, other.amount)
    part_of = _OF_THE.fullmatch(between) and one.amount.unit == other.amount.unit != "other"
    if part_of and one.amount.point > other.amount.point:
        raise Unsupported(Failure.FIGURE, f"{one.shown} of {other.shown}")
    if alike and _AHEAD.search(between) and one.amount.point < other.amount.point:
        raise Unsupported(Failure.COMPARISON, f"{one.shown} before {other.shown}")
    from_to = bool(_FROM.search(before)) and bool(re.search(r"\bto\b", between)) and not re.search(r"[,;]", between)
    if from_to or _AGAINST.search(between):
        _check_order(between, one, other, from_to=from_to)


def _check_order(between: str, one: Fact, other: Fact, *, from_to: bool) -> None:
    """Whether two figures that are set against each other are alike, and the later one of a change is later."""
    if not comparable(one.amount, other.amount):
        raise Unsupported(Failure.COMPARISON, f"{one.shown} against {other.shown}")
    earlier, later = (one, other) if from_to else (other, one)
    in_order = from_to or re.search(r"\b(?:up|down|risen|fallen) from|\bafter\b", between)
    if in_order and earlier.years and later.years and min(earlier.years) > max(later.years):
        raise Unsupported(Failure.YEAR, f"{earlier.shown} is the later figure")
