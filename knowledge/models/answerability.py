"""The cross-encoder that was trained to tell answers from near-misses; ``data/README.md`` is its model card.

It is a reranker by its form, a question and a text in and a logit out, and worse than the reranker at ranking: what it
knows is whether the text that was found answers. ``scripts/reader`` trains it.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import structlog

from knowledge.errors import ModelUnavailable
from knowledge.models.reading import Weights, shipped_weights
from knowledge.models.reranking import CrossEncoder
from knowledge.models.weights import RERANKING, checked, find
from knowledge.ports import Reranker
from knowledge.settings import KnowledgeSettings

FILE = "answerability.onnx"
MAX_TOKENS = 192  # of question and window together, as it was trained
NAME = "answerability"

log = structlog.get_logger(__name__)


def load_answerability(
    settings: KnowledgeSettings, folder: Path | None = None, weights: Weights | None = None
) -> Reranker | None:
    """The model, or None where reranking is switched off or, with a warning, where a file is missing.

    Raises ModelUnavailable when the file is there and is not the one that the reader's weights were fitted with.
    """
    if not settings.rerank or find(RERANKING) is None:
        return None
    path = (folder or data_folder()) / FILE
    if not path.is_file():
        log.warning("judging answers by fitted signals alone, which tell near-misses less well", missing=str(path))
        return None
    found = _sha256(path)
    if found != (weights or shipped_weights()).answerability_sha256:
        raise ModelUnavailable(_unexpected(path))
    return CrossEncoder(
        f"{NAME}@{found[:12]}", path, checked(RERANKING) / "tokenizer.json", settings.threads, MAX_TOKENS
    )


def problem() -> str | None:
    """What is wrong with the shipped file, in a sentence, or None."""
    path = data_folder() / FILE
    if not path.is_file():
        return f"{path} is missing: answers are judged by fitted signals alone. Install Footnote anew."
    return None if _sha256(path) == shipped_weights().answerability_sha256 else _unexpected(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unexpected(path: Path) -> str:
    return f"{path} is not the expected model for answerability: install Footnote anew."


def data_folder() -> Path:
    """Where the weights that come with the project lie."""
    return Path(str(resources.files(__package__))) / "data"
