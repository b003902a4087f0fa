"""Figures in brackets: each has its own words before it, and a list of them shares the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Span
from ingest.statistics.anchors import JOINED, Anchor, Clause, near_of
from ingest.statistics.phrases import has_verb, is_preposition, is_verb
from ingest.statistics.wording import COORDINATES
from knowledge.figures import Figure

_QUOTED = re.compile(r"[“\"][^“”\"]{2,120}[”\"]\s*$")
_BEFORE_A_NAME = re.compile(
    r"^(?:.*\s)?(?:on|in|from|to|for|by|with|at)\s+(?:both |"
    r"either )?(?=(?:the )?[A-Z][\w.+#/-]*(?: [A-Z][\w.+#/-]*){0,3}\s*$)"
)
STANDS_APART = re.compile(r"[\s,;]*(?:with|followed by|compared (?:to|with)|versus|while|but)\b")
_SAYS_NOTHING = re.compile(
    r"\b(?:vs\.?|and|respectively|versus|or|only|from|about|it|was|is|were|are|last|this|year|in|on|the|up|down|"
    r"previous|"
    r"prior|before|compared|with|to|at|just|under|over|approximately|around|which|a|by|an)\b"
)


def of_bracket(sentence: str, anchor: Anchor, before: Span, after: Span, found: Sequence[Clause]) -> list[Clause]:
    """The clauses of a bracket's figures; ``found``: those of the sentence before it."""
    inner = (anchor.start + 1, anchor.end - 1)
    beside = _words_beside(sentence, inner, anchor.figures)
    pre = COORDINATES.match(sentence[slice(*before)])
    own = (before[0] + (pre.end() if pre else 0), before[1])
    if found and not sentence[slice(*own)].strip():
        return [_of_head(inner, figure, anchor.figures, beside, found[-1]) for figure in anchor.figures]
    last = found[-1] if found else None
    first = sentence[slice(*own)].split()[:1]
    if last and first and is_preposition(first[0]):  # "were likelier (31%) to use it than others (19%)"
        own = (last.near[0], anchor.start)
    prefix, own = _own_words(sentence, own, last is not None and (last.series >= 0 or last.prefix is not None))
    goes_on = _goes_on(sentence[slice(*before)], prefix, last)
    if goes_on and last:
        prefix = last.prefix
    rest = () if goes_on else (_until_joined(sentence, before, after),)
    return [
        Clause(
            figure=figure,
            spans=(*([prefix] if prefix else []), own, *beside, *rest),
            own=(own,),
            near=near_of(sentence, anchor, before[0], after[1]),
            intro=None,
            parallel=goes_on or number > 0,
            elliptical=False,
            prefix=prefix,
            series=last.series if last and goes_on else anchor.start,
        )
        for number, figure in enumerate(anchor.figures)
    ]


def _of_head(inner: Span, figure: Figure, inside: Sequence[Figure], beside: Sequence[Span], head: Clause) -> Clause:
    """The clause of a figure in a bracket that follows another figure: "21.2% (up from 17%)"."""
    following = [each.outer_start for each in inside if each.start >= figure.end]
    return head._replace(
        figure=figure,
        spans=(*head.spans, *beside),
        own=(inner,),
        near=(figure.outer_start, min([inner[1], *following])),
        parallel=False,
        elliptical=True,
    )


def _goes_on(before: str, prefix: Span | None, last: Clause | None) -> bool:
    """Whether a bracket's words go on with the list of the bracket before it."""
    if prefix or not last:
        return False
    return not STANDS_APART.match(before) and (bool(last.prefix) or last.series >= 0)


def _until_joined(sentence: str, before: Span, after: Span) -> Span:
    """What follows a bracket, up to where another clause is joined on."""
    text = sentence[slice(*after)]
    for joint in JOINED.finditer(text):
        if has_verb(sentence[slice(*before)]) or has_verb(text[: joint.start()]):
            return after[0], after[0] + joint.start()
    return after


def _own_words(sentence: str, before: Span, further: bool) -> tuple[Span | None, Span]:
    """Part "the most common area was web development" into what others may share and what is the figure's own."""
    text = sentence[slice(*before)]
    cut = _before_own(text, further)
    if not cut or not text[cut:].strip():
        return None, before
    return (before[0], before[0] + cut), (before[0] + cut, before[1])


def _before_own(text: str, further: bool) -> int:
    cut, previous, relative = 0, "", False
    for match in re.finditer(r"\S+", text):
        if match[0] in {"that", "who", "which"} and previous:
            relative = True  # "a team that prefers something else" is one name
        elif match[0].endswith(":") or (is_verb(match[0], previous) and not relative):
            cut = match.end()
        elif is_verb(match[0], previous):
            relative = False
        previous = match[0]
    quoted = _QUOTED.search(text)
    if quoted and len(text[cut : quoted.start()].split()) < 2:
        return quoted.start()
    cut = max(cut, *(text.rfind(mark) + len(mark) if mark in text else 0 for mark in (" such as ", " including ")))
    return cut if further else cut + _before_the_last_noun(text[cut:])


def _before_the_last_noun(text: str) -> int:
    """Where in "an increase from Europe" the name begins that a list goes on with: "Asia (13%)"."""
    found = _BEFORE_A_NAME.search(text)
    return found.end() if found else 0


def _words_beside(sentence: str, inner: Span, inside: Sequence[Figure]) -> tuple[Span, ...]:
    """The words in a bracket beside its figures: "AWS Lambda" of "(AWS Lambda, 33%)"."""
    bare = sentence[slice(*inner)]
    for figure in inside:
        bare = bare.replace(figure.as_written, "")
    return (inner,) if re.search(r"[A-Za-z]{3,}", _SAYS_NOTHING.sub("", bare)) else ()


def with_tails(
    sentence: str, anchors: Sequence[Anchor], bounds: Sequence[int], found: Sequence[Clause]
) -> list[Clause]:
    """What follows the last bracket of a list goes for all of its figures: "(71%) and CLIs (62%) remain the …"."""
    one_list = len({clause.series for clause in found}) == 1 and all(anchor.bracket for anchor in anchors)
    if not one_list or len(anchors) < 2:
        return list(found)
    tail = (anchors[-1].end, bounds[-1])
    text = sentence[slice(*tail)].strip(" .,;")
    if not text or not is_verb(text.split()[0]):
        return list(found)
    return [clause if tail in clause.spans else clause._replace(spans=(*clause.spans, tail)) for clause in found]
