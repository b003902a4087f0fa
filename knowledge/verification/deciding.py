"""From a claim and the statistics that it may be about to a judgement. Pure.

The order of the questions matters. First it is settled which statistic the claim is about, by its words and years alone
and whatever the figures are; then whether the figures agree; then whether anything else was changed: whom it is of, who
says so, a "not", a number that tells what is counted. Only what passes all of it is supported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from knowledge.figures import figures
from knowledge.records import Citation, Judgement, Revision
from knowledge.verification.agreeing import Agreement, agreement, comparable, remark
from knowledge.verification.claims import Said, Stated
from knowledge.verification.clauses import nearest_words, sentence_around
from knowledge.verification.contrasts import negations
from knowledge.verification.evidence import Evidence, meant, surroundings
from knowledge.verification.populations import base_words, narrower
from knowledge.words import content_words, stem, tokens

FLOOR = 6.5  # logits below which a statistic is of something else
UNRANKED_FLOOR = 3.0  # the same where no cross-encoder has read the quotes
MARGIN = 2.5  # logits behind the best of the same years within which another statistic may be meant
SIBLING_MARGIN = 0.6  # the same, for another figure of the same sentence
MOST_MISSING = 0.5  # of a claim's words: where more are missing, it is about something else
MOST_MISSING_TO_DENY = 0.4  # and where more than these are, another figure doesn't contradict it


class Decision(NamedTuple):
    """A judgement, what it rests on (the figure that decided first), and what to say of it."""

    judgement: Judgement
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()  # of passages, where no figure decided


def decide(said: Said, found: Sequence[Evidence], floor: float = FLOOR) -> Decision:
    """The judgement of a claim that states a figure; ``found`` is best first."""
    if len(said.stated) == 2:
        return _of_change(said, found, floor)
    return _of_one(said, said.stated[0], found, said.years, floor)


def _of_one(said: Said, stated: Stated, found: Sequence[Evidence], years: Collection[int], floor: float) -> Decision:
    usable = [each for each in found if comparable(stated, each) and each.score >= floor]
    dated = [each for each in usable if meant(each.years, years)]
    rivals = [each for each in dated if not _is_about_something_else(said, each)]
    agreeing = [each for each in rivals if agreement(stated.amount, each.amount) == Agreement.AGREES]
    possible = [each for each in rivals if _changed(said, each) is None]
    for each in agreeing:
        if each in possible and _is_meant(each, possible, years):
            return Decision(Judgement.SUPPORTED, (each,), _notes(said, stated, each))
    if rivals:
        return _unsupported(said, stated, rivals, agreeing)
    return _elsewhere(said, stated, usable)


def _is_meant(one: Evidence, rivals: Sequence[Evidence], years: Collection[int]) -> bool:
    """Whether a claim that no year is named in, or this one, may be about this statistic rather than its rivals."""
    for other in rivals:
        if other is one or (not years and other.years != one.years):
            continue
        same = _place(other) == _place(one)
        if other.amount != one.amount and other.score - one.score > (SIBLING_MARGIN if same else MARGIN):
            return False
    return True


def _unsupported(said: Said, stated: Stated, rivals: Sequence[Evidence], agreeing: Sequence[Evidence]) -> Decision:
    best = next((each for each in rivals if _changed(said, each) is None), rivals[0])
    near = next((each for each in agreeing if each.score >= best.score - MARGIN), None)
    changed = _changed(said, near or best)
    if changed is not None and (near is not None or changed.judgement == Judgement.DIFFERENT_BASE):
        return changed
    match agreement(stated.amount, best.amount):
        case Agreement.LEAVES_OPEN:
            return Decision(Judgement.NOT_IN_REPORTS, (best,), ("What is stated neither confirms nor denies it.",))
        case Agreement.AGREES:
            return Decision(Judgement.NOT_IN_REPORTS, (best,), ("That figure stands there of something else.",))
        case _ if _missing_share(said, best) > MOST_MISSING_TO_DENY:
            return Decision(Judgement.NOT_IN_REPORTS)
        case _:
            return Decision(Judgement.CONTRADICTED, (best,), _period_note(said, best))


def _elsewhere(said: Said, stated: Stated, usable: Sequence[Evidence]) -> Decision:
    """Of a claim about a year that has no such figure: what other years have."""
    others = [each for each in usable if not _is_about_something_else(said, each)]
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
    parts = (_of_one(said, later, found, after, floor), _of_one(said, earlier, then, before, floor))
    worst = next((part for part in parts if part.judgement != Judgement.SUPPORTED), None)
    if worst is not None:
        shown = tuple(dict.fromkeys(each for part in parts for each in part.evidence))
        return worst._replace(evidence=shown)
    new, old = parts[0].evidence[0], parts[1].evidence[0]
    if new.years and old.years and min(new.years) <= min(old.years):
        return Decision(Judgement.CONTRADICTED, (new, old), ("The years are the other way round.",))
    return Decision(Judgement.SUPPORTED, (new, old), tuple(dict.fromkeys(parts[0].notes + parts[1].notes)))


def _in_order(said: Said) -> tuple[Stated, Stated]:
    """The earlier figure and the later one."""
    first, second = said.stated
    between = said.text[first.end - said.start : second.start - said.start]
    if re.search(r"\bto\b", between) and not re.search(r"\b(?:compared|up|down)\b", between):
        return first, second
    return second, first


# -- what else may have been changed -----------------------------------------------------------------------------------


def _changed(said: Said, each: Evidence) -> Decision | None:
    """What keeps a statistic whose figure agrees from supporting the claim; None where nothing does."""
    if who := _wrongly_attributed(said, each):
        return Decision(Judgement.NOT_IN_REPORTS, (each,), (who,))
    base = set(base_words(said))
    strange = [word for word in each.missing if word in base or word[:1].isupper()]
    if strange or narrower(said, each):
        whom = f" {_listed(strange)}" if strange else ""
        return Decision(Judgement.DIFFERENT_BASE, (each,), (_base_note(each, whom),))
    if not _numbers_stand(said, each):
        return Decision(Judgement.CONTRADICTED, (each,), ("Another number of it differs from what is stated.",))
    if _denied(said, each):
        return Decision(Judgement.CONTRADICTED, (each,), ("One of the two denies what the other says.",))
    if said.direction and _goes(each) not in (None, said.direction):
        return Decision(Judgement.CONTRADICTED, (each,), ("It went the other way.",))
    return None


def _is_about_something_else(said: Said, each: Evidence) -> bool:
    return _missing_share(said, each) > MOST_MISSING


def _missing_share(said: Said, each: Evidence) -> float:
    """The share of the claim's words, but for those of its base, that nothing around the statistic has."""
    words = content_words(said.asked)
    base = set(base_words(said))
    missing = [word for word in each.missing if word not in base]
    return len(missing) / len(words) if words else 0.0


def _wrongly_attributed(said: Said, each: Evidence) -> str | None:
    """What to say where a claim names somebody else than the report does."""
    says = each.statistic.attribution
    if said.attribution:
        text = surroundings(each.statistic, each.revision).casefold()
        if said.attribution.casefold() not in text:
            return f"The reports don't give {said.attribution} as the source" + (f"; it is {says}." if says else ".")
    elif said.by_survey and says and not _is_own(says, each.revision):
        return f"That is no result of the survey: {says} says so."
    return None


def _is_own(says: str, revision: Revision) -> bool:
    known = {stem(word) for word in tokens(f"{revision.title} {revision.publisher or ''} survey report study")}
    return any(stem(word) in known for word in content_words(says) or tokens(says)) or "survey" in says.casefold()


def _numbers_stand(said: Said, each: Evidence) -> bool:
    """Whether every further number of the claim stands with the statistic: "five or more", "ten seconds"."""
    text = surroundings(each.statistic, each.revision)
    stand = {figure.value for figure in figures(text)} | {figure.upper for figure in figures(text)}
    return all(number in stand or re.search(rf"(?<![\d.,]){number}(?![\d.,]\d)", text) for number in said.numbers)


def _denied(said: Said, each: Evidence) -> bool:
    """Whether one of claim and statistic has a "not" and the other hasn't; "none", being a figure, is no denial."""
    own = negations(said.asked)
    statistic = each.statistic
    at = statistic.at - statistic.start
    begin, end = sentence_around(statistic.quote, at, at + len(statistic.as_written))
    labels = " ".join(filter(None, (statistic.option, statistic.base)))
    theirs = negations(nearest_words(statistic))
    if own and not (theirs or negations(labels) or negations(statistic.quote[begin:end])):
        return True
    return bool(theirs) and not own and each.amount.point != 0


_UP = re.compile(
    r"\b(?:rose|risen|ris\w+|grew|grow\w*|increas\w+|climb\w+|jump\w*|up|higher|doubl\w+|tripl\w+|gain\w*|uptick)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fell|fall\w*|declin\w+|decreas\w+|dropp?\w*|shrank|down|lower|halv\w+|slipp\w+|reduc\w+)\b", re.IGNORECASE
)


def _goes(each: Evidence) -> str | None:
    """Whether the quote tells of a rise or of a fall; None where of neither or of both."""
    up, down = bool(_UP.search(each.statistic.quote)), bool(_DOWN.search(each.statistic.quote))
    return None if up == down else "up" if up else "down"


# -- notes -------------------------------------------------------------------------------------------------------------


def _notes(said: Said, stated: Stated, each: Evidence) -> tuple[str, ...]:
    attributed = None
    if each.statistic.attribution and not said.attribution and not _is_own(each.statistic.attribution, each.revision):
        attributed = f"{each.statistic.attribution} says so; it is no result of the report's own."
    return tuple(note for note in (remark(stated, each), *_period_note(said, each), attributed) if note)


def _period_note(said: Said, each: Evidence) -> tuple[str, ...]:
    if said.years or len(each.years) != 1:
        return ()
    return (f"Stated for {next(iter(each.years))}.",)


def _base_note(each: Evidence, whom: str) -> str:
    base = each.statistic.base
    stated = f"it is stated of {base}" if base else "the base is not stated"
    return f"The figure stands there, but not of{whom}: {stated}." if whom else f"The figure is of fewer: {stated}."


def _listed(words: Sequence[str]) -> str:
    return " ".join(f"“{word}”" for word in words)


def _place(each: Evidence) -> tuple[str, int, int]:
    return each.statistic.revision_id, each.statistic.start, each.statistic.end
