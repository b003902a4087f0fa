"""Fits the weights of ``knowledge/models/reader.json`` and says how well they do on questions that were not fitted on.

``fit_reader.py`` prints the figures, ``fit_reader.py --write`` writes the weights too. It needs the development corpora
(``../shared``, or where ``SHARED`` points to) and some minutes: every question is asked of the real library, with the
real models, and what the reader sees of it is what is fitted. What each signal is for stands in
``knowledge/models/reading.py``; each is left out in turn, so that one that does not help is seen.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from knowledge import evaluation  # noqa: E402
from knowledge import scope as scopes  # noqa: E402
from knowledge.answering import Answerer  # noqa: E402
from knowledge.evaluation import Question, parse_questions  # noqa: E402
from knowledge.models.reading import FittedReader, Weights, may_hold_the_answer  # noqa: E402
from knowledge.ports import Ranked, Reading  # noqa: E402
from knowledge.records import Turn  # noqa: E402
from knowledge.scope import Scope  # noqa: E402
from knowledge.starter import starter_folder, starter_questions  # noqa: E402

SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "dev"
QUESTIONS = ROOT / "tests" / "questions"
WEIGHTS = ROOT / "knowledge" / "models" / "reader.json"

SIGNALS = ("score", "gain", "gain_absent", "uncovered", "name_absent")
THRESHOLD = 0.5
# Questions of the sets that are small talk or instructions themselves: neither answerable nor not, but chatter.
CHATTER_IDS = ("na", "d50")
CHATTER_WORDS = ("haiku", "poem", "instructions", "how are you")
SQUAD_QUESTIONS = 400  # as many of another kind of text, so that a question is more than one about surveys
SQUAD_SAMPLE = 300  # of SQuAD are asked; those on these two articles are checked and not fitted on
SQUAD_CHECKED = {"normans.md", "warsaw.md"}


class Row(NamedTuple):
    """What the reader sees of a question."""

    question: str
    answerable: bool
    signals: dict[str, float] | None  # None: refused before the signals are looked at
    cosine: float | None  # of the best window without a reranker


class Sample(NamedTuple):
    """The questions of one file, asked."""

    name: str
    rows: list[Row]


class Model(NamedTuple):
    """A standardised logistic regression over named signals."""

    names: tuple[str, ...]
    scaler: StandardScaler
    regression: LogisticRegression

    def probabilities(self, rows: Sequence[Row]) -> np.ndarray:
        """Shape (len(rows),); 0 where the signals are not looked at."""
        found = np.zeros(len(rows))
        seen = [at for at, row in enumerate(rows) if row.signals]
        matrix = self.scaler.transform(_matrix([rows[at] for at in seen], self.names))
        found[seen] = self.regression.predict_proba(matrix)[:, 1]
        return found


# -- asking --------------------------------------------------------------------------------------------------------


class Watching:
    """A Reader that keeps what it is shown and has every question refused."""

    threshold = 1.0

    def __init__(self) -> None:
        self.windows: Sequence[Ranked] = ()

    def read(self, question: str, windows: Sequence[Ranked]) -> Reading:  # noqa: ARG002
        """Keep the windows."""
        self.windows = windows
        return Reading(0.0, None)

    def chatter(self, question: str) -> float:  # noqa: ARG002
        """Nothing is chatter: that is fitted by itself."""
        return 0.0


def ask_all(services: Services, sets: Iterable[tuple[str, Path]]) -> list[Sample]:
    """The questions of each file, asked of the services' library."""
    return [Sample(name, list(_rows(services, _questions(path)))) for name, path in sets]


def ask_squad(services: Services) -> tuple[Sample, Sample]:
    """A sample of SQuAD's questions: those that are fitted on, and those that are only checked."""
    questions = evaluation.sample(_questions(SHARED / "squad" / "questions.json"), SQUAD_SAMPLE)
    kept = [question for question in questions if question.doc in SQUAD_CHECKED]
    used = [question for question in questions if question.doc not in SQUAD_CHECKED]
    return Sample("squad", list(_rows(services, used))), Sample("squad_kept", list(_rows(services, kept)))


def _questions(path: Path) -> list[Question]:
    questions = parse_questions(path.read_text("utf-8"), path.name)
    return [question for question in questions if not is_chatter(question.id, question.question)]


def is_chatter(name: str, text: str) -> bool:
    """Whether a question of a set is small talk or an instruction."""
    return name.startswith(CHATTER_IDS) or any(words in text.lower() for words in CHATTER_WORDS)


def _rows(services: Services, questions: Iterable[Question]) -> Iterable[Row]:
    """Each question as the reader sees it: asked like any other, with a reader that watches."""
    watching, plainly = Watching(), Watching()
    parts = services.catalogue, services.index, services.embedder
    ranked = Answerer(*parts, services.reranker, watching, services.settings)
    plain = Answerer(*parts, None, plainly, services.settings)
    reader = FittedReader(services.embedder, services.reranker)
    turns: dict[str, Turn] = {}
    for question in questions:
        history = [turns[question.after]] if question.after in turns else []
        watching.windows = plainly.windows = ()
        outcome = ranked.ask(question.question, history)
        plain.ask(outcome.question)
        turns[question.id] = ranked.turn(question.question, outcome)
        scope = scopes.read(outcome.question)
        yield Row(
            question=outcome.question,
            answerable=question.kind != "refuse",
            signals=reader.signals(scope, watching.windows[0]) if _looked_at(scope, watching.windows) else None,
            cosine=plainly.windows[0].score if _looked_at(scope, plainly.windows) else None,
        )


def _looked_at(scope: Scope, windows: Sequence[Ranked]) -> bool:
    return bool(windows) and may_hold_the_answer(scope, [window.passage for window in windows])


# -- fitting -------------------------------------------------------------------------------------------------------


def fit(samples: Sequence[Sample], names: tuple[str, ...]) -> Model:
    """Over the questions whose signals are looked at; each sample weighs the same."""
    rows, weights = _weighted([[row for row in sample.rows if row.signals] for sample in samples])
    scaler = StandardScaler().fit(_matrix(rows, names))
    regression = LogisticRegression(C=1, class_weight="balanced", max_iter=2000)
    regression.fit(scaler.transform(_matrix(rows, names)), [row.answerable for row in rows], sample_weight=weights)
    return Model(names, scaler, regression)


def fit_cosine(samples: Sequence[Sample]) -> LogisticRegression:
    """Over the cosine alone, for where there is no reranker."""
    rows, weights = _weighted([[row for row in sample.rows if row.cosine is not None] for sample in samples])
    cosines = np.array([[row.cosine] for row in rows])
    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=2000)
    return regression.fit(cosines, [row.answerable for row in rows], sample_weight=weights)


def fit_chatter(services: Services, fitted_on: Sequence[Path]) -> LogisticRegression:
    """Over embeddings: small talk and instructions against questions to documents."""
    chatter = [line for line in (ROOT / "scripts/data/chatter.txt").read_text("utf-8").splitlines() if line.strip()]
    asked = [question.question for path in fitted_on for question in _questions(path) if not question.after]
    squad = json.loads((SHARED / "squad" / "questions.json").read_text("utf-8"))[:SQUAD_QUESTIONS]
    asked += [item["question"] for item in squad if not is_chatter("", item["question"])]
    labels = [1] * len(chatter) + [0] * len(asked)
    return LogisticRegression(C=10, max_iter=2000).fit(services.embedder.embed([*chatter, *asked]), labels)


def _weighted(kept: Sequence[Sequence[Row]]) -> tuple[list[Row], np.ndarray]:
    weights = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in kept])
    return [row for rows in kept for row in rows], weights * len(weights) / weights.sum()


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> np.ndarray:
    return np.array([[(row.signals or {})[name] for name in names] for row in rows])


def weights_of(model: Model, cosine: LogisticRegression, chatter: LogisticRegression) -> Weights:
    """What is written, to four decimals."""
    return Weights(
        signals=model.names,
        mean=_rounded(model.scaler.mean_),
        scale=_rounded(model.scaler.scale_),
        weight=_rounded(model.regression.coef_[0]),
        bias=round(float(model.regression.intercept_[0]), 4),
        threshold=THRESHOLD,
        without_reranker=(*_rounded(cosine.coef_[0]), *_rounded(cosine.intercept_), THRESHOLD),
        chatter_weight=_rounded(chatter.coef_[0]),
        chatter_bias=round(float(chatter.intercept_[0]), 4),
    )


def _rounded(values: Iterable[Any]) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


# -- telling -------------------------------------------------------------------------------------------------------


def tell(title: str, fitted: Sequence[Sample], checked: Sequence[Sample], names: tuple[str, ...]) -> None:
    """One line: on each sample AUROC, share of the answerable that are answered, share of the others refused."""
    model = fit(fitted, names)
    parts = []
    for sample in (*fitted, *checked):
        found = model.probabilities(sample.rows)
        parts.append(f"{sample.name} {_figures(found, sample.rows)}")
    print(f"{title:22}", " | ".join(parts), flush=True)


def tell_cosine(regression: LogisticRegression, samples: Sequence[Sample]) -> None:
    """The same for the cosine alone."""
    parts = []
    for sample in samples:
        found = np.array(
            [0.0 if row.cosine is None else regression.predict_proba([[row.cosine]])[0, 1] for row in sample.rows]
        )
        parts.append(f"{sample.name} {_figures(found, sample.rows)}")
    print(f"{'cosine alone':22}", " | ".join(parts), flush=True)


def tell_thresholds(model: Model, samples: Sequence[Sample]) -> None:
    """What another threshold would do."""
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.55, 0.6):
        parts = [f"{s.name} {_shares(model.probabilities(s.rows), s.rows, threshold)}" for s in samples]
        print(f"{f'threshold {threshold}':22}", " | ".join(parts), flush=True)


def _figures(found: np.ndarray, rows: Sequence[Row]) -> str:
    return f"{roc_auc_score([row.answerable for row in rows], found):.3f} {_shares(found, rows, THRESHOLD)}"


def _shares(found: np.ndarray, rows: Sequence[Row], threshold: float) -> str:
    answerable = np.array([row.answerable for row in rows])
    answered = found >= threshold
    return f"{answered[answerable].mean():.2f}/{(~answered)[~answerable].mean():.2f}"


def tell_chatter(services: Services, chatter: LogisticRegression, samples: Sequence[Sample]) -> None:
    """How many of the answerable questions would be taken for small talk."""
    for sample in samples:
        texts = [row.question for row in sample.rows if row.answerable]
        found = chatter.predict_proba(services.embedder.embed(texts))[:, 1]
        print(f"chatter: {sample.name} {int((found >= THRESHOLD).sum())} of {len(texts)}", flush=True)


def main() -> None:
    """Ask, fit, tell, and write if told to."""
    parser = argparse.ArgumentParser(description="Fit knowledge/models/reader.json.")
    parser.add_argument("--write", action="store_true", help="write the weights")
    parser.add_argument("--signals", default=",".join(SIGNALS), help="which signals, parted by commas")
    options = parser.parse_args()
    names = tuple(options.signals.split(","))
    fitted_on = {"dev": SHARED / "questions.json", "dev_more": QUESTIONS / "dev_more.json"}
    with TemporaryDirectory() as folder:
        services = Services(Settings(library=Path(folder) / "dev"))
        services.pipeline.ingest([str(SHARED / name) for name in ("rust", "dora", "go")])
        fitted = ask_all(services, fitted_on.items())
        checked = []
        for name, documents, path in (
            ("held_out", QUESTIONS / "docs", QUESTIONS / "held_out.json"),
            ("starter", starter_folder(), starter_questions()),
        ):
            other = services.elsewhere(Path(folder) / name)
            other.pipeline.ingest([str(documents)])
            checked += ask_all(other, [(name, path)])
        other = services.elsewhere(Path(folder) / "squad")
        other.pipeline.ingest([str(SHARED / "squad" / "docs")])
        used, kept = ask_squad(other)
        fitted.append(used)
        checked.append(kept)
    tell("all signals", fitted, checked, names)
    for left_out in names:
        tell(f"without {left_out}", fitted, checked, tuple(name for name in names if name != left_out))
    model = fit(fitted, names)
    tell_thresholds(model, [*fitted, *checked])
    cosine = fit_cosine(fitted)
    tell_cosine(cosine, [*fitted, *checked])
    chatter = fit_chatter(services, list(fitted_on.values()))
    tell_chatter(services, chatter, [*fitted, *checked])
    weights = weights_of(model, cosine, chatter)
    print({key: value for key, value in weights if key != "chatter_weight"})
    if options.write:
        WEIGHTS.write_text(json.dumps(weights.model_dump(mode="json")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
