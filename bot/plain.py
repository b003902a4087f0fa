"""Text made harmless: of documents for a terminal, of people for models and databases."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text without control characters and marks that turn its direction: it can't steer a terminal."""
    return "".join(c for c in text if c == "\n" or (unicodedata.category(c) not in _STEERING and c not in _TURNING))


def readable(text: str) -> str:
    """Without lone surrogates, which a command line or a client can send and which no model or database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


_STEERING = {"Cc", "Cs"}
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
