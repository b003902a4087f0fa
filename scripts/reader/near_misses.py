"""Questions made from survey sentences by rule, and what goes wrong with them when one thing is changed.

From a sentence such as "41% of respondents deploy daily" comes a question that it answers; its near-misses swap one of
population, year, qualifier or measure, so that the same sentence answers no more.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from knowledge.records import Passage

HERE = Path(__file__).parent
GROUPS = tuple((HERE / "groups.txt").read_text("utf-8").splitlines())  # whom a question might be about instead
OTHER_LABELS = tuple("Arabic Ukraine Perl Healthcare Nano FreeBSD COBOL Chile Insurance Doctorate Weekly".split())

QUALIFIERS = {
    "daily": "hourly",
    "weekly": "monthly",
    "monthly": "weekly",
    "every day": "once a year",
    "at least": "fewer than",
    "more than": "exactly",
    "mostly": "never",
    "main": "secondary",
    "primary": "secondary",
    "most": "least",
    "new": "oldest",
    "very": "not at all",
    "always": "never",
    "currently": "formerly",
    "likely": "forbidden",
    "open source": "classified",
    "large": "tiny",
    "small": "huge",
    "some": "all",
    "work": "holiday",
    "better": "worse",
    "satisfied": "disappointed",
    "easy": "dangerous",
    "increase": "decrease",
    "personal": "medical",
    "local": "foreign",
    "regularly": "just once",
    "at work": "in prison",
    "production": "classrooms",
}
_WHO = (
    r"(?:all |these |the |survey |Rust |Go |our |surveyed |DORA )*(?:respondents|users|developers|participants|people|"
    r"responders|teams|organizations|companies|performers|Gophers|Rustaceans|applications)"
)
_SHARE = re.compile(
    rf"(?P<figure>\d[\d.]*(?:%| percent)|half|a third|a quarter|two thirds|three quarters) of (?P<who>{_WHO})\s+"
    r"(?P<said>(?:said|reported|indicated|told us|answered|responded|noted|agreed|mentioned|stated)\s+(?:that\s+)?)?"
    r"(?P<rest>[a-z][^.;:()\n]{12,110})"
)
_LISTED = re.compile(r"(?:^|\n)\s*[-*]?\s*(?P<label>[A-Z][A-Za-z0-9 /+#'-]{2,40}):? \(?(?P<figure>\d[\d.]*%)\)?")
_WELL_FORMED = re.compile(
    r"(?!who |saying |that |everywhere |not |in |from |with |at |to |for |of |on |and |or |whose |which |as )"
    r"\w+(?: \S+){2,}(?<!\d)$"
)
_YEAR = re.compile(r"\b20[12]\d\b")
_FORMS = ("What share of {who} {rest}?", "How many {who} {rest}?", "What percentage of {who} {rest}?")


class Pair(NamedTuple):
    """One example: does the window answer the question?"""

    question: str
    window: str
    answers: bool
    kind: str


def made_from(passages: Sequence[Passage], chance: random.Random) -> Iterator[Pair]:
    """Pairs over windows with shares; a window without a clause that can be turned into a question gives none."""
    found = [(passage, match) for passage in passages for match in _SHARE.finditer(passage.text)]
    found = [(passage, match) for passage, match in found if _WELL_FORMED.match(_clause(match))]
    clauses = [_clause(match) for _, match in found]
    for passage, match in found:
        who, rest = _bare(match["who"]), _clause(match)
        form = chance.choice(_FORMS)
        text = passage.in_context
        years = set(_YEAR.findall(text))
        asked = _dated(form.format(who=who, rest=rest), sorted(years), chance)
        yield Pair(asked, text, True, "made")
        others = [group for group in GROUPS if group.split()[-1].lower() not in text.lower()]
        yield Pair(form.format(who=chance.choice(others), rest=rest), text, False, "population")
        if years:
            year = chance.choice([str(y) for y in _near(years, chance)])
            yield Pair(_with_year(form.format(who=who, rest=rest), year, chance), text, False, "year")
        if swapped := _swapped(rest):
            yield Pair(form.format(who=who, rest=swapped), text, False, "qualifier")
        elif len(clauses) > 1:
            yield Pair(form.format(who=who, rest=chance.choice(clauses)), text, False, "measure")


def listed(passages: Sequence[Passage], chance: random.Random) -> Iterator[Pair]:
    """Pairs over lists of shares: a label that is in the list, and one that stands in another list."""
    rows = [(passage, [m["label"].strip() for m in _LISTED.finditer(passage.text)]) for passage in passages]
    rows = [(passage, labels) for passage, labels in rows if len(labels) > 1]
    every = sorted({label for _, labels in rows for label in labels} | set(OTHER_LABELS))
    for passage, labels in rows:
        chosen = chance.choice(labels)
        absent = chance.choice([label for label in every if label.lower() not in passage.in_context.lower()])
        form = chance.choice(("What share chose {0}?", "How many named {0}?", "What percentage is {0}?", "And {0}?"))
        yield Pair(form.format(chosen), passage.in_context, True, "listed")
        yield Pair(form.format(absent), passage.in_context, False, "label")
        yield Pair(form.format(f"{chosen} in {chance.choice((2009, 2012, 2014))}"), passage.in_context, False, "year")


def _bare(who: str) -> str:
    return re.sub(r"^(?:(?:all|these|the|our|surveyed|survey) )+", "", who)


def _clause(match: re.Match[str]) -> str:
    rest = re.split(r",| while | whereas | but | and \d| compared | up from | down from ", match["rest"])[0]
    if match["said"]:
        rest = re.sub(r"^they(?: are|'re|’re)\b", "are", rest)
        rest = re.sub(r"^they\s+", "", rest)
    return " ".join(rest.split())


def _near(years: set[str], chance: random.Random) -> list[int]:
    known = {int(year) for year in years}
    near = [year + step for year in known for step in (-2, -1, 1, 2)]
    return [year for year in near if year not in known] or [chance.choice((2009, 2011))]


def _dated(question: str, years: Sequence[str], chance: random.Random) -> str:
    return _with_year(question, years[0], chance) if len(years) == 1 and chance.random() < 0.6 else question


def _with_year(question: str, year: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"In {year}, {question[0].lower()}{question[1:]}"
    return f"{question.removesuffix('?')} in {year}?"


def _swapped(clause: str) -> str | None:
    for word, other in QUALIFIERS.items():
        if re.search(rf"\b{word}\b", clause):
            return re.sub(rf"\b{word}\b", other, clause, count=1)
    return None
