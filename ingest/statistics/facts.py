"""Places → what each of their figures says: measure, base, period, who says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ingest.blocks import Span
from ingest.statistics.anchors import Clause
from ingest.statistics.bases import antecedent, base_of
from ingest.statistics.clauses import clauses
from ingest.statistics.describing import completed, described_by, kind_of, was_before, without_relative
from ingest.statistics.measures import around, is_thin, measure_of, resolved, shortened
from ingest.statistics.periods import dated, period_of, spoken
from ingest.statistics.phrases import is_verb
from ingest.statistics.places import Place
from ingest.statistics.roles import changes, has_own_clause, is_named, is_no_fact, says_when
from ingest.statistics.sources import Survey, attribution_of, is_everyone
from ingest.statistics.wording import words
from knowledge.figures import Figure
from knowledge.records import Revision

LONGEST_QUOTE = 700  # characters of a sentence with its predecessor

_REFERS_BACK = re.compile(
    r"[\W]*(?:They|Them|It|Its|This|These|Those|Their|Of (?:these|those|them)|Another|A further|An additional|Both|"
    r"The (?:rest|remaining|others?|share|figure|latter|former|same)|That|Here|Half of them|Such|He|She|His|Her|Most "
    r"of them|"
    r"In contrast|By contrast|By comparison)\b"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|expects?|expected to|plans? to|planned|wants? to|forecasts?|projects that|predicts?)\b"
)
_OTHER_TIME = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]| editions?\b)|(?<!to the )\b(?:last|prior|previous) year\b")
_LEADING = re.compile(r"\b(?:of|among|amongst|for|within|across|in|by)\s+(?:all |the |both |all the )*$", re.IGNORECASE)
_OF_AFTER = re.compile(r"\s*(?:of|among)\b")
_ONLY_COMPARES = re.compile(
    r"(?:(?:from|since|vs\.?|versus|compared to|than|in|over|last|year|previous|prior|the|\d{4})\b[ .,]*)+",
    re.IGNORECASE,
)
_ANOTHER_TIME = re.compile(r"\bthis year\b|\bwith\b|\bwhile\b|\bbut\b", re.IGNORECASE)
_GOES_ON = re.compile(r" (?:and|or) (\S+)")
_AT_A_DATE = re.compile(r"\b(?:in|on|since|during|from|around|of|for|the year)\s*$", re.IGNORECASE)
_CLAUSE_MARK = re.compile(r"; |: | [—–] | -- |, (?:and|but|while|whereas) ")
_HAS_WORDS = re.compile(r"[^\W\d_]{2}")


class Setting(NamedTuple):
    """A place with what goes for all of its figures."""

    text: str  # of the document
    place: Place
    survey: Survey
    revision: Revision
    earlier: Sequence[Fact]  # the facts of the same paragraph before this place

    @property
    def sentence(self) -> str:
        """The place's words; the offsets of its figures count in them."""
        return self.text[self.place.start : self.place.end]

    @property
    def previous(self) -> str:
        """The sentence before, or nothing."""
        return self.text[slice(*self.place.previous)] if self.place.previous else ""


class Fact(NamedTuple):
    """What a figure says, before it is put together with its neighbours."""

    figure: Figure  # offsets from the place's start
    place: Place
    quote: Span  # offsets into the document's text
    measure: str
    own: str = ""  # what sets it apart from its neighbours
    base: str | None = None
    base_size: int | None = None
    period: str | None = None
    period_is_stated: bool = False  # by its own sentence, not by a heading or the document
    attribution: str | None = None
    changes: bool = False  # how much something has changed, not how much it is
    distribution: str | None = None
    option: str | None = None
    choice: Literal["single", "multiple"] | None = None

    @property
    def at(self) -> int:
        """Where the figure begins in the document's text."""
        return self.place.start + self.figure.start

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, so that it can be one of several options."""
        return (
            self.figure.unit == "percent" and not self.changes and self.figure.upper is None and self.figure.value >= 0
        )


def facts_of(setting: Setting) -> list[Fact]:
    """The facts of one place, in the order of their figures."""
    sentence, place = setting.sentence, setting.place
    years = [figure for figure in place.figures if figure.unit == "year" and not is_named(sentence, figure)]
    told = [figure for figure in place.figures if figure.unit != "year" and not is_no_fact(sentence, figure, place)]
    mains = [figure for figure in told if figure.unit != "rank"] or told
    found = _clauses(sentence, place, mains)
    facts = _of_clauses(setting, found, years)
    facts += [fact for rank in told if rank not in mains and (fact := _ranked(setting, rank, found, years))]
    used = {fact.period for fact in facts}
    facts += [fact for year in years if _is_told(sentence, year, mains, used) and (fact := _when(setting, year))]
    return sorted(facts, key=lambda fact: fact.figure.start)


def _clauses(sentence: str, place: Place, mains: list[Figure]) -> list[Clause]:
    if place.kind == "sentence" or len(mains) != 1:
        return clauses(sentence, mains)
    spans = ((0, mains[0].outer_start), (mains[0].end, len(sentence)))
    return [Clause(mains[0], spans, spans, (0, len(sentence)), None, False, False)]


def _of_clauses(setting: Setting, found: list[Clause], years: list[Figure]) -> list[Fact]:
    sentence = setting.sentence
    labelled = setting.place.kind == "label"
    bases = [
        None if labelled and not _OF_AFTER.match(sentence, clause.figure.end) else _base(sentence, clause)
        for clause in found
    ]
    removed = [(clause.figure.outer_start, clause.figure.end) for clause in found]
    removed += [
        _with_preposition(sentence, base)
        for clause, base in zip(found, bases, strict=True)
        if base and _is_apart(base, clause) and not _goes_on(sentence, base)
    ]
    facts: list[Fact] = []
    for clause, base in zip(found, bases, strict=True):
        fact = _fact(setting, clause, base, removed, years, facts)
        if fact:
            facts.append(_carried_on(fact, clause, facts, sentence))
    return facts


def _fact(
    setting: Setting, clause: Clause, base: Span | None, removed: list[Span], years: list[Figure], before: list[Fact]
) -> Fact | None:
    sentence, place, figure = setting.sentence, setting.place, clause.figure
    who, said = attribution_of(sentence, figure)
    gone = [*removed, said] if said else removed
    if clause.elliptical:
        gone = [*gone, *(_with_date(sentence, year) for year in years)]
    described = described_by(sentence, figure, base)
    if kind := kind_of(sentence, figure):
        described, base = kind, None
    measure = described or measure_of(sentence, clause, gone)
    if not measure:
        return None
    if described and base:
        base = base[0], base[0] + sentence[slice(*base)].index(described) - 1
        base = base[0], base[0] + len(without_relative(sentence[slice(*base)]))
    previous = setting.previous
    share = next((fact.measure for fact in reversed([*setting.earlier, *before]) if fact.is_share), None)
    stated = sentence[slice(*base)] if base else None
    change = changes(sentence, figure)
    around_it = None if was_before(sentence, figure) else _period_around(sentence[slice(*clause.near)], setting)
    period = dated(period_of(sentence, figure, clause.near, years, change), setting.revision.period)
    told = resolved(_of_label(measure, setting), sentence, previous, share)
    told = completed(told, before[-1].measure if before else "")
    return Fact(
        figure=figure,
        place=place,
        quote=_quote(setting),
        measure=around(sentence, figure) if is_thin(told) and place.kind == "sentence" else told,
        own=words(sentence, clause.own, gone),
        base=antecedent(stated, sentence[: figure.start], previous) if stated else None,
        base_size=setting.survey.size if is_everyone(stated, setting.survey) else None,
        period=period or around_it,
        period_is_stated=bool(period),
        attribution=who or (setting.survey.who if figure.unit in {"percent", "times"} else None),
        changes=change,
    )


def _of_label(measure: str, setting: Setting) -> str:
    """A label that only compares ("+11% from 2018") says so of the label before it."""
    if setting.place.kind != "label" or not setting.earlier or not _ONLY_COMPARES.fullmatch(measure):
        return measure
    return f"{setting.earlier[-1].measure}, {measure}"


def _base(sentence: str, clause: Clause) -> Span | None:
    """The population of a share or a multiple, or what a count is a part of: "126 of the 140 dealers"."""
    figure = clause.figure
    if figure.unit not in {"percent", "times", "count"} or changes(sentence, figure):
        return None
    base = base_of(sentence, figure, clause.near, clause.intro)
    if figure.unit != "count":
        return base
    return base if base and re.match(r"\s+of\s", sentence[figure.end :]) and base[0] - figure.end < 16 else None


def _is_apart(base: Span, clause: Clause) -> bool:
    """Whether the measure reads on without the base: it follows the figure, opens the clause or is a subject."""
    figure = clause.figure
    opens = base[0] - clause.near[0] < 12 or bool(clause.intro and base[0] < clause.intro[1])
    return opens or 0 <= base[0] - figure.end < 40


def _goes_on(sentence: str, base: Span) -> bool:
    """Whether more of the population follows: "groups from France and Spain"."""
    more = _GOES_ON.match(sentence, base[1])
    return bool(more and more[1][0].isalpha() and not is_verb(more[1]))


def _with_preposition(sentence: str, base: Span) -> Span:
    """The base together with the "of" or "among" before it."""
    lead = _LEADING.search(sentence[: base[0]])
    return (lead.start() if lead else base[0]), base[1]


def _with_date(sentence: str, year: Figure) -> Span:
    """A date together with the "in" before it."""
    lead = _AT_A_DATE.search(sentence[: year.outer_start])
    return (lead.start() if lead else year.outer_start), year.end


def _carried_on(fact: Fact, clause: Clause, before: list[Fact], sentence: str) -> Fact:
    """What was said of the figure before goes on for a parallel one that says nothing else: its base, its period."""
    last = before[-1] if before else None
    if not clause.parallel or not last or last.figure.unit != fact.figure.unit:
        return fact
    takes_base = not fact.base and fact.is_share
    between = sentence[last.figure.end : fact.figure.start]
    takes_period = last.period_is_stated and not fact.period_is_stated and not _ANOTHER_TIME.search(between)
    return fact._replace(
        base=last.base if takes_base else fact.base,
        base_size=last.base_size if takes_base else fact.base_size,
        period=last.period if takes_period else fact.period,
        period_is_stated=fact.period_is_stated or takes_period,
    )


def _quote(setting: Setting) -> Span:
    """The sentence, with its predecessor where it begins with a word that refers back."""
    place = setting.place
    if place.previous and place.end - place.previous[0] <= LONGEST_QUOTE and _REFERS_BACK.match(setting.sentence):
        return place.previous[0], place.end
    return place.start, place.end


def _period_around(clause: str, setting: Setting) -> str | None:
    """The period of a clause that names none: that of its heading, or the one year that the document speaks of."""
    headings, period = setting.place.headings, setting.revision.period
    for heading in reversed(headings[1:] or headings):
        years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", heading))
        if len(years) == 1:
            return str(years.pop())
    if len(period) != 1 or _FUTURE.search(clause) or _OTHER_TIME.search(clause):
        return None
    return str(period[0])


def _ranked(setting: Setting, rank: Figure, found: Sequence[Clause], years: list[Figure]) -> Fact | None:
    """A rank that stands in another figure's clause: "came second with 23%"."""
    sentence = setting.sentence
    clause = next((each for each in found if each.near[0] <= rank.start < each.near[1]), None)
    near = clause.near if clause else (0, len(sentence))
    gone = [(each.figure.outer_start, each.figure.end) for each in found]
    measure = words(sentence, clause.spans if clause else [near], gone)  # "the second most common" says what is ranked
    if not _HAS_WORDS.search(measure):
        return None
    period = period_of(sentence, rank, near, years)
    around = _period_around(sentence[slice(*near)], setting)
    return Fact(rank, setting.place, _quote(setting), shortened(measure), period=period or around)


def _is_told(sentence: str, year: Figure, mains: list[Figure], used: set[str | None]) -> bool:
    """Whether a date is a fact of its own, and not only the period of the sentence's other figures."""
    if not says_when(sentence, year):
        return False
    if not mains or year.qualifier in {"by", "until"}:
        return True
    return spoken(year) not in used and has_own_clause(sentence, year, mains)


def _when(setting: Setting, year: Figure) -> Fact | None:
    sentence = setting.sentence
    who, said = attribution_of(sentence, year)
    marks = list(_CLAUSE_MARK.finditer(sentence))
    start = max((match.end() for match in marks if match.end() <= year.outer_start), default=0)
    end = min((match.start() for match in marks if match.start() >= year.end), default=len(sentence))
    measure = words(sentence, [(start, end)], [_with_date(sentence, year), *([said] if said else [])], year.start)
    if measure.count("(") != measure.count(")"):
        measure = around(sentence, year)
    measure = resolved(measure, sentence, setting.previous, None)
    if not _HAS_WORDS.search(measure):
        return None
    return Fact(year, setting.place, _quote(setting), shortened(measure), period=spoken(year), attribution=who)
