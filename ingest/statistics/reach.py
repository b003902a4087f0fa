"""Which words of a text may be said of one of its figures: its own and those that all share, no neighbour's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from ingest.blocks import Span
from ingest.statistics.anchors import Clause
from ingest.statistics.clauses import clauses
from knowledge.figures import Figure, figures
from knowledge.records import Statistic
from knowledge.words import stem, tokens

# Words that only hold others together. Whatever isn't one of these carries meaning here, be it "not", "most" or "or".
_GLUE = frozenset(
    """a an the of in on at to for by with from as that which who whom whose is are was were be been being have has had
    do does did it its their they them this these those there s""".split()
)
# What may go without a loss.
_FILLING = frozenset(stem(word) for word in "also overall notably interestingly however".split())
# What turns the words around it into another statement, and so can't be stepped over.
_TURNING = frozenset(
    stem(word)
    for word in """not no nor never none neither nobody nothing without cannot can't don't doesn't didn't isn't aren't
    wasn't weren't won't wouldn't haven't hasn't non hardly rarely seldom barely and or but than rather instead against
    unlike unless except excluding""".split()
)


def meaning(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [word for word in _stems(text) if word not in _GLUE]


def _stems(text: str) -> list[str]:
    """All words in order: stems, and as they are the words that only hold others together."""
    words = tokens(text.replace("’", "'"))
    return [word.lower() if word.lower() in _GLUE else stem(word) for word in words]


def stands(label: str, words: str, headings: Sequence[str] = ()) -> bool:
    """Whether all that a label means stands in the words, or where it doesn't, in headings above them.

    In the words it stands in the same order, with nothing between that turns it round: no word is new, and none
    changes sides.
    """
    there, said = _stems(words), _stems(label)
    above = {word for heading in headings for word in meaning(heading)} - _TURNING
    if not all(word in there or word in above or word in _GLUE for word in said):
        return False
    places: list[int] = []
    for word in (each for each in said if each in there):
        begin = places[-1] + 1 if places else 0
        if word not in there[begin:]:
            return False
        places.append(there.index(word, begin))
    return not any(n not in places for n in range(*_span(places)) if there[n] in _TURNING)


def _span(places: Sequence[int]) -> tuple[int, int]:
    return (places[0], places[-1]) if places else (0, 0)


def lost(before: str, after: str) -> Counter[str]:
    """What one wording means and the next one doesn't, or less often."""
    gone = Counter(meaning(before)) - Counter(meaning(after))
    return Counter({word: times for word, times in gone.items() if word not in _FILLING})


def numerals(text: str) -> set[str]:
    """The words with a digit."""
    return {word for word in meaning(text) if any(letter.isdigit() for letter in word)}


def own_words(statistic: Statistic, facts: Collection[int]) -> str | None:
    """The quote without the words that are another figure's alone; None where the figure isn't found again in it.

    ``facts`` says where the paragraph's statistics stand; other numbers only tell who or what is spoken of.
    """
    quote = statistic.quote
    mains = [figure for figure in figures(quote) if statistic.start + figure.start in facts]
    own = next((each for each in mains if statistic.start + each.start == statistic.at), None)
    if own is None:
        return None
    return _blanked(quote, _of_others(clauses(quote, mains), own))


def _of_others(found: Sequence[Clause], own: Figure) -> list[Span]:
    """What belongs to other figures and not to this one."""
    ours = [span for clause in found if clause.figure == own for span in _said(clause)]
    theirs = [span for clause in found if clause.figure != own for span in (clause.near, *clause.own)]
    theirs += [(clause.figure.outer_start, clause.figure.end) for clause in found if clause.figure != own]
    return [part for span in theirs for part in _without(span, ours)]


def _said(clause: Clause) -> list[Span]:
    shared = [span for span in (clause.intro, clause.prefix) if span]
    return [clause.near, *clause.spans, *clause.own, *shared]


def _without(span: Span, others: Iterable[Span]) -> list[Span]:
    """What is left of a span outside of the others."""
    left = [span]
    for start, end in others:
        left = [
            part
            for first, last in left
            for part in ((first, min(last, start)), (max(first, end), last))
            if part[0] < part[1]
        ]
    return left


def _blanked(text: str, spans: Iterable[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
