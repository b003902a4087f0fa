"""What a model wrote → one plain sentence, its citations, and why it may not be shown at all. Pure.

Answers are plain prose: whatever could lead somewhere, address somebody or be run is a reason not to show a sentence,
whether or not a source says it. Emphasis and bullets only go.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_KEPT_AS_THEY_ARE = re.compile(r"[’‘“”…–—−]")  # NFKC would take "…" apart, and quotes are compared as written

_MARKER = re.compile(r"\s*\[\s*(?P<list>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*\]")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.,!?%])[*_](?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+(?=[A-Z{]))")
_SLOT = re.compile(r"\{\{\s*\w{1,20}\s*\}\}")

# Each with what it is called in the log.
_FOREIGN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a link", re.compile(r"\w+://|\bwww\.|\b(?:mailto|javascript|data|tel|file):\S|\]\(|!\[", re.IGNORECASE)),
    (
        "an address",
        re.compile(
            r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|app|info|ru|cn|co|eu|de|uk|me|xyz|ai|biz|site"
            r"|online|link|zip|sh|tk)\b|\S@\S|\b\d{1,3}(?:\.\d{1,3}){3}\b",
            re.IGNORECASE,
        ),
    ),
    ("a mention", re.compile(r"(?<![\w&])@\w|<[@#!]|(?<!\w)#[A-Za-z]|@(?:here|channel|everyone)\b")),
    ("markup", re.compile(r"[<>]\s*/?[A-Za-z!]|&(?:#\d+|#x[\da-f]+|[a-z]{2,8});|^\s*#{1,6}\s|\||^\s*>", re.IGNORECASE)),
    ("code", re.compile(r"[`\\^]|\$\(|\$\{|[{}]|;\s*--|\b(?:function|import|curl|sudo|exec|eval)\s*\(")),
    (
        "an instruction",
        re.compile(
            r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|previous|above"
            r"|system)|\b(?:system|hidden|developer) (?:prompt|message|instruction)|\bas an ai\b|\b(?:api"
            r"|secret|access) (?:key|token)s?\b|\bplease (?:click|visit|send|forward|reply|email|contact|open"
            r"|run|call)\b|^\W*(?:click|visit|forward|reply|email|open|run|download|install|contact|call|paste"
            r"|copy|send|transfer)\b (?:the|this|that|to|on|your|it|all|here|our|us|now)\b",
            re.IGNORECASE,
        ),
    ),
    ("something in brackets", re.compile(r"\[[^\]]*\]|[【】〔〕]")),
)


class Draft(NamedTuple):
    """A sentence without its markers; slots are still in it."""

    text: str
    cited: tuple[int, ...]  # the numbers of its markers, each once, as they come
    foreign: str | None = None  # what it has that no answer may have


def read(sentence: str) -> Draft:
    """The sentence in plain characters, the numbers it cites, and what in it may not be shown."""
    plain = " ".join(_plain(sentence).split())
    cited: list[int] = []
    for marker in _MARKER.finditer(plain):
        cited.extend(_numbers(marker["list"]))
    text = _MARKER.sub("", plain)
    text = _EMPHASIS.sub("", _BULLET.sub("", text)).strip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    return Draft(text, tuple(dict.fromkeys(cited)), _foreign(sentence, text))


def _plain(text: str) -> str:
    """Without invisible characters, and with one way to write each of the others: "７６％" is "76%"."""
    kept = _INVISIBLE.sub("", text)
    return "".join(c if _KEPT_AS_THEY_ARE.match(c) else unicodedata.normalize("NFKC", c) for c in kept)


def _numbers(listed: str) -> list[int]:
    """The numbers of "1, 3" and of "2-4"."""
    numbers: list[int] = []
    for part in re.split(r"\s*[,;]\s*", listed):
        first, *rest = (int(each) for each in re.split(r"\s*[–-]\s*", part))
        last = rest[-1] if rest else first
        numbers.extend(range(first, min(last, first + 20) + 1) if last > first else [first])
    return numbers


def _foreign(written: str, text: str) -> str | None:
    without_slots = _SLOT.sub(" ", text)
    for called, pattern in _FOREIGN:
        if pattern.search(without_slots):
            return called
    if any(
        unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Cs") and c not in "\t\n\r"
        for c in _INVISIBLE.sub("", written)
    ):
        return "characters that can't be shown"
    if any(c.isdigit() and not c.isascii() for c in text):
        return "digits of another script"
    return None
