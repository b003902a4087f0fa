"""What else than its figure may have been changed in a claim: whom it is of, who says so, a "not", a number. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.figures import figures
from knowledge.records import Citation, Judgement, Revision
from knowledge.verification.claims import Said
from knowledge.verification.clauses import nearest_words, sentence_around
from knowledge.verification.contrasts import negations
from knowledge.verification.evidence import Evidence, surroundings
from knowledge.verification.narrowing import narrower
from knowledge.verification.populations import base_phrase, base_words
from knowledge.verification.wording import is_name, known_in, stands, tells_whom
from knowledge.words import content_words, stem, tokens

MOST_MISSING = 0.5  # of a claim's words: where more are missing, it is about something else


class Decision(NamedTuple):
    """A judgement, what it rests on (the figure that decided first), and what to say of it."""

    judgement: Judgement
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()  # of passages, where no figure decided


def changed(said: Said, each: Evidence) -> Decision | None:
    """What keeps a statistic whose figure agrees from supporting the claim; None where nothing does."""
    if who := _wrongly_attributed(said, each):
        return Decision(Judgement.NOT_IN_REPORTS, (each,), (who,))
    base = set(base_words(said))
    strange = [word for word in each.missing if word in base or (word[:1].isupper() and not _opens(said, word))]
    if strange or narrower(said, each) or _denies_base(said, each):
        whom = f" {_listed(strange)}" if strange else ""
        return Decision(Judgement.DIFFERENT_BASE, (each,), (_base_note(each, whom),))
    if not numbers_stand(said, each):
        return Decision(Judgement.CONTRADICTED, (each,), ("Another number of it differs from what is stated.",))
    if _denied(said, each):
        return Decision(Judgement.CONTRADICTED, (each,), ("One of the two denies what the other says.",))
    if said.direction and _goes(each) not in (None, said.direction):
        return Decision(Judgement.CONTRADICTED, (each,), ("It went the other way.",))
    return None


def _denies_base(said: Said, each: Evidence) -> bool:
    """Whether one of the bases is of those with something, and the other of those without it."""
    stated = each.statistic.base
    if not stated or not any(stands(word, known_in(stated)) for word in base_words(said)):
        return False
    return bool(negations(base_phrase(said))) != bool(negations(stated))


def _opens(said: Said, word: str) -> bool:
    """Whether a word owes its capital to the beginning of the claim."""
    return said.text.startswith(word) and not is_name(word)


def is_about_something_else(said: Said, each: Evidence) -> bool:
    """Whether so little of the claim stands with a statistic that it can't be meant."""
    return missing_share(said, each) > MOST_MISSING


def missing_share(said: Said, each: Evidence) -> float:
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
    elif said.by_survey and says and not is_own(says, each.revision):
        return f"That is no result of the survey: {says} says so."
    return None


def is_own(says: str, revision: Revision) -> bool:
    """Whether whoever says so is the report itself, its publisher or its survey."""
    known = {stem(word) for word in tokens(f"{revision.title} {revision.publisher or ''} survey report study")}
    return any(stem(word) in known for word in content_words(says) or tokens(says)) or "survey" in says.casefold()


def numbers_stand(said: Said, each: Evidence) -> bool:
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


def _base_note(each: Evidence, whom: str) -> str:
    base = each.statistic.base if tells_whom(each.statistic.base) else None
    stated = f"it is stated of {base}" if base else "the base is not stated"
    return f"The figure stands there, but not of{whom}: {stated}." if whom else f"The figure is of fewer: {stated}."


def _listed(words: Sequence[str]) -> str:
    return " ".join(f"“{word}”" for word in words)
