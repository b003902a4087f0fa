"""What the trained reader's logits mean, and how well it does: ``calibrate.py FOLDER --fit FILE … --test FILE …``.

FOLDER has ``reader.onnx`` and ``reader.json``; the files are what ``collect.py`` wrote. Slope, bias and threshold are
fitted on the first files (of ``dev_more`` only the questions that were held back from training) and written into
``reader.json``; the figures of all files are printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from build_data import held_back
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder
from knowledge.models.trained_reading import TrainedReader
from knowledge.models.weights import RERANKING, checked

IMPOSSIBLE = -12.0  # the logit of what the rule on figures refuses
BINS = np.linspace(0, 1, 6)  # of the reliability table
AS_GOOD = 0.01  # thresholds whose balanced accuracy is so near the best are as good; their middle is taken


class Sample(NamedTuple):
    """A file's questions."""

    name: str
    logits: NDArray[np.float64]
    answerable: NDArray[np.bool_]


def main() -> None:
    """Read the arguments, fit, write, tell."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--fit", type=Path, nargs="+", required=True)
    arguments.add_argument("--test", type=Path, nargs="*", default=[])
    given = arguments.parse_args()
    fitted = FittedReader(HashingEmbedder(), None)
    reader = TrainedReader(given.folder, checked(RERANKING) / "tokenizer.json", 2, fitted)
    fit_on = [sample(reader, path) for path in given.fit]
    tested = [sample(reader, path) for path in given.test]
    logits = np.concatenate([each.logits for each in fit_on])
    answerable = np.concatenate([each.answerable for each in fit_on])
    regression = LogisticRegression(C=1e4).fit(logits[:, None], answerable)
    slope, bias = float(regression.coef_[0, 0]), float(regression.intercept_[0])
    threshold = best_threshold(probabilities(logits, slope, bias), answerable)
    path = given.folder / "reader.json"
    known = json.loads(path.read_text("utf-8"))
    known |= {"slope": round(slope, 4), "bias": round(bias, 4), "threshold": round(threshold, 4)}
    path.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
    for each in (*fit_on, *tested):
        tell(each, slope, bias, threshold)


def sample(reader: TrainedReader, path: Path) -> Sample:
    """The logits of a file's questions."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.stem == "dev_more":
        rows = [row for row in rows if held_back(row["id"])]
    logits = [reader.logit(row["question"], row["windows"]) if row["possible"] else IMPOSSIBLE for row in rows]
    return Sample(path.stem, np.array(logits), np.array([row["answerable"] for row in rows]))


def probabilities(logits: NDArray[np.float64], slope: float, bias: float) -> NDArray[np.float64]:
    """Shape as the logits'."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-(slope * logits + bias)))
    return found


def best_threshold(found: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """The middle of the thresholds whose balanced accuracy is as good as the best."""
    tried = np.linspace(0.02, 0.98, 97)
    balanced = np.array([(found[answerable] >= t).mean() + (found[~answerable] < t).mean() for t in tried]) / 2
    return float(tried[balanced >= balanced.max() - AS_GOOD].mean())


def tell(found: Sample, slope: float, bias: float, threshold: float) -> None:
    """One line of figures, one of reliability."""
    chance, truth = probabilities(found.logits, slope, bias), found.answerable
    answered = chance >= threshold
    print(
        f"{found.name:12} {len(truth):4} questions, AUROC {roc_auc_score(truth, found.logits):.3f}, answered "
        f"{answered[truth].mean():.2f}, refused {(~answered)[~truth].mean():.2f}, {reliability(chance, truth)}"
    )


def reliability(chance: NDArray[np.float64], truth: Sequence[bool] | NDArray[np.bool_]) -> str:
    """Expected calibration error, and for each bin how many are answerable, of how many, against what was said."""
    truth = np.asarray(truth)
    place = np.clip(np.digitize(chance, BINS) - 1, 0, len(BINS) - 2)
    error, parts = 0.0, []
    for at in range(len(BINS) - 1):
        inside = place == at
        if inside.any():
            said, so = chance[inside].mean(), truth[inside].mean()
            error += inside.mean() * abs(said - so)
            parts.append(f"{said:.2f}→{so:.2f} ({inside.sum()})")
    return f"ECE {error:.3f}: " + ", ".join(parts)


if __name__ == "__main__":
    main()
