"""The words of a clause as a measure: without the figure, without asides, tidied at the edges. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.blocks import Span

# A figure or a base that was taken out leaves a gap, and the preposition before it goes, too: "grew by", "an area of".
_GAP, _OWN = "\x00", "\x01"
_BEFORE_GAP = re.compile(
    r"(?:[(“\"]?\b(?:from|to|at|by|of|with|as|about|around|on|than|for|among|amongst|within|across|only|just) "
    r")*\s*[\x00\x01](?:\s*[\x00\x01])*(?: ?%)?",
    re.IGNORECASE,
)
# The time right beside a figure is its period and goes with it: "from last year's 13%", "44% this year".
_TIME_BESIDE = re.compile(
    r"(?:\b(?:from|to|with|than|compared with|compared to) )?\b(?:this|last|(?:the )?(?:previous|prior)) year['’]s "
    r"(?=[\x00\x01])|(?<=[\x00\x01]) (?:this|last|(?:the )?(?:previous|prior)) year\b(?!['’]s)",
    re.IGNORECASE,
)
COORDINATES = re.compile(
    r"^[\s,;:—–-]*(?:(?:and|where|compared|since|because|after|another|a further|an additional|the remaining|the "
    r"other|while|whereas|but|or|yet|although|though|then|followed by|followed closely by|compared (?:to|with)|versus|"
    r"vs\.?|"
    r"as compared to|than|with|followed)\b[\s,]*)*",
    re.IGNORECASE,
)
_ENDS_WITH_A_CONNECTOR = re.compile(
    r"(?:[\s,;:—–(]|\b(?:and|or|but|while|with|at|by|of|to|from|in|for|than|is|was|are|were|named by|used by|as|the|a|"
    r"an|another|about|on|after|compared|mentioned|followed|named|cited))+$",
    re.IGNORECASE,
)
_SETS_THE_SCENE = re.compile(
    r"[\s,;:]*(?:To|Given|Regarding|As for|Because|Despite|From|When|Between|Like|Unlike|Last year|Again|Likewise|In|"
    r"On|At|While|Although|Though|As|For|With|Since|After|During|By|Over|Of|Among|Overall|However|Also|Finally|First|"
    r"Second|"
    r"Similarly|Interestingly|Surprisingly|Unsurprisingly|Additionally|Notably|Still|Yet|Instead|Meanwhile|This year|"
    r"Last year)\b[^,]{0,160}, (?=\S)"
)
_WE_FOUND = re.compile(
    r"(?:(?:We|we|Our (?:research|survey|analysis)|The (?:survey|data|results?)|This) (?:also |again )?(?:found|find|"
    r"saw|see|observed|learned|shows?|"
    r"indicates?|suggests?) that|It (?:is|was) (?:interesting|surprising|notable|worth noting)(?: for us)?(?: to "
    r"see)? that|Although|While|Though) "
)
_TRAILS = re.compile(
    r" [—–] .*| -- .*| - .*|; .*|: .*|, (?:which|who|citing|suggesting|representing|highlighting|making|indicating|"
    r"reflecting|showing|so|because|"
    r"since|although|though|especially|particularly|given|thanks|perhaps|likely|possibly|presumably|despite|even|"
    r"meaning|putting|leading|this|it|they|we|i)\b.*|"
    r", (?:its|their|the|an?) (?:second|third|fourth|\w{3,}est)\b.*|"
    r", (?:and|but|so|yet) (?:the|its|their|this|that|these|those|it|they|we|there|"
    r"(?:[a-z]+ ){1,3}(?:is|was|were|are|has|have|had))\b.*"
)


def words(sentence: str, spans: Iterable[Span], removed: Iterable[Span], own: int = -1) -> str:
    """The words of the spans without what is removed, tidied at the edges.

    ``own``: where the figure stands that the words are of; what surrounds it is kept when asides are cut.
    """
    text = " ".join(_with_gaps(sentence, spans, sorted(removed), own).split())
    text = _TIME_BESIDE.sub("", text)
    text = _BEFORE_GAP.sub(lambda gap: f" {_OWN} " if _OWN in gap[0] else " ", _without_opening(text))
    text = re.sub(rf"\(\s*{_OWN}?\s*[,;.]?\s*\)", f" {_OWN} " if _OWN in text else " ", text)
    text = re.sub(r"\s+([,;:.)])", r"\1", " ".join(text.split()))
    text = re.sub(r"(?<=\s)-(?=[a-z])", "", text)  # what is left of "second-most"
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text).replace(", respectively", "")
    told = _without_asides(_WE_FOUND.sub("", COORDINATES.sub("", text)))
    return tidy(" ".join(told.replace(_OWN, " ").split()))


def tidy(text: str) -> str:
    """Without connecting words and punctuation at its edges."""
    text = COORDINATES.sub("", text).strip()
    trimmed = _ENDS_WITH_A_CONNECTOR.sub("", text.rstrip(" .!?"))
    return (trimmed or text).strip(" ,;:.–—→")


def _with_gaps(sentence: str, spans: Iterable[Span], removed: Sequence[Span], own: int) -> str:
    """The spans' words, with a mark where something was taken out, and another one for the figure itself."""
    kept = []
    for start, end in spans:
        at = start
        for first, last in removed:
            if first < end and last > at:
                mark = _OWN if first <= own < last else _GAP if re.search(r"\w", sentence[first:last]) else ""
                kept.append(sentence[at : max(at, first)] + mark)
                at = max(at, last)
        beyond = next(((first, last) for first, last in removed if end <= first <= end + 1), None)
        mark = "" if not beyond else _OWN if beyond[0] <= own < beyond[1] else _GAP
        kept.append(sentence[at:end] + mark)
    return " ".join(kept)


def _without_opening(text: str) -> str:
    """Without a clause that only sets the scene: "To learn more, we asked …"; the figure's own half is kept."""
    opening = _SETS_THE_SCENE.match(text)
    if not opening:
        return text
    rest = text[opening.end() :]
    if _OWN in opening[0]:  # "Although many (29%) use it, most don't"
        return opening[0].rstrip(", ")
    return rest if len(rest.split()) > 2 else text


def _without_asides(text: str) -> str:
    """Without what trails behind: "…, which is more than before", as long as the figure doesn't stand there."""
    before, own, after = text.rpartition(_OWN)
    shorter = before + own + _TRAILS.sub("", after)
    if own or len(_TRAILS.sub("", text).split()) <= 2:
        return shorter
    return _TRAILS.sub("", text)
