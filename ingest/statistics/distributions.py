"""Options of one question are put together: list items, labels of a chart, parallel clauses, whole paragraphs. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Literal

from ingest.statistics.facts import Fact

Choice = Literal["single", "multiple"] | None

WHOLE = (Decimal(99), Decimal(101))  # percent: what options add up to, give or take the rounding
CLEARLY_OVER = Decimal(104)
LONGEST_QUESTION = 220
LONGEST_OPTION = 120

_SEVERAL = re.compile(
    r"\b(?:select(?:ed)? all|all that appl|check all|more than one|multiple (?:answers|choices?|responses|options|"
    r"selections)|"
    r"several (?:answers|reasons|options|choices)|up to (?:two|three|four|five|\d)|(?:do|does|did) not (?:sum|add)|"
    r"don[’']t (?:sum|add)|"
    r"sum to more than|add up to more than|multi-select)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"[?:]$")  # a chart's labels often follow text that is about something else


def grouped(text: str, facts: Sequence[Fact]) -> list[Fact]:
    """The facts, those that are options of one question with that question, their option and the kind of choice."""
    found = list(facts)
    for same in (_list_or_chart, _sentence, _paragraph):
        found = _with(found, same, text)
    return found


def _with(facts: list[Fact], members: Callable[[list[Fact], str], Iterator[list[Fact]]], text: str) -> list[Fact]:
    replaced = {fact.at: fact for group in members(facts, text) for fact in group}
    return [replaced.get(fact.at, fact) for fact in facts]


def _list_or_chart(facts: list[Fact], text: str) -> Iterator[list[Fact]]:
    """Neighbouring items or labels with one share each."""
    run: list[Fact] = []
    for block, members in groupby((f for f in facts if f.place.kind != "sentence"), key=lambda f: f.place.block):
        shares = [fact for fact in members if fact.is_share]
        neighbour = run and block - run[-1].place.block <= 2 and run[-1].place.kind == (shares or run)[0].place.kind
        if run and (not neighbour or (shares and _question(run[0], text) != _question(shares[0], text))):
            yield from _named(run, text)
            run = []
        if len(shares) == 1 and _is_label(shares[0]):
            run.append(shares[0])
    yield from _named(run, text)


def _is_label(fact: Fact) -> bool:
    return len(fact.own.split()) <= 12


def _named(run: list[Fact], text: str) -> Iterator[list[Fact]]:
    question = _question(run[0], text) if len(run) > 1 else None
    if question:
        yield _as_options(run, question, text)


def _sentence(facts: list[Fact], text: str) -> Iterator[list[Fact]]:
    """Three parallel shares of one sentence or more, or two that make a whole."""
    for _, members in groupby((f for f in facts if f.place.kind == "sentence"), key=lambda f: f.place.start):
        shares = [fact for fact in members if fact.is_share]
        if len(shares) < 2 or not _comparable(shares) or len({fact.own for fact in shares}) < len(shares):
            continue
        lead = _lead_in(shares[0], text)
        if len(shares) < 3 and not _makes_whole(shares) and not lead:
            continue
        question = lead or _question(shares[0], text)
        if question:
            yield _as_options(shares, question, text)


def _paragraph(facts: list[Fact], text: str) -> Iterator[list[Fact]]:
    """Shares of neighbouring sentences that make a whole together."""
    for _, members in groupby((f for f in facts if f.place.kind == "sentence"), key=lambda f: f.place.block):
        shares = [fact for fact in members if fact.is_share]
        for group in _wholes(shares):
            if len({fact.place.start for fact in group}) > 1:
                lead = next((lead for fact in group if (lead := _lead_in(fact, text))), None)
                question = lead or _question(group[0], text)
                if question:
                    yield _as_options(group, question, text)


def _wholes(shares: list[Fact]) -> Iterator[list[Fact]]:
    at = 0
    while at < len(shares):
        for end in range(min(len(shares), at + 9), at + 2, -1):
            group = shares[at:end]
            if _makes_whole(group) and _comparable(group):
                yield group
                at = end
                break
        else:
            at += 1


def _makes_whole(shares: Sequence[Fact]) -> bool:
    return WHOLE[0] <= sum(fact.figure.value for fact in shares) <= WHOLE[1]


def _comparable(shares: Sequence[Fact]) -> bool:
    """Whether no two of them are told apart by whom or when they are of."""
    bases = {fact.base for fact in shares if fact.base}
    return (
        len(bases) <= 1
        and len({fact.period for fact in shares}) == 1
        and len({fact.attribution for fact in shares}) == 1
    )


def _lead_in(fact: Fact, text: str) -> str | None:
    """What stands before a colon in the same sentence: "Responsibility is spread: 21% …"."""
    before = text[fact.place.start : fact.at]
    cut = before.rfind(": ")
    return before[:cut].strip() if 8 <= cut <= LONGEST_QUESTION else None


def _question(fact: Fact, text: str) -> str | None:
    """What introduces an item, the sentence before, the paragraph's first sentence, or the heading."""
    place = fact.place
    if place.lead and (place.kind == "item" or _INTRODUCES.search(place.lead)):
        return _last_sentence(place.lead)
    heading = next(iter(place.headings[-1:]), None)
    for span in (place.previous, place.opening):
        if place.kind == "sentence" and span and span[1] <= place.start and span[1] - span[0] <= LONGEST_QUESTION:
            before = text[slice(*span)]
            if not re.search(r"\d", before) and (before.endswith(("?", ":")) or not heading or len(place.headings) < 2):
                return before.rstrip(" .:")
    return heading


def _last_sentence(lead: str) -> str | None:
    """The sentence that introduces a list; a remark that several could be chosen is none."""
    said = [each for each in re.split(r"(?<=[.!?]) (?=[A-Z“\"])", lead) if not _SEVERAL.search(each)]
    return said[-1].strip().rstrip(":.").strip()[-LONGEST_QUESTION:] or None if said else None


def _as_options(facts: Sequence[Fact], question: str, text: str) -> list[Fact]:
    several = _several(facts, text)
    total = sum(fact.figure.value for fact in facts)
    choice: Choice = "multiple" if several or total > CLEARLY_OVER else "single" if _makes_whole(facts) else None
    bases = {fact.base for fact in facts if fact.base}
    shared = next(iter(bases)) if len(bases) == 1 and choice == "single" else None
    return [
        fact._replace(
            distribution=question,
            option=_short(fact.own or fact.measure),
            choice=choice,
            base=fact.base or shared,
        )
        for fact in facts
    ]


def _several(facts: Sequence[Fact], text: str) -> bool:
    start = min(fact.place.previous[0] if fact.place.previous else fact.place.start for fact in facts)
    end = max(fact.place.end for fact in facts)
    around = text[max(0, start - 160) : end + 240]
    return bool(_SEVERAL.search(around) or _SEVERAL.search(facts[0].place.lead))


def _short(option: str) -> str:
    return option if len(option) <= LONGEST_OPTION else option[: option.rfind(" ", 0, LONGEST_OPTION)].rstrip(" ,;:")
