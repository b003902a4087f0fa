"""Which year a figure stands for, of several that its sentence speaks of: "13% last year, 24% this year". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from knowledge.figures import Figure, figures
from knowledge.records import Statistic
from knowledge.scope import years_in

NEAR = 6  # characters between a figure and the year that belongs to it

_LAST = r"(?:last|the previous|the prior|previous|prior) year|(?:the )?year before|a year (?:ago|earlier)"
_MARK = re.compile(
    rf"\b(?:(?P<last>{_LAST})|(?P<this>this year)|(?P<year>(?:19|20)\d\d)(?![\d%]| edition))(?:[’']s)?", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom (?:[\w’'-]+ ){0,2}$", re.IGNORECASE)
_UP_FROM = re.compile(r"\b(?:up|down|risen|fallen) from (?:[\w’'-]+ ){0,2}$", re.IGNORECASE)
_RANGING = re.compile(
    r"\b(?:rang(?:e[ds]?|ing)|var(?:y|ies|ied|ying)|anywhere) from (?:[\w’'-]+ ){0,2}$", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:like|since|as|as in|over|from|with|to|than|unlike|until|(?:in|during|within) the) (?:the )?$", re.IGNORECASE
)
_FOLLOWS = re.compile(r"[\s)*_]*(?:in|of|for|from|by|over)?\s*(?:the )?", re.IGNORECASE)
_JOINS = re.compile(r"[^.;:]{0,40}(?:,| and| or)(?: only| just)? ?")


def years_told(statistic: Statistic, of_document: Collection[int]) -> frozenset[int]:
    """The years that a statistic stands for; empty where nothing tells.

    What its sentence says of the figure itself counts, then a year that a findings file or a table names, then the year
    that opens the sentence, then the document's.
    """
    if statistic.row or statistic.column:
        named = years_in(" ".join(filter(None, (statistic.row, statistic.column)))) or years_in(statistic.table or "")
        return frozenset(named or of_document)
    told = _told(statistic, of_document)
    if told:
        return told
    if statistic.origin == "findings" and (named := years_in(statistic.period or "")):
        return frozenset(named)
    headed = years_in(" ".join(statistic.headings[1:]))
    return frozenset(headed if len(headed) == 1 else of_document)


def _told(statistic: Statistic, of_document: Collection[int]) -> frozenset[int]:
    quote, at = statistic.quote, statistic.at - statistic.start
    read = [each for each in figures(quote) if each.unit != "year"]
    until = at + len(statistic.as_written)
    own = next((each for each in read if each.start < until and at < each.end), None)
    newest = max(of_document, default=None)
    told: frozenset[int] = frozenset()
    last: Figure | None = None
    for figure in read:
        # "4.4% full-time and 16.6% part-time": the second is of the first's year
        goes_on = bool(last and _JOINS.fullmatch(quote[last.end : figure.outer_start]))
        told = _of_one(quote, figure, read, newest) or (told if goes_on else frozenset())
        if figure is own:
            break
        last = figure
    if told or own is None:
        return told
    opening = _opening(quote, own, read) or _only(quote, own, read)
    return _meant(opening, newest) if opening else frozenset()


def _only(quote: str, own: Figure, read: list[Figure]) -> re.Match[str] | None:
    """The year "by" which something will be, where the figure is the only one before it."""
    after = min((each.start for each in read if each.start >= own.end), default=len(quote))
    marks = [mark for mark in _MARK.finditer(quote, own.end, after) if mark["year"]]
    if len(marks) == 1 and re.search(r"\b(?:by|until|before) (?:the end of )?$", quote[: marks[0].start()]):
        return marks[0]
    return None


def _of_one(quote: str, figure: Figure, read: list[Figure], newest: int | None) -> frozenset[int]:
    mark = _mark_of(quote, figure, read)
    if mark is not None:
        return _meant(mark, newest)
    if newest and _is_earlier(quote, figure, read):
        return frozenset({newest - 1})
    return frozenset({newest}) if newest and _is_later(quote, figure, read) else frozenset()


def _meant(mark: re.Match[str], newest: int | None) -> frozenset[int]:
    if mark["year"]:
        return frozenset({int(mark["year"])})
    if newest is None:
        return frozenset()
    return frozenset({newest - 1 if mark["last"] else newest})


def _mark_of(quote: str, own: Figure, read: list[Figure]) -> re.Match[str] | None:
    """The year that stands beside the figure, and not beside another."""
    before = max((each.end for each in read if each.end <= own.start), default=0)
    after = min((each.start for each in read if each.start >= own.end), default=len(quote))
    for mark in _MARK.finditer(quote, own.end, after):
        between = quote[own.end : mark.start()]
        if _FOLLOWS.fullmatch(between) and not _possessive(mark):
            return mark
        if re.fullmatch(r"[^,;.]{0,60}\b(?:in|of|for) (?:the )?", between) and not _leads(quote, mark, after):
            return mark
    marks = [mark for mark in _MARK.finditer(quote, before, own.start) if _leads(quote, mark, own.start)]
    if marks and before and _FOLLOWS.fullmatch(quote[before : marks[-1].start()]) and not _possessive(marks[-1]):
        return None  # "17.5% last year, use is now at 25%": it goes with the figure before it
    return marks[-1] if marks else None


def _leads(quote: str, mark: re.Match[str], to: int) -> bool:
    """Whether a year goes with the figure that follows: "last year's 13%", "this year nearly three-quarters"."""
    between = quote[mark.end() : to]
    if _only_compares(quote, mark):
        return False
    if _possessive(mark):
        return not re.search(r"[,;.]", between)
    if re.match(r"\s*(?:to|and|,|\))", between) and re.search(r"\b(?:in|of|from) $", quote[: mark.start()]):
        return False
    return len(between) <= NEAR + 20 and not re.search(r"[;.]", between)


def _only_compares(quote: str, mark: re.Match[str]) -> bool:
    """Whether a year is only what is compared with: "since last year", but not "over last year, where only 42% …"."""
    where = re.match(r",? (?:where|when)\b", quote[mark.end() :])
    return bool(_COMPARES.search(quote[: mark.start()])) and not _possessive(mark) and not where


def _possessive(mark: re.Match[str]) -> bool:
    """Whether it is "last year's", which goes with what follows."""
    return mark[0].endswith(("'s", "’s"))


def _is_earlier(quote: str, own: Figure, read: list[Figure]) -> bool:
    """Whether it is what something has come from: "from 60.8% to 66.4%", "(up from 51.6%)"."""
    lead = quote[: own.outer_start].rstrip("*_ ") + " "
    if _UP_FROM.search(lead):
        return True
    later = min((each.start for each in read if each.start > own.end and each.unit == own.unit), default=None)
    if later is None or not _FROM.search(lead) or _RANGING.search(lead):
        return False
    return bool(re.search(r"\bto\b", quote[own.end : later]))


def _is_later(quote: str, own: Figure, read: list[Figure]) -> bool:
    return any(
        other is own and _is_earlier(quote, one, read) and re.search(r"\bto\b", quote[one.end : other.start])
        for one, other in pairwise(read)
    )


def _opening(quote: str, own: Figure, read: list[Figure]) -> re.Match[str] | None:
    """The year with which the figure's sentence opens, before any of its figures."""
    begin = max((found.end() for found in re.finditer(r"[.!?][\"”’)]*\s+(?=[A-Z\"“])", quote[: own.start])), default=0)
    first = min((each.start for each in read if each.start >= begin), default=own.start)
    mark = _MARK.search(quote, begin, first)
    if mark is None or (not mark["year"] and _only_compares(quote, mark)):
        return None
    return mark
