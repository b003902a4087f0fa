"""Whether a string stands in a text, as a person would say, and which numerals do. Pure."""

from __future__ import annotations

import re
import unicodedata

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'", "‘": "'", "“": '"', "”": '"'})
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[, ]\d{3})+(?!\d)")
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")


def holds(text: str, needle: str, *, whole_words: bool = False) -> bool:
    """Whether the needle stands in the text; a number in it only as a whole: "9%" isn't in "29%", nor 46 in 1,046.

    Case, white space, kinds of dashes and quotation marks, and the marks between thousands make no difference.
    """
    folded, wanted = _folded(text), _folded(needle)
    # A blank between digits may mark thousands or part two numbers: the text is looked at both ways.
    return any(
        _pattern(read(wanted), whole_words).search(read(folded)) is not None for read in (str, _without_thousands_marks)
    )


def numerals(text: str) -> list[str]:
    """The numerals of a text, in order, without marks between thousands: "3,997 of 40%" has 3997 and 40."""
    return _NUMERAL.findall(_without_thousands_marks(_folded(text)))


def _pattern(needle: str, whole_words: bool) -> re.Pattern[str]:
    before, after = r"(?<!\d)(?<!\d[.,])", ""
    if needle[:1].isalpha():
        before = r"(?<!\w)" if whole_words else ""
    if needle[-1:].isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif needle[-1:].isalpha() and whole_words:
        after = r"(?!\w)"
    return re.compile(before + re.escape(needle) + after)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    return re.sub(r"(?<=\d) %", "%", " ".join(text.split()))


def _without_thousands_marks(folded: str) -> str:
    return _THOUSANDS.sub(lambda match: re.sub("[, ]", "", match[0]), folded)
