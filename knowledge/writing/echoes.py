"""Whether a sentence tells what the model was told to do: instructions are nobody's business. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.ports import Prompt

RUN = 6  # words in a row; as many stand in the same order by chance only where they are a phrase of everybody's
_WORD = re.compile(r"[^\W_]+")


class Echoes:
    """The runs of words of a prompt's instructions that stand in none of the quotes.

    Args:
        prompt: what the model was asked.
        quotes: what it may say again.
    """

    def __init__(self, prompt: Prompt, quotes: Sequence[str]) -> None:
        allowed = {run for quote in quotes for run in _runs(quote)}
        self._secret = set(_runs(prompt.instructions)) - allowed

    def heard(self, sentence: str) -> bool:
        """Whether the sentence has such a run."""
        return not self._secret.isdisjoint(_runs(sentence))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
