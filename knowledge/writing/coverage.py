"""Whether the words of a sentence stand in what it cites, as they are or as others that mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from knowledge.verification.contrasts import contrasts
from knowledge.verification.wording import is_name, stands
from knowledge.words import stem, tokens
from knowledge.writing import sense
from knowledge.writing.backing import Backing
from knowledge.writing.synonyms import OPPOSITE, PLAIN, SAME

Likeness = Callable[[Sequence[str], Sequence[str]], Sequence[float]]

LIKE = 0.6  # cosine from which one word may stand for another, where figures, names and groups are looked at besides


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# Words of one row stand for each other.
_OF_A_FAMILY = (
    sense.UP,
    sense.DOWN,
    sense.MORE,
    sense.LESS,
    sense.MOST,
    sense.LEAST,
    sense.ONLY,
    sense.ALL,
    sense.FULL,
    sense.FUTURE,
    sense.CAUSE,
    sense.DUTY,
    sense.CAN,
)


def is_glue(word: str) -> bool:
    """Whether it is one of the words that every sentence may have."""
    return word.lower().removesuffix("'s").removesuffix("’s") in PLAIN and not is_name(word)


def says_little(word: str) -> bool:
    """Whether it is such a word, or one of those that other checks look at."""
    return is_glue(word) or (_of_a_family(word) and not sense.CAN.fullmatch(word))


def uncovered(
    words: Sequence[str],
    home: Backing,
    likeness: Likeness,
    elsewhere: Collection[str] = (),
    asked: Collection[str] = (),
) -> tuple[str, ...]:
    """Those of the words that nothing which is cited has in any way.

    ``elsewhere``: stems of what other sources of the same answer speak of. A word of theirs stands for no word of these
    ones, however alike they are: the bus is not the tram. ``asked``: stems of the question's words, which its answer
    may take up.
    """
    wrong = tuple(word for word in words if opposed(word, home.quoted))
    if wrong:
        return wrong
    absent = [word for word in words if not is_known(word, home.known) and not is_glue(word) and not _of_a_family(word)]
    absent = [word for word in absent if stem(word) not in asked]
    absent = [word for word in absent if not _is_short_for(word, home.all_words)]
    if not absent:
        return ()
    alike = likeness(absent, _plain_words(home))
    return tuple(
        word
        for word, value in zip(absent, alike, strict=True)
        if value < LIKE
        or is_name(word)
        or word[0].isupper()
        or stem(word) in elsewhere
        or opposed(word, home.known)
        or contrasts(word, home.known)
    )


_PHRASES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\bfull[- ]time\b", r"\bpart[- ]time\b"),
        (r"\bbefore\b", r"\bafter\b"),
        (r"\bsame\b", r"\b(?:different|another)\b"),
        (r"\bduring\b", r"\b(?:outside|after|before)\b"),
        (r"\binside\b", r"\boutside\b"),
        (r"\bwith\b", r"\bwithout\b"),
    )
)


def opposed_phrase(text: str, quoted: str) -> str | None:
    """What a text says of which a quote says the opposite alone: "before" of "after"."""
    for pair in _PHRASES:
        for one, other in (pair, pair[::-1]):
            found = one.search(text)
            if found and other.search(quoted) and not one.search(quoted):
                return found[0]
    return None


def is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word stands there: itself, its kin, or one that means the same."""
    root = stem(word)
    if root in known:
        return True
    if opposed(word, known):
        return False
    if "-" in word and all(
        is_known(part, known) or is_glue(part) or part == "wide" for part in word.split("-") if part
    ):
        return True
    if any(root in row and row & set(known) for row in SAME):
        return True
    idle = stands(word, ())  # words that the verifier passes over are looked for here
    return not idle and root not in _PEOPLE and stands(word, known)


_SITUATED = frozenset("living residing based located working".split())
_ANYBODY = _stems("people person someone somebody everyone everybody group groups")
_PEOPLE = _stems(
    "developer developers user users programmer programmers professional professionals people person "
    "those team teams group performer performers company companies"
)


def opposed(word: str, known: Collection[str]) -> bool:
    """Whether a text has the opposite of a word and not the word itself."""
    root = stem(word)
    for row in OPPOSITE:
        own = [cell for cell in row if root in cell]
        if own and not any(cell & set(known) for cell in own) and any(cell & set(known) for cell in row):
            return True
    return False


def strangers(words: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Those of the words of a group that are no other name of one that is known there."""
    return tuple(
        word
        for word in words
        if not (_is_named(word, known) or word in _SITUATED or (is_glue(word) and stem(word) not in _ANYBODY))
    )


def _is_named(word: str, known: Collection[str]) -> bool:
    root = stem(word)
    if root in known or any(c.isdigit() for c in word):
        return True
    if opposed(word, known):
        return False
    if "-" in word and all(
        _is_named(part, known) or is_glue(part) or part == "wide" for part in word.split("-") if part
    ):
        return True
    return any(root in row and row & set(known) for row in SAME)


def names_not_in(text: str, home: Backing) -> list[str]:
    """The words with a capital, but for the first of a sentence, that nothing cited has."""
    known = {stem(word) for word in tokens(home.all_words)}
    found = re.finditer(r"(?<=[\w,;:’'\"”)%] )(?:[\"“(])?([A-Z][\w&’'.-]*\w|[A-Z])", text)
    names = [match[1] for match in found]
    first = tokens(text)[:1]
    names += [word for word in first if is_name(word)]
    return [
        name
        for name in names
        if not any(stem(part) in known for part in (name, *re.split(r"[-’']", name)[:1])) and name != "I"
    ]


def _of_a_family(word: str) -> bool:
    if sense.MORE.fullmatch(word) or sense.LESS.fullmatch(word):
        return word.lower() in _PLAIN
    return any(family.fullmatch(word) for family in _OF_A_FAMILY) or bool(sense.NEGATIVE.search(word))


_PLAIN = frozenset(
    "more greater higher larger bigger above exceed exceeds exceeded exceeding ahead over further "
    "likelier less fewer lower smaller below behind under".split()
)


def _is_short_for(word: str, text: str) -> bool:
    """Whether a text spells out initials: "SRE"."""
    if not re.fullmatch(r"[A-Z]{3,6}", word):
        return False
    return word.lower() in "".join(token[0].lower() for token in tokens(text))


def _plain_words(home: Backing) -> list[str]:
    return list(dict.fromkeys(word.lower() for word in re.findall(r"[^\W\d_][\w’'-]*[^\W_]", home.said)))
