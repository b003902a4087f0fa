"""A sentence → its parts, each with its figures: "the tram rose to 25%", "the bicycle to 20%". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from knowledge.figures import Figure, figures, qualifiers
from knowledge.verification.amounts import Amount, Kind, amount
from knowledge.verification.quantifiers import quantifiers
from knowledge.writing.facts import MARK, Fact, cut_between
from knowledge.writing.filling import Prose

_PLACEHOLDER = "ø"  # a letter that no word of English has
_BRACKET = re.compile(r"\(\d[^()]*\)$")
_MOST_QUANTIFIERS = 6
_SUPERLATIVE = re.compile(
    r"(?<!from )(?<!to )(?<!of )(?<!for )(?<!by )(?<!with )most (?:in|with|for|on|at|by|often|of all(?=[,.;]|$))\b",
    re.IGNORECASE,
)  # "spent most in 2022"
_MOST_ALONE = re.compile(r"(?:\b(?:for|by|in|with|of|are|were|remaining)|\() ?most(?=[,.;)]|$)", re.IGNORECASE)
_MORE_THAN_HALF = Amount(Kind.WITHIN, Decimal(100), Decimal(50), Decimal(100), "percent", True, False, True)


class Stated(NamedTuple):
    """A figure or a quantifier in a sentence: ``text[start:end]``, its qualifier included."""

    start: int
    end: int
    amount: Amount
    written: str
    fact: Fact | None = None  # of a slot; None: written by the model
    said: str = "\0"  # as the model wrote it, with its qualifier
    inside: str = ""  # words between a number in words and the same in brackets: "a third of the firms (33%)"

    @property
    def is_quantifier(self) -> bool:
        """Whether it is "most" or the like, which may be of any figure that bears it out."""
        return self.amount.in_words and self.amount.kind == Kind.WITHIN


class Part(NamedTuple):
    """A stretch of a sentence, ``text`` being ``sentence[start:end]``."""

    text: str
    start: int
    end: int
    stated: tuple[Stated, ...]

    @property
    def bare(self) -> str:
        """Its text without its figures."""
        text = self.text
        for each in reversed(self.stated):
            text = f"{text[: each.start - self.start]} {each.inside} {text[each.end - self.start :]}"
        return text


def masked(prose: Prose) -> str:
    """The sentence with a word in place of each figure that was filled in, of the same length."""
    text = prose.text
    for each in prose.filled:
        text = text[: each.start] + _PLACEHOLDER * (each.end - each.start) + text[each.end :]
    return text


def without(text: str, stated: Sequence[Stated]) -> str:
    """A text with blanks in place of what it states, qualifiers behind a figure included."""
    for each in stated:
        behind = qualifiers.after(text, each.end)
        end = behind[1] if behind else each.end
        text = text[: each.start] + each.inside.ljust(end - each.start)[: end - each.start] + text[end:]
    return text


def stated_in(prose: Prose) -> tuple[list[Stated], list[Figure]]:
    """All that a sentence states, in order, and its years and dates."""
    text = masked(prose)
    read = figures(text)
    years = [each for each in read if each.unit == "year"]
    own = [_free(each) for each in read if each.unit != "year"]
    slots = [
        _slot(prose.text, each.start, each.end, each.fact)
        for each in prose.filled
        if each.fact.statistic.unit != "year"
    ]
    words = _quantified(text, own)
    return sorted([*own, *slots, *words], key=lambda each: each.start), years


def parts_of(text: str, stated: Sequence[Stated]) -> list[Part]:
    """The sentence cut between figures that are of different things; at least one part."""
    groups: list[list[Stated]] = []
    for each in stated:
        if groups and not MARK.search(text, groups[-1][-1].end, each.start):
            groups[-1].append(each)
        else:
            groups.append([each])
    cuts = [0, *(_cut(text, one[-1], other[0]) for one, other in pairwise(groups)), len(text)]
    return [
        Part(text[start:end], start, end, tuple(groups[at]) if groups else ())
        for at, (start, end) in enumerate(pairwise(cuts))
    ]


def _free(figure: Figure) -> Stated:
    exact = _BRACKET.search(figure.as_written)  # "fewer than half (44%)": the words are qualified, the figure isn't
    qualifier = None if exact else figure.qualifier
    worth = amount(figure.value, figure.unit, qualifier, figure.in_words, figure.upper)
    said = f"{figure.qualifier or ''} {figure.as_written}".strip()
    return Stated(figure.outer_start, figure.end, worth, figure.as_written, said=said)


def _slot(text: str, start: int, end: int, fact: Fact) -> Stated:
    before = qualifiers.before(text, start)
    return Stated(before[1] if before else start, end, fact.amount, text[start:end], fact)


def _quantified(text: str, figures_: Sequence[Stated]) -> list[Stated]:
    """The quantifiers of a text that overlap no figure of it."""
    found = [Stated(m.end() - 4, m.end(), _MORE_THAN_HALF, "most") for m in _MOST_ALONE.finditer(text)]
    written = text
    for _ in range(_MOST_QUANTIFIERS):
        each = next(quantifiers(text), None)
        if each is None:
            break
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
        superlative = _SUPERLATIVE.match(written, each.start) or written[: each.start].rstrip().endswith(("'s", "’s"))
        if not superlative and not any(one.start < each.end and each.start < one.end for one in figures_):
            found.append(Stated(each.start, each.end, each.amount, written[each.start : each.end]))
    return found


def _cut(text: str, one: Stated, other: Stated) -> int:
    cut = cut_between(text, one.end, other.start)
    return other.start if cut is None else cut
