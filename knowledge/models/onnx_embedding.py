"""Embeddings by onnxruntime: the reference's vectors in a fraction of its time to start, and with less memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.models.minilm import DIMENSIONS, build_graph, read_weights
from knowledge.models.runtime import Session
from knowledge.ports import Vectors

MAX_TOKENS = 256  # what the model was trained for; more is cut off

_TOKENISED_AT_ONCE = 2048  # texts; a bound on memory, and wide enough that batches hold texts of like length
_BATCH_TOKENS = 512  # padded; larger batches leave the processor's caches and are slower

Tokens = list[int]


class OnnxEmbedder:
    """all-MiniLM-L6-v2 from a folder with ``model.safetensors`` and ``tokenizer.json``. Safe to share by threads."""

    dimensions = DIMENSIONS

    def __init__(self, folder: Path, threads: int, name: str) -> None:
        self.name = name
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()  # the file asks for 128 tokens always
        weights = read_weights(folder / "model.safetensors")
        self._session = Session(build_graph(weights), threads, weights)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, unit length: the mean over the tokens, of which at most 256 count."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(texts), _TOKENISED_AT_ONCE):
            part = texts[start : start + _TOKENISED_AT_ONCE]
            vectors[start : start + len(part)] = self._embed_part(part)
        return vectors

    def _embed_part(self, texts: Sequence[str]) -> Vectors:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        batches = list(batched_by_length([len(ids) for ids in tokens], _BATCH_TOKENS))
        results = self._session.side_by_side(lambda batch: self._embed_batch([tokens[i] for i in batch]), batches)
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for batch, result in zip(batches, results, strict=True):
            vectors[batch] = result
        return vectors

    def _embed_batch(self, batch: list[Tokens]) -> Vectors:
        ids, mask = _padded(batch)
        pooled = self._session.run({"ids": ids, "mask": mask})
        unit: Vectors = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit


def batched_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Positions in batches of like length, longest first, each at most ``budget`` when padded, or one position."""
    longest_first = iter(sorted(range(len(lengths)), key=lambda position: -lengths[position]))
    for first in longest_first:
        room = budget // lengths[first] - 1
        yield [first, *islice(longest_first, max(room, 0))]


def _padded(batch: list[Tokens]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Ids and mask, both of shape (len(batch), longest)."""
    shape = len(batch), max(map(len, batch))
    ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask
