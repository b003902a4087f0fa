"""What the reader is shown for each question of a set: ``collect.py --library FOLDER --out FILE QUESTIONS DOCUMENT …``.

The questions are asked of the real library with the real models; a reader that only watches keeps the windows. One
JSON object a line: ``id``, ``question`` (standing alone), ``answerable``, ``possible`` (by the rule on figures) and
``windows``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from fit_reader import Watching, is_chatter  # noqa: E402

from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from knowledge import scope as scopes  # noqa: E402
from knowledge.answering import READ_WINDOWS, Answerer  # noqa: E402
from knowledge.evaluation import parse_questions  # noqa: E402
from knowledge.models.reading import may_hold_the_answer  # noqa: E402
from knowledge.records import Turn  # noqa: E402


def main() -> None:
    """Read the arguments, ingest, ask, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--library", type=Path, required=True, help="a folder that need not exist")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("questions", type=Path)
    arguments.add_argument("documents", nargs="+")
    given = arguments.parse_args()
    services = Services(Settings(library=given.library))
    services.pipeline.ingest(given.documents)
    rows = shown(services, given.questions)
    given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def shown(services: Services, path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of questions; small talk is left out, since the reader never sees it."""
    watching = Watching()
    parts = services.catalogue, services.index, services.embedder, services.reranker
    answerer = Answerer(*parts, watching, services.settings)
    turns: dict[str, Turn] = {}
    for question in parse_questions(path.read_text("utf-8"), path.name):
        if is_chatter(question.id, question.question):
            continue
        watching.windows = ()
        history = [turns[question.after]] if question.after in turns else []
        outcome = answerer.ask(question.question, history)
        turns[question.id] = answerer.turn(question.question, outcome)
        best = [ranked.passage for ranked in watching.windows[:READ_WINDOWS]]
        yield {
            "id": question.id,
            "question": outcome.question,
            "answerable": question.kind != "refuse",
            "possible": bool(best) and may_hold_the_answer(scopes.read(outcome.question), best),
            "windows": [passage.in_context for passage in best],
        }


if __name__ == "__main__":
    main()
