"""Of which year a sentence tells a figure, against the year that the figure is of. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from knowledge.records import Statistic
from knowledge.scope import years_in
from knowledge.verification.dating import years_told
from knowledge.writing.facts import Fact, comparable
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Part, Stated
from knowledge.writing.sense import AHEAD

_YEAR_BEFORE_AFTER = re.compile(
    r"\s*(?:in )?(?:(?:the|a) (?:previous|prior|preceding) year|(?:the|a) year (?:before|earlier)"
    r"|(?:of|in) the year before)\b",
    re.IGNORECASE,
)
_WHEN_AFTER = re.compile(r"\b((?:19|20)\d\d),? (?:when|where)\b[^,;.]*$")


def years_of(stated: Stated, sentence: str, all_stated: Sequence[Stated]) -> frozenset[int]:
    """The years that a sentence gives to one of its figures; empty where it gives none."""
    if _YEAR_BEFORE_AFTER.match(sentence, stated.end):
        named = set(years_in(sentence))
        return frozenset({named.pop() - 1}) if len(named) == 1 else frozenset()
    if when := _WHEN_AFTER.search(sentence[: stated.start]):
        return frozenset({int(when[1])})
    if (paired := _paired(stated, sentence, all_stated)) is not None:
        return frozenset({paired})
    written = sentence[stated.start : stated.end]
    pseudo = Statistic(
        id="-",
        revision_id="-",
        value=stated.amount.point,
        unit="other",
        as_written=written,
        at=stated.start,
        measure="-",
        quote=sentence,
        start=0,
        end=len(sentence),
    )
    return years_told(pseudo, ()) or _only_year(stated, sentence, all_stated)


_COMPARES = re.compile(
    r"\b(?:than|since|after|from|until|before|by|with|to|against|unlike|as)(?: in| the)?$", re.IGNORECASE
)


def _only_year(stated: Stated, sentence: str, all_stated: Sequence[Stated]) -> frozenset[int]:
    """The year of a sentence that names one and states one figure, small numbers apart."""
    main = [each for each in all_stated if each.amount.unit in ("percent", "times", "currency") or each.fact]
    years = list(re.finditer(r"\b(?:19|20)\d\d\b", sentence))
    if len(years) != 1 or main != [stated] or _COMPARES.search(sentence[: years[0].start()].rstrip()):
        return frozenset()
    return frozenset({int(years[0][0])})


_EARLIER = re.compile(
    r"\b(?:last year|years? (?:before|earlier|ago)|previous\w*|earlier|before|prior|former\w*"
    r"|in the past|had|from|was|were|after|originally|initially|once|used to)\b",
    re.IGNORECASE,
)


def check_newest(fact: Fact, facts: Iterable[Fact], sentence: str, told: Collection[Fact]) -> None:
    """Raises Unsupported where an older figure is told as if it were the newest of its sentence."""
    if len(fact.years) != 1 or _EARLIER.search(sentence):
        return
    for other in facts:
        same = other.source == fact.source and other.sentence == fact.sentence and comparable(other.amount, fact.amount)
        newer = same and len(other.years) == 1 and other.part == fact.part and max(other.years) > max(fact.years)
        if newer and other not in told:
            raise Unsupported(Failure.YEAR, f"{fact.shown} is of {_listed(fact.years)}, {other.shown} is newer")


def _paired(stated: Stated, sentence: str, all_stated: Sequence[Stated]) -> int | None:
    """Of "fewer in 2024 than in 2023: 28% against 31%" the year in the figure's place; None for other sentences."""
    figures = [each for each in all_stated if not each.is_quantifier]
    years = re.findall(r"\b(?:19|20)\d\d\b", sentence[: figures[0].start]) if figures else []
    if len(figures) != 2 or len(set(years)) != 2 or stated not in figures:
        return None
    return int(years[figures.index(stated)]) if not years_in(sentence[figures[0].end :]) else None


def check_years(fact: Fact, years: Collection[int], part: Part) -> None:
    """Raises Unsupported where a sentence gives a figure to another year than its own."""
    if not years or (len(part.stated) == 1 and fact.years & set(years_in(part.text)) and AHEAD.search(part.text)):
        return  # "in 2021 they forecast that by 2025 half …"
    if not set(years) & fact.years:
        own = _listed(fact.years) or "no stated year"
        raise Unsupported(Failure.YEAR, f"{_listed(years)}: {fact.shown} is of {own}")
    if not fact.told and len(fact.years) > 1:
        raise Unsupported(Failure.YEAR, f"{_listed(years)}: it isn't said of which year {fact.shown} is")


_LAST_YEAR = re.compile(
    r"\s*(?:\w+ ){0,2}?(?:last year|(?:in )?the (?:previous|prior) year|(?:the|a) year (?:before"
    r"|earlier|ago)|\w+ years? (?:ago|earlier|before))\b",
    re.IGNORECASE,
)


def check_last_year(placed: Sequence[tuple[Stated, Fact]], sentence: str) -> None:
    """Raises Unsupported where a figure is told of last year that isn't older than the one beside it."""
    for stated, fact in placed:
        if not _LAST_YEAR.match(sentence, stated.end) or not fact.years:
            continue
        alike = (other for _, other in placed if other is not fact and comparable(other.amount, fact.amount))
        others = [other for other in alike if other.years and (other.part == fact.part or other.source != fact.source)]
        if any(min(fact.years) >= min(other.years) for other in others):
            raise Unsupported(Failure.YEAR, f"{fact.shown} is of {_listed(fact.years)}")


BASELINE = re.compile(
    r"\b(?:over|from|than|since|compared (?:with|to))(?: in)? ((?:19|20)\d\d)\b(?!,? (?:when|where))", re.IGNORECASE
)


def check_baseline(part: Part, facts: Sequence[Fact], others: Sequence[Fact]) -> None:
    """Raises Unsupported where a change is told against another year than its own: "7 points more than in 2023"."""
    for found in BASELINE.finditer(part.text):
        year = int(found[1])
        if not facts or any(re.search(rf"\b{year}\b", fact.sentence) for fact in facts):
            continue
        if not any(fact.years == {year} for fact in others):
            raise Unsupported(Failure.YEAR, f"“{found[0]}”")


def _listed(years: Collection[int]) -> str:
    return ", ".join(map(str, sorted(years)))
