"""A follow-up and what went before it → a question that stands alone. Pure, but for a likeness given to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.records import Turn
from knowledge.scope import years_in
from knowledge.words import FUNCTION_WORDS, content_words, tokens

Likeness = Callable[[str, Sequence[str]], Sequence[float]]  # how alike a phrase is to each of others, from -1 to 1

_OPENING = re.compile(r"^\s*(?:and|but|so|or|also|then|ok(?:ay)?|what about|how about)\b[\s,:]*", re.I)
_ASKS = re.compile(
    r"\b(who|whom|whose|what|which|where|when|why|how|compare|list|name|is|are|was|were|do|does|did|has|have|can)\b",
    re.I,
)
_REFERS = re.compile(r"\b(it|its|they|them|their|theirs|that|those|this|these|he|she|his|her|so|there|ones?)\b", re.I)
_PREPOSITION = re.compile(r"^(in|for|of|among|at|by|with|without|from|on|during|as of|to)\s+(?:the\s+)?", re.I)
_ADDS = re.compile(r"^(those|the ones|people|only|just|one|two|three|four|five|\d+)\b", re.I)  # narrows what was asked
_LIGHT = {"came", "come", "comes", "happened", "happen", "go", "went", "look", "looked", "people"}  # say nothing alone
_NUMBERS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SHIFT = re.compile(
    r"\b(?:(?P<n>one|two|three|four|five|a)\s+years?\s+(?P<way>later|after|earlier|before|ago)|"
    r"the\s+(?P<way2>next|following|previous|preceding)\s+(?:year|one|report|survey|edition)|"
    r"the\s+(?:year|one|report|survey|edition)\s+(?P<way3>before|after))\b(?:\s+that)?",
    re.I,
)
_LATER = {"later", "after", "next", "following"}
SAME_KIND = 0.15  # two phrases at least this alike name things of one kind: the new one takes the place of the old
LONGEST_PART, MOST_PARTS = 4, 100  # words; phrases: each is embedded


def standalone(question: str, history: Sequence[Turn], likeness: Likeness) -> str:
    """The question as it would be asked with nothing before it; unchanged where it stands alone already."""
    question = " ".join(question.split())
    if not history:
        return question
    before = history[-1].standalone
    rest = _OPENING.sub("", question).strip()
    shifted, rest = _shift(rest, years_in(before))
    if not shifted and _stands_alone(rest):
        return question if rest == question else rest[:1].upper() + rest[1:]
    base = with_year(before, shifted or years_in(rest))
    fragment = _without_year(rest)
    if not _own_words(fragment) and not _wants_other_kind(fragment):
        return base
    if _ASKS.search(fragment):
        return _asked_of(base, fragment, likeness)
    return _merged(base, fragment, likeness)


def stands_alone(question: str) -> bool:
    """Whether a question needs nothing that was said before it."""
    return _stands_alone(_OPENING.sub("", question).strip())


def _own_words(text: str) -> list[str]:
    return [w for w in content_words(text) if w.lower() not in _LIGHT and not w.isdigit()]


def _stands_alone(rest: str) -> bool:
    """It asks something, says enough, and no pronoun comes before what it could stand for."""
    words = _own_words(rest)
    if not _ASKS.search(rest) or len(words) < 2:
        return False
    pronoun = _REFERS.search(rest)
    return not pronoun or len(words) >= 5 or bool(_own_words(rest[: pronoun.start()]))


def _wants_other_kind(fragment: str) -> bool:
    """Such as "Who says so?", which has no words of its own and still asks for something else."""
    return bool(re.search(r"\b(who|why|when|where)\b", fragment, re.I))


def _shift(rest: str, years: tuple[int, ...]) -> tuple[tuple[int, ...], str]:
    """The year that is meant: "one year later" after a question about 2018 is 2019."""
    match = _SHIFT.search(rest)
    if not match or not years:
        return (), rest
    way = (match["way"] or match["way2"] or match["way3"]).lower()
    count = _NUMBERS.get((match["n"] or "one").lower(), 1)
    year = years[-1] + count if way in _LATER else years[0] - count
    return (year,), (rest[: match.start()] + rest[match.end() :]).strip(" ,.?")


def with_year(before: str, years: tuple[int, ...]) -> str:
    """The earlier question asked of another year."""
    if not years:
        return before
    new = " and ".join(str(year) for year in years)
    old = years_in(before)
    if not old:
        return f"{before.rstrip(' ?.!')} in {new}?"
    asked = before
    for year in old[1:]:
        asked = re.sub(rf"\s*(?:and|to|or|–|-)?\s*\b{year}\b", "", asked)
    return re.sub(rf"\b{old[0]}\b", new, asked)


def _without_year(rest: str) -> str:
    """What a follow-up adds, without its year and its mark."""
    bare = re.sub(
        r"\b(?:(?:according to|in|for|of|from)\s+)?(?:the\s+)?(?:19|20)\d\d\b(?:\s+(?:survey|report|one|edition))?",
        "",
        rest,
    )
    return bare.strip(" ,?.!")


def _asked_of(base: str, fragment: str, likeness: Likeness) -> str:
    """A new question about the earlier one's subject: "Who says so?", "How many of those without one?"."""
    counted = re.match(r"how (?:many|much)(?: people)?\s+(?:of\s+)?(those|the ones|them)\b(?P<rest>.*)", fragment, re.I)
    if counted and counted["rest"].strip() and counted[1].lower() != "them":
        return _merged(base, f"of those{counted['rest']}", likeness)
    if len(_own_words(fragment)) <= 1 and not _wants_other_kind(fragment) and _REFERS.search(fragment):
        return base  # "How many preferred that?" asks the same again
    return f"{fragment} ({' '.join(_phrases(base) + [str(year) for year in years_in(base)])})?"


def _merged(base: str, fragment: str, likeness: Likeness) -> str:
    """The fragment in place of the phrase of its kind in the earlier question, or put behind it."""
    stem = base.rstrip(" ?.!")
    preposition = _PREPOSITION.match(fragment)
    bare = fragment[preposition.end() :] if preposition else fragment
    if preposition:
        same = re.compile(rf"\b{preposition[1]}\s+(?:the\s+)?([^\W\d][\w'’.-]*(?:\s+[^\W\d][\w'’.-]*)?)", re.I)
        for match in reversed(list(same.finditer(stem))):
            phrase = next((p for p in _phrases(match[1])), "")
            if phrase:
                return f"{stem.replace(phrase, bare, 1)}?"
        return f"{stem} {fragment}?"
    if _ADDS.match(fragment):
        return f"{stem} {fragment}?"
    phrases = _parts(_phrases(stem))
    scores = likeness(bare, phrases) if phrases else ()
    best = max(range(len(phrases)), key=lambda at: scores[at], default=0)
    if phrases and scores[best] >= SAME_KIND:
        return f"{stem.replace(phrases[best], bare, 1)}?"
    return f"{stem} {fragment}?"


def _parts(phrases: Sequence[str]) -> list[str]:
    """The phrases and the short runs of words in them: of "companies keep cats" a fragment may replace "cats" alone."""
    found = dict.fromkeys(phrases)
    for phrase in phrases:
        words = phrase.split(" ")
        for length in range(min(len(words), LONGEST_PART), 0, -1):
            found |= dict.fromkeys(" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
    return list(found)[:MOST_PARTS]


def _phrases(question: str) -> list[str]:
    """Runs of content words of a question: what a fragment can take the place of."""
    runs: list[list[str]] = [[]]
    for word in tokens(question):
        if word.lower() in FUNCTION_WORDS or word.isdigit():
            runs.append([])
        else:
            runs[-1].append(word)
    found = [" ".join(run) for run in runs if run]
    return [phrase for phrase in found if phrase in question]
