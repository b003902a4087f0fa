"""From a claim and the statistics that it may be about to a judgement. Pure.

The order of the questions matters. First it is settled which statistic the claim is about, by its words and years alone
and whatever the figures are; then whether the figures agree; then whether anything else was changed (``changes``). Only
what passes all of it is supported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from knowledge.records import Judgement
from knowledge.verification.agreeing import Agreement, agreement, comparable, remark
from knowledge.verification.changes import (
    Decision,
    changed,
    is_about_something_else,
    is_own,
    missing_share,
    numbers_stand,
)
from knowledge.verification.claims import Said, Stated
from knowledge.verification.evidence import Evidence, meant

FLOOR = 6.5  # logits below which a statistic is of something else
UNRANKED_FLOOR = 3.0  # the same where no cross-encoder has read the quotes
LENIENCE = 3.0  # logits by which the floor is lower for a statistic that has the claim's figure and all of its words
MARGIN = 1.4  # logits behind the best of the same years within which another statistic may be meant
WIDE_MARGIN = 1.0  # the same for "fewer than 20%", "most" and the like, which many a figure would bear out
OTHER_YEAR_MARGIN = 4.0  # the same, for one of another year, where the claim names none
SIBLING_MARGIN = 0.6  # the same, for another figure of the same sentence
MOST_MISSING_TO_SUPPORT = 0.34  # of a claim's words: where more are missing, a statistic doesn't support it …
MOST_MISSING_TO_DENY = 0.4  # … nor does another figure contradict it


def decide(said: Said, found: Sequence[Evidence], floor: float = FLOOR) -> Decision:
    """The judgement of a claim that states a figure; ``found`` is best first."""
    if len(said.stated) == 2:
        return _of_change(said, found, floor)
    return _of_one(said, said.stated[0], found, said.years, floor)


def _of_one(said: Said, stated: Stated, found: Sequence[Evidence], years: Collection[int], floor: float) -> Decision:
    usable = [each for each in found if comparable(stated, each) and _is_near(said, stated, each, floor)]
    dated = [each for each in usable if meant(each.years, years)]
    rivals = [each for each in dated if not is_about_something_else(said, each)]
    agreeing = [each for each in rivals if agreement(stated.amount, each.amount) == Agreement.AGREES]
    possible = [each for each in rivals if changed(said, each) is None]
    for each in agreeing:
        if missing_share(said, each) > MOST_MISSING_TO_SUPPORT or each not in possible:
            continue
        if _is_meant(stated, each, possible, years):
            return Decision(Judgement.SUPPORTED, (each,), _notes(said, stated, each))
    if rivals:
        return _unsupported(said, stated, rivals, agreeing)
    return _elsewhere(said, stated, usable)


def _is_near(said: Said, stated: Stated, each: Evidence, floor: float) -> bool:
    """Whether a statistic has enough to do with the claim; less is enough where figure and every word stand there."""
    if each.score >= floor:
        return True
    whole = missing_share(said, each) == 0 and agreement(stated.amount, each.amount) == Agreement.AGREES
    return whole and each.score >= floor - LENIENCE


def _is_meant(stated: Stated, one: Evidence, rivals: Sequence[Evidence], years: Collection[int]) -> bool:
    """Whether a claim that no year is named in, or this one, may be about this statistic rather than its rivals."""
    for other in rivals:
        if other.amount == one.amount:
            continue
        margin = SIBLING_MARGIN if other.statistic.place == one.statistic.place else MARGIN
        if not years and other.years != one.years:
            margin = OTHER_YEAR_MARGIN
        if stated.amount.is_wide and stated.amount.kind != one.amount.kind:
            margin = min(margin, WIDE_MARGIN)
        if other.score - one.score > margin:
            return False
    return True


def _unsupported(said: Said, stated: Stated, rivals: Sequence[Evidence], agreeing: Sequence[Evidence]) -> Decision:
    best = next((each for each in rivals if changed(said, each) is None), rivals[0])
    near = next((each for each in agreeing if each.score >= best.score - MARGIN), None)
    problem = changed(said, near or best)
    if problem is not None and (near is not None or problem.judgement == Judgement.DIFFERENT_BASE):
        return problem
    if not numbers_stand(said, best):
        return Decision(Judgement.NOT_IN_REPORTS, (best,), ("What is stated is of something else.",))
    match agreement(stated.amount, best.amount):
        case Agreement.LEAVES_OPEN:
            return Decision(Judgement.NOT_IN_REPORTS, (best,), ("What is stated neither confirms nor denies it.",))
        case Agreement.AGREES:
            return Decision(Judgement.NOT_IN_REPORTS, (best,), ("That figure stands there of something else.",))
        case _ if missing_share(said, best) > MOST_MISSING_TO_DENY:
            return Decision(Judgement.NOT_IN_REPORTS)
        case _:
            return Decision(Judgement.CONTRADICTED, (best,), _period_note(said, best))


def _elsewhere(said: Said, stated: Stated, usable: Sequence[Evidence]) -> Decision:
    """Of a claim about a year that has no such figure: what other years have."""
    others = [each for each in usable if not is_about_something_else(said, each)]
    if not others or not said.years:
        return Decision(Judgement.NOT_IN_REPORTS)
    best = next((o for o in others if agreement(stated.amount, o.amount) == Agreement.AGREES), others[0])
    asked = " and ".join(map(str, said.years))
    known = ", ".join(map(str, sorted(best.years)))
    return Decision(
        Judgement.NOT_IN_REPORTS, (best,), (f"Nothing of the kind is stated for {asked}; this is of {known}.",)
    )


# -- changes ---------------------------------------------------------------------------------------------------------


def _of_change(said: Said, found: Sequence[Evidence], floor: float) -> Decision:
    """Of "fell from X to Y": each figure is looked at for its own year, and the earlier must be the earlier one."""
    earlier, later = _in_order(said)
    named = sorted(said.years)
    before = named[:1] if len(named) > 1 else ()
    after = named[-1:]
    then = [each for each in found if not after or before or not each.years or max(each.years) < after[0]]
    if together := _in_one_quote(said, earlier, later, found, after, floor):
        return together
    parts = (_of_one(said, later, found, after, floor), _of_one(said, earlier, then, before, floor))
    worst = next((part for part in parts if part.judgement != Judgement.SUPPORTED), None)
    if worst is not None:
        shown = tuple(dict.fromkeys(each for part in parts for each in part.evidence))
        return worst._replace(evidence=shown)
    new, old = parts[0].evidence[0], parts[1].evidence[0]
    if new.years and old.years and min(new.years) <= min(old.years):
        return Decision(Judgement.CONTRADICTED, (new, old), ("The years are the other way round.",))
    return Decision(Judgement.SUPPORTED, (new, old), tuple(dict.fromkeys(parts[0].notes + parts[1].notes)))


def _in_one_quote(
    said: Said, earlier: Stated, later: Stated, found: Sequence[Evidence], years: Collection[int], floor: float
) -> Decision | None:
    """Both figures of a change in one quote, each the best of its year there."""
    sound = [each for each in found if comparable(later, each) and changed(said, each) is None]
    sound = [each for each in sound if not is_about_something_else(said, each)]
    for new in sound:
        if new.score < floor - LENIENCE or not meant(new.years, years) or not _agree(later, new):
            continue
        beside = [each for each in sound if each.statistic.place == new.statistic.place]
        old = next((each for each in beside if _agree(earlier, each) and _is_before(each, new)), None)
        if old and all(_is_best_of_its_year(each, beside) for each in (new, old)):
            notes = (*_notes(said, later, new), *_notes(said, earlier, old))
            return Decision(Judgement.SUPPORTED, (new, old), tuple(dict.fromkeys(notes)))
    return None


def _agree(stated: Stated, each: Evidence) -> bool:
    return agreement(stated.amount, each.amount) == Agreement.AGREES


def _is_before(one: Evidence, other: Evidence) -> bool:
    return bool(one.years and other.years) and max(one.years) < min(other.years)


def _is_best_of_its_year(one: Evidence, beside: Sequence[Evidence]) -> bool:
    return all(other.score - one.score <= SIBLING_MARGIN for other in beside if other.years == one.years)


def _in_order(said: Said) -> tuple[Stated, Stated]:
    """The earlier figure and the later one."""
    first, second = said.stated
    between = said.text[first.end - said.start : second.start - said.start]
    if re.search(r"\bto\b", between) and not re.search(r"\b(?:compared|up|down)\b", between):
        return first, second
    return second, first


# -- notes -------------------------------------------------------------------------------------------------------------


def _notes(said: Said, stated: Stated, each: Evidence) -> tuple[str, ...]:
    attributed = None
    if each.statistic.attribution and not said.attribution and not is_own(each.statistic.attribution, each.revision):
        attributed = f"{each.statistic.attribution} says so; it is no result of the report's own."
    return tuple(note for note in (remark(stated, each), *_period_note(said, each), attributed) if note)


def _period_note(said: Said, each: Evidence) -> tuple[str, ...]:
    if said.years or len(each.years) != 1:
        return ()
    return (f"Stated for {next(iter(each.years))}.",)
