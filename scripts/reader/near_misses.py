"""Questions made from survey sentences by rule, and what goes wrong with them when one thing is changed.

From a sentence such as "41% of respondents deploy daily" comes a question that it answers; its near-misses swap one of
population, year, qualifier or measure, so that the same sentence answers no more. Questions that a person wrote are
changed in the same ways.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pairs import Pair

from knowledge.records import Passage

HERE = Path(__file__).parent
GROUPS = tuple((HERE / "groups.txt").read_text("utf-8").splitlines())  # whom a question might be about instead

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
_WELL_FORMED = re.compile(
    r"(?!who |saying |that |everywhere |not |in |from |with |at |to |for |of |on |and |or |whose |which |as )"
    r"\w+(?: \S+){2,}(?<!\d)$"
)
_YEAR = re.compile(r"\b20[12]\d\b")
_POPULATION = re.compile(
    r"\b(?:respondents|participants|users|developers|companies|firms|businesses|organi[sz]ations|employees|workers|staff|"
    r"people|adults|parents|households|homes|teams|leaders|executives|managers|customers|schools|students|teachers|"
    r"hospitals|nurses|doctors|patients|farmers|banks|shops|retailers|voters|teens|teenagers|women|men|pensioners|"
    r"engineers|programmers)\b(?! who| whose| with)"
)
_FORMS = ("What share of {who} {rest}?", "How many {who} {rest}?", "What percentage of {who} {rest}?")


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


def changed(pair: Pair, chance: random.Random) -> Iterator[Pair]:
    """Near-misses of a question that a person wrote and that its window answers; and the same question, rightly dated.

    A year is swapped for one near it, a population for another one. A question without a year is asked of a year that
    the window doesn't know; as often it is asked of the year in the window's title, so that a year alone says nothing.
    """
    question, window = pair.question, pair.window
    years = set(_YEAR.findall(window))
    if named := [year for year in _YEAR.findall(question) if year in years]:
        for year in chance.sample(_near(years, chance), 1):
            yield Pair(question.replace(chance.choice(named), str(year)), window, False, "year")
    elif years and not _YEAR.search(question) and question.endswith("?"):
        title = _YEAR.findall(window.split(". ")[0].split(":")[0])
        if len(set(title)) == 1:
            yield Pair(_with_year(question, title[0], chance), window, True, "dated")
        yield Pair(_with_year(question, str(chance.choice(_near(years, chance))), chance), window, False, "year")
    if match := _POPULATION.search(question):
        others = [group for group in GROUPS if group.split()[-1].lower() not in f"{window} {question}".lower()]
        swapped = question[: match.start()] + chance.choice(others) + question[match.end() :]
        yield Pair(swapped, window, False, "population")


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
