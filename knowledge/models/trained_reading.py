"""Does the evidence answer the question? A small cross-encoder that was trained to tell answers from near-misses.

It gives the probability; the words that are unmet and small talk are left to the fitted reader, whose rule on figures
stands before it too. How it is trained, and how well that has worked so far, is said in ``scripts/reader/README.md``:
as long as it is not better than the fitted reader, its weights are not shipped and it is not in use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import resources
from math import exp
from pathlib import Path

import numpy as np
import structlog
from pydantic import ValidationError
from tokenizers import Tokenizer

from knowledge.errors import ModelUnavailable
from knowledge.models.reading import FittedReader, may_hold_the_answer
from knowledge.models.runtime import Session
from knowledge.models.weights import RERANKING, checked, find
from knowledge.ports import Ranked, Reader, Reading
from knowledge.records import Record
from knowledge.scope import read
from knowledge.settings import KnowledgeSettings

READ_WINDOWS = 3  # the best of so many windows counts
LONGEST_QUESTION = 400  # characters: some room must be left for the window

log = structlog.get_logger(__name__)


class Calibration(Record):
    """``data/reader.json``: which weights it is for, and what their logits mean."""

    sha256: str  # of reader.onnx
    max_tokens: int  # of question and window together; the window is cut
    slope: float  # probability = logistic(slope * logit + bias), fitted on the int8 logits
    bias: float
    threshold: float  # a probability


def load_trained_reader(settings: KnowledgeSettings, fitted: FittedReader, folder: Path | None = None) -> Reader:
    """The trained reader; the fitted one, with a warning, where its weights or the reranker's tokenizer are missing.

    Raises ModelUnavailable when the files are there but are not the expected ones.
    """
    folder = folder or data_folder()
    if not (folder / "reader.onnx").is_file() or find(RERANKING) is None:
        log.warning("judging answers by fitted signals, which tell near-misses less well", missing="the trained reader")
        return fitted
    return TrainedReader(folder, checked(RERANKING) / "tokenizer.json", settings.threads, fitted)


def data_folder() -> Path:
    """Where the weights lie."""
    return Path(str(resources.files(__package__))) / "data"


class TrainedReader:
    """A Reader with weights of its own. Safe to share."""

    def __init__(self, folder: Path, tokenizer: Path, threads: int, fitted: FittedReader) -> None:
        self._calibration = _calibration(folder)
        self._fitted = fitted
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(self._calibration.max_tokens, strategy="only_second")
        self._tokenizer.no_padding()
        self._session = Session(folder / "reader.onnx", threads)
        self.threshold = self._calibration.threshold

    def read(self, question: str, windows: Sequence[Ranked]) -> Reading:
        """How probably one of the best windows answers; what is unmet is looked for only where it does not."""
        best = windows[:READ_WINDOWS]
        if not best or not may_hold_the_answer(read(question), [ranked.passage for ranked in best]):
            return Reading(0.0, None)
        probability = self.probability(question, [ranked.passage.in_context for ranked in best])
        unmet = self._fitted.read(question, windows).unmet if probability < self.threshold else None
        return Reading(probability, unmet)

    def chatter(self, question: str) -> float:
        """Probability that it is small talk or an instruction."""
        return self._fitted.chatter(question)

    def probability(self, question: str, texts: Sequence[str]) -> float:
        """That one of the texts, of which there is at least one, answers the question."""
        return 1 / (1 + exp(-(self._calibration.slope * self.logit(question, texts) + self._calibration.bias)))

    def logit(self, question: str, texts: Sequence[str]) -> float:
        """The best text's logit, before calibration."""
        return max(self._session.side_by_side(lambda text: self._logit(question, text), texts))

    def _logit(self, question: str, text: str) -> float:
        pair = self._tokenizer.encode(question[:LONGEST_QUESTION], text)
        rows = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        return self._session.run({name: np.array([row], np.int64) for name, row in rows.items()}).item()


def _calibration(folder: Path) -> Calibration:
    """What belongs to the weights of the folder. Raises ModelUnavailable when they are not the expected ones."""
    try:
        found = Calibration.model_validate_json((folder / "reader.json").read_text("utf-8"))
        with (folder / "reader.onnx").open("rb") as file:
            matches = hashlib.file_digest(file, "sha256").hexdigest() == found.sha256
    except (OSError, ValidationError) as error:
        raise ModelUnavailable(
            f"{folder} holds no usable reader: install the package anew, or build it with scripts/reader."
        ) from error
    if not matches:
        raise ModelUnavailable(
            f"{folder / 'reader.onnx'} is not the reader that reader.json speaks of: install the package anew."
        )
    return found
