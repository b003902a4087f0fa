"""Does the evidence answer the question? Fitted signals over what the reranker and the embeddings already know.

The reranker's score alone cannot tell a near miss (the right topic, another population or qualifier) from an answer.
What tells is what happens to the score when a word is left out of the question: where the passage answers, every word
helps; where it speaks of somebody else, the question fits better without the word that the passage doesn't know. These
signals, the last one over all passages that are handed in and the others over the best, go into a standardised logistic
regression:

- ``score``       the reranker's logit for the question,
- ``gain``        the most that the logit rises when one word is left out,
- ``gain_absent`` the same, over words that don't stand in the passage,
- ``uncovered``   the most of (gain + 1) × (1 − likeness to the passage's nearest word), not below 0,
- ``name_absent`` 1 where a name or an acronym of the question doesn't stand in the passage, else 0,
- ``answers``     the logit of the model that was trained for the purpose (answerability.py), where it is there.

``scripts/reader/fit.py`` fits the weights (``reader.json``) and says how well they do on questions it has not seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import exp

import numpy as np

from knowledge.models.words import WordVectors
from knowledge.numerals import holds_figure
from knowledge.ports import Embedder, Ranked, Reading, Reranker
from knowledge.records import Passage, Record
from knowledge.scope import Scope, Wants, read
from knowledge.words import content_words, stem, tokens

MOST_WORDS = 6  # of a question that are left out in turn; each costs the reranker one more pair
STANDS_OUT = 0.5  # logits: a word whose absence helps less than this is not what is missing
NO_WORDS = -3.0  # gain where there is no word to leave out


class Regression(Record):
    """A logistic regression over named signals, each of them standardised."""

    signals: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]
    bias: float
    threshold: float  # a probability

    def probability(self, found: Mapping[str, float]) -> float:
        """Between 0 and 1, from the signals by name."""
        parts = zip(self.signals, self.mean, self.scale, self.weight, strict=True)
        return _logistic(self.bias + sum(weight * (found[name] - mean) / scale for name, mean, scale, weight in parts))


class Weights(Record):
    """What ``scripts/reader/fit.py`` has fitted."""

    trained: Regression | None  # with the model that was trained for the purpose
    answerability_sha256: str | None  # of that model
    fitted: Regression  # without it
    without_reranker: tuple[float, float, float]  # weight of the cosine, bias, threshold
    chatter_weight: tuple[float, ...]
    chatter_bias: float


@cache
def shipped_weights() -> Weights:
    """The weights that come with the project."""
    return Weights.model_validate(json.loads(resources.files(__package__).joinpath("reader.json").read_text("utf-8")))


class FittedReader:
    """The Reader; it works with fewer models, too, and tells less well then."""

    def __init__(
        self,
        embedder: Embedder,
        reranker: Reranker | None,
        answerability: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._weights = weights or shipped_weights()
        self._reranker = reranker
        self._answerability = answerability if self._weights.trained else None
        self._regression = (
            self._weights.trained if self._answerability and self._weights.trained else self._weights.fitted
        )
        self._embedder = embedder
        self._words = WordVectors(embedder)
        self.threshold = self._regression.threshold if reranker is not None else self._weights.without_reranker[2]

    def read(self, question: str, windows: Sequence[Ranked]) -> Reading:
        """How probably the best window answers, and the words that it has least to do with."""
        if not windows:
            return Reading(0.0, None)
        scope = read(question)
        if not may_hold_the_answer(scope, [ranked.passage for ranked in windows]):
            return Reading(0.0, None)
        if self._reranker is None:
            weight, bias, _ = self._weights.without_reranker
            return Reading(_logistic(weight * windows[0].score + bias), None)
        gains = self._gains(scope, windows[0])
        found = self.signals(scope, windows, gains)
        return Reading(self._regression.probability(found), _unmet(gains, windows[0].passage))

    def chatter(self, question: str) -> float:
        """Probability that it is small talk or an instruction."""
        vector = self._embedder.embed([question])[0]
        weights = np.asarray(self._weights.chatter_weight, dtype=np.float32)
        if weights.shape != vector.shape:  # another embedding model than the one that was fitted on: no opinion
            return 0.0
        return _logistic(float(vector @ weights) + self._weights.chatter_bias)

    def signals(
        self, scope: Scope, windows: Sequence[Ranked], gains: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """The signals by name, of one window or more, best first; see the module's head."""
        best = windows[0]
        gains = self._gains(scope, best) if gains is None else gains
        text = best.passage.in_context
        known = {stem(word) for word in tokens(text)}
        likeness = self._words.nearest(list(gains), content_words(text))
        found = {
            "score": best.score,
            "gain": max(gains.values(), default=NO_WORDS),
            "gain_absent": max((gain for word, gain in gains.items() if stem(word) not in known), default=NO_WORDS),
            "uncovered": max((max(0.0, gain + 1) * (1 - likeness[word]) for word, gain in gains.items()), default=0.0),
            "name_absent": float(any(stem(name) not in known for name in _names(scope.question))),
        }
        if self._answerability is not None:
            texts = [window.passage.in_context for window in windows]
            found["answers"] = max(self._answerability.score(scope.question, texts))
        return found

    def _gains(self, scope: Scope, best: Ranked) -> dict[str, float]:
        """By how much the logit rises when a word is left out of the question."""
        if self._reranker is None:
            return {}
        words = scope.subject[:MOST_WORDS]
        text = best.passage.in_context
        without = [(" ".join(scope.question.replace(word, "", 1).split()), text) for word in words]
        scores = self._reranker.score_pairs(without)
        return {word: score - best.score for word, score in zip(words, scores, strict=True)}


def _unmet(gains: Mapping[str, float], passage: Passage) -> str | None:
    """The word that the passage knows least of: it doesn't stand there, and the question fits better without it."""
    known = {stem(word) for word in tokens(passage.in_context)}
    absent = {word: gain for word, gain in gains.items() if gain >= STANDS_OUT and stem(word) not in known}
    return max(absent, key=lambda word: absent[word], default=None)


def _names(question: str) -> list[str]:
    """Words with a capital that do not owe it to the beginning of the question: names and acronyms."""
    return [word for word in content_words(" ".join(tokens(question)[1:])) if any(c.isupper() for c in word)]


def may_hold_the_answer(scope: Scope, passages: Sequence[Passage]) -> bool:
    """A number is only answered from a passage with a figure in it; and figures that are asked about must be there."""
    if scope.wants == Wants.NUMBER and not any(holds_figure(passage.text) for passage in passages):
        return False
    asked = [word for word in scope.words if word[0].isdigit()]
    text = " ".join(passage.in_context for passage in passages)
    return all(word.rstrip("%") in text for word in asked)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))
