"""A figure as it stands in running text."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

Unit = Literal["percent", "times", "count", "currency", "year", "rank", "other"]


class Figure(NamedTuple):
    """One figure: where it stands, as it is written, and what it is worth.

    Offsets are characters of the text that was read, end exclusive: ``text[start:end] == as_written``. The words that
    qualify it ("more than") stand outside of it.
    """

    start: int
    end: int
    as_written: str  # "three in four (76%)", "$1.5 million", "34 minutes", "1,141"
    value: Decimal  # 76, 1500000, 34, 1141; of a fraction in words its percentage, to one decimal place
    unit: Unit  # other: a measured quantity ("34 minutes", "5 points"), a mark ("3.1 out of 5"), a bare decimal
    upper: Decimal | None = None  # of a range ("10 to 15%", "2016–2018"): its other end
    currency: str | None = None  # as written: "$", "EUR", "euros"
    qualifier: str | None = None  # as written, in small letters: "more than"; of a year "by", "since" …
    in_words: bool = False  # in words alone ("a quarter"), so that it may be a rounded value
    qualified_from: int = -1  # where the qualifier begins, if it stands before the figure; else start

    @property
    def outer_start(self) -> int:
        """Where the figure begins together with a qualifier before it."""
        return self.start if self.qualified_from < 0 else self.qualified_from
