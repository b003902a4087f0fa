"""When a figure was so, in the words of its sentence. Pure."""

from __future__ import annotations

import re

from ingest.blocks import Span
from knowledge.figures import Figure

_COMPARED = re.compile(
    r"\b(?:than|than in|as in|as|like|like in|compared (?:to|with)|from|since|vs\.?|versus|over|against|unlike)(?: "
    r"in)?(?: the)? $",
    re.IGNORECASE,
)
_MEASURED_AGAINST = re.compile(r"\b(?:than|than in|compared (?:to|with)(?: in)?|unlike in)(?: the)? $", re.IGNORECASE)
_THIS_YEAR = re.compile(r"\bthis year\b", re.IGNORECASE)
# A time right before or right behind a figure is that figure's own: "from last year's 13% to 24% this year".
_OWN_BEFORE = re.compile(
    r"\b((?:this|last|(?:the )?(?:previous|prior)) year)['’]s(?: (?:survey|report))?['’]?s? (?:\w+ )?$", re.IGNORECASE
)
_OWN_BEHIND = re.compile(
    r"[%\w]*(?: of [a-z]+(?: [a-z]+)?)? ((?:this|last|(?:the )?(?:previous|prior)) year)\b(?!['’]s)", re.IGNORECASE
)
_LAST_YEAR = re.compile(r"last year|the (?:previous|prior) year|the year before|a year (?:ago|earlier)", re.IGNORECASE)
_TAKEN = re.compile(r"['’]s (?:\w+ )?[~≈]?\d")  # behind a time that is the next figure's own
_TAKES = re.compile(r"\d[\d.,]*\s?%?(?: of [a-z]+(?: [a-z]+)?)? $", re.IGNORECASE)  # before one that is the last one's
_RELATIVE_TIME = re.compile(
    r"\b(?:last year|the year before|the previous year|a year ago|a year earlier|in the prior year|the prior year|"
    r"two years ago|three years ago|the first survey|last spring|next year|the coming year)\b",
    re.IGNORECASE,
)


def period_of(sentence: str, figure: Figure, near: Span, years: list[Figure], changes: bool = False) -> str | None:
    """When a figure was so: the date after it in its clause, else before it, else the one that the sentence opens with.

    ``changes``: the figure tells how much something has changed; what it is compared with is not its period.
    """
    if own := _its_own(sentence, figure):
        return own
    years = [year for year in years if not _MEASURED_AGAINST.search(sentence[: year.outer_start])]
    if changes:
        years = [year for year in years if not _is_compared_with(sentence, year)]
    within = [year for year in years if near[0] <= year.start and year.end <= near[1]]
    later = next((year for year in within if year.start >= figure.end), None)
    chosen = later or (within[-1] if within else None) or _opening_date(sentence, figure, years)
    relative = _relative(sentence, figure, near, changes)
    if relative and not (later and later.start < relative[0]):
        stands_before = chosen and chosen.end <= figure.start and relative[0] < figure.start
        if not stands_before:
            return sentence[slice(*relative)]
    return spoken(chosen) if chosen else None


def _is_compared_with(sentence: str, year: Figure) -> bool:
    before = sentence[max(0, year.outer_start - 24) : year.outer_start]
    return bool(_COMPARED.search(before)) or year.qualifier in {"from", "since"}


def dated(period: str | None, document: tuple[int, ...]) -> str | None:
    """A period that counts from the document's own year, with the year: on a slide "last year" says nothing."""
    if period is None or len(document) != 1:
        return period
    if _THIS_YEAR.fullmatch(period):
        return str(document[0])
    return f"{period} ({document[0] - 1})" if _LAST_YEAR.fullmatch(period) else period


def _its_own(sentence: str, figure: Figure) -> str | None:
    """The time right before or right behind a figure: "last year's 13%", "44% of developers this year"."""
    before = _OWN_BEFORE.search(sentence[max(0, figure.outer_start - 48) : figure.outer_start])
    own = before or _OWN_BEHIND.match(sentence, figure.end)
    return own[1] if own else None


def _is_anothers(sentence: str, found: re.Match[str], figure: Figure) -> bool:
    """Whether a time stands right beside another figure."""
    if _TAKEN.match(sentence, found.end()):
        return not found.end() <= figure.start <= found.end() + 16
    taken = _TAKES.search(sentence[max(0, found.start() - 48) : found.start()])
    return (bool(taken) and figure.end < found.start() - 40) or (bool(taken) and figure.start > found.end())


def _relative(sentence: str, figure: Figure, near: Span, changes: bool) -> Span | None:
    """Where the clause says "last year", unless it only likens or compares with it."""
    found = _RELATIVE_TIME.search(sentence, *near)
    if not found or _is_anothers(sentence, found, figure) or _THIS_YEAR.search(sentence, found.end(), figure.start):
        return None
    before = sentence[max(0, found.start() - 24) : found.start()].lower()
    likens = before.endswith(("as in ", "like ", "as ", "similarly to ", "similar to ", "consistent with "))
    return None if likens or (changes and _COMPARED.search(before)) else found.span()


def _opening_date(sentence: str, figure: Figure, years: list[Figure]) -> Figure | None:
    """A date that the sentence begins with, or its only one, goes for all its figures."""
    opening = next((year for year in years if year.start < 40 and year.end <= figure.start), None)
    return opening if opening and re.match(r"[^.;]{0,40}$", sentence[: opening.start]) else None


def spoken(year: Figure) -> str:
    """A date as it is written, with "by" or "since"."""
    return f"{year.qualifier} {year.as_written}" if year.qualifier else year.as_written
