"""Of whom a figure is: the population, as it is written in the clause or at the sentence's opening. Pure."""

from __future__ import annotations

import re

from ingest.blocks import Span
from ingest.statistics.phrases import PEOPLE_PATTERN, has_verb, is_people, is_preposition, noun_phrase_end
from knowledge.figures import Figure

_OF = re.compile(r"\s*(?:\(\s*)?(?:of|among|amongst|for|within)\s+(?:all |the |all the |both )*(?=\S)", re.IGNORECASE)
_AMONG = re.compile(
    r"(?:\b(?:among|amongst|of|for|within|across|in|than)|by)\s+(?P<phrase>(?:all |the |these |those |this |our |its |"
    r"their |other |some |most )*"
    rf"(?:[\w’'/&+-]+ ){{0,4}}(?:{PEOPLE_PATTERN})\b)",
    re.IGNORECASE,
)
_INSIDE = re.compile(r" of (?:the |all |all the )?(?P<phrase>[^()]*\w) ?\(")
_OPENING = re.compile(
    r"\W*(?:Of|Among|Amongst|For|Within|Across|In) (?=(?:all |the |those |these |our )*\S)", re.IGNORECASE
)
_COUNT_OF = re.compile(r"\b(?:proportion|share|number|percentage) of (?:all |the |our )*$", re.IGNORECASE)
_SHARE_OF = re.compile(
    r"\b(?:majority|proportion|share|number|percentage|most|many|half|some|all|rest|minority|portion|subset|group|"
    r"fraction) of (?:all |the |our )*",
    re.IGNORECASE,
)
_NP_AFTER = re.compile(
    rf"\s+(?P<phrase>(?:(?!\w+ing\b|of\b|and\b|or\b|in\b|for\b|to\b|more\b|less\b|fewer\b|than\b)[\w’'/-]+ "
    rf"){{0,4}}(?:{PEOPLE_PATTERN})\b)(?! (?:are|is) )",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"\W*(?:(?:and|but|while|(?:this|last) year,?|the|that|most|many|all|our|these|those|this|only|some) )*"
    rf"(?P<phrase>(?:[\w’'/&+-]+ ){{0,4}}(?:{PEOPLE_PATTERN})\b)",
    re.IGNORECASE,
)
_TRAILING_TIME = re.compile(
    r",?\s+(?:(?:in|by|since|during|from|until|as of|on|for|this|last|between)\s+)?(?:the\s+)?(?:(?:early|late|mid|"
    r"the end of)[ -])?"
    r"(?:\w+\s+)?(?:\d{1,2},?\s+)?(?:19|20)\d\d\b.*$|\s+(?:this|last) (?:year|time)$",
    re.IGNORECASE,
)
_GROUP = re.compile(rf"\b(?!those\b|ones\b)(?:{PEOPLE_PATTERN})\b", re.IGNORECASE)
_NO_GROUP = re.compile(r"(?:whom|which|other responses|another|(?:last|this|next) \w+$|time)\b", re.IGNORECASE)
# "The most common reason respondents gave": what ranks is no population.
_SUPERLATIVE = re.compile(r"^(?:\w+ ){0,2}(?:most|top|biggest|largest|main|common)\b", re.IGNORECASE)
_FOUND_THAT = re.compile(
    r"\W*(?:\w+ ){1,4}?(?:found|find|finds|shows?|showed|see|saw|suggests?|indicates?|revealed) that ", re.IGNORECASE
)
_DETERMINERS = re.compile(r"(?:(?:not all|all|the|our|both|most|many|few|some|several) )*", re.IGNORECASE)
_DANGLING = re.compile(
    r"\s+(?:they|that|it|who|which|and|or|the|a|to|in|of|at|for|with|from|by|on|also)$",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|and|while|having)\s+(?:only |just |about |over |almost |nearly )?(?:the |a )?$", re.IGNORECASE
)
_PARTICIPLE = re.compile(r"(?<=\w) \w{2,}ing\b")
_POSSESSIVES = frozenset("their his her its my your".split())
_SO_MUCH = re.compile(r"\s+than \S+(?: [\w-]+)?(?: of [\w-]+)?")  # "those with less than two years of experience"
_COMPARED_WITH = re.compile(r"\b(?:than|compared (?:to|with)|versus|vs\.?)\s*$")
_THESE = re.compile(r"^(?:these|those|such)\s+(?P<noun>[\w-]+)$|^(?:them|these|those)$", re.IGNORECASE)


def base_of(sentence: str, figure: Figure, near: Span, intro: Span | None) -> Span | None:
    """The population that a figure is of, as it is written in its clause or its sentence's opening."""
    followed = _followed_by(sentence, figure, near)
    if followed:
        return followed
    if figure.unit == "percent" and (named := _named_beside(sentence, figure, near)):
        return named
    before = _shared(sentence, near, figure)
    if not before and figure.unit == "percent" and (among := _AMONG.search(sentence, near[0], figure.outer_start)):
        before = _phrase(sentence, among.start("phrase"), figure.outer_start)
    before = before or _opening(sentence, intro or (0, figure.start)) or _subject(sentence, near, figure)
    is_option = before and figure.unit == "percent" and sentence[before[1] : figure.outer_start].strip() == "("
    if before and _COMPARED_WITH.search(sentence[: before[0]]):
        return before  # "than those with a yard (77%)"
    return None if is_option else before  # "…, managers (18%)" is one of several, not the whole


def _followed_by(sentence: str, figure: Figure, near: Span) -> Span | None:
    """The population of "76% of teams"."""
    after = _OF.match(sentence, figure.end)
    if not after or after.end() >= near[1]:
        return None
    found = _phrase(sentence, after.end(), near[1])
    if found and _WITH.search(sentence[max(0, figure.outer_start - 30) : figure.outer_start]):
        found = _without_participle(sentence, found)
    if not found:
        return None
    words = sentence[slice(*found)].split()
    if words[0].lower() in _POSSESSIVES and not any(map(is_people, words)):
        return None  # "10% of their time"
    last = words[-1]
    return found if _says_of(after[0]) or is_people(last) else None


def _named_beside(sentence: str, figure: Figure, near: Span) -> Span | None:
    """The population inside of "half of respondents (50%)", or after the figure: "0% among teams without one"."""
    if inside := _INSIDE.search(figure.as_written):
        return figure.start + inside.start("phrase"), figure.start + inside.end("phrase")
    direct = _NP_AFTER.match(sentence, figure.end, near[1])
    if direct and (_ends_there(sentence, near, figure, direct.end()) or _is_listed(sentence, direct)):
        return None  # "the sample consists of 83% men and 12% women": they are what is counted
    if direct and not has_verb(direct["phrase"]) and not any(map(is_preposition, direct["phrase"].split())):
        return _phrase(sentence, direct.start("phrase"), near[1])
    among = _AMONG.search(sentence, figure.end, near[1])
    compared = among and sentence[among.start() : among.end()].lower().startswith("than")
    return _phrase(sentence, among.start("phrase"), near[1]) if among and not compared else None


def _ends_there(sentence: str, near: Span, figure: Figure, end: int) -> bool:
    """Whether a clause has its verb before the figure and ends with the noun behind it."""
    return has_verb(sentence[near[0] : figure.outer_start]) and bool(
        re.match(r"\s*(?:[,;.)(]|and\b|$)", sentence[end : end + 6])
    )


def _is_listed(sentence: str, people: re.Match[str]) -> bool:
    """Whether one bare noun is all there is: "83% men, 12% women, and 1% others"."""
    return " " not in people["phrase"] and bool(re.match(r",|\.|;| and \d", sentence[people.end() : people.end() + 8]))


def _says_of(lead: str) -> bool:
    """Whether a population is named, and not, as by "for", perhaps a purpose."""
    return not lead.lstrip(" (").lower().startswith(("for", "within"))


def _without_participle(sentence: str, phrase: Span) -> Span:
    """In "with 61% of respondents saying that …" the participle is what they say, not who they are."""
    participle = _PARTICIPLE.search(sentence[slice(*phrase)])
    return (phrase[0], phrase[0] + participle.start()) if participle else phrase


def _opening(sentence: str, intro: Span) -> Span | None:
    """The population of "Among teachers, …" and "Of all teams, …"."""
    opening = _OPENING.match(sentence[: intro[1]], intro[0])
    if not opening:
        return None
    found = _phrase(sentence, opening.end(), intro[1])
    return found if found and any(is_people(word) for word in sentence[slice(*found)].split()) else None


def _subject(sentence: str, near: Span, figure: Figure) -> Span | None:
    """The population that a clause begins with: "Companies with a platform are five times …"."""
    between = sentence[near[0] : figure.outer_start]
    if figure.unit == "percent" and not between.rstrip().endswith("("):
        return None  # "Daily users have fallen to 17%": they are what is measured
    found_that = _FOUND_THAT.match(sentence, near[0], figure.start)
    start = found_that.end() if found_that else near[0]
    # The nearest piece that begins with one: in "While not all run it, teams that do are …" it is "teams that do".
    starts = [
        start,
        *(match.end() for match in re.finditer(r", ", sentence[: figure.outer_start]) if match.end() > start),
    ]
    for begins in reversed(starts):
        subject = _SUBJECT.match(sentence[: figure.start], begins)
        if subject and not has_verb(subject[0]):
            return _phrase(sentence, subject.start("phrase"), figure.start)
    return None


def _shared(sentence: str, near: Span, figure: Figure) -> Span | None:
    """The population of "a majority of respondents said … (64%)" and "the share of users who … is 20%"."""
    shared = _SHARE_OF.search(sentence, near[0], figure.start)
    if shared:
        found = _phrase(sentence, shared.end(), figure.start)
        if found and _COUNT_OF.search(shared[0]):  # "the share of users who …": the share is of the users
            head = re.match(rf"(?:[\w’'/&+-]+ ){{0,4}}?(?:{PEOPLE_PATTERN})\b", sentence[slice(*found)], re.IGNORECASE)
            found = (found[0], found[0] + head.end()) if head else found
        if found and any(is_people(word) for word in sentence[slice(*found)].split()):
            return found
    return None


def _phrase(sentence: str, start: int, limit: int) -> Span | None:
    end = min(noun_phrase_end(sentence, start), limit)
    if re.search(r"\b(?:with|of|having) (?:less|more|fewer)$", sentence[start:end].rstrip()):
        more = _SO_MUCH.match(sentence, end if sentence[end - 1 : end] != " " else end - 1, limit)
        end = more.end() if more else end
    determiners = _DETERMINERS.match(sentence, start, end)
    start = determiners.end() if determiners else start
    text = _TRAILING_TIME.sub("", sentence[start:end]).rstrip(" ,;:.—–)")
    text = _DANGLING.sub("", text)
    if _NO_GROUP.match(text) or _SUPERLATIVE.search(text):
        return None
    return (start, start + len(text)) if re.match(r"[^\W\d]{2}", text) else None


def antecedent(base: str, before: str, previous: str) -> str:
    """What "these organizations" or "them" are: the group that is described before, else as written.

    ``before``: the same sentence up to the figure; ``previous``: the sentence before it.
    """
    pointing = _THESE.match(base)
    if not pointing:
        return base
    for text in (before, previous):
        for found in _GROUP.finditer(text):
            phrase = text[found.start() : noun_phrase_end(text, found.start())].rstrip(" ,;:.")
            if len(phrase.split()) > 2 or not pointing["noun"]:
                return phrase
    return base
