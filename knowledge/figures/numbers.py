"""Numbers in digits and in words, without what they count. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen "
        "eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
MAGNITUDES = {
    "k": 3, "thousand": 3, "lakh": 5, "m": 6, "mn": 6, "mln": 6, "mio": 6, "million": 6, "millions": 6, "crore": 7,
    "b": 9, "bn": 9, "billion": 9, "billions": 9, "t": 12, "tn": 12, "trillion": 12,
}  # fmt: skip

ONE_WORD = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(list(ONES)[1:10])}))?|{'|'.join(reversed(ONES))})\b"
SCALE_WORD = rf"(?:{'|'.join(SCALES)})\b"
# "two hundred and fifty", "twenty-five", "a million"; "a dozen" but not "a" alone.
WORD_NUMBER = re.compile(
    rf"(?:{ONE_WORD}|(?:half )?an?\b(?=[ -]{SCALE_WORD}))(?:[ -]{SCALE_WORD}){{0,3}}"
    rf"(?:(?<=hundred|housand)(?: and)? {ONE_WORD}(?: hundred\b)?)?(?P<half> and a half\b)?",
    re.IGNORECASE,
)

# Thousands are parted by commas, blanks or (twice at least) points; a decimal comma needs its unit to be known as one.
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3}){0,4},\d{3}(?!\d)|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,4}(?!\d)|"
    r"\d{1,3}(?:\.\d{3}){2,4}(?!\d)"
)
_DECIMAL_COMMA = r",\d{1,2}(?=[\s\u00a0\u202f]?(?:%|€|percent\b|per cent\b|million|billion|times|euro))"
NUMERAL = re.compile(rf"(?:{_GROUPED}|\d{{1,18}}|(?=\.\d))(?:\.\d{{1,12}}|{_DECIMAL_COMMA})?(?!\d)")
# A letter alone is a magnitude where it can be nothing else: "5k", "3M", "2bn"; "5m" is so only of money.
_MAGNITUDE = re.compile(
    r"[- \u00a0]?(?P<word>thousand|millions?|billions?|trillion|lakh|crore|mln|mio)\b|(?P<letter>k|K|M|B|bn|mn|tn)\b"
)
_MONEY_MAGNITUDE = re.compile(r"[ \u00a0]?(?P<word>[kmbt]n?|[KMBT]N?|bn)\b")


FRACTION_SIGNS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8),
}  # fmt: skip
_AND_A_PART = re.compile(rf" ?(?P<sign>[{''.join(FRACTION_SIGNS)}])")  # "2½ hours", "1 ½ days"


class Number(NamedTuple):
    """A number and where it stands: ``text[start:end]``."""

    start: int
    end: int
    value: Decimal
    in_words: bool = False
    scaled: bool = False  # a magnitude stands with it and is multiplied in

    @property
    def is_whole(self) -> bool:
        """Whether it can count something."""
        return self.value == self.value.to_integral_value()


def number_at(text: str, at: int, money: bool = False) -> Number | None:
    """The number that begins here, its magnitude multiplied in; ``money``: "5m" is five million."""
    if not at < len(text):
        return None
    if not (text[at].isdigit() or text[at] == "."):
        return _in_words(text, at)
    found = NUMERAL.match(text, at)
    if not found or not found[0]:
        return None
    if mixed := _AND_A_PART.match(text, found.end()):
        return Number(at, mixed.end(), decimal(found[0]) + decimal_of(mixed["sign"]))
    value = decimal(found[0])
    magnitude = _MAGNITUDE.match(text, found.end()) or (money and _MONEY_MAGNITUDE.match(text, found.end()))
    if not magnitude:
        return Number(at, found.end(), value)
    word = next(group for group in magnitude.groups() if group)
    return Number(at, magnitude.end(), value * 10 ** MAGNITUDES[word.lower()], scaled=True)


def decimal_of(sign: str) -> Decimal:
    """The value of "½", to three places."""
    part, whole = FRACTION_SIGNS[sign]
    return round(Decimal(part) / whole, 3)


def decimal(numeral: str) -> Decimal:
    """The value of a numeral: "20 397", "1,141", "7,5", "1.234.567", ".9"."""
    bare = re.sub(r"\s", "", numeral)
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        bare = bare.replace(",", ".")
    return Decimal(bare.replace(",", ""))


def _in_words(text: str, at: int) -> Number | None:
    found = WORD_NUMBER.match(text, at)
    if not found or not found[0]:
        return None
    spoken = found[0].lower()
    half = bool(found["half"])
    if half:
        spoken = spoken.removesuffix(" and a half")
    value = _spoken(spoken) + (Decimal("0.5") if half else 0)
    return Number(at, found.end(), value, in_words=True, scaled=any(scale in spoken for scale in SCALES))


def _spoken(words: str) -> Decimal:
    """The value of "two hundred and fifty thousand"."""
    total, current = Decimal(0), Decimal(0)
    for word in re.split(r"[ -]", words):
        if word in SCALES:
            current = (current or Decimal(1)) * SCALES[word]
            if SCALES[word] >= 1000:
                total, current = total + current, Decimal(0)
        elif word == "half":
            current = Decimal("0.5")
        else:
            current += ONES.get(word, TENS.get(word, 0))
    return total + current
