"""How alike single words are, by the embedding model; kept, since the same words come again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.ports import Embedder

KEPT = 50_000  # words; 75 MB at most


class WordVectors:
    """Vectors of single words. Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def nearest(self, words: Sequence[str], others: Sequence[str]) -> dict[str, float]:
        """For each word, the cosine with the likest of the others; 0 where there are none."""
        if not words or not others:
            return dict.fromkeys(words, 0.0)
        alike = self._of([word.lower() for word in words]) @ self._of([word.lower() for word in others]).T
        return {word: float(row.max()) for word, row in zip(words, alike, strict=True)}

    def _of(self, words: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._vectors]
        vectors = dict(zip(new, self._embedder.embed(new), strict=True)) if new else {}
        with self._lock:
            self._vectors.update(vectors)
            found = np.stack([vectors[word] if word in vectors else self._vectors[word] for word in words])
            while len(self._vectors) > KEPT:
                self._vectors.popitem(last=False)
        return found
