"""What a question is about: the years it names, the kind of answer it wants, the words that carry it. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.records import Record
from knowledge.words import content_words, tokens


class Wants(StrEnum):
    """The kind of answer that a question asks for."""

    NUMBER = "number"
    WHO = "who"
    WHERE = "where"
    WHEN = "when"
    WHY = "why"
    COMPARISON = "comparison"
    LIST = "list"
    OTHER = "other"


class Scope(Record):
    """A question as it was understood."""

    question: str
    years: tuple[int, ...]  # ascending; empty: the question names none
    wants: Wants
    words: tuple[str, ...]  # as written, without function words and years
    subject: tuple[str, ...]  # those of the words that say what it is about, not what kind of answer is wanted

    @property
    def wants_several(self) -> bool:
        """Whether one fact is not enough: a comparison, a list, a break-down, or several years."""
        listed = self.wants in (Wants.COMPARISON, Wants.LIST) or len(self.years) > 1
        return listed or bool(_BREAK_DOWN.search(self.question))

    @property
    def is_question(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.words or self.years)


_YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?!\d|[.,]\d|\s?%)")
_DATED = re.compile(
    rf",?\s*(?:\b(?:back )?(?:in|during|for|of|as of|from|since|by|until)\s+(?:the year )?)?{_YEAR.pattern}"
    r"(?!\s+(?:survey|report|edition|results|issue|study))(?:['’]s)?",
    re.I,
)
_BREAK_DOWN = re.compile(r"\bbreak ?downs?\b", re.IGNORECASE)
_RANGE = re.compile(r"\b((?:19|20)\d\d)\s?(?:–|-|to|until|through)\s?((?:19|20)\d\d)\b")

_ASKING = re.compile(
    r"^\W*(?:(?:in|for|of|by|at|on|to|from|with|until|since|after|before|under)\s+)?"
    r"(?:who|whom|whose|what|which|where|when|why|how|is|are|was|were|do|does|did|has|have|can|could|should)\b",
    re.I,
)

_QUANTITIES = (
    "(?:share|percentages?|per ?cent|proportions?|fraction|number|rate|margin|figure|ratio|size|score|amount|price"
    "|cost|total)"
)

# The first that matches counts; comparison before number ("compare how many …").
_KINDS: tuple[tuple[Wants, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE))
    for kind, forms in (
        (Wants.COMPARISON, ("compare[ds]?", "comparison", "versus", r"vs\.?", "difference between", "more common")),
        (
            Wants.NUMBER,
            (
                "how (?:many|much|often|large|big|long|high|old|far|widely|common|rare|likely|likelier)",
                r"how \w+ (?:is|are|was|were)",
                rf"(?:what|which) (?:\w+ )?{_QUANTITIES}",
                rf"what (?:is|are|was|were)(?= .{{3,60}} {_QUANTITIES}\b)",
                "the (?:share|percentage|proportion|number|fraction) of",
                "what (?:does|do|did)(?= .* costs?\\b)",
                "break ?downs?",
            ),
        ),
        (Wants.WHO, ("who", "whom", "whose", "which (?:company|organi[sz]ation|people|person|vendor|firm)")),
        (Wants.WHERE, ("where", "(?:which|what) (?:country|region|city|continent|place|part of the world)")),
        (Wants.WHEN, ("when", "(?:what|which) (?:year|date|month|day|time)", "how long ago")),
        (Wants.WHY, ("why", r"what (?:is|was|are|were) the (?:\w+ )?(?:reasons?|causes?)", "reasons?")),
        (
            Wants.LIST,
            (
                "list",
                "name (?:the|all|some)",
                "what are the",
                "which (?:two|three|four|five|ones)",
                "top (?:two|three|five|ten)",
            ),
        ),
    )
)


def read(question: str) -> Scope:
    """What the question is about. It never fails: a question that says nothing has no words."""
    years = years_in(question)
    wants, asking = next(
        ((kind, match[0]) for kind, pattern in _KINDS if (match := pattern.search(question))), (Wants.OTHER, "")
    )
    words = tuple(word for word in content_words(question) if not (word.isdigit() and int(word) in years))
    of_the_kind = set() if wants == Wants.WHO else set(tokens(asking))  # "which company" says what is looked for, too
    subject = tuple(word for word in words if word not in of_the_kind)
    return Scope(question=question, years=years, wants=wants, words=words, subject=subject)


def asks(text: str) -> bool:
    """Whether a text has the form of a question."""
    return bool(_ASKING.search(text))


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names, ascending; a range ("2017 to 2019") names those in between, too."""
    years = {int(year) for year in _YEAR.findall(text)}
    for first, last in _RANGE.findall(text):
        if 0 < int(last) - int(first) <= 20:
            years |= set(range(int(first), int(last) + 1))
    return tuple(sorted(years))


def undated(question: str) -> str:
    """The question without the one year that it names; one that names several, or says little else, stays as it is."""
    if len(years_in(question)) != 1:
        return question
    left = _YEAR.sub("", _DATED.sub("", question))
    left = re.sub(r"\s+([?.,;:!])", r"\1", " ".join(left.split())).strip(" ,")
    return left[:1].upper() + left[1:] if content_words(left) else question
