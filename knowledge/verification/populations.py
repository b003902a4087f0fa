"""Of whom a claim speaks: the words of its base. Pure."""

from __future__ import annotations

import re

from knowledge.verification.claims import Said
from knowledge.words import content_words

_VERB = (
    r"(?:have|has|had|is|are|was|were|do|does|did|don[’']t|say|says|said|saying|uses?|used|using|runs?|ran|gets?|got"
    r"|finds?|found|thinks?|thought|feel|felt|believe|want|wanted|plan|planned|report|reported|works?|worked|wrote|write"
    r"|owns?|rely|delegate|leaves?|draw|spreads?|sees?|saw|develop|target|met|meet|makes?|made|will|would|can|could|answered"
    r"|cited?|gave|give|waits?|trusts?|succeeds?|looks?|agree|agreed|expect|deploys?|rate|rated|prefer|preferred|know"
    r"|knew|told|chose|choose|takes?|took|drives?|drove|buys?|bought|goes|go|went|keeps?|kept|spends?|spent|pays?|paid"
    r"|holds?|held|mainly|mostly|often|also|still|now|already|regularly|currently|never|usually|nobody|none"
    r"|no one|\w{3,}ed|\w+n[’']t|to be)"
)
_PART = re.compile(
    r"^\W*(?:of|among|amongst|in|for|by|from)\b\s*(?:all\s+|the\s+|those\s+|these\s+|surveyed\s+)*"
    rf"(?P<base>.*?)(?=\s+{_VERB}\b|[,;.]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*(?:[Ii]n (?:\d{4}),?\s*)?(?:[Oo]f|[Aa]mong|[Aa]mongst|[Ff]or|[Ii]n)\s+(?P<base>[^,]*?),")
_PART_OF_YEAR = re.compile(
    r"\b(?:in|during) the (?:first|second|third|fourth|last) (?:half|quarter) of (?=(?:19|20)\d\d)", re.IGNORECASE
)
_EVERYBODY = re.compile(r"(?:one|body|any|none)$", re.IGNORECASE)
_SUBJECT = re.compile(rf"^\W*(?P<base>.*?)(?=\s*\b{_VERB}\b|[,;.]|$)", re.IGNORECASE)


def base_words(said: Said) -> tuple[str, ...]:
    """The words that say of whom a claim's figure is; none where that isn't said."""
    return tuple(word for word in content_words(base_phrase(said)) if not word.isdigit())


def base_phrase(said: Said) -> str:
    """Of whom a claim's figure is: "of small firms", "Among elite teams, …"; empty where that isn't said."""
    if not said.stated:
        return ""
    first = said.stated[0]
    text = _PART_OF_YEAR.sub(lambda found: " " * len(found[0]), said.text)
    before, after = text[: first.start - said.start], text[first.end - said.start :]
    phrases = []
    if lead := _LEAD.match(before):
        phrases.append(lead["base"])
    if part := _PART.match(after):
        phrases.append(part["base"])
    elif (
        not lead
        and first.amount.in_words
        and not _EVERYBODY.search(first.written)
        and (subject := _SUBJECT.match(after))
    ):
        phrases.append(subject["base"])
    if first.amount.unit == "times" and (subject := _SUBJECT.match(said.text)):
        phrases.append(subject["base"])
    return " ".join(phrases)
