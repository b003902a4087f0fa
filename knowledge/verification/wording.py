"""Whether the words of a claim stand in what a statistic is of, as they are or as others that mean the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from knowledge.figures.numbers import ONES
from knowledge.verification.contrasts import contrasts
from knowledge.words import content_words, stem, tokens

Likeness = Callable[[Sequence[str], Sequence[str]], Sequence[float]]  # of each word, the cosine with the likest other

ALIKE = 0.6  # cosine from which one word may stand for another: "scrapped" for "cancelled"
KIN_LETTERS = 4  # that two words of one family share at least …
KIN_SHARE = 0.75  # … and the part of the shorter one that these are: "performers" and "performing"


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# Words of one row stand for each other where they say of whom a figure is.
_POPULATIONS = (
    _stems("company companies organization organizations organisation firm business enterprise employer"),
    _stems("developer user respondent responder participant person people programmer professional those"),
    _stems("team group performer"),
)
_IDLE = _stems(
    """share percent survey surveyed total point average least most way kind type rate made make part answered took
    half extent main reason just rose risen rise rises fell fallen fall falls grew grow grown increase increased
    decrease decreased drop dropped decline declined up down live lives lived own owns owned sold bought named called
    mainly mostly often also still already use uses run runs ran running look looks draw draws leave leaves rely
    relies get gets got put puts give gives somewhere without nobody none no never"""
)


def missing_words(words: Sequence[str], text: str, likeness: Likeness) -> tuple[str, ...]:
    """Those of a claim's words that a text has in no way: neither itself, nor its kin, nor a word that is like it."""
    known = known_in(text)
    spelled = set(_spelled_out(words, text))
    absent = [word for word in words if word not in spelled and not stands(word, known)]
    alike = likeness(absent, content_words(text))
    return tuple(
        word
        for word, value in zip(absent, alike, strict=True)
        if value < ALIKE or is_name(word) or contrasts(word, known)
    )


def known_in(text: str) -> frozenset[str]:
    """The stems of a text's words, and of the parts of its hyphenated ones."""
    words = tokens(text)
    parts = [part for word in words if "-" in word for part in word.split("-")]
    return frozenset(stem(word) for word in (*words, *parts) if word)


def stands(word: str, known: Collection[str]) -> bool:
    """Whether a word stands there, or its kin, or another name of such people; a number is looked at elsewhere."""
    root = stem(word)
    if (
        root in known
        or root in _IDLE
        or word.lower().endswith(("n't", "n’t"))
        or any(character.isdigit() for character in word)
    ):
        return True
    if any(row & set(known) for row in _POPULATIONS if root in row):
        return True
    if contrasts(word, known):
        return False
    if "-" in word and all(stands(part, known) for part in word.split("-") if part):
        return True
    return not is_name(word) and any(_kin(root, other) for other in known)


def tells_whom(base: str | None) -> bool:
    """Whether a base says of whom a figure is: "ten", of "nine out of ten", doesn't."""
    return any(word.lower() not in ONES and not word.isdigit() for word in content_words(base or ""))


def is_name(word: str) -> bool:
    """Whether it is an acronym or a name by its capitals inside: "IT", "VSCode"."""
    return any(character.isupper() for character in word[1:])


def _kin(one: str, other: str) -> bool:
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return (
        shared >= KIN_LETTERS
        and shared >= KIN_SHARE * max(len(one), len(other)) - 1
        and shared >= KIN_SHARE * min(len(one), len(other))
    )


def _spelled_out(words: Sequence[str], text: str) -> Iterator[str]:
    """The claim's words of which the text has the initials ("SRE"), and its initials that the text spells out."""
    there = tokens(text)
    short = {token.rstrip("s") for token in there if re.fullmatch(r"[A-Z]{2,6}s?", token)}
    for size in range(2, 6):
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            if "".join(word[0] for word in run).upper() in short:
                yield from run
    initials = "".join(token[0].lower() if token[0].isalpha() else " " for token in there)
    for word in words:
        if re.fullmatch(r"[A-Z]{2,6}s?", word) and len(word.rstrip("s")) > 2 and word.rstrip("s").lower() in initials:
            yield word
