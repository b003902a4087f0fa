"""Fits the weights of ``knowledge/models/reader.json`` and says how well they do on questions that were not fitted on.

``fit.py --rows FOLDER`` prints the figures, ``fit.py --rows FOLDER --write`` writes the weights, too. FOLDER is what
``collect.py`` wrote. What each signal is for stands in ``knowledge/models/reading.py``; each is left out in turn, so
that one that does not help is seen. The trained model's logits are kept beside the rows, by its hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import families  # noqa: E402
import numpy as np  # noqa: E402
from build_data import held_back  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

from knowledge.models.answerability import FILE, MAX_TOKENS, data_folder  # noqa: E402
from knowledge.models.embedding import load_embedder  # noqa: E402
from knowledge.models.reading import LOWEST, Regression, Weights, answering_signals  # noqa: E402
from knowledge.models.reranking import CrossEncoder  # noqa: E402
from knowledge.models.weights import RERANKING, checked  # noqa: E402
from knowledge.settings import KnowledgeSettings  # noqa: E402

SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "dev"
WEIGHTS = ROOT / "knowledge" / "models" / "reader.json"

SIGNALS = ("score", "gain", "gain_absent", "uncovered", "name_absent")
ANSWERING = ("answers", "undated", "elsewhere")
TRAINED = ("score", "name_absent", *ANSWERING)
THRESHOLD = 0.43
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7)
FITTED = ("dev", "dev_more", "squad")  # without the questions that the model was trained on
CHECKED = ("held_out", "family", "starter", "report", "squad_kept")
SQUAD_CHECKED = ("normans.md", "warsaw.md")  # the articles of squad_kept
CHATTER_QUESTIONS = 400  # of SQuAD, so that a question is more than one about surveys
BINS = np.linspace(0, 1, 6)  # of the reliability table


class Sample(NamedTuple):
    """The questions of a set, as the reader sees them."""

    name: str
    rows: list[dict[str, Any]]

    @property
    def truth(self) -> NDArray[np.bool_]:
        """Which are answerable."""
        return np.array([row["answerable"] for row in self.rows])


class Model(NamedTuple):
    """A standardised logistic regression over named signals."""

    names: tuple[str, ...]
    scaler: StandardScaler
    regression: LogisticRegression

    def probabilities(self, sample: Sample) -> NDArray[np.float64]:
        """Shape (questions,); 0 where the signals are not looked at."""
        found = np.zeros(len(sample.rows))
        seen = [at for at, row in enumerate(sample.rows) if row["possible"]]
        matrix = self.scaler.transform(_matrix([sample.rows[at] for at in seen], self.names))
        found[seen] = self.regression.predict_proba(matrix)[:, 1]
        return found

    def record(self) -> Regression:
        """What is written, to four decimals."""
        return Regression(
            signals=self.names,
            mean=_rounded(self.scaler.mean_),
            scale=_rounded(self.scaler.scale_),
            weight=_rounded(self.regression.coef_[0]),
            bias=round(float(self.regression.intercept_[0]), 4),
            threshold=THRESHOLD,
        )


def main() -> None:
    """Fit, tell, and write if told to."""
    parser = argparse.ArgumentParser(description="Fit knowledge/models/reader.json.")
    parser.add_argument("--rows", type=Path, required=True, help="the folder that collect.py wrote")
    parser.add_argument("--model", type=Path, default=data_folder() / FILE, help="the trained model")
    parser.add_argument("--write", action="store_true", help="write the weights")
    options = parser.parse_args()
    samples = load(options.rows)
    names = SIGNALS
    if options.model.is_file():
        names = TRAINED
        add_answers(samples, options.model, options.rows)
        tell("answers alone", samples, fit(samples, ("answers",)))
        tell("trained alone", samples, fit(samples, ANSWERING))
    tell("score alone", samples, fit(samples, ("score",)))
    fitted = fit(samples, SIGNALS)
    tell("fitted signals", samples, fitted)
    trained = fit(samples, names)
    tell("all signals", samples, trained)
    for left_out in names:
        tell(f"without {left_out}", samples, fit(samples, tuple(name for name in names if name != left_out)))
    for threshold in THRESHOLDS:
        tell(f"threshold {threshold}", samples, trained, threshold)
    tell_reliability(samples, trained)
    tell_ways(samples, trained)
    cosine, chatter, of_whom = fit_cosine(samples), fit_chatter(options.rows), fit_of_whom()
    weights = Weights(
        trained=trained.record() if names == TRAINED else None,
        answerability_sha256=_sha256(options.model) if names == TRAINED else None,
        fitted=fitted.record(),
        without_reranker=(*_rounded(cosine.coef_[0]), *_rounded(cosine.intercept_), THRESHOLD),
        chatter_weight=_rounded(chatter.coef_[0]),
        chatter_bias=round(float(chatter.intercept_[0]), 4),
        of_whom_weight=_rounded(of_whom.coef_[0]),
        of_whom_bias=round(float(of_whom.intercept_[0]), 4),
    )
    print({key: value for key, value in weights if not key.endswith("_weight")})
    if options.write:
        WEIGHTS.write_text(json.dumps(weights.model_dump(mode="json")) + "\n", "utf-8")


# -- what is fitted on ---------------------------------------------------------------------------------------------


def load(folder: Path) -> list[Sample]:
    """The sets that were collected, SQuAD's in two parts; those fitted on come first."""
    found = {path.stem: _read(path) for path in sorted(folder.glob("*.jsonl"))}
    if "squad" in found:
        kept = set(_questions_of(SQUAD_CHECKED))
        found["squad_kept"] = [row for row in found["squad"] if row["id"] in kept]
        found["squad"] = [row for row in found["squad"] if row["id"] not in kept]
    if "dev_more" in found:
        found["dev_more"] = [row for row in found["dev_more"] if held_back(row["id"])]
    return [Sample(name, found[name]) for name in (*FITTED, *CHECKED) if name in found]


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _questions_of(articles: Sequence[str]) -> list[str]:
    asked = json.loads((SHARED / "squad" / "questions.json").read_text("utf-8"))
    return [item["id"] for item in asked if item["doc"] in articles]


def add_answers(samples: Iterable[Sample], model: Path, folder: Path) -> None:
    """Put what the trained model says into every row's signals."""
    cache = folder / f"answers-{_sha256(model)[:12]}.json"
    known = json.loads(cache.read_text("utf-8")) if cache.is_file() else {}
    encoder = CrossEncoder("", model, checked(RERANKING) / "tokenizer.json", 2, MAX_TOKENS)
    for row in (row for sample in samples for row in sample.rows if row["possible"]):
        shown = row["question"], row["windows"], row["of_other_years"]
        key = hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:24]
        if key not in known:
            known[key] = answering_signals(encoder, *shown)
        row["signals"] |= known[key] | {"score": max(LOWEST, row["signals"]["score"])}
    cache.write_text(json.dumps(known), "utf-8")


def fit(samples: Sequence[Sample], names: tuple[str, ...]) -> Model:
    """Over the questions whose signals are looked at; each set weighs the same."""
    rows, weights = _weighted([[row for row in sample.rows if row["possible"]] for sample in _fitted(samples)])
    scaler = StandardScaler().fit(_matrix(rows, names))
    regression = LogisticRegression(C=1, class_weight="balanced", max_iter=2000)
    regression.fit(scaler.transform(_matrix(rows, names)), [row["answerable"] for row in rows], sample_weight=weights)
    return Model(names, scaler, regression)


def fit_cosine(samples: Sequence[Sample]) -> LogisticRegression:
    """Over the cosine alone, for where there is no reranker."""
    rows, weights = _weighted([[row for row in sample.rows if row["cosine"]] for sample in _fitted(samples)])
    cosines = np.array([[row["cosine"]] for row in rows])
    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=2000)
    return regression.fit(cosines, [row["answerable"] for row in rows], sample_weight=weights)


def fit_chatter(folder: Path) -> LogisticRegression:
    """Over embeddings: small talk and instructions against questions to documents."""
    chatter = [line for line in (ROOT / "scripts/data/chatter.txt").read_text("utf-8").splitlines() if line.strip()]
    asked = [row["question"] for name in FITTED[:2] for row in _read(folder / f"{name}.jsonl")]
    squad = json.loads((SHARED / "squad" / "questions.json").read_text("utf-8"))[:CHATTER_QUESTIONS]
    asked += [item["question"] for item in squad]
    labels = [1] * len(chatter) + [0] * len(asked)
    embedder = load_embedder(KnowledgeSettings())
    return LogisticRegression(C=10, max_iter=2000).fit(embedder.embed([*chatter, *asked]), labels)


def fit_of_whom() -> LogisticRegression:
    """Over embeddings: words that make a near-miss by naming others, against words that make one in another way."""
    others, whom = [], (ROOT / "scripts/reader/groups.txt").read_text("utf-8").splitlines()
    for near_miss, new in families.changes(ROOT / "scripts/reader/families"):
        if near_miss["expect_reason"] == "wrong_population":
            whom.append(" ".join(new))
        elif near_miss["expect_reason"] == "not_in_reports":
            others += [" ".join(new), *new]
    embedder = load_embedder(KnowledgeSettings())
    labels = [1] * len(whom) + [0] * len(others)
    regression = LogisticRegression(C=3, class_weight="balanced", max_iter=2000)
    return regression.fit(embedder.embed([*whom, *others]), labels)


def _fitted(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.name in FITTED]


def _weighted(kept: Sequence[list[dict[str, Any]]]) -> tuple[list[dict[str, Any]], NDArray[np.float64]]:
    weights = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in kept])
    return [row for rows in kept for row in rows], weights * len(weights) / weights.sum()


def _matrix(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[row["signals"][name] for name in names] for row in rows])


def _rounded(values: Iterable[Any]) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- telling -------------------------------------------------------------------------------------------------------


def tell(title: str, samples: Sequence[Sample], model: Model, threshold: float = THRESHOLD) -> None:
    """One line: on each set AUROC, share of the answerable that are answered, share of the others refused."""
    parts = []
    for sample in samples:
        found, truth = model.probabilities(sample), sample.truth
        answered = found >= threshold
        shares = f"{answered[truth].mean():.2f}/{(~answered)[~truth].mean():.2f}"
        parts.append(f"{sample.name} {roc_auc_score(truth, found):.3f} {shares}")
    print(f"{title:20}", " | ".join(parts), flush=True)


def tell_reliability(samples: Sequence[Sample], model: Model) -> None:
    """Expected calibration error of each set, and for each bin what was said against what is so, with the number."""
    for sample in samples:
        found, truth = model.probabilities(sample), sample.truth
        place = np.clip(np.digitize(found, BINS) - 1, 0, len(BINS) - 2)
        inside = [place == at for at in range(len(BINS) - 1)]
        said = [(found[here].mean(), truth[here].mean(), int(here.sum())) for here in inside if here.any()]
        error = sum(count * abs(chance - so) for chance, so, count in said) / len(truth)
        table = ", ".join(f"{chance:.2f}→{so:.2f} ({count})" for chance, so, count in said)
        print(f"{sample.name:12} ECE {error:.3f}: {table}")


def tell_ways(samples: Sequence[Sample], model: Model) -> None:
    """For the sets that say in which way each question is put: how many of each way come out right."""
    for sample in samples:
        ways: dict[str, list[bool]] = {}
        for row, chance in zip(sample.rows, model.probabilities(sample), strict=True):
            if row["way"]:
                name = row["way"] if row["answerable"] else f"not: {row['way']}"
                ways.setdefault(name, []).append((chance >= THRESHOLD) == row["answerable"])
        if ways:
            parts = [f"{way} {sum(right) / len(right):.2f} of {len(right)}" for way, right in sorted(ways.items())]
            print(f"{sample.name}: {', '.join(parts)}")


if __name__ == "__main__":
    main()
