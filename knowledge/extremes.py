"""Questions that want the period of a figure: "in which year was it largest", "which year was it less than 600". Pure.

Nothing is calculated: figures that stand in one row, or in one column, are compared, and all of them are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from knowledge.cells import Chosen, choose
from knowledge.moments import moment_of
from knowledge.records import Statistic

_WHICH = re.compile(
    r"\b(?:which|what)(?: \w+){0,2}? (?:years?|fy|periods?|quarters?)\b|\bwhich (?:of the )?(?:years?|fy)\b",
    re.IGNORECASE,
)
_OVER = r"(?:exceed(?:s|ed)?|(?:more|greater|higher|larger|bigger|above|over)(?: than)?|at least)"
_UNDER = r"(?:(?:less|lower|smaller|fewer|below|under)(?: than)?|at most)"
_BOUND = re.compile(
    rf"\b(?:(?P<over>{_OVER})|(?P<under>{_UNDER}))\s+(?P<sign>[-−–]?\s?)[$€£]?\s?(?P<minus>[-−–]?)(?P<number>\d[\d,.]*\d|\d)\s*%?\s*"
    r"(?P<scale>thousands?|millions?|billions?|k|m|bn)?",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:larg(?:er|est)|high(?:er|est)|great(?:er|est)|bigg(?:er|est)|most|more|maximum|peak(?:ed)?)\b", re.IGNORECASE
)
_LEAST = re.compile(r"\b(?:small(?:er|est)|low(?:er|est)|least|less|fewe(?:r|st)|minimum)\b", re.IGNORECASE)
_SCALES = {"t": 3, "k": 3, "m": 6, "b": 9}


class Extreme(NamedTuple):
    """The periods asked for, and the figures that were compared, those of these periods first."""

    periods: tuple[str, ...]
    compared: tuple[Statistic, ...]
    sure: float
    superlative: bool  # whether it is the largest or the smallest of them, and not what lies over or under a bound


def wants_period(question: str) -> bool:
    """Whether a question asks in which period a figure was largest, smallest, or over or under a bound."""
    return bool(
        _WHICH.search(question) and (_BOUND.search(question) or _MOST.search(question) or _LEAST.search(question))
    )


def extreme(question: str, cells: Sequence[Statistic], context: str = "") -> Extreme | None:
    """The period that a question of this kind asks for; None where it is another kind or the cells don't tell."""
    if not wants_period(question):
        return None
    bound = _BOUND.search(question)
    plain = _WHICH.sub(" ", _BOUND.sub(" ", question))
    plain = plain if bound else _LEAST.sub(" ", _MOST.sub(" ", plain))
    named = moment_of(plain)
    chosen = choose(re.sub(r"\b(?:between|from|and|than|in|the)\b", " ", named.rest), cells, context)
    if chosen is None:
        return None
    series = [
        cell
        for cell in _series(chosen.statistic, cells)
        if not named.years or moment_of(cell.period or "").last in named.years
    ]
    if len({cell.period for cell in series}) < 2:
        return None
    return _compared(series, bound, question, chosen)


def _series(best: Statistic, cells: Sequence[Statistic]) -> list[Statistic]:
    """The figures of the same row, or of the same column where the rows are periods, one for each period."""
    own = _without_period(best)
    same = [
        cell
        for cell in cells
        if _without_period(cell) == own and cell.unit == best.unit and cell.period and moment_of(cell.period).years
    ]
    first = {cell.period: cell for cell in reversed(same)}
    return sorted(first.values(), key=lambda cell: cell.at)


def _without_period(cell: Statistic) -> tuple[str | None, str, str]:
    return cell.table, _named(cell.row), _named(cell.column)


def _named(label: str | None) -> str:
    """A label without when it is of: "Outstanding at March 31, 2019" and "… 2018" are one series."""
    rest = moment_of(label or "").rest
    return re.sub(
        r"\W+|\b(?:years?|ended|ending|fiscal|for|the|as|of|at|in|quarters?|restated|unaudited|(?:see )?notes? \d+)\b",
        " ",
        rest.lower(),
    ).strip()


def _compared(
    series: Sequence[Statistic], bound: re.Match[str] | None, question: str, chosen: Chosen
) -> Extreme | None:
    if bound:
        picked = _beyond(series, bound)
    else:
        most = max if _MOST.search(question) else min
        value = most(cell.value for cell in series)
        picked = [cell for cell in series if cell.value == value]
    if not picked or len(picked) == len(series):
        return None
    rest = [cell for cell in series if cell not in picked]
    return Extreme(tuple(cell.period or "" for cell in picked), (*picked, *rest), chosen.sure, not bound)


def _beyond(series: Sequence[Statistic], bound: re.Match[str]) -> list[Statistic]:
    """The figures over or under a bound, which may be said in the table's scale or in full."""
    number = Decimal(bound["number"].replace(",", ""))
    if bound["minus"] or bound["sign"].strip():
        number = -number
    factor = Decimal(10) ** _SCALES.get((bound["scale"] or "x")[0].lower(), 0)
    beyond: Callable[[Decimal, Decimal], bool] = Decimal.__gt__ if bound["over"] else Decimal.__lt__
    in_full = [cell for cell in series if beyond(cell.value * scale_of(cell), number * factor)]
    as_shown = [cell for cell in series if beyond(cell.value, number)]
    return in_full if 0 < len(in_full) < len(series) else as_shown


def scale_of(cell: Statistic) -> Decimal:
    """What a table's scale multiplies its figures by: "in thousands" by 1000."""
    said = (cell.scale or "").lower()
    for words, power in ((r"billion|bn\b", 9), (r"million|mn?\b|mio", 6), (r"thousand|000|k\b", 3)):
        if re.search(words, said):
            return Decimal(10) ** power
    return Decimal(1)
