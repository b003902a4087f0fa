"""Whether a figure is of fewer than a claim speaks of: "firms with a platform", not "firms". Pure."""

from __future__ import annotations

import re

from knowledge.verification.claims import Said
from knowledge.verification.evidence import Evidence
from knowledge.verification.wording import known_in, stands, tells_whom
from knowledge.words import content_words, stem, tokens

# Words of a base that leave nobody out, or say no more than that somebody was asked.
_LEAVES_NOBODY_OUT = frozenset(
    map(
        stem,
        """company organization organisation firm business enterprise survey surveyed study sample respondent responder
        user developer person participant people participated year last team response answer answered group data report
        those said all main share shared select selected elect elected choose chose complete completed take took asked
        world worldwide participate responded""".split(),
    )
)
_SAYING = re.compile(
    r"\b(?:saying|said|who say|noting|noted|reporting|citing|indicating|answering|agreeing|finding|stating)\b"
)

_RESTRICTS = re.compile(r"\b(?:with|without|who|that|which|in|from|under|over|outside|aged?|using|of)\b", re.IGNORECASE)
_SAYS_THAT = re.compile(r"^.*\b(?:shows?|found|finds|reveals?|suggests?) that\b")


def narrower(said: Said, each: Evidence) -> bool:
    """Whether the claim leaves out all that sets the statistic's base apart."""
    base = each.statistic.base
    if not base or not tells_whom(base) or each.statistic.unit not in ("percent", "times"):
        return False
    titled = {stem(word) for word in tokens(each.revision.title)}  # "Rust users", in a survey of Rust's users
    apart = [
        word
        for word in content_words(_SAYS_THAT.sub("", _SAYING.split(base)[0]))
        if stem(word) not in _LEAVES_NOBODY_OUT and stem(word) not in titled and not word.isdigit()
    ]
    if len(apart) < 2 and not _RESTRICTS.search(base):
        return False  # "employees": those who were asked, most likely
    own = known_in(said.about)
    return bool(apart) and not any(stands(word, own) for word in apart)
