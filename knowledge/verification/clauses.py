"""Which words of a sentence go with one of its figures. Pure."""

from __future__ import annotations

import re

from knowledge.figures import Figure, figures
from knowledge.records import Statistic

_MARK = re.compile(r"; |: |, | and | but | while | whereas | compared | up from | down from | [—–] |\) |\n| \| ")


def clause_of(statistic: Statistic) -> str:
    """The words of the quote that go with the figure, and not with another one; the figure itself is left out."""
    quote, at = statistic.quote, statistic.at - statistic.start
    until = at + len(statistic.as_written)
    begin, end = sentence_around(quote, at, until)
    alike = [each for each in figures(quote[begin:end]) if _parts(each, statistic)]
    before = max((begin + each.end for each in alike if begin + each.end <= at), default=begin)
    after = min((begin + each.start for each in alike if begin + each.start >= until), default=end)
    first = _last_mark(quote, before, at) if before > begin else begin
    last = _last_mark(quote, until, after) if after < end else end
    if before == begin and after == end:
        first, last = begin, end
    return f"{quote[first:at]} {quote[until:last]}"


def _parts(figure: Figure, statistic: Statistic) -> bool:
    if statistic.unit in ("count", "other"):
        return figure.unit not in ("year", "rank") and not (figure.in_words and figure.unit == "count")
    return figure.unit == statistic.unit


def sentence_around(quote: str, at: int, until: int) -> tuple[int, int]:
    """Where the sentence that holds ``quote[at:until]`` begins and ends."""
    ends = [found.end() for found in re.finditer(r"[.!?][\"”’)]*\s+(?=[A-Z\"“*\[])|\n\n", quote)]
    return max((end for end in ends if end <= at), default=0), min(
        (end for end in ends if end >= until), default=len(quote)
    )


def _last_mark(quote: str, start: int, end: int) -> int:
    """Where one clause ends and the next begins, between two figures: at the last mark, or right before the second."""
    if (closed := re.match(r"\s*\)", quote[start:end])) is not None:
        return start + closed.end()
    marks = list(_MARK.finditer(quote, max(0, start - 1), end))
    return marks[-1].start() if marks else end


def nearest_words(statistic: Statistic) -> str:
    """The words between the marks around the figure: what is denied elsewhere in its sentence is not denied of it."""
    quote, at = statistic.quote, statistic.at - statistic.start
    until = at + len(statistic.as_written)
    marks = [
        found.span() for found in re.finditer(r"[,;:.](?=\s)| [—–] | (?:but|while|whereas|although|though) |\n", quote)
    ]
    first = max((end for _, end in marks if end <= at), default=0)
    last = min((start for start, _ in marks if start >= until), default=len(quote))
    return quote[first:last]
