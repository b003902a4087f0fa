"""Of whom a claim speaks: the words of its base. Pure."""

from __future__ import annotations

import re

from knowledge.verification.claims import Said
from knowledge.verification.evidence import Evidence
from knowledge.words import content_words, stem, tokens

_VERB = (
    r"(?:have|has|had|is|are|was|were|do|does|did|don[’']t|say|says|said|saying|uses?|used|using|runs?|ran|gets?|got"
    r"|finds?|found|think|feel|felt|believe|want|wanted|plan|planned|report|reported|works?|worked|wrote|write|owns?"
    r"|rely|delegate|leaves?|draw|spread|sees?|saw|develop|target|met|meet|makes?|made|will|would|can|could|answered"
    r"|cited?|gave|give|waits?|trusts?|succeeds?|looks?|agree|agreed|expect|deploys?|rate|rated|prefer|preferred|know"
    r"|knew|told|chose|choose|\w{3,}ed|to be)"
)
_PART = re.compile(
    r"^\W*(?:of|among|amongst|in|for|by|from)\b\s*(?:all\s+|the\s+|those\s+|these\s+|surveyed\s+)*"
    rf"(?P<base>.*?)(?=\s+{_VERB}\b|[,;.]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*(?:[Ii]n (?:\d{4}),?\s*)?(?:[Oo]f|[Aa]mong|[Aa]mongst|[Ff]or|[Ii]n)\s+(?P<base>[^,]*?),")
_EVERYBODY = re.compile(r"(?:one|body|any|none)$", re.IGNORECASE)
_SUBJECT = re.compile(rf"^\W*(?P<base>.*?)(?=\s+{_VERB}\b|[,;.]|$)", re.IGNORECASE)


def base_words(said: Said) -> tuple[str, ...]:
    """The words that say of whom a claim's figure is: "of small firms", "Among elite teams, …"; empty: not said."""
    if not said.stated:
        return ()
    first = said.stated[0]
    before, after = said.text[: first.start - said.start], said.text[first.end - said.start :]
    phrases = []
    if lead := _LEAD.match(before):
        phrases.append(lead["base"])
    if part := _PART.match(after):
        phrases.append(part["base"])
    elif first.amount.in_words and not _EVERYBODY.search(first.written) and (subject := _SUBJECT.match(after)):
        phrases.append(subject["base"])
    if first.amount.unit == "times" and (subject := _SUBJECT.match(said.text)):
        phrases.append(subject["base"])
    return tuple(word for word in content_words(" ".join(phrases)) if not word.isdigit())


_COMMON = frozenset(
    map(
        stem,
        """company organization organisation firm business enterprise survey surveyed respondent responder user
        developer person participant people participated year last team response answer group rust go devops data report
        those said all main""".split(),
    )
)
_SAYING = re.compile(
    r"\b(?:saying|said|who say|noting|noted|reporting|citing|indicating|answering|agreeing|finding|stating)\b"
)


def narrower(said: Said, each: Evidence) -> bool:
    """Whether a statistic is of a part of those of whom the claim speaks: "firms with a platform", not "firms"."""
    base = each.statistic.base
    if not base or each.statistic.unit not in ("percent", "times"):
        return False
    base = _SAYING.split(base)[0]
    restricting = [word for word in content_words(base) if stem(word) not in _COMMON and not word.isdigit()]
    title = {stem(word) for word in tokens(each.revision.title)}
    restricting = [word for word in restricting if stem(word) not in title]
    if not restricting:
        return False
    own = {stem(word) for word in tokens(said.about)}
    return not any(stem(word) in own for word in restricting)
