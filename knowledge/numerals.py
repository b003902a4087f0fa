"""Figures as they are written in running text. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple


class Numeral(NamedTuple):
    """A figure, with its unit sign where it has one, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """Digits and decimal point alone: "1,200" and "1 200" are both "1200"."""
        return re.sub(r"[^\d.]", "", self.text).rstrip(".")

    @property
    def is_year(self) -> bool:
        """Whether it can only be read as a year: four plain digits from 1900 to 2099."""
        return bool(re.fullmatch(r"(?:19|20)\d\d", self.text))


# A thousands separator is a comma, a blank or a point between groups of three; signs and units belong to the figure.
_NUMERAL = re.compile(
    r"(?<![\w.])[$€£¥]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)(?:\s?%|x\b)?"
    r"|(?<![\w.])[$€£¥]?\d+(?:[.,]\d+)*(?:\s?%|\s(?:percent|per cent)\b|x\b)?",
    re.IGNORECASE,
)


def numerals(text: str) -> list[Numeral]:
    """The figures of a text, in order; "20 397" is one, "7.5%" is one."""
    return [Numeral(match[0], match.start(), match.end()) for match in _NUMERAL.finditer(text)]


_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%])")
_FIGURE = re.compile(
    r"\d|\b(?:half|halves|thirds?|quarters?|fifths?|twice|double[ds]?|triple[ds]?|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|nobody|no one|most|majority|"
    r"(?<!above )(?<!after )(?<!\bat )all)\b",
    re.IGNORECASE,
)


def holds_figure(text: str) -> bool:
    """Whether a text says how many: in digits or in words; a year says when and does not count."""
    return bool(_FIGURE.search(_YEAR.sub("", text)))
