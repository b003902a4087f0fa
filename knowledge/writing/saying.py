"""Who is said to say so, against who does. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.verification.phrases import attributed, said_by_survey
from knowledge.words import content_words, stem, tokens
from knowledge.writing.backing import Backing
from knowledge.writing.evidence import Source
from knowledge.writing.facts import Fact
from knowledge.writing.failing import Failure, Unsupported

_SAYS = (
    r"(?:says?|said|predicts?|predicted|expects?|expected|projects?|projected|estimates?|estimated"
    r"|found|finds|forecasts?|claims?|reckons?|believes?|reports?|reported|reveals?|shows?|warns?"
    r"|attributes?|notes?|observes?|argues?|gives?|names?|puts?|thinks?|surveyed|attributed|asked"
    r"|explains?)"
)
_NAME = r"(?:[A-Z][\w&.’'-]*)(?: (?:(?:of|the|and|for|&) )?[A-Z][\w&.’'-]*)*"
# "Gartner expects", "according to the survey by Gartner", "Gartner's forecast", "says Gartner"
_NAMED = (
    re.compile(
        rf"\b[Aa]ccording to (?:(?:an?|the) )?(?:(?:survey|report|study|analysts?|estimates?|figures?|data"
        rf"|forecasts?) (?:by|of|from|at) )?(?P<who>{_NAME})"
    ),
    re.compile(rf"(?P<who>{_NAME}),? (?:\w+ly )?{_SAYS}\b"),
    re.compile(rf"(?P<who>{_NAME}), (?:which|who|[^,]{{3,80}},) {_SAYS}\b"),
    re.compile(rf"\b{_SAYS} (?P<who>{_NAME})[.,]?$"),
    re.compile(
        rf"(?P<who>{_NAME})[’']s? (?:own )?(?:forecast|prediction|estimate|survey|study|report|analysis"
        rf"|figures|view|findings?|research)\b"
    ),
    re.compile(
        rf"\b(?:survey|report|study|forecast|prediction|estimate|analysis|data|figures|research) (?:by|from"
        rf"|of) (?:the )?(?P<who>{_NAME})"
    ),
)
_OPENING = frozenset(
    """In Of Among The A An Most Half All Many Some Few Nearly About Over Three Two One Four Five Six Seven Eight Nine
    Ten They It We More Less Fewer Only Just Almost At Around Roughly This That These Those By For On With Companies
    Organizations Employees Respondents Users Businesses Families Dealers Firms People Overall However While Although
    When Where As According Another Each Every Both Its Their Here There Your Our My His Her Users Notes""".split()
)


SAYER = re.compile(
    r",? (?:as )?(?:the |some |many )?(?P<who>[a-z][a-z-]+(?: [a-z-]+)?) (?:reckon|say|said|estimate"
    r"|estimated|think|believe|believed|report|reported|expect|expected|found|find)s?\.?$"
)


def _check_sayer(part: str, home: Backing) -> None:
    """Whether a group that is said to say so ("the learning leads reckon") does."""
    if found := SAYER.search(part):
        there = {stem(word) for word in tokens(home.said)}
        if not all(stem(word) in there for word in content_words(found["who"])):
            raise Unsupported(Failure.ATTRIBUTION, f"“{found['who']}” don't say so")


def check_attribution(part: str, sentence: str, facts: Sequence[Fact], home: Backing) -> None:
    """Raises Unsupported where a part names somebody who doesn't say so, or the sentence is silent about who does."""
    _check_sayer(part, home)
    for name in _names_in(part):
        if not _says_so(name, facts, home):
            raise Unsupported(Failure.ATTRIBUTION, f"“{name}” isn't who says so")
    third = {fact.statistic.attribution for fact in facts if _is_third_party(fact, home)}
    for who in filter(None, third):
        if not _mentions(sentence, who):
            raise Unsupported(Failure.ATTRIBUTION, f"it is {who} who says so")
    if third and said_by_survey(sentence):
        raise Unsupported(Failure.ATTRIBUTION, "it is no result of the survey")
    if len(home.sources) == 1:
        _check_silence(sentence, home.sources[0])


def _check_silence(sentence: str, source: Source) -> None:
    """Whether whoever says it in the quote, by name, is named."""
    sayers = [
        name for name in _names_in(source.quote) if not _mentions(f"{source.title} {source.publisher or ''}", name)
    ]
    if sayers and not any(_mentions(sentence, name) for name in sayers):
        raise Unsupported(Failure.ATTRIBUTION, f"it is {sayers[0]} who says so")


def _names_in(sentence: str) -> list[str]:
    found = [match["who"] for pattern in _NAMED for match in pattern.finditer(sentence)]
    if (who := attributed(sentence)[0]) is not None:
        found.append(who)
    trimmed = (re.sub(r"^(?:The|the) ", "", name) for name in found)
    return [name for name in dict.fromkeys(trimmed) if name.split()[0] not in _OPENING]


def _says_so(name: str, facts: Sequence[Fact], home: Backing) -> bool:
    """Whether a name is that of who says so in every source, of the report, or of its publisher."""
    said = [fact.statistic.attribution or "" for fact in facts]
    backed = False
    for source in home.sources:
        own = f"{source.publisher or ''} {source.title} {source.quote} {source.lead if _goes_on(source) else ''}"
        others = " ".join(text for fact, text in zip(facts, said, strict=True) if fact.source == source.number)
        backed = backed or _mentions(f"{own} {others}", name)
    if not backed:
        return False
    if any(_is_third_party(fact, home) for fact in facts):
        return any(_mentions(text, name) or _mentions(name, text) for text in said if text) or _in_quotes(name, home)
    return True


def _in_quotes(name: str, home: Backing) -> bool:
    return all(_mentions(source.quote, name) for source in home.sources)


def _goes_on(source: Source) -> bool:
    return bool(re.search(r"\b(?:it|its|they|this|these|those|he|she|the forecast)\b", source.quote, re.IGNORECASE))


def _mentions(text: str, name: str) -> bool:
    """Whether the words of a name stand in a text; possessives count."""
    there = {stem(word) for word in tokens(text)}
    words = [
        word for word in tokens(re.sub(r"[’']s\b", "", name)) if word[:1].isupper() or word[:1].isdigit()
    ] or tokens(name)
    return all(stem(word) in there for word in words)


def _is_third_party(fact: Fact, home: Backing) -> bool:
    """Whether somebody else than the report itself, its publisher or its survey says so, by name."""
    says = fact.statistic.attribution
    if not says or not says[:1].isupper() or "survey" in says.casefold():
        return False
    source = next((source for source in home.sources if source.number == fact.source), None)
    known = {stem(word) for word in tokens(f"{source.title} {source.publisher or ''}")} if source else set()
    return not any(stem(word) in known for word in content_words(says) or tokens(says))
