"""Why a question is refused, and the sentence that says so. Pure."""

from __future__ import annotations

import re

from knowledge.ports import Reading
from knowledge.records import Reason
from knowledge.scope import Scope, Wants

_SENTENCES = {
    Reason.NOT_IN_REPORTS: "The reports don't say.",
    Reason.WRONG_POPULATION: "The reports don't say it of those.",
    Reason.WRONG_PERIOD: "The reports don't say it for that time.",
    Reason.AMBIGUOUS: "The question can be understood in several ways.",
    Reason.FALSE_PREMISE: "The reports don't say what the question takes for granted.",
    Reason.NOT_A_QUESTION: "I answer questions about the ingested reports: ask me for a fact or a figure.",
    Reason.NOT_ALLOWED: "You may not see the documents that this would be answered from.",
}


# Who or what a figure is of is named as the subject of "how many …" or behind one of these.
_POPULATION = (
    r"(?:how many|(?:share|percentage|percent|proportion|fraction|number) of|\b(?:in|among|of|for|at|by|from))"
    r"\s+(?:the\s+)?"
)


def reason_for(scope: Scope, reading: Reading) -> Reason:
    """The reason, from what the question asks and what the reader misses in the evidence."""
    unmet = reading.unmet
    if reading.elsewhere or (unmet and unmet in {str(year) for year in scope.years}):
        return Reason.WRONG_PERIOD
    if unmet and scope.wants in (Wants.NUMBER, Wants.COMPARISON):
        of_whom = names_whom(scope, unmet) if reading.of_whom is None else reading.of_whom
        return Reason.WRONG_POPULATION if of_whom else Reason.NOT_IN_REPORTS
    return Reason.NOT_IN_REPORTS


def names_whom(scope: Scope, word: str) -> bool:
    """Whether a word stands where a question says of whom it wants a figure."""
    return bool(re.search(rf"{_POPULATION}(?:[\w'’-]+\s+){{0,2}}?{re.escape(word)}\b", scope.question, re.I))


def detail_of(reason: Reason, scope: Scope, unmet: str | None) -> str:
    """One sentence for the person; it names what is missing where that is known, and no figure but the asked year."""
    if reason == Reason.WRONG_PERIOD and scope.years:
        years = " or ".join(str(year) for year in scope.years)
        return f"The reports don't say it for {years}."
    if unmet and not re.search(r"\d", unmet):
        if reason == Reason.WRONG_POPULATION:
            return f"The reports don't say it of “{unmet}”."
        if reason == Reason.NOT_IN_REPORTS:
            return f"The reports don't say: nothing in them covers “{unmet}” in this respect."
    return _SENTENCES[reason]
