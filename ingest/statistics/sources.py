"""Who says so: a source that a sentence names, or the document's own survey. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.blocks import Span
from ingest.statistics.phrases import is_people, noun_phrase_end
from knowledge.figures import Figure

_WHO = r"[A-Z][\w’'&.-]*(?: (?:(?:of|and|for|the|&) ){0,2}[A-Z][\w’'&.-]*){0,6}"  # ends with a capitalised word
_SAYING = (
    r"projects?|projected|predicts?|predicted|forecasts?|forecast|estimates?|estimated|expects?|expected|found|finds?|"
    r"reports?|"
    r"reported|says?|said|notes?|noted|believes?|believed|calculates?|calculated|reckons?|anticipates?|anticipated|"
    r"warns?|warned|"
    r"argues?|argued|claims?|claimed|suggests?|suggested|puts|observed|concluded|concludes|surveyed|asked|polled|"
    r"counts|"
    r"has raised its forecast|has lowered its forecast"
)
_NOUNS_TOO = frozenset(
    "projects project reports report notes estimates claims forecasts forecast counts puts finds says".split()
)
_GOES_ON = re.compile(r" (?:that|the|a|an|more|about|around|nearly|over|it|its|to|up|spending|sales|[\d$€£])")
_SAYS = re.compile(
    rf"(?:^|[,;:—(] ?|\b(?:that|while|and|but|since|as|because|where|which) )(?P<who>{_WHO})(?:’s|'s)?"
    rf"(?: (?:recently|now|also|even|in \d{{4}}|latest|own|survey|report|study|research|data|figures))*,? "
    rf"(?P<verb>{_SAYING})\b(?: that\b)?"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|[Rr]eported by|[Pp]ublished by|[Ee]stimated by|[Ee]stimates? (?:by|from)|[Ff]orecasts? "
    rf"(?:by|from)|[Cc]onducted by|"
    rf"(?:[Rr]esearch|[Ss]tud(?:y|ies)|[Ss]urveys?|[Rr]eports?|[Aa]nalys[ei]s) by|(?:[Rr]esearch|[Dd]ata|[Ff]igures|"
    rf"[Ss]tatistics) (?:by|from)) "
    rf"(?:the |a |an )?(?P<who>{_WHO})"
)
_NO_SOURCE = re.compile(
    r"^(?:In|On|At|By|For|From|To|Of|The|This|That|These|Those|It|They|We|He|She|I|You|Our|Their|Its|There|Here|What|"
    r"When|Where|Who|"
    r"How|Why|Some|Most|Many|Few|All|Both|Each|Every|One|Two|Three|Half|About|Almost|Nearly|Over|Only|Among|Overall|"
    r"However|"
    r"Also|Perhaps|Maybe|Nevertheless|Still|Today|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Meanwhile|"
    r"[A-Z][a-z]+ly|And|But|Or|If|As|So|Yet|Respondents|Participants|Survey|Surveys|Results|Users|People|Developers|"
    r"Companies|Teams|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Research|Analysis|Data|"
    r"[A-Z]\w+(?: [a-z]\w*)*s (?:who|that).*)$"
)
_WE_SURVEYED = re.compile(
    r"\b(?:surveyed|polled|interviewed|questioned|asked|survey of|poll of|responses from|answers from|answered by|"
    r"completed by|"
    r"heard from|sample of)\s+(?:a total of |more than |over |almost |nearly |about |some )?$",
    re.IGNORECASE,
)
_WHO_SURVEYED = re.compile(rf"(?P<who>{_WHO}) (?:has |have )?(?:surveyed|polled|questioned|interviewed)\b")
_ALL_ASKED = re.compile(
    r"^(?:all |the |our |survey(?:ed)? |all the |total )*(?:respondents|responders|participants|people surveyed|those "
    r"surveyed|respondents surveyed)$",
    re.IGNORECASE,
)
_SMALLEST = 30  # people asked; fewer are interviews beside a survey


class Survey(NamedTuple):
    """What a document says of its own survey; None where it doesn't."""

    who: str | None = None
    size: int | None = None
    asked: str | None = None  # the last word of what was asked: "leaders"


def attribution_of(sentence: str, figure: Figure) -> tuple[str | None, Span | None]:
    """Who is said to say so, and the words that say it: "Gartner projects that"."""
    for found in _ACCORDING.finditer(sentence):
        if who := _source(found["who"]):
            return who, found.span()
    for found in _SAYS.finditer(sentence, 0, figure.start):
        who = _source(found["who"])
        if who and (
            found["verb"] not in _NOUNS_TOO or "that" in found[0][-5:] or _GOES_ON.match(sentence, found.end())
        ):
            asked = found["verb"] in {"surveyed", "asked", "polled"}
            return who, found.span("who") if asked else (found.start("who"), found.end())
    return None, None


def _source(who: str) -> str | None:
    """A source's name, or None for what begins with a capital for another reason."""
    who = re.sub(r"[’']s$", "", who.rstrip(".,;:’'")).removeprefix("The ")
    return None if _NO_SOURCE.match(who) or is_people(who.split()[-1]) else who


def survey_of(sentences: Iterable[tuple[str, Sequence[Figure]]]) -> Survey:
    """What the document's sentences with figures say of its own survey: who asked, how many, whom."""
    sizes: dict[int, str] = {}
    who: str | None = None
    for sentence, found in sentences:
        for figure in found:
            if (
                figure.unit != "count"
                or figure.value < _SMALLEST
                or not _WE_SURVEYED.search(sentence[: figure.outer_start])
            ):
                continue
            sizes.setdefault(int(figure.value), _asked(sentence, figure))
            named = _WHO_SURVEYED.search(sentence[: figure.start])
            who = who or (_source(named["who"]) if named else None)
    if len(sizes) > 1:  # several surveys: which is meant can't be told
        return Survey()
    return Survey(who, *next(iter(sizes.items()))) if sizes else Survey(who)


def _asked(sentence: str, figure: Figure) -> str:
    """The last word of what was asked: "leaders" of "500 senior IT leaders at …"."""
    phrase = sentence[figure.end : noun_phrase_end(sentence, figure.end + 1)]
    words = re.split(r" (?:at|in|from|across|with|who|aged)\b", phrase)[0].split()
    return words[-1].lower() if words else ""


def is_everyone(base: str | None, survey: Survey) -> bool:
    """Whether a base is plainly all who were asked."""
    if not base or not survey.size:
        return False
    plain = re.sub(r"^(?:all |the |our )+", "", base.lower())
    return bool(_ALL_ASKED.match(base)) or (bool(survey.asked) and plain in {survey.asked, f"surveyed {survey.asked}"})
