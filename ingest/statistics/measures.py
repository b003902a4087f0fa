"""What is measured, in the document's words: the clause without its figure, and what its pronouns mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Span
from ingest.statistics.anchors import Clause
from ingest.statistics.phrases import is_verb
from ingest.statistics.wording import tidy, words
from knowledge.figures import Figure

LONGEST_MEASURE = 240  # characters

_ASKED = re.compile(r"\W*((?:When|Asked|Regarding|As for|In terms of)\b.*)")
_WORD = re.compile(r"[^\W\d_]{2}")
_PRONOUN = re.compile(
    r"(?:(?P<time>(?:[Tt]his|[Ll]ast|[Ii]n the previous|[Ii]n(?: \w+)?) (?:year|\d{4}),? ))?"
    r"(?:(?P<share>(?:[Tt]he|[Tt]his|[Tt]hat) (?:share|figure|proportion|percentage|number))|"
    r"[Ii]t|[Tt]hey|(?:[Tt]his|[Tt]hese|[Tt]hat)(?= (?:is|was|are|were|has|have|had|rose|fell|grew|dropped|increased|"
    r"decreased|rises|falls|grows|drops|increases|decreases)\b))\b(?! of\b| is the\b)"
)
# Only a sentence that begins with its pronoun looks back to the one before; "when asked, they …" doesn't.
_STARTS = re.compile(
    r"\W*(?:(?:This|Last) year,? |(?:In|On|At) [^,]{1,24},? |Over |Still, |However, |Again, )?(?:It|They|This|These|"
    r"That)\b",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"^['’‘](re|ve|s)\b")
_FULL = {"re": " are", "ve": " have", "s": " is"}
_SAYS_MORE = re.compile(r"\b(?!is\b|was\b|s\b|are\b|were\b)[a-z]{2,}")  # "in the Netherlands it's 28%" doesn't
_NO_SUBJECT = re.compile(r"\d|\b(?:[Ww]e|I|[Yy]ou|[Tt]his|[Tt]hese|[Ii]t|[Tt]hey)\b")
# What says nothing by itself; a measure of such words alone is given with its whole sentence.
_THIN = re.compile(
    r"(?:(?:is|was|are|were|has|have|had|been|be|it|they|that|this|these|those|there|now|still|also|"
    r"only|just|last|year|years|"
    r"previous|prior|year['’]s|rate|rates|share|number|figure|percentage|proportion|average|from|to|"
    r"of|at|in|on|by|for|with|up|"
    r"down|an?|the|and|or|but|than|then|while|who|as|each|total|increase|increased|increasing|"
    r"decrease|drop|dropped|risen|rise|"
    r"rising|growth|fallen|falling|compared|respectively|accounting|representing|making|reporting|"
    r"largely|consists?)\b\W*)+|"
    r"(?:from|to|of|than|per) (?:last|this|the) .{0,40}",
    re.IGNORECASE,
)
_LONGEST_SUBJECT = 14  # words


def measure_of(sentence: str, clause: Clause, removed: Sequence[Span]) -> str:
    """The measure of a clause, or nothing where the sentence has no words beside its figures."""
    at = clause.figure.start
    measure = words(sentence, clause.spans, removed, at)
    asked = _ASKED.match(sentence[slice(*clause.intro)]) if clause.intro else None
    if asked:
        measure = f"{asked[1]}: {measure}"
    if measure.count("(") != measure.count(")") or not _WORD.search(measure):
        measure = around(sentence, clause.figure)
    return shortened(measure) if _WORD.search(measure) else ""


def is_thin(measure: str) -> bool:
    """Whether a measure says nothing without its sentence: "is now", "the rate", "from last year's"."""
    return bool(_THIN.fullmatch(measure))


def around(sentence: str, figure: Figure) -> str:
    """The sentence without the figure; where it is long, the words around the figure."""
    before, after = sentence[: figure.outer_start], sentence[figure.end :]
    if len(sentence) > LONGEST_MEASURE:
        half = LONGEST_MEASURE // 2
        before = before[-half:].partition(" ")[2] if len(before) > half else before
        after = after[:half].rpartition(" ")[0] if len(after) > half else after
    return tidy(re.sub(r"\(\s*\)", "", " ".join(f"{before.rstrip()} {after.lstrip()}".split())))


def resolved(measure: str, sentence: str, previous: str, share: str | None) -> str:
    """A measure that speaks of "it", "they" or "the share" with what was spoken of before.

    ``previous``: the sentence before; ``share``: what the last share before it measures.
    """
    pronoun = _PRONOUN.match(measure)
    if not pronoun:
        return measure
    if pronoun["share"]:
        return share if share and len(measure.split()) < 5 else measure
    if share and not _STARTS.match(sentence) and not _SAYS_MORE.search(measure[pronoun.end() :]):
        return share
    subject = _subject_of(previous) if _STARTS.match(sentence) else ""
    if not subject or _NO_SUBJECT.search(subject) or _PRONOUN.match(subject):
        return measure
    said = _CONTRACTED.sub(lambda short: _FULL[short[1]], measure[pronoun.end() :])
    return shortened(" ".join(f"{subject} {pronoun['time'] or ''}{said}".split()))


def shortened(measure: str) -> str:
    """Cut at a word's end where it is too long to be read."""
    if len(measure) <= LONGEST_MEASURE:
        return measure
    cut = measure.rfind(" ", 0, LONGEST_MEASURE)
    return measure[: cut if cut > 0 else LONGEST_MEASURE].rstrip(" ,;:")


def _subject_of(sentence: str) -> str:
    """What a sentence is about: the words before its verb, if it is plain which they are."""
    before = ""
    relative = False
    for count, found in enumerate(re.finditer(r"\S+", sentence)):
        if count > _LONGEST_SUBJECT:
            return ""
        if found[0] in {"who", "that", "which"} and count:
            relative = True  # the next verb is not the sentence's
        elif count and is_verb(found[0], before) and relative:
            relative = False
        elif count and is_verb(found[0], before):
            subject = re.sub(r"\([^)]*\)?", "", sentence[: found.start()]).strip()
            return tidy(re.sub(r".*, ", "", subject))
        before = found[0]
    return ""
