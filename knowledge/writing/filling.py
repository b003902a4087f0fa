"""Slots → figures as the report writes them: with the qualifier that belongs to them, and no unit twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from knowledge.figures import qualifiers
from knowledge.verification.amounts import Kind
from knowledge.words import stem, tokens
from knowledge.writing.facts import Fact, comparable
from knowledge.writing.facts import kind as kind_
from knowledge.writing.failing import Failure, Unsupported

SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PERCENT_AFTER = re.compile(r"\s?(?:%|percent\b(?!age)|per cent\b)(?! ?points?\b)", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"(?:(?:US|A|C)?\$|[€£¥])\s?$")
# What may follow a figure as its unit: another one than its own would change what it is worth.
_UNIT = re.compile(
    r"[\s-]?(?:%|percentage points?|percent|per cent|points?|pp|hundred|thousand|million|billion"
    r"|trillion|k|m|bn|times|x|fold|"
    r"dollars?|euros?|pounds|cents?|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?"
    r"|decades?)\b(?! ago| old| earlier| later| before)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|just|merely|mere|as few as|as little as|barely|hardly)\b(?! (?:over|under|above|below)\b)"
)
_AS_MANY = re.compile(r"\b(?:as many as|as much as|a full|fully|as high as|well|far|already|still)\b")
_FEW = 20  # percent of which "only" may be said, whatever the report says
_UPWARDS = re.compile(r"\b(?:upwards?|at least|or more|minimum)\b")
_STRONGER = re.compile(r"\b(?:well|far|just|slightly|a little|a bit|only)\b")
_AVERAGE = re.compile(r"\b(?:average|mean|median)\b")
_SMALL = re.compile(
    r"\b(?:only|just|merely|mere|few|fewer|least|small|smaller|less|low|lower|lowest|rare|seldom)\b", re.IGNORECASE
)


class Filled(NamedTuple):
    """A figure that was filled in: ``text[start:end]`` is its own, without a qualifier before it."""

    start: int
    end: int
    fact: Fact


class Prose(NamedTuple):
    """A sentence with its figures in place."""

    text: str
    filled: tuple[Filled, ...]


def fill(text: str, facts: Mapping[str, Fact]) -> Prose:
    """The sentence with its slots filled. Raises Unsupported where what stands around a slot is not the figure's."""
    written, filled, at = "", [], 0
    for slot in SLOT.finditer(text):
        fact = facts.get(slot[1])
        if fact is None:
            raise Unsupported(Failure.FIGURE, f"there is no figure {slot[0]}")
        written += text[at : slot.start()]
        written = _without_sign(written, fact)
        start = len(written)
        written, start = _qualified(
            written, start, fact, qualifiers.after(text, slot.end()) is not None, _has_larger(text, fact, facts)
        )
        _check_once(written, start, fact)
        written += fact.shown
        filled.append(Filled(start, len(written), fact))
        if any(each.fact == fact for each in filled[:-1]):
            raise Unsupported(Failure.FIGURE, f"{fact.shown} twice")
        at = _past_its_unit(text, slot.end(), fact)
        _check_after(text, at, fact)
    for each in filled:
        if each.fact.statistic.unit == "year" and _year_beside(SLOT.sub(" ", text), each.fact):
            raise Unsupported(Failure.FIGURE, f"{each.fact.shown} twice")
    return Prose(_capital(written + text[at:]), tuple(filled))


def _year_beside(text: str, fact: Fact) -> bool:
    """Whether a sentence names the year of a slot besides."""
    year = re.search(r"\d{4}", fact.shown)
    return year is not None and year[0] in text


def _has_larger(text: str, fact: Fact, facts: Mapping[str, Fact]) -> bool:
    """Whether the sentence sets a larger figure of the kind against one: only then is it "only" so much."""
    others = [facts[name] for name in SLOT.findall(text) if name in facts]
    return any(comparable(other.amount, fact.amount) and other.amount.point > fact.amount.point for other in others)


def _without_sign(written: str, fact: Fact) -> str:
    """Without a sign of money before the slot, which the figure brings."""
    sign = _SIGN_BEFORE.search(written)
    if not sign:
        return written
    if fact.statistic.unit != "currency" or sign[0].strip() not in fact.shown:
        raise Unsupported(Failure.FIGURE, f"“{sign[0].strip()}” before {fact.shown}")
    return written[: sign.start()]


def _qualified(written: str, start: int, fact: Fact, behind: bool, larger: bool) -> tuple[str, int]:
    """With the figure's own qualifier, unless the sentence says it."""
    before = qualifiers.before(written, start)
    said = before[0] if before else ""
    kind, own = kind_(said or None), kind_(fact.qualifier)
    reported = kind_(fact.statistic.qualifier)
    if own == Kind.BARE and before and kind == reported != Kind.BARE:
        return written[: before[1]], before[1]  # it belongs to the words of "over half (62%)", which are left out
    if own == Kind.BARE:
        _check_unqualified(said, kind, written, fact, larger)
        return written, start
    if kind == own:
        if (more := _STRONGER.search(said)) and more[0] not in fact.statistic.quote.lower():
            raise Unsupported(Failure.QUALIFIER, f"“{said}” of “{fact.qualifier} {fact.shown}”")
        return written, start
    if kind != Kind.BARE:
        raise Unsupported(Failure.QUALIFIER, f"“{said}” of “{fact.qualifier} {fact.shown}”")
    if behind:
        return written, start  # it follows the figure, where it is looked at next
    assert fact.qualifier is not None  # noqa: S101 - it has a kind
    written += f"{fact.qualifier} "
    return written, len(written)


def _check_once(written: str, start: int, fact: Fact) -> None:
    """Whether no second qualifier stands before the first: "under less than"."""
    first = qualifiers.before(written, start)
    second = qualifiers.before(written, first[1]) if first else None
    if second and kind_(second[0] or None) != Kind.BARE:
        raise Unsupported(Failure.QUALIFIER, f"“{second[0]} {first[0] if first else ''}” of {fact.shown}")


def _check_unqualified(said: str, kind: Kind, written: str, fact: Fact, larger: bool) -> None:
    """Of a figure that the report states as it is."""
    if kind not in (Kind.BARE, Kind.EXACTLY) or said.startswith("not "):
        raise Unsupported(Failure.QUALIFIER, f"“{said}” of {fact.shown}")
    quote = fact.statistic.quote
    few = fact.amount.unit == "percent" and fact.amount.point < _FEW
    if _ONLY.search(said) and not (few or _SMALL.search(quote) or _is_set_against(written) or larger):
        raise Unsupported(Failure.QUALIFIER, f"“{said}” of {fact.shown}")
    if (big := _AS_MANY.search(said)) and big[0] not in ("already", "still") and big[0] not in quote.lower():
        raise Unsupported(Failure.QUALIFIER, f"“{said}” of {fact.shown}")
    if _AVERAGE.search(said) and not _AVERAGE.search(quote.lower()):
        raise Unsupported(Failure.QUALIFIER, f"“{said}” of {fact.shown}")


def _is_set_against(written: str) -> bool:
    return bool(
        re.search(r"\b(?:compared (?:with|to)|against|versus|while|whereas|but|unlike)\b", written, re.IGNORECASE)
    )


def _past_its_unit(text: str, at: int, fact: Fact) -> int:
    """Where the text goes on behind a unit, or words for what is counted, that the figure brings itself."""
    if fact.statistic.unit == "percent" and (percent := _PERCENT_AFTER.match(text, at)):
        return percent.end()
    tail = [stem(word) for word in tokens(fact.shown)][1:]
    for size in range(len(tail), 0, -1):
        words = re.match(rf"(?:[\s-]+[\w’']+){{{size}}}", text[at:])
        if words and [stem(word) for word in tokens(words[0])] == tail[-size:]:
            return at + words.end()
    return at


def _behind(fact: Fact) -> bool:
    """Whether the report's qualifier follows its figure: "five or more"."""
    return (fact.qualifier or "").startswith(("or ", "and "))


def _check_after(text: str, at: int, fact: Fact) -> None:
    """Whether what follows makes something else of the figure."""
    after = qualifiers.after(text, at)
    said = kind_(after[0]) if after else Kind.BARE
    own = kind_(fact.qualifier)
    if said == Kind.LEAST and _UPWARDS.search(fact.statistic.quote):
        said = Kind.BARE
    if said != own and (said != Kind.BARE or _behind(fact)):
        raise Unsupported(Failure.QUALIFIER, f"{fact.shown} “{after[0] if after else ''}”")
    if fact.statistic.unit == "year" and re.match(r"\s+(?:of|in|at|among)\b|\s*%|\s+(?:more|fewer|less)\b", text[at:]):
        raise Unsupported(Failure.FIGURE, f"{fact.shown} is no share")
    if unit := _UNIT.match(text, at):
        s = fact.statistic
        under = " ".join(filter(None, (s.column, s.row, s.table, s.scale, s.currency, s.quote))).lower()
        word = unit[0].strip(" -").lower()
        if fact.amount.unit == "percent" or word == "%" or not re.search(rf"\b{re.escape(word.rstrip('s'))}", under):
            raise Unsupported(Failure.FIGURE, f"“{fact.shown}{unit[0]}”")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
