"""What a sentence denies and what its quotes deny: each "not" with the words that it goes with. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from knowledge.verification.wording import known_in
from knowledge.words import stem, tokens
from knowledge.writing.coverage import is_known
from knowledge.writing.failing import Failure, Unsupported

# Words that deny what follows them; and words that deny what they are made of, or are a denial by themselves.
_BEFORE = re.compile(
    r"n[’']t\b|\b(?:not|no longer|no one|nobody|none|never|without|neither|nor|no|cannot|unable"
    r"|lack(?:s|ed|ing)?(?: of)?|hardly|barely|scarcely|seldom|rarely"
    r"|instead of(?! (?:\d|ø|\w+teen|ten|eleven|twelve|one|two|three|four|five|six|seven|eight|nine"
    r"|half)\b)|rather than|fail(?:s|ed|ing)? to|stop(?:s|ped|ping)?|refus(?:e|es|ed)(?: to)?"
    r"|except(?: for)?|yet to|nothing|free of|nowhere|absence of|other than)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:un|dis|in|non-?)(?=(?:settled|clear|decided|satisfied|finished|solved|resolved|changed"
    r"|asked|answered|known|productive|happy|skilled|complete)\w*\b)(\w+)",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely)\b|\b(?:no|not) (?:fewer|less|more|later|longer|higher|older"
    r"|further) than\b|\b(?:yes or no|no\.)",
    re.IGNORECASE,
)
_NOT_JUST = re.compile(r"\b(?:not|n[’']t) (?:only|just|merely)\b", re.IGNORECASE)
_TWICE = re.compile(
    r"(?:\b(?:not|never|no one|nobody|none)|n[’']t)\b(?:\s+\w+){0,2}?\s+(?:no|not|never|none|seldom"
    r"|rarely|without|hardly|nobody|nothing|lacks?|lacking|missing)\b",
    re.IGNORECASE,
)
_LIGHT = frozenset(
    """a an the any be been being is are was were has have had do does did to of in on at for with by as that it they
    them their its this these even yet really ever so very much all will would can could single clearly own who which
    what from more than and or""".split()
)
# Words that may stand before or behind what they deny.
_ALONE = frozenset("never nobody none hardly rarely seldom unable neither".split())
_REACH = 7  # words behind a denial in which what it denies is looked for
_SCOPE = 2  # words that it goes with


class Denial(NamedTuple):
    """A word that denies, and the words that it goes with; none where the sentence ends with it."""

    word: str
    scope: tuple[str, ...]


def denials(text: str) -> list[Denial]:
    """The denials of a text in order."""
    clean = _NOT_ONLY.sub(lambda found: " " * len(found[0]), text)
    found = [Denial(each[0], _scope(clean[each.end() :])) for each in _BEFORE.finditer(clean)]
    return found + [Denial(each[0], (each[1],)) for each in _WITHIN.finditer(clean)]


def _scope(after: str) -> tuple[str, ...]:
    clause = re.split(r"[.;:!?]|, (?=\w+ (?:is|are|was|were|has|have|\w+ed)\b)", after)[0]
    words = [word for word in tokens(clause)[:_REACH] if word.lower() not in _LIGHT and not _BEFORE.fullmatch(word)]
    return tuple(words[:_SCOPE])


def check_denials(text: str, quoted: str, told: str, *, zero: bool = False) -> None:
    """Raises Unsupported where a sentence denies what its quotes don't, or leaves a denial of theirs out.

    ``told``: the clauses of the quotes that it tells of. ``zero``: it tells of 0%, which it may put as "none".
    """
    if (twice := _TWICE.search(text)) and not _TWICE.search(quoted):
        raise Unsupported(Failure.NEGATION, f"“{twice[0]}”")
    if (only := _NOT_JUST.search(text)) and not _NOT_JUST.search(quoted):
        raise Unsupported(Failure.NEGATION, f"“{only[0]}”")
    own, theirs = denials(text), denials(quoted)
    for each in own:
        if not any(_same(each, other) for other in theirs) and not (
            zero and each.word.lower() in ("no", "none", "nobody", "no one")
        ):
            raise Unsupported(Failure.NEGATION, f"“{each.word} {' '.join(each.scope)}”".replace(" ”", "”"))
    said = known_in(text)
    for other in denials(told):
        if other.scope and _stands(other.scope[0], said) and not any(_same(each, other) for each in own) and not zero:
            raise Unsupported(Failure.NEGATION, f"the quote says “{other.word} {' '.join(other.scope)}”")
    if len(own) > len(theirs) + zero:
        raise Unsupported(Failure.NEGATION, f"“{', '.join(each.word for each in own)}”")


def _stands(word: str, said: frozenset[str]) -> bool:
    """Whether what is denied is told of; that somebody is a user doesn't say what is used."""
    return stem(word) in said or (stem(word) != stem("use") and is_known(word, said))


def _same(one: Denial, other: Denial) -> bool:
    """Whether two denials go with the same thing, or one of them with nothing."""
    if not one.scope or not other.scope:
        return True
    if one.word.lower() == other.word.lower() and one.word.lower() in _ALONE:
        return True
    return _shares(one.scope, other.scope) or _shares(other.scope, one.scope)


def _shares(words: Collection[str], others: Collection[str]) -> bool:
    known = frozenset(stem(word) for word in others)
    return any(is_known(word, known) for word in words)
