"""Of whom a part of a sentence speaks, against whom its figure is of. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from knowledge.verification.claims import Said
from knowledge.verification.claims import Stated as SaidStated
from knowledge.verification.contrasts import contrasts
from knowledge.verification.populations import base_phrase
from knowledge.verification.wording import known_in, tells_whom
from knowledge.words import FUNCTION_WORDS, content_words, stem, tokens
from knowledge.writing import sense
from knowledge.writing.backing import Backing
from knowledge.writing.coverage import is_known, strangers
from knowledge.writing.facts import Fact
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.parts import Part, Stated

# Words of a group that leave nobody out.
_EVERYBODY = frozenset(
    map(
        stem,
        """company companies organization organizations organisation firm business enterprise survey surveyed study
        sample respondent respondents participant participants people persons employee employees staff user users those
        all total share part report data group team teams average main one last year others them us selected answered
        asked case cases""".split(),
    )
)
_RESTRICTS = re.compile(
    r"\b(?:with|without|who|that|which|from|under|over|outside|aged?|using|fewer|more|among|alone)\b", re.IGNORECASE
)
_LEAD = re.compile(r"^\W*(?:[Oo]f|[Aa]mong|[Aa]mongst|[Ii]n|[Ff]or)\s+(?!\d{4}\b)(?P<base>[^,\d]{3,80}?),")
_WHEN = re.compile(
    r"^\W*(?:(?:the )?(?:first|second|third|last|same)|(?:19|20)\d\d|total|all|average|contrast"
    r"|addition|comparison|spring|summer|autumn|winter|fact)\b",
    re.IGNORECASE,
)


def check_group(
    part: Part, stated: Stated, fact: Fact, home: Backing, sentence: str, asked: Collection[str] = ()
) -> None:
    """Raises Unsupported where a figure is told of others than the report tells it of."""
    if stated.amount.unit not in ("percent", "times"):
        _check_counted(part, stated, fact, home)
        return
    own = group_of(part, stated)
    theirs = _stated_group(fact)
    known = known_in(f"{fact.sentence} {fact.labels} {fact.statistic.base or ''} {_leading(home)} {_under(home)}")
    if fact.statistic.base is None:  # it may go on from the sentence before, or from what was asked
        known |= known_in(" ".join(source.lead for source in home.sources)) | frozenset(asked)
    if strange := strangers([word for word in content_words(own) if not word[0].isdigit()], known):
        raise Unsupported(Failure.BASE, f"of “{' '.join(strange)}”: it is of {theirs or 'others'}")
    if (
        theirs
        and own
        and bool(sense.NEGATIVE.search(own)) != bool(sense.NEGATIVE.search(theirs))
        and (sense.NEGATIVE.search(own) or not sense.NEGATIVE.search(part.text))
    ):
        raise Unsupported(Failure.BASE, f"of “{own}”: it is of “{theirs}”")
    if _leaves_out(theirs, home, sentence):
        raise Unsupported(Failure.BASE, f"it is of “{theirs}” alone")


def group_of(part: Part, stated: Stated) -> str:
    """The words that say of whom a figure is; empty where it isn't said."""
    start, end = stated.start - part.start, stated.end - part.start
    said = Said(
        text=part.text,
        start=0,
        end=len(part.text),
        stated=(SaidStated(start, end, stated.amount, stated.written),),
        numbers=(),
        years=(),
        asked=part.bare,
        about=part.bare,
    )
    if not stated.inside:
        return _grouped(base_phrase(said))
    inner = f"ø {stated.inside}"
    within = said._replace(text=inner, end=len(inner), stated=(SaidStated(0, 1, stated.amount, "ø"),))
    return f"{_grouped(base_phrase(within))} {_grouped(base_phrase(said))}".strip()


def _grouped(phrase: str) -> str:
    """A group's words; none where a verb comes first, since then nobody is named."""
    return (
        "" if _VERB_FIRST.match(phrase) else " ".join(takewhile(lambda word: not _ENDS.fullmatch(word), phrase.split()))
    )


_ENDS = re.compile(
    r"(?:the|a|an|their|its|this|these|to|that|alone|decides?|decide|leave|leaves|takes?|take|took"
    r"|names?|spend|spends)",
    re.IGNORECASE,
)
_VERB_FIRST = re.compile(
    r"\W*(?:have|has|had|is|are|was|were|do|does|did|will|can|could|would|say|said|use|used)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\s+(?:(?:of|different|other|senior|more|further|new) )*([a-z][\w-]+)")


def _check_counted(part: Part, stated: Stated, fact: Fact, home: Backing) -> None:
    """Whether what is counted is what the report counts: "6,340 buyers"."""
    if stated.amount.unit != "count" or not (noun := _COUNTED.match(part.text, stated.end - part.start)):
        return
    known = known_in(f"{fact.sentence} {fact.labels} {_leading(home)} {_under(home)} {home.titles}")
    if noun[1] not in FUNCTION_WORDS and strangers([noun[1]], known) and not is_known(noun[1], known):
        raise Unsupported(Failure.BASE, f"{fact.shown} “{noun[1]}”")


def _stated_group(fact: Fact) -> str:
    """Of whom the report says that its figure is, or what opens its sentence ("In small firms, …")."""
    base = fact.statistic.base or ""
    lead = _LEAD.match(fact.sentence)
    if lead and not _WHEN.match(lead["base"]) and fact.amount.unit == "percent":
        base = f"{base} {lead['base']}"
    return base.strip()


def _leaves_out(theirs: str, home: Backing, sentence: str) -> bool:
    """Whether a sentence has no word of what sets the figure's group apart."""
    if not theirs or not tells_whom(theirs):
        return False
    titled = {stem(word) for source in home.sources for word in tokens(source.title)}
    apart = [
        word
        for word in content_words(theirs)
        if stem(word) not in _EVERYBODY and stem(word) not in titled and not word[0].isdigit()
    ]
    named = len(content_words(theirs)) > len(apart)  # "large companies", but not "employees"
    if not apart or (len(apart) < 2 and not named and not _RESTRICTS.search(theirs) and not _is_adjective(apart[0])):
        return False
    own = known_in(sentence)
    return len(strangers(apart, own)) > len(apart) / 2


def _is_adjective(word: str) -> bool:
    """Whether a word alone sets some apart: "small", "medium-sized"."""
    return contrasts(word, ()) and not word.endswith("s")


def _leading(home: Backing) -> str:
    return home.said if len(home.sources) == 1 else ""


def _under(home: Backing) -> str:
    return " ".join(source.context for source in home.sources)
