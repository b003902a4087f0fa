"""Models that need no weights: the ports' shipped fakes, for tests and for trying things out. Deterministic."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Sequence
from hashlib import blake2b
from math import log
from typing import Any

import numpy as np
from pydantic import ValidationError

from knowledge.errors import WriterUnavailable
from knowledge.ports import Form, Patience, Piece, Prompt, Usage, Vectors
from knowledge.words import content_words, stem
from knowledge.writing.estimating import estimate


class HashingEmbedder:
    """A bag of words, each word hashed to one of 384 places: texts that share words are alike."""

    name = "hashing@1"
    dimensions = 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, unit length; a text without a word of meaning gets a vector too."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in _stems(text) or {""}:
                digest = int.from_bytes(blake2b(word.encode(), digest_size=8).digest())
                vectors[row, digest % self.dimensions] += 1.0
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class OverlapReranker:
    """The share of the question's words that stand in the text, as a logit: 0 for half of them."""

    name = "overlap@1"

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, between -3 and 3."""
        asked = _stems(question)
        return [_logit(len(asked & _stems(text)) / len(asked) if asked else 0.0) for text in texts]

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One logit a pair of question and text, in their order."""
        return [self.score(question, [text])[0] for question, text in pairs]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _logit(share: float) -> float:
    return log((share + 0.05) / (1.05 - share))


# -- writing -----------------------------------------------------------------------------------------------------------

Script = str | Sequence[str] | Exception | Callable[[Prompt], str]


class ScriptedWriter:
    """Writes what it was given, one script a call and the last one for ever; remembers what it was asked.

    A script is a text (cut into pieces of ``size`` characters), the pieces themselves, an error, or what makes a text
    of the prompt: a writer that does what a report tells it, say. A form is filled in from a script that is JSON.
    """

    name = "scripted@1"

    def __init__(self, *scripts: Script, size: int = 7) -> None:
        self._scripts = list(scripts)
        self._size = size
        self.asked: list[Prompt] = []

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:  # noqa: ARG002
        """The pieces of the script, and an error if it is or ends in one."""
        said = self._said(prompt)
        pieces = (
            [said[at : at + self._size] for at in range(0, len(said), self._size)] if isinstance(said, str) else said
        )
        for at, piece in enumerate(pieces, start=1):
            yield Piece(piece, Usage(estimate(prompt.instructions + prompt.given), at))

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:  # noqa: ARG002
        """The script, validated. Raises WriterUnavailable where it isn't in the form."""
        said = "".join(self._said(prompt))
        try:
            return form.model_validate_json(said), Usage(estimate(prompt.given), estimate(said))
        except ValidationError as error:
            raise WriterUnavailable("The model didn't fill in the form.", "no form") from error

    def _said(self, prompt: Prompt) -> str | Sequence[str]:
        self.asked.append(prompt)
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        if isinstance(script, Exception):
            raise script
        return script(prompt) if callable(script) else script


class QuotingWriter:
    """Says again what its sources say, sentence by sentence, with slots for their figures: honest, and no model."""

    name = "scripted:quoting@1"

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:  # noqa: ARG002
        """The sentences of each source, word by word."""
        text = " ".join(filter(None, map(_sentences_of, sources_in(prompt))))
        used = Usage(estimate(prompt.instructions + prompt.given), estimate(text), counted=False)
        for word in re.findall(r"\S+\s*", text):
            yield Piece(word)
        yield Piece("", used)

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:  # noqa: ARG002
        """Nothing: what the rules say stands."""
        raise WriterUnavailable("The scripted writer fills in no forms.", "no form")


def sources_in(prompt: Prompt) -> list[dict[str, Any]]:
    """The sources of a prompt, as ``Evidence.as_prompt`` writes them: what a scripted model can work with."""
    lines = [json.loads(line) for line in prompt.given.splitlines() if line.startswith('{"source"')]
    return [line for line in lines if isinstance(line, dict)]


def _sentences_of(source: dict[str, Any]) -> str:
    """The sentences of a quote, with their figures as slots; lists and tables are left to the quotes."""
    sentences = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", str(source.get("quote", ""))):
        bare = sentence.rstrip(" .")
        if not re.search(r"[a-z] [a-z]", bare) or len(bare) > 400:
            continue
        for figure in source.get("figures", ()):
            if bare.count(figure["figure"]) == 1:
                bare = bare.replace(figure["figure"], figure["slot"])
        sentences.append(f"{bare} [{source['source']}].")
    return " ".join(sentences)
