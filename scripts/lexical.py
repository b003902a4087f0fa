"""Recall with the lexical rank of SQLite, and with that of Postgres, of the same passages with the same models.

Takes a library that the questions' documents were read into (`footnote eval … --library FOLDER` leaves one).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.settings import Settings  # noqa: E402
from bot.stores.moving import move_databases  # noqa: E402
from bot.wiring import Services  # noqa: E402
from knowledge import scope as scopes  # noqa: E402
from knowledge.ports import Catalogue  # noqa: E402
from knowledge.records import Passage  # noqa: E402
from knowledge.stores.catalogue import open_catalogue  # noqa: E402
from knowledge.stores.copies import copy_library  # noqa: E402
from knowledge.words import acronyms  # noqa: E402
from tests.support.postgres import running  # noqa: E402

DEPTHS = (1, 3, 5)
Search = Callable[[str], Sequence[Passage]]


def recall(questions: Sequence[dict[str, object]], search: Search) -> list[float]:
    """The share of questions with an expected quote in the first passage, the first three, the first five."""
    found = [0] * len(DEPTHS)
    for question in questions:
        wanted = [str(each).casefold() for each in question.get("quote_has") or question.get("quote_any") or ()]  # type: ignore[union-attr]
        passages = search(str(question["question"]))
        for at, depth in enumerate(DEPTHS):
            found[at] += any(each in passage.text.casefold() for passage in passages[:depth] for each in wanted)
    return [count / len(questions) for count in found]


def by_words(catalogue: Catalogue) -> Search:
    """Lexical rank alone."""
    edition = catalogue.current()
    if edition is None:
        raise SystemExit("the library is empty")

    def search(question: str) -> list[Passage]:
        words = (*scopes.read(question).words, *acronyms(question))
        hits = catalogue.search(edition.id, words, max(DEPTHS))
        passages = catalogue.passages(edition.id, [hit.content_id for hit in hits])
        place = {hit.content_id: at for at, hit in enumerate(hits)}
        return sorted(passages, key=lambda passage: place[passage.content_id])

    return search


def measure(name: str, services: Services, questions: Sequence[dict[str, object]]) -> list[list[str]]:
    """Both ranks of one catalogue; the order in which passages were found, to compare."""
    answerer = services.answerer

    def fused(question: str) -> list[Passage]:
        return [ranked.passage for ranked in answerer.retrieve(question)]

    fused("warm up")
    for what, search in (("words alone", by_words(services.catalogue)), ("fused and reranked", fused)):
        began = time.monotonic()
        shares = recall(questions, search)
        took = 1000 * (time.monotonic() - began) / len(questions)
        said = "  ".join(f"@{depth} {share:.3f}" for depth, share in zip(DEPTHS, shares, strict=True))
        print(f"{name:<10} {what:<20} recall {said}   {took:6.1f} ms a question")
    return [[passage.id for passage in fused(str(question["question"]))] for question in questions]


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    given = parser.parse_args()
    asked = [each for file in given.questions for each in json.loads(file.read_text("utf-8"))]
    questions = [each for each in asked if each["kind"] != "refuse" and not each.get("after")]
    print(f"{len(questions)} questions with an answer")
    with tempfile.TemporaryDirectory(prefix="footnote-lexical-") as folder, running() as server:
        library = Path(folder) / "library"
        copy_library(given.library, library)
        services = Services(Settings(library=library))
        in_sqlite = measure("SQLite", services, questions)
        server.make("library")
        move_databases(library, server.database("library"), print)
        other = services.elsewhere(library)
        other.index, other.catalogue = services.index, open_catalogue(server.database("library"))
        in_postgres = measure("Postgres", other, questions)
        same = sum(one == another for one, another in zip(in_sqlite, in_postgres, strict=True))
        print(f"the same passages in the same order for {same} of {len(questions)} questions")
        other.catalogue.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
