"""Fits what a look-up's signals are worth beside the cross-encoder's logit, for knowledge/fitting.py.

    python scripts/fit_lookup.py LIBRARY QUESTIONS.json … [--check LIBRARY QUESTIONS.json …]

Each question of the kind "number" is looked up in the library. Its candidates are the rows of a choice, and the weights
are those under which a right one is most likely chosen (a softmax over the candidates, with a small penalty). What
stands behind --check is judged and not fitted on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.settings import Settings
from bot.wiring import Services
from knowledge import scope as scopes
from knowledge.candidates import Candidates
from knowledge.fitting import FOUND_FIRST, Signals, fit, signals
from knowledge.lookup import QUOTES_READ, UNREAD
from knowledge.matching import holds
from knowledge.ports import Among
from knowledge.records import Statistic
from knowledge.retrieval import handicap

PENALTY = 0.02
NAMES = ("read", *Signals._fields, "places", "another year")
Rows = NDArray[np.float64]


class Choice(NamedTuple):
    """A question's candidates, shape (n, len(NAMES)), and which of them are right."""

    rows: Rows
    right: NDArray[np.bool_]


def main(arguments: list[str]) -> int:
    """Fit, and print the weights and how many are chosen right."""
    at = arguments.index("--check") if "--check" in arguments else len(arguments)
    fitted_on, checked_on = arguments[:at], arguments[at + 1 :]
    if len(fitted_on) < 2 or len(checked_on) == 1:
        print(__doc__, file=sys.stderr)
        return 2
    choices = _choices(Path(fitted_on[0]), fitted_on[1:])
    weights = _fit(choices)
    print({name: round(float(weight / weights[0]), 2) for name, weight in zip(NAMES, weights, strict=True)})
    print(f"'places' is of {FOUND_FIRST} logits. Right first, and among three: {_right(choices, weights)}")
    folds = [_right(choices[f::5], _fit([c for i, c in enumerate(choices) if i % 5 != f])) for f in range(5)]
    print(f"Of questions left out: {np.mean(folds, axis=0).round(3)}")
    if checked_on:
        print(f"Checked: {_right(_choices(Path(checked_on[0]), checked_on[1:]), weights)}")
    return 0


def _choices(library: Path, files: Sequence[str]) -> list[Choice]:
    services = Services(Settings(library=library))
    questions = [q for file in files for q in json.loads(Path(file).read_text("utf-8"))]
    asked = [q for q in questions if q["kind"] == "number" and "after" not in q]
    return [choice for question in asked if len((choice := _choice(services, question)).rows)]


def _choice(services: Services, question: dict[str, Any]) -> Choice:
    edition = services.edition().id
    revisions = {revision.id: revision for revision in services.revisions(edition)}
    scope = scopes.read(question["question"])
    search = Candidates(services.catalogue, services.index, services.embedder)
    found = search.find(scope, edition, revisions, Among(years=scope.years))
    found.sort(key=lambda c: -c.worth - fit(scope, c.statistic, revisions[c.statistic.revision_id]))
    quotes = list(dict.fromkeys((c.statistic.revision_id, c.statistic.quote) for c in found))[:QUOTES_READ]
    texts = [f"{revisions[revision_id].title}: {quote}" for revision_id, quote in quotes]
    reader = services.answerability or services.reranker
    asked = scopes.undated(scope.question) if services.answerability else scope.question
    reads = dict(zip(quotes, reader.score(asked, texts) if reader else (), strict=False))
    unread = min(reads.values(), default=0.0) - UNREAD
    rows = [
        (
            reads.get((c.statistic.revision_id, c.statistic.quote), unread),
            *signals(scope, c.statistic, revisions[c.statistic.revision_id]),
            c.worth,
            -handicap(revisions[c.statistic.revision_id], scope.years),
        )
        for c in found
    ]
    return Choice(np.array(rows, float), np.array([_is_right(c.statistic, question) for c in found], bool))


def _is_right(statistic: Statistic, question: dict[str, Any]) -> bool:
    quoted = any(holds(statistic.quote, part) for part in question.get("quote_has", [statistic.quote]))
    return quoted and any(holds(statistic.as_written, value) for value in question["values"])


def _fit(choices: Sequence[Choice]) -> Rows:
    answerable = [choice for choice in choices if choice.right.any()]

    def loss(weights: Rows) -> tuple[float, Rows]:
        total, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for rows, right in answerable:
            scores = rows @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            share = likely[right].sum() + 1e-12
            total -= float(np.log(share)) / len(answerable)
            gradient = gradient + rows.T @ (likely - np.where(right, likely / share, 0)) / len(answerable)
        return total, gradient

    return np.asarray(minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B").x)


def _right(choices: Sequence[Choice], weights: Rows) -> tuple[float, float]:
    """The shares of questions with a right statistic first, and among the first three."""
    ranks = [
        next((rank for rank, row in enumerate(np.argsort(-(rows @ weights), kind="stable")) if right[row]), 99)
        for rows, right in choices
    ]
    return round(sum(r < 1 for r in ranks) / len(ranks), 3), round(sum(r < 3 for r in ranks) / len(ranks), 3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
