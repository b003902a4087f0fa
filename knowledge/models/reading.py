"""Does the evidence answer the question? Fitted signals over what the models make of question and windows.

The reranker's score alone cannot tell a near miss (the right topic, another population or qualifier) from an answer. A
model that was trained for it (answerability.py) can, above all where it is sure and the reranker isn't. These signals
go into a standardised logistic regression:

- ``score``       the reranker's logit for the question and the best window,
- ``name_absent`` 1 where a name or an acronym of the question doesn't stand in that window, else 0,
- ``answers``     the trained model's logit, the highest of all windows,
- ``undated``     the same for the question without its year: that the year fits says nothing of the rest,
- ``elsewhere``   how much better it likes passages of other years then; 0 where it doesn't, or no year is named.

Without the trained model's file others stand in for the last three. They look at what happens to the reranker's score
when a word is left out of the question: where the passage answers, every word helps; where it speaks of somebody else,
the question fits better without the word that the passage doesn't know. That word is what a refusal names, too.

- ``gain``        the most that the logit rises when one word is left out,
- ``gain_absent`` the same, over words that don't stand in the passage,
- ``uncovered``   the most of (gain + 1) × (1 − likeness to the passage's nearest word), not below 0.

``scripts/reader/fit.py`` fits the weights (``reader.json``) and says how well they do on questions it has not seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import exp

import numpy as np

from knowledge.models.words import WordVectors
from knowledge.numerals import holds_figure
from knowledge.ports import Embedder, Ranked, Reading, Reranker
from knowledge.records import Passage, Record
from knowledge.scope import Scope, Wants, read, undated
from knowledge.words import content_words, stem, tokens

MOST_WORDS = 6  # of a question that are left out in turn; each costs the reranker one more pair
STANDS_OUT = 0.5  # logits: a word whose absence helps less than this is not what is missing
STANDS_ELSEWHERE = 1.0  # logits by which passages of other years answer better, where it is the year that is wrong
EVEN = 0.5
LOWEST = -4.0  # logits: below it a passage has nothing to do with the question, however far below
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_WORDS = "|".join(NUMBER_WORDS)
# "Ten or more", "at least ten": asked of another number than the passage has, it is another question.
_THRESHOLDS = (
    re.compile(rf"\b({_WORDS}) (?:or|and) (?:more|fewer|less)\b", re.IGNORECASE),
    re.compile(rf"\bat (?:least|most) ({_WORDS})\b", re.IGNORECASE),
)
_WHOLE = re.compile(r"\b(?:every|each|all)\s+(?:of\s+)?(?:the\s+|their\s+)?([a-z]{4,})\b", re.IGNORECASE)
_SHARES = re.compile(rf"\b(?:in|out of) (?:{_WORDS})\b", re.IGNORECASE)  # "six in ten" is no ten
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
    of_whom_weight: tuple[float, ...] = ()
    of_whom_bias: float = 0.0


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

    def read(self, question: str, windows: Sequence[Ranked], of_other_years: Sequence[Passage] = ()) -> Reading:
        """How probably the best window answers, and the words that it has least to do with."""
        if not windows:
            return Reading(0.0, None)
        scope = read(question)
        if not may_hold_the_answer(scope, [ranked.passage for ranked in windows]):
            return Reading(0.0, None)
        if self._reranker is None:
            weight, bias, _ = self._weights.without_reranker
            return Reading(_logistic(weight * windows[0].score + bias), None)
        if self._answerability is None:
            gains = self._gains(scope, windows[0])
            probability = self._regression.probability(self.signals(scope, windows, gains))
            unmet = _unmet(gains, windows[0].passage)
            return Reading(probability, unmet, of_whom=self._of_whom(unmet))
        found = self._trained_signals(self._answerability, scope, windows, of_other_years)
        probability = self._regression.probability(found)
        if probability >= self.threshold:
            return Reading(probability, None)
        unmet = _unmet(self._gains(scope, windows[0]), windows[0].passage)
        return Reading(probability, unmet, found["elsewhere"] >= STANDS_ELSEWHERE, self._of_whom(unmet))

    def chatter(self, question: str) -> float:
        """Probability that it is small talk or an instruction."""
        return self._by_meaning(question, self._weights.chatter_weight, self._weights.chatter_bias) or 0.0

    def _of_whom(self, unmet: str | None) -> bool | None:
        """Whether words name people, organisations, sectors or places: whom a figure may be of."""
        weights = self._weights
        found = self._by_meaning(unmet, weights.of_whom_weight, weights.of_whom_bias) if unmet else None
        return None if found is None else found >= EVEN

    def _by_meaning(self, text: str, weight: Sequence[float], bias: float) -> float | None:
        """A probability from an embedding; None with another embedding model than the one that was fitted on."""
        vector = self._embedder.embed([text])[0]
        weights = np.asarray(weight, dtype=np.float32)
        return _logistic(float(vector @ weights) + bias) if weights.shape == vector.shape else None

    def signals(
        self, scope: Scope, windows: Sequence[Ranked], gains: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """The signals by name that need no trained model, of one window or more, best first; see the module's head."""
        best = windows[0]
        gains = self._gains(scope, best) if gains is None else gains
        text = best.passage.in_context
        known = {stem(word) for word in tokens(text)}
        likeness = self._words.nearest(list(gains), content_words(text))
        return {
            "score": max(LOWEST, best.score),
            "gain": max(gains.values(), default=NO_WORDS),
            "gain_absent": max((gain for word, gain in gains.items() if stem(word) not in known), default=NO_WORDS),
            "uncovered": max((max(0.0, gain + 1) * (1 - likeness[word]) for word, gain in gains.items()), default=0.0),
            "name_absent": _name_absent(scope, best.passage),
        }

    @staticmethod
    def _trained_signals(
        answerability: Reranker, scope: Scope, windows: Sequence[Ranked], of_other_years: Sequence[Passage]
    ) -> dict[str, float]:
        texts = [window.passage.in_context for window in windows]
        others = [passage.in_context for passage in of_other_years]
        found = answering_signals(answerability, scope.question, texts, others)
        return found | {"score": max(LOWEST, windows[0].score), "name_absent": _name_absent(scope, windows[0].passage)}

    def _gains(self, scope: Scope, best: Ranked) -> dict[str, float]:
        """By how much the logit rises when a word is left out of the question."""
        if self._reranker is None:
            return {}
        words = scope.subject[:MOST_WORDS]
        text = best.passage.in_context
        without = [(" ".join(scope.question.replace(word, "", 1).split()), text) for word in words]
        scores = self._reranker.score_pairs(without)
        return {word: score - best.score for word, score in zip(words, scores, strict=True)}


def answering_signals(
    answerability: Reranker, question: str, windows: Sequence[str], of_other_years: Sequence[str]
) -> dict[str, float]:
    """What the trained model makes of windows and, without the question's year, of them and of other years' ones."""
    bare = undated(question)
    answers = max(answerability.score(question, windows))
    if bare == question:
        return {"answers": answers, "undated": answers, "elsewhere": 0.0}
    without = answerability.score(bare, [*windows, *of_other_years])
    here, there = without[: len(windows)], without[len(windows) :]
    return {"answers": answers, "undated": max(here), "elsewhere": max(0.0, max(there, default=-99.0) - max(here))}


def _unmet(gains: Mapping[str, float], passage: Passage) -> str | None:
    """The word that the passage knows least of: it doesn't stand there, and the question fits better without it."""
    known = {stem(word) for word in tokens(passage.in_context)}
    absent = {word: gain for word, gain in gains.items() if gain >= STANDS_OUT and stem(word) not in known}
    return max(absent, key=lambda word: absent[word], default=None)


def _name_absent(scope: Scope, passage: Passage) -> float:
    known = {stem(word) for word in tokens(passage.in_context)}
    return float(any(stem(name) not in known for name in _names(scope.question)))


def _names(question: str) -> list[str]:
    """Words with a capital that do not owe it to the beginning of the question: names and acronyms."""
    return [word for word in content_words(" ".join(tokens(question)[1:])) if any(c.isupper() for c in word)]


def may_hold_the_answer(scope: Scope, passages: Sequence[Passage]) -> bool:
    """A number is only answered from a passage with a figure in it; and figures that are asked about must be there.

    "Every department" is not answered from "at least one department".
    """
    if scope.wants == Wants.NUMBER and not any(holds_figure(passage.text) for passage in passages):
        return False
    asked = [word for word in scope.words if word[0].isdigit()]
    text = " ".join(passage.in_context for passage in passages)
    if any(_says_less(each[1], text) for each in _WHOLE.finditer(scope.question)):
        return False
    thresholds = [NUMBER_WORDS[word.lower()] for pattern in _THRESHOLDS for word in pattern.findall(scope.question)]
    return all(_stands(word.rstrip("%"), text) for word in asked) and all(
        _stands(number, _SHARES.sub("", text)) for number in thresholds
    )


def _says_less(noun: str, text: str) -> bool:
    """Whether a text says of at least one what is asked of every one, and never of every one."""
    root = re.escape(noun.removesuffix("s"))
    return bool(
        re.search(rf"\bat least one {root}", text, re.IGNORECASE)
        and not re.search(rf"\b(?:every|each|all) (?:of )?(?:the |their )?{root}", text, re.IGNORECASE)
    )


def _stands(number: str, text: str) -> bool:
    """Whether a text has a number, in digits or as a word."""
    words = "|".join(word for word, digits in NUMBER_WORDS.items() if digits == number)
    figure = rf"(?<![\d.,]){re.escape(number)}(?!\d)"
    return bool(re.search(figure, text) or (words and re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)))


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))
