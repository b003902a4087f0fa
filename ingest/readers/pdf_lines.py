"""Words of a page → lines of one column, with footnote marks taken off and ligatures undone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.blocks import clean
from ingest.readers.pdf_words import Word

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
_MARK = re.compile(r"^[\[(]?(?:\d{1,3}(?:[,\-–]\d{1,3})*|[a-z]|[*†‡§¶]+)[\])]?[,.;]?$")
_MARKS_IN_TEXT = re.compile(r"(?<=[\w%.,;:!?)\]”’\"'])[¹²³⁰⁴-⁹]+(?=\W|$)")
_POWER_BASE = re.compile(r"(?:^|[^A-Za-z])(?:10|[A-Za-z]|[kcmdn]m|mi|ft|in)$")
_SMALLER = 0.82  # of the size of the word that it is set to: then it is a raised or lowered one
_LONGEST_MARK = 4  # letters
_BEFORE_NOTE = 1.4  # em: how far before a footnote its mark stands
_RAISED_UNITS = {"%", "x", "×", "st", "nd", "rd", "th", "™", "®"}
_BULLET = re.compile(r"^(?:[•◦▪■●○►▸‣⁃∙·–—➤✓✔]|o|\(?\d{1,2}[.)]|\(?[a-z]\))$")
_FIGURE_START = frozenset("0123456789$€£<>+−–-")
_FIGURE_END = frozenset("0123456789%x×")
_JOINED = 0.22  # em: a narrower gap is none
_BLANK = 0.75  # em: a gap up to here is a blank, whatever was drawn in between
_AFTER_BULLET = 3.5  # em
_WIDE_BLANK = 1.2  # em: and up to here when the file draws the words one after the other (justified lines)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A stretch of one baseline that reads on without a gap; y is the baseline's, downwards."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    color: int
    order: int
    started_raised: bool = False  # a footnote mark stood before its first word
    words: int = field(default=1)

    @property
    def top(self) -> float:
        """Where its tall letters begin, about."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders end, about."""
        return self.y + 0.22 * self.size

    @property
    def middle(self) -> float:
        """Half the height of its tall letters."""
        return self.y - 0.36 * self.size


def make_lines(words: Iterable[Word]) -> list[Line]:
    """All lines of a page, from the top down, and from the left where they stand side by side."""
    lines = [line for row in _rows(words) for stretch in _stretches(row) if (line := _line(stretch))]
    return sorted(lines, key=lambda line: (line.y, line.x0))


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words that share a baseline; raised and lowered ones go with the larger word that they touch."""
    rows: list[list[Word]] = []
    by_height = sorted(words, key=lambda word: (word.y, word.x0))
    for word in by_height:
        if rows and abs(word.y - rows[-1][-1].y) <= 0.12 * max(4.0, min(word.size, rows[-1][-1].size)):
            rows[-1].append(word)
        else:
            rows.append([word])
    return _with_small_words_at_home(rows)


def _with_small_words_at_home(rows: list[list[Word]]) -> list[list[Word]]:
    largest = [max(word.size for word in row) for row in rows]
    kept: list[list[Word]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        near = [other for other in range(max(0, number - 3), min(len(rows), number + 4)) if other != number]
        for word in row:
            home = number
            if len(word.text) <= _LONGEST_MARK:
                hosts = (other for other in near if word.size <= _SMALLER * largest[other])
                home = next((other for other in hosts if any(_leans_on(word, host) for host in rows[other])), number)
            kept[home].append(word)
    return [row for row in kept if row]


def _leans_on(word: Word, host: Word) -> bool:
    """Whether a smaller word is set raised or lowered beside a larger one: a footnote mark, a power, a unit."""
    if word.size > _SMALLER * host.size:
        return False
    if _is_numerator(word, host):
        return True
    is_mark, raised = bool(_MARK.match(word.text)), (host.y - word.y) / host.size
    if -0.3 * host.size <= word.x0 - host.x1 <= 0.28 * host.size:
        return _can_be_raised(word, is_mark) if 0.12 < raised < 0.75 else word.glued and -0.3 < raised < -0.06
    return is_mark and 0.12 < raised < 0.75 and 0 <= host.x0 - word.x1 <= _BEFORE_NOTE * host.size


def _can_be_raised(word: Word, is_mark: bool) -> bool:
    return word.glued or is_mark or word.text in _RAISED_UNITS


def _is_numerator(word: Word, following: Word | None) -> bool:
    """Whether a small figure is what a slash right after it divides: its size and height say nothing then."""
    return (
        following is not None
        and following.text[0] in "/⁄"
        and word.text.isdigit()
        and abs(following.x0 - word.x1) <= 0.15 * following.size
    )


def _stretches(row: list[Word]) -> list[list[Word]]:
    row.sort(key=lambda word: word.x0)
    stretches: list[list[Word]] = []
    for word in row:
        if stretches and _is_shadow(stretches[-1], word):
            continue
        if stretches and _reads_on(stretches[-1][-1], word):
            stretches[-1].append(word)
        else:
            stretches.append([word])
    return stretches


def _is_shadow(before: Sequence[Word], word: Word) -> bool:
    """Whether a word was drawn before at the same place, to look bolder or to cast a shadow."""
    return any(other.text == word.text and abs(other.x0 - word.x0) <= 0.15 * word.size for other in before[-3:])


def _reads_on(before: Word, word: Word) -> bool:
    gap, em = word.x0 - before.x1, max(before.size, word.size)
    if max(before.size, word.size) > 1.9 * min(before.size, word.size) and gap > 0.35 * em:
        return False  # a large figure beside small print
    if _BULLET.match(before.text) and word.order == before.order + 1:
        return gap <= _AFTER_BULLET * em
    if gap > 0.5 * em and before.text[-1] in _FIGURE_END and word.text[0] in _FIGURE_START:
        return False  # cells of a table
    return gap <= _BLANK * min(before.size, word.size) or (gap <= _WIDE_BLANK * em and word.order == before.order + 1)


def _line(words: Sequence[Word]) -> Line | None:
    main = _main(words)
    apart = _letter_gap(words)
    text, raised_start = "", False
    for number, word in enumerate(words):
        before = words[number - 1] if number else None
        lifted = (main.y - word.y) / main.size if word.size <= 0.82 * main.size else 0.0
        following = words[number + 1] if number + 1 < len(words) else None
        if lifted > 0.12 and _MARK.match(word.text) and not _is_numerator(word, following):
            raised_start = raised_start or not text
            text += _power(text, word.text)
            continue
        text += ("" if before is None or _touch(before, word, apart) else " ") + word.text
    text = clean(_MARKS_IN_TEXT.sub(_drop_mark, text.translate(_LIGATURES)))
    if not text:
        return None
    bold = 2 * sum(len(word.text) for word in words if word.bold) > sum(len(word.text) for word in words)
    return Line(
        text, words[0].x0, max(word.x1 for word in words), main.y, main.size, bold, main.color,
        words[0].order, raised_start, len(text.split()),
    )  # fmt: skip


def _main(words: Sequence[Word]) -> Word:
    """A word of the size that most letters of the line have."""
    letters: dict[float, int] = {}
    for word in words:
        letters[word.size] = letters.get(word.size, 0) + len(word.text)
    size = max(letters, key=lambda size: (letters[size], size))
    return next(word for word in words if word.size == size)


def _touch(before: Word, word: Word, apart: float) -> bool:
    gap = word.x0 - before.x1
    return gap <= max(apart, (_JOINED if word.glued else 0.05) * max(before.size, word.size))


def _letter_gap(words: Sequence[Word]) -> float:
    """The widest white between two letters of a word in a line that is spaced out ("W H O"); 0 in any other line."""
    letters = sum(len(word.text) == 1 and word.text.isupper() for word in words)
    if letters < max(3, 0.6 * len(words)):
        return 0.0
    gaps = sorted(max(0.0, word.x0 - before.x1) for before, word in pairwise(words))
    widest_step = max(pairwise(gaps), key=lambda pair: pair[1] - pair[0])
    return widest_step[0] if widest_step[1] > 1.4 * widest_step[0] else gaps[-1]


def _power(text: str, mark: str) -> str:
    """A raised figure: kept, raised, where it is a power; dropped where it points to a footnote."""
    if _POWER_BASE.search(text) and re.fullmatch(r"[-−–]?[\dn]+", mark):
        return mark.translate(_RAISED)
    return mark[-1] if mark[-1] in ",.;" and len(mark) > 1 else ""


def _drop_mark(match: re.Match[str]) -> str:
    return match[0] if _POWER_BASE.search(match.string[: match.start()]) else ""
