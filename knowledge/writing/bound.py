"""Parts of a sentence with the sources' figures that they are about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.writing.facts import Fact
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Part, Stated

SMALL = 12

AGAINST = re.compile(
    r"^\W*(?:and )?(?:(?:up|down|risen|fallen) from|compared|against|versus|vs|after|from|than)\b", re.IGNORECASE
)


class Bound:
    """A part of a sentence, each of its figures with the one of the sources that it is."""

    def __init__(self, part: Part, placed: Sequence[tuple[Stated, Fact]]) -> None:
        self.part = part
        self.placed = tuple(placed)
        self.facts = tuple(fact for _, fact in placed)
        self.main = tuple(fact for stated, fact in placed if is_main(stated))

    @property
    def denying(self) -> str:
        """Its text without the quantifiers that are figures: "none" of 0% denies nothing."""
        text = self.part.text
        for each in reversed(self.part.stated):
            if each.fact is None and each.amount.unit == "percent" and each.amount.point != 0:
                start, end = each.start - self.part.start, each.end - self.part.start
                text = f"{text[:start]} {each.inside} {text[end:]}"
        return text


def is_main(stated: Stated) -> bool:
    """Whether it is what a part is about, and not a number on the way: "five or more data sources"."""
    return stated.fact is not None or stated.amount.unit in ("percent", "times")


def is_small(stated: Stated) -> bool:
    """Whether it counts a few things."""
    return stated.amount.unit in ("count", "rank", "other") and abs(stated.amount.point) <= SMALL


def check_once(bound: Sequence[Bound]) -> None:
    """Raises Unsupported where two figures of a sentence are one of the sources' figures."""
    told = [fact for each in bound for fact in each.facts]
    for at, fact in enumerate(told):
        if fact in told[:at]:
            raise Unsupported(Failure.FIGURE, f"{fact.shown} twice")


def pair(bound: Sequence[Bound], at: int) -> tuple[Fact, ...]:
    """The two figures that a part sets against each other; one may stand in the next part or the one before."""
    own = bound[at].main
    if len(own) != 1:
        return own
    if AGAINST.match(bound[at].part.text) and at and bound[at - 1].main:
        return bound[at - 1].main[-1], own[0]
    if at + 1 < len(bound) and AGAINST.match(bound[at + 1].part.text) and bound[at + 1].main:
        return own[0], bound[at + 1].main[0]
    return own
