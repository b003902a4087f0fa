"""Sums, differences and ratios of statistics that may be set against each other, and the reason where not. Pure.

What comes out is never stated anywhere: it is labelled so, and goes with every figure that went in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from knowledge.comparing import same_measure
from knowledge.records import NonEmpty, Record, Statistic
from knowledge.words import content_words, stem

Unit = Literal["percent", "percentage points", "times", "count", "currency"]
Label = Literal["calculated, not stated"]
LABEL: Label = "calculated, not stated"
DIGITS = 2  # behind the point of a ratio


class Operation(StrEnum):
    """What may be calculated."""

    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"


class Calculated(Record):
    """A value that no document states, and what it was calculated from, in the order in which it was given."""

    operation: Operation
    value: Decimal
    unit: Unit
    currency: str | None = None
    scale: str | None = None
    inputs: Annotated[tuple[Statistic, ...], Field(min_length=2)]
    label: Label = LABEL


class NotComparable(Record):
    """Why statistics must not be calculated with, as it goes on after "not calculated: "."""

    reason: NonEmpty


Check = Callable[[Operation, Sequence[Statistic]], str | None]


def calculate(operation: Operation, inputs: Sequence[Statistic]) -> Calculated | NotComparable:
    """The sum of two or more, the difference of two (first less second), or their ratio (first over second)."""
    for check in _CHECKS:
        if reason := check(operation, inputs):
            return NotComparable(reason=reason)
    first = inputs[0]
    kept = operation != Operation.RATIO
    return Calculated(
        operation=operation,
        value=_value(operation, [each.value for each in inputs]),
        unit=_unit(operation, first),
        currency=first.currency if kept else None,
        scale=first.scale if kept else None,
        inputs=tuple(inputs),
    )


def _value(operation: Operation, values: Sequence[Decimal]) -> Decimal:
    if operation == Operation.SUM:
        return sum(values, Decimal(0))
    return values[0] - values[1] if operation == Operation.DIFFERENCE else round(values[0] / values[1], DIGITS)


def _unit(operation: Operation, of: Statistic) -> Unit:
    if operation == Operation.RATIO:
        return "times"
    if of.unit == "percent" and operation == Operation.DIFFERENCE:
        return "percentage points"
    units: dict[str, Unit] = {"percent": "percent", "times": "times", "count": "count", "currency": "currency"}
    return units[of.unit]  # the checks let no other in


# -- what must hold, in the order in which a person would notice -----------------------------------------------------


def _enough(operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    if len({(each.revision_id, each.at) for each in inputs}) < len(inputs):
        return "the same figure was named twice"
    if len(inputs) < 2:
        return "it takes two figures"
    if operation != Operation.SUM and len(inputs) > 2:
        return f"a {operation} is of two figures"
    return None


def _amounts(_operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    for each in inputs:
        if each.upper is not None:
            return f"“{each.as_written}” is a range"
        if each.unit in ("year", "rank", "other"):
            return f"“{each.as_written}” is no amount"
        if each.qualifier and _BOUND.search(each.qualifier) and not _EXACT.search(each.as_written):
            return f"“{each.qualifier} {each.as_written}” is no exact figure"
    return None


def _one_unit(_operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    if len({(each.unit, each.currency, each.scale) for each in inputs}) > 1:
        return "different units"
    return None


def _one_base(_operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    bases = {_key(each.base) for each in inputs}
    # A share is of somebody. Amounts in one table needn't be: what they are of is the table's matter.
    if None in bases and (inputs[0].unit in ("percent", "times") or len(bases) > 1):
        return "base not stated"
    return "different bases" if len(bases) > 1 else None


def _one_matter(operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    first = inputs[0]
    if all(first.distribution and _question(each) == _question(first) for each in inputs):
        return _may_be_summed(first) if operation == Operation.SUM and first.unit == "percent" else None
    if operation == Operation.SUM and first.unit in ("percent", "times"):
        return "not options of one question"
    if all(same_measure(first, each) or _one_column(first, each) for each in inputs):
        return _no_total(inputs) if operation == Operation.SUM else None
    return "different measures"


def _divisible(operation: Operation, inputs: Sequence[Statistic]) -> str | None:
    return "nothing can be divided by zero" if operation == Operation.RATIO and not inputs[1].value else None


_CHECKS: tuple[Check, ...] = (_enough, _amounts, _one_unit, _one_base, _one_matter, _divisible)

_BOUND = re.compile(
    r"\b(?:more|less|fewer|over|under|above|below|at least|at most|up to|about|around|roughly|approximately|nearly"
    r"|almost|some|circa|just (?:over|under))\b",
    re.IGNORECASE,
)
_EXACT = re.compile(r"\(\d+(?:[.,]\d+)?\s?(?:%|per ?cent)\)")  # "nearly half (43%)" says exactly how many


def _may_be_summed(option: Statistic) -> str | None:
    if option.choice == "multiple":
        return "multiple choice: options may overlap"
    return None if option.choice == "single" else "it isn't stated whether the options may overlap"


def _no_total(inputs: Sequence[Statistic]) -> str | None:
    for each in inputs:
        if re.search(r"\b(?:sub)?totals?\b|\ball\b|\boverall\b|\bnet\b", f"{each.row or ''} {each.option or ''}", re.I):
            return f"“{each.row or each.option}” may hold the others"
    return None


def _one_column(one: Statistic, other: Statistic) -> bool:
    places = [(each.revision_id, each.table, each.column, each.headings) for each in (one, other)]
    return one.row is not None and one.column is not None and places[0] == places[1]


def _question(statistic: Statistic) -> tuple[str, str | None]:
    return statistic.revision_id, statistic.distribution


def _key(base: str | None) -> frozenset[str] | None:
    return frozenset(stem(word) for word in content_words(base)) if base else None
