"""Whether what a claim states and what a statistic states agree. Pure."""

from __future__ import annotations

from enum import StrEnum

from knowledge.verification.amounts import Amount, Kind
from knowledge.verification.claims import Stated
from knowledge.verification.evidence import Evidence

_SMALL = 20
_LOOSE = (Kind.ABOUT, Kind.ROUND, Kind.WITHIN)
_BOUNDS = (Kind.MORE, Kind.LEAST, Kind.FEWER, Kind.MOST)
_SOFT = (Kind.ABOUT, Kind.NEARLY, Kind.JUST_OVER, Kind.ROUND)  # a report's figure so qualified stands for its point


class Agreement(StrEnum):
    """What a statistic makes of a claim's figure."""

    AGREES = "agrees"
    DENIES = "denies"
    LEAVES_OPEN = "leaves open"  # "more than 40%" neither confirms nor denies "more than 45%"


def agreement(claimed: Amount, stands: Amount) -> Agreement:
    """What a stated amount makes of a claimed one; both are of one unit."""
    if stands.kind == Kind.BARE:
        stands = stands._replace(low=stands.point, high=stands.point)  # a report's figure is what it is
    if claimed.kind == stands.kind and claimed.point == stands.point:
        return Agreement.AGREES
    if claimed.kind in (Kind.BARE, Kind.EXACTLY):
        return _of_plain(claimed, stands)
    if claimed.covers(stands) or (claimed.kind in _LOOSE and _point_fits(claimed, stands)):
        return Agreement.AGREES
    if stands.kind in _SOFT and _point_fits(claimed, stands) and not claimed.excludes(stands):
        return Agreement.AGREES
    if claimed.excludes(stands) or (claimed.kind in _BOUNDS and stands.kind in _BOUNDS and _one_way(claimed, stands)):
        return Agreement.DENIES
    return Agreement.LEAVES_OPEN


def _one_way(claimed: Amount, stands: Amount) -> bool:
    """Whether both are bounds of the same side: where "more than 40%" stands, "more than 60%" is another figure."""
    return (claimed.high == stands.high) or (claimed.low == stands.low)


def _of_plain(claimed: Amount, stands: Amount) -> Agreement:
    """Of a figure without a qualifier, which a bound of the same figure is not: "more than 40%" isn't 40%."""
    if stands.kind in (Kind.BARE, Kind.EXACTLY):
        agrees = claimed.holds(stands.point)
    else:
        agrees = claimed.kind == Kind.BARE and stands.kind in _SOFT and claimed.holds(stands.point)
    return Agreement.AGREES if agrees else Agreement.DENIES


def _point_fits(claimed: Amount, stands: Amount) -> bool:
    return claimed.holds(stands.point)


def comparable(stated: Stated, evidence: Evidence) -> bool:
    """Whether a claim's figure and a statistic are in one unit."""
    unit, other = stated.amount.unit, evidence.statistic.unit
    if {unit, other} <= {"count", "other"}:
        if stated.amount.point > _SMALL and evidence.amount.in_words:
            return False  # "two peaks" is no rival of "5,991 responses"
        return _measured(stated.written) == _measured(evidence.statistic.as_written) or "count" in (unit, other)
    return unit == other and (unit != "currency" or _same_money(stated.currency, evidence.statistic.currency))


def _measured(written: str) -> str:
    """The unit of a measured quantity: "ten seconds" → "second"."""
    return written.rsplit(maxsplit=1)[-1].lower().rstrip("s") if " " in written else ""


def _same_money(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.strip().rstrip("s").lower() == other.strip().rstrip("s").lower()


def remark(claimed: Stated, evidence: Evidence) -> str | None:
    """What a person should know of how the figures agree: rounding, a qualifier that the claim leaves out."""
    statistic, stands = evidence.statistic, evidence.amount
    said = claimed.written.strip()
    written = statistic.as_written if not statistic.qualifier else f"{statistic.qualifier} {statistic.as_written}"
    if claimed.amount.kind == Kind.BARE and stands.kind in _SOFT and statistic.qualifier:
        return f"Stated as “{written}”."
    if claimed.amount.kind == Kind.BARE and claimed.amount.point != stands.point:
        return f"Rounded: stated as “{written}”."
    if claimed.amount.kind in (Kind.ABOUT, Kind.ROUND) and said.lower() not in written.lower():
        return f"Rounded: {_plain(statistic.as_written)} is about {_bare(said)}."
    return None


def _plain(written: str) -> str:
    """The figure in brackets, where a number in words has one: "one in three (34%)" → "34%"."""
    return written.rpartition("(")[2].rstrip(")") if written.endswith(")") else written


def _bare(said: str) -> str:
    return said[:1].lower() + said[1:]
