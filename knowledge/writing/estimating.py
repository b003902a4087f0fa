"""How many tokens a text is, about, where nobody has counted them. Pure."""

from __future__ import annotations

import math

CHARACTERS = 3.5  # a token of English prose has about four; a cautious guess is a little high


def estimate(text: str) -> int:
    """Tokens of a text, rather too many than too few."""
    return math.ceil(len(text) / CHARACTERS)
