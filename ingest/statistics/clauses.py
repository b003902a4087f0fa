"""Which words of a sentence belong to which of its figures. Pure.

In "21% rely on IT, 25% delegate, and 19% have no clear owner" each figure has a clause of its own; in "the bus (12%),
the tram (9%) and bicycles (4%) are used" each has its own words and all share the rest; in "59% of these draw on five,
compared to 11% of those" the second has the predicate of the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Span
from ingest.statistics.anchors import Anchor, Clause, anchors_of, bounds_of, near_of
from ingest.statistics.brackets import STANDS_APART, of_bracket, with_tails
from ingest.statistics.phrases import has_verb, is_comparing, is_preposition, is_verb, noun_phrase_end
from ingest.statistics.wording import COORDINATES, tidy
from knowledge.figures import Figure

_TELLS_CHANGE = re.compile(
    r"\b(?:increase|decrease|rise|drop|decline|growth|jump|dip|up|down|improvement|more|less|"
    r"fewer)(?: of| by| from| than)?\s*$"
)
_ENDS_WITH_A_VERB = re.compile(
    r"\b(?:costs?|takes?|lasts?|totals?|averages?|covers?|reaches|equals?|measures|weighs|needs)$"
)
_PARTICIPLE = re.compile(r"[a-z]{3,}ing(?: \w+){0,2}")  # ", accounting for 26% of all answers"
_TIME_ONLY = re.compile(
    r"(?:(?:this|last|the previous|the prior)(?: year| survey| report)?(?:['’]s)?|only|just|another|\w+ly)",
    re.IGNORECASE,
)
_ADVERBIAL = frozenset("last this when if a one and or respectively each both".split())
_WE = re.compile(r"(?:we|they|it|this|i)\b", re.IGNORECASE)
# What holds for one alone: "came second", "was the most common".
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|\w{3,}est|first|second|third|fourth|fifth|only|top|leads?|led)\b", re.IGNORECASE
)


def clauses(sentence: str, mains: Sequence[Figure]) -> list[Clause]:
    """The clause of each of a sentence's figures, in the order given."""
    if not mains:
        return []
    anchors = anchors_of(sentence, mains)
    bounds = bounds_of(sentence, anchors)
    found: list[Clause] = []
    for number, anchor in enumerate(anchors):
        before, after = (bounds[number], anchor.start), (anchor.end, bounds[number + 1])
        if anchor.bracket:
            found.extend(of_bracket(sentence, anchor, before, after, found))
        else:
            found.append(_of_running(sentence, anchor, before, after, found))
    return with_tails(sentence, anchors, bounds, found)


def _of_running(sentence: str, anchor: Anchor, before: Span, after: Span, found: Sequence[Clause]) -> Clause:
    figure = anchor.figures[0]
    near = near_of(sentence, anchor, before[0], after[1])
    intro, rest = _intro(sentence, before, after)
    elliptical = _is_elliptical(sentence[slice(*rest)], sentence[slice(*after)])
    if elliptical and found:
        return _elliptical(sentence, figure, (rest, after), near, intro, found)
    if (
        elliptical and intro and has_verb(sentence[slice(*intro)])
    ):  # "It will open in May, two weeks later than planned"
        return Clause(figure, (before, after), (before, after), near, None, False, False)
    if elliptical and not found and before[0]:  # "… found it hard: 34% in 2023 and 39% in 2022"
        return Clause(figure, ((0, before[0]), before, after), (before, after), near, None, False, False)
    carried = intro or (found[-1].intro if found else None)
    return Clause(figure, (rest, after), (rest, after), near, carried, bool(found), False)


def _elliptical(
    sentence: str, figure: Figure, own: tuple[Span, Span], near: Span, intro: Span | None, found: Sequence[Clause]
) -> Clause:
    """A clause without a predicate has that of the one before it."""
    head = next(
        (clause for clause in reversed(found) if not clause.elliptical or clause.spans[0] == clause.own[0]), found[-1]
    )
    before = sentence[slice(*own[0])]
    subject = COORDINATES.sub("", before).strip()
    if (
        not subject
        or _TIME_ONLY.fullmatch(subject)
        or is_preposition(subject.split()[0])
        or _TELLS_CHANGE.search(subject)
    ):
        spans = (*head.spans, *own)
    elif STANDS_APART.match(before):
        spans = own
    else:
        spans = (own[0], *_predicate(sentence, head, subject), own[1])
    return Clause(figure, spans, own, near, head.intro if intro is None else intro, True, True)


def _predicate(sentence: str, head: Clause, subject: str) -> tuple[Span, ...]:
    """What is said in the head clause, without of what: "rose" of "the tram rose to 25% and the bicycle to 20%"."""
    start, end = head.spans[0]
    if len(subject.split()) > 4 or _SUPERLATIVE.search(sentence[start:end]) or _WE.match(tidy(sentence[start:end])):
        return ()
    previous = ""
    for match in re.finditer(r"\S+", sentence[start:end]):
        if is_verb(match[0], previous) and previous:
            return ((start + match.start(), end),)
        previous = match[0]
    return ()


def _intro(sentence: str, before: Span, after: Span) -> tuple[Span | None, Span]:
    """Split off what precedes the clause: "In 2019, " before "82% used it"."""
    text = sentence[slice(*before)]
    cut = text.rfind(", ")
    if cut < 0 or text[cut + 2 :].strip() or not sentence[slice(*after)].strip(" ."):
        return None, before
    return (before[0], before[0] + cut), (before[1], before[1])


def _is_elliptical(before: str, after: str) -> bool:
    """Whether a clause lacks a predicate: "19% in the Netherlands", "just 11% of those using …", "to 46%"."""
    subject = COORDINATES.sub("", before).strip()
    if has_verb(subject) or _ENDS_WITH_A_VERB.search(subject):
        return False
    if _PARTICIPLE.fullmatch(subject):
        return True
    rest = "" if after.lstrip()[:1] in {",", ";"} else after.strip(" .,;:)—–-")
    if rest[:3].lower() == "of ":
        end = noun_phrase_end(after, after.lower().index("of ") + 3)
        rest = after[end:].strip(" .,;:)—–-")
        return not rest or (is_preposition(rest.split()[0]) and not is_verb(rest.split()[0]))
    first = rest.split()[0] if rest else ""
    if not first or is_preposition(first) or is_comparing(first):
        return True
    return first.lower() in _ADVERBIAL and not has_verb(rest)
