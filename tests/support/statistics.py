"""Statistics for tests, each with a quote that holds its figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from knowledge.records import Revision, Statistic
from tests.support.library import revision

WHO = "Who is responsible?"


def statistic(value: str, measure: str = "keep a cat", of: Revision | None = None, **more: Any) -> Statistic:
    """A percentage of that value, whose quote is made of value, measure and base."""
    of = of or revision()
    as_written = more.pop("as_written", f"{value}%")
    quote = more.pop("quote", f"Of them {as_written} {measure}.")
    at = quote.index(as_written)
    values: dict[str, Any] = {"value": Decimal(value), "unit": "percent", "start": 0} | more
    start: int = values["start"]
    values["end"] = start + len(quote)
    values.setdefault("id", f"{of.id}:{value}:{measure}:{more.get('option')}:{more.get('base')}")
    return Statistic(revision_id=of.id, as_written=as_written, at=start + at, measure=measure, quote=quote, **values)


def options(
    choice: str | None = "single", of: Revision | None = None, start: int = 0, question: str = WHO, **values: str
) -> list[Statistic]:
    """Options of one question of the same base, by label."""
    return [
        statistic(
            value,
            "responsible",
            of=of,
            start=start + 100 * at,
            base="firms",
            distribution=question,
            option=label.replace("_", " "),
            choice=choice,
        )
        for at, (label, value) in enumerate(values.items())
    ]
