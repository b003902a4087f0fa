"""Lines → the text that they make together: broken words mended, addresses and dashes joined. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad‐]$")
_CONTINUED = re.compile(r"^([^\W\d_]+)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[/\-_=&?]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def join_lines(lines: Sequence[str], known: Collection[str] = ()) -> str:
    """One text of several lines; ``known`` are the words of the document, lower case, to tell a broken word by."""
    text = ""
    for line in lines:
        text = _joined(text, line, known) if text else line
    return text


def words_of(lines: Sequence[str]) -> set[str]:
    """Every word that stands whole within a line, lower case; of compounds also the ends: "long-", "-term"."""
    found: set[str] = set()
    for line in lines:
        words = [word.lower() for word in _WORD.findall(_BROKEN.sub("", line))]
        found.update(words)
        found.update(part for word in words if "-" in word for part in _ends(word))
    return found


def _ends(compound: str) -> tuple[str, str]:
    return compound[: compound.index("-") + 1], compound[compound.rindex("-") :]


def _joined(text: str, line: str, known: Collection[str]) -> str:
    broken, continued = _BROKEN.search(text), _CONTINUED.match(line)
    if broken and continued and not text.endswith(" -"):
        first, second = broken[1], continued[1]
        return text[:-1] + (line if _is_one_word(first, second, known) else f"-{line}")
    if text.endswith(("—", "/")) or _ADDRESS.search(text):
        return text + line
    return f"{text} {line}"


def _is_one_word(first: str, second: str, known: Collection[str]) -> bool:
    """Whether a hyphen at a line's end only broke a word, and is none of its own."""
    one, two = first.lower(), second.lower()
    if f"{one}{two}" in known:
        return True
    if f"{one}-" in known or f"-{two}" in known or not second[0].islower() or first.isupper():
        return False
    is_word = one in known and len(one) > 1
    return not (is_word and (two in known or (len(one) >= 4 and len(two) >= 6)))
