"""Models that need no weights: the ports' shipped fakes, for tests and for trying things out. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import log

import numpy as np

from knowledge.ports import Vectors
from knowledge.words import content_words, stem


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
