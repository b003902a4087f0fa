"""Words that say how exactly a figure is meant: "more than", "nearly", "or more". Pure."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?:^|(?<=[\s(\[“\"'—–:,]))(?P<words>(?:(?:only|just|well|far|slightly|still|already|a little|a bit|some|an?|not|"
    r"no|and|"
    r"merely|currently|now|probably) ){0,2}"
    r"(?:more than|less than|fewer than|lower than|greater than|higher than|no fewer than|no less than|no more than|"
    r"not more than|"
    r"as many as|as much as|as few as|as little as|as high as|as low as|at least|at most|at the most|up to|close to|"
    r"in excess of|north of|upwards? of|up to|a maximum of|a minimum of|a total of|an average of|an estimated|"
    r"estimated at|"
    r"the order of|anywhere from|"
    r"about|around|approximately|approx\.?|roughly|circa|ca\.|nearly|almost|virtually|barely|hardly|exactly|precisely|"
    r"just over|just under|just above|just below|over|above|under|below|beyond|"
    r"only|just|merely|a mere|mere|a full|fully|some)\s+|[~≈<>≤≥±]\s?)$",
    re.IGNORECASE,
)  # fmt: skip
_BEFORE_YEAR = re.compile(
    r"(?:^|(?<=[\s(]))(?P<words>(?:no later than|as of|as early as|as late as|not before|prior to|the end of|end of|"
    r"by the end of|"
    r"by|since|until|till|before|after|through|from|around|about|circa|ca\.|c\.|early in|late in|early|late|mid)[ -])$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s(?P<words>(?:or|and) (?:more|fewer|less|above|over|higher|greater|lower|under|longer|up|beyond)|at (?:the "
    r")?(?:least|most)|"
    r"or so|plus)\b|(?P<plus>\+))",
    re.IGNORECASE,
)
# Single words that are no qualifier but join what stands before them to one.
_IDLE = re.compile(r"^(?:an?|and|now|currently|some|still|already|not|no|probably) (?=\S)", re.IGNORECASE)
_OF_RANK = re.compile(r"\btop $", re.IGNORECASE)


def before(text: str, start: int, year: bool = False) -> tuple[str, int] | None:
    """The qualifier that ends where a figure starts, in small letters, and where it begins."""
    window = max(0, start - 40)
    found = (_BEFORE_YEAR if year else _BEFORE).search(text[window:start])
    if not found:
        return None
    words, begins = found["words"], window + found.start("words")
    while (idle := _IDLE.match(words)) and not _needed(words):
        words, begins = words[idle.end() :], begins + idle.end()
    return " ".join(words.lower().replace("-", " ").split()) if words.strip() else "", begins


def after(text: str, end: int) -> tuple[str, int] | None:
    """The qualifier that follows a figure, and where it ends."""
    found = _AFTER.match(text, end)
    if not found:
        return None
    return ("or more" if found["plus"] else " ".join(found["words"].lower().split())), found.end()


def _needed(words: str) -> bool:
    """Whether the first word belongs to a fixed phrase: "a full", "no more than", "some"."""
    return bool(
        re.match(
            r"(?:no|not) (?:more|fewer|less|later)|an? (?:mere|full|maximum|minimum|total|average|little|bit)|an? "
            r"estimated|"
            r"some\s*$",
            words,
            re.IGNORECASE,
        )
    )
