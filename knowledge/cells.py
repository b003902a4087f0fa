"""Which cell of a table a question asks for: its row by its words, its column by its words or its period. Pure.

A cell's labels say little each, so the words of the row and of the column are weighed by how few other rows and columns
have them, and what a label says beyond the question speaks against it: "total revenue" is not "revenue".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from knowledge.moments import Moment, moment_of
from knowledge.records import Statistic
from knowledge.words import stem

SURE = 0.75  # from here on a cell goes before whatever a ranker says

RECALL, ROW, COLUMN, PERIOD, UNIT = 0.42, 0.27, 0.12, 0.14, 0.05  # the parts of a full match, 1 together
IN_LABELS, IN_GROUP, IN_TITLE = 1.0, 0.9, 0.7  # worth of a word of the question by where it stands with the cell
UNDATED = 0.5  # of a period that the cell doesn't say

_IDLE = frozenset(
    """a an the of in for on at to from by with and or as is are was were be been being do does did has have had what
    which who how much many it its their his her this that these those there when where amount amounts company
    company's value
    figure level given tell me please show s us between during per total's respectively recorded reported record stand
    stood year years fiscal fy period ended ending end's financial calendar quarter quarters month months""".split()
)
_UNASKED = {"currency": 1.0, "percent": 0.6}  # what is meant rather, where a question doesn't say: a share, not a count
_CHANGE = re.compile(
    r"\b(?:change[sd]?|variance|increase[sd]?|decrease[sd]?|growth|grew|difference|rose|fell|decline[sd]?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|\b(?:per ?cent(?:age)?|proportion|share of|rate)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\bnumber of\b|\bhow many\b", re.IGNORECASE)
_SAME = {
    stem(word): stem(other)
    for words, other in (
        ("variance increase decrease growth", "change"),
        ("proportion percent %", "percentage"),
        ("losses", "loss"),
    )
    for word in words.split()
}


class Chosen(NamedTuple):
    """A cell, how sure it is that it is meant (0 to 1), and those that the question means no less."""

    statistic: Statistic
    sure: float
    rivals: tuple[Statistic, ...] = ()


def choose(question: str, cells: Sequence[Statistic], context: str = "") -> Chosen | None:
    """The cell that the question asks for; None where there are none. ``context``: what the document is called."""
    ranked = rank(question, cells, context)
    if not ranked:
        return None
    best, sure = ranked[0]
    rivals = tuple(cell for cell, other in ranked[1:] if other >= sure - 0.005 and cell.value != best.value)
    return Chosen(best, sure, rivals)


def rank(question: str, cells: Sequence[Statistic], context: str = "") -> list[tuple[Statistic, float]]:
    """The cells with how well they fit, best first; of equals the newest, then the one that stands first."""
    asked = _Asked.read(question)
    weights = _weights(cells)
    closing = _closings(cells)
    known = frozenset().union(*(moment_of(_when(cell)).years for cell in cells))
    if known and asked.moment.years and not asked.moment.years & known:
        asked = asked._replace(elsewhere=True)
    scored = [(cell, _score(asked, cell, weights, _stems(context), closing.get(cell.id))) for cell in cells]
    return sorted(scored, key=lambda each: (-round(each[1], 4), -moment_of(_when(each[0])).last, each[0].at))


class _Asked(NamedTuple):
    """A question as its words, its moment, and what it says of the figure."""

    words: frozenset[str]
    moment: Moment
    change: bool
    percent: bool
    number: bool
    elsewhere: bool = False  # whether the table has other years than those asked

    @classmethod
    def read(cls, question: str) -> _Asked:
        moment = moment_of(question)
        words = _stems(moment.rest)
        return cls(
            words,
            moment,
            bool(_CHANGE.search(question)),
            bool(_PERCENT.search(question)),
            bool(_NUMBER.search(question)),
        )


class _Words(NamedTuple):
    """The words of a cell's labels."""

    row: frozenset[str]  # of the row itself
    group: frozenset[str]
    column: frozenset[str]
    title: frozenset[str]


def _words(cell: Statistic) -> _Words:
    own = next(iter(cell.aliases), None) or cell.row or ""
    row = _stems(moment_of(own).rest)
    group = _stems(moment_of(cell.row or "").rest) - row
    column = _stems(moment_of(cell.column or "").rest)
    return _Words(row, group, column, _stems(" ".join(filter(None, (cell.table, *cell.headings)))))


def _score(
    asked: _Asked, cell: Statistic, weights: dict[str, float], context: frozenset[str], closing: Moment | None
) -> float:
    words = _words(cell)
    period = _period(asked, cell, closing)
    recall = _recall(asked.words, words, weights, context)
    row = _precision(words.row, asked.words, weights, full=1.0 if not words.row and period == 1.0 else 0.35)
    column = _precision(words.column, asked.words, weights, full=1.0)
    if not asked.change and _CHANGE.search(cell.column or "") and not _CHANGE.search(cell.row or ""):
        row *= 0.5  # by how much it changed is not what it was
    score = RECALL * recall + ROW * row + COLUMN * column + PERIOD * period + UNIT * _unit(asked, cell)
    return score * (0.5 if period == 0.0 else 1.0)


def _recall(asked: Collection[str], words: _Words, weights: dict[str, float], context: frozenset[str]) -> float:
    """The share of the question's words that stand with the cell; rare ones weigh more."""
    total = found = 0.0
    for word in asked:
        weight = weights.get(word, 1.0)
        total += weight
        if word in words.row or word in words.column:
            found += weight * IN_LABELS
        elif word in words.group:
            found += weight * IN_GROUP
        elif word in words.title or word in context:
            found += weight * IN_TITLE
    return found / total if total else 0.5


def _precision(own: Collection[str], asked: Collection[str], weights: dict[str, float], full: float) -> float:
    """The share of a label that the question names; ``full`` for a label that says nothing."""
    total = sum(weights.get(word, 1.0) for word in own)
    return sum(weights.get(word, 1.0) for word in own if word in asked) / total if total else full


def _period(asked: _Asked, cell: Statistic, closing: Moment | None) -> float:
    """1 where the cell is of the period that is asked, 0 where it is of another, between where it isn't said."""
    own = moment_of(_when(cell))
    if asked.elsewhere:
        return 0.0
    if asked.change and asked.moment.years:
        if cell.column and _CHANGE.search(cell.column):
            named = moment_of(cell.column).years
            return 0.95 if not named or named & asked.moment.years == asked.moment.years else 0.2
        if len(asked.moment.years) > 1 and not _CHANGE.search(cell.row or ""):
            return 0.2  # what is asked is the difference of two such cells
    if closing and not own.years:
        return UNDATED + (0.95 - UNDATED) * asked.moment.agrees(closing, UNDATED)
    return asked.moment.agrees(own, UNDATED)


def _closings(cells: Sequence[Statistic]) -> dict[str, Moment]:
    """The moment of the next dated row below one without a date: what happened up to "Outstanding at May 31, 2019"."""
    found: dict[str, Moment] = {}
    dated: dict[tuple[str | None, str | None], Moment] = {}
    for cell in sorted(cells, key=lambda each: -each.at):
        column = cell.table, cell.column
        own = moment_of(cell.row or "")
        if own.years:
            dated[column] = own
        elif column in dated:
            found[cell.id] = dated[column]
    return found


def _unit(asked: _Asked, cell: Statistic) -> float:
    if asked.percent:
        return float(cell.unit == "percent")
    if asked.number:
        return float(cell.unit in {"count", "other"})
    return 0.5 if asked.change else _UNASKED.get(cell.unit, 0.5)


def _when(cell: Statistic) -> str:
    """Where a cell may say its period: its own, else its labels'."""
    return " ".join(filter(None, (cell.period, cell.column if _CHANGE.search(cell.column or "") else None)))


def _weights(cells: Iterable[Statistic]) -> dict[str, float]:
    """How much each word of the labels tells: less, the more rows or columns have it."""
    labels = {(cell.row, cell.column): _words(cell) for cell in cells}
    rows = {row: words.row | words.group for (row, _), words in labels.items()}
    columns = {column: words.column for (_, column), words in labels.items()}
    counts = Counter(word for each in (*rows.values(), *columns.values()) for word in each)
    number = max(len(rows), len(columns), 1)
    return {word: 0.4 + 0.6 * (1 - math.log(count) / math.log(number + 1)) for word, count in counts.items()}


def _stems(text: str) -> frozenset[str]:
    found = (stem(word) for word in _WORD.findall(_NON.sub("non", text.replace("’", "'"))) if word.lower() not in _IDLE)
    return frozenset(_SAME.get(word, word) for word in found if word)


_NON = re.compile(r"\bnon[- ](?=[a-z])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['.&][^\W\d_]+)*|\d+(?:[.,]\d+)*|%")
