"""What the reader is shown for each question of every set: ``collect.py --out FOLDER``.

The questions are asked of the real library with the real models; a reader that only watches keeps the windows and the
fitted signals. One JSON object a line: ``id``, ``question`` (standing alone), ``answerable``, ``kind`` and ``way`` as
the set has them, ``possible`` (by the rule on figures), ``windows`` (in context), those ``of_other_years``, their
``scores``, which of them are ``right``, ``signals`` and ``cosine``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.settings import Settings  # noqa: E402
from bot.wiring import Services  # noqa: E402
from knowledge import scope as scopes  # noqa: E402
from knowledge.answering import READ_WINDOWS, Answerer  # noqa: E402
from knowledge.evaluation import parse_questions  # noqa: E402
from knowledge.models.reading import FittedReader, may_hold_the_answer  # noqa: E402
from knowledge.ports import Ranked, Reading  # noqa: E402
from knowledge.records import Passage, Turn  # noqa: E402
from knowledge.starter import starter_folder, starter_questions  # noqa: E402

SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
DEV, QUESTIONS = SHARED / "dev", ROOT / "tests" / "questions"
SURVEYS = tuple(DEV / name for name in ("rust", "dora", "go"))
SETS: dict[str, tuple[Path, tuple[Path, ...]]] = {
    "dev": (DEV / "questions.json", SURVEYS),
    "dev_more": (QUESTIONS / "dev_more.json", SURVEYS),
    "held_out": (QUESTIONS / "held_out.json", (QUESTIONS / "docs",)),
    "family": (QUESTIONS / "family.json", (QUESTIONS / "family",)),
    "starter": (starter_questions(), (starter_folder(),)),
    "report": (starter_questions(), (SHARED / "report",)),
    "squad": (DEV / "squad" / "questions.json", (DEV / "squad" / "docs",)),
}
EVERY = {"squad": 3}  # of so many questions one is asked
# Questions of the sets that are small talk or instructions: neither answerable nor not, but chatter.
CHATTER_IDS = ("na", "d50")
CHATTER_WORDS = ("haiku", "poem", "instructions", "how are you")


class Watching:
    """A Reader that keeps what it is shown and has every question refused."""

    threshold = 1.0

    def __init__(self) -> None:
        self.windows: Sequence[Ranked] = ()
        self.of_other_years: Sequence[Passage] = ()

    def read(
        self,
        question: str,  # noqa: ARG002
        windows: Sequence[Ranked],
        of_other_years: Sequence[Passage] = (),
    ) -> Reading:
        """Keep the windows."""
        self.windows, self.of_other_years = windows, of_other_years
        return Reading(0.0, None)

    def chatter(self, question: str) -> float:  # noqa: ARG002
        """Nothing is chatter: that is fitted by itself."""
        return 0.0


def main() -> None:
    """Read the arguments, ingest, ask, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("sets", nargs="*", default=list(SETS))
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name in given.sets:
        questions, documents = SETS[name]
        with TemporaryDirectory() as folder:
            services = Services(Settings(library=Path(folder)))
            services.pipeline.ingest([str(document) for document in documents])
            lines = [
                json.dumps(row, ensure_ascii=False) + "\n" for row in shown(services, questions, EVERY.get(name, 1))
            ]
        (given.out / f"{name}.jsonl").write_text("".join(lines), "utf-8")
        print(name, len(lines), flush=True)


def shown(services: Services, path: Path, every: int) -> Iterator[dict[str, Any]]:
    """The rows of a file of questions; small talk is left out, since the reader never sees it."""
    watching, plainly = Watching(), Watching()
    parts = services.catalogue, services.index, services.embedder
    ranked = Answerer(*parts, services.reranker, watching, services.settings, services.answerability)
    plain = Answerer(*parts, None, plainly, services.settings)
    reader = FittedReader(services.embedder, services.reranker)
    turns: dict[str, Turn] = {}
    known = {item["id"]: item for item in json.loads(path.read_text("utf-8"))}
    for question in parse_questions(path.read_text("utf-8"), path.name)[::every]:
        if is_chatter(question.id, question.question):
            continue
        watching.windows = watching.of_other_years = plainly.windows = ()
        history = [turns[question.after]] if question.after in turns else []
        outcome = ranked.ask(question.question, history)
        plain.ask(outcome.question)
        turns[question.id] = ranked.turn(question.question, outcome)
        scope = scopes.read(outcome.question)
        best = [window.passage for window in watching.windows[:READ_WINDOWS]]
        possible = bool(best) and may_hold_the_answer(scope, best)
        yield {
            "id": question.id,
            "question": outcome.question,
            "answerable": question.kind != "refuse",
            "kind": question.kind,
            "way": known[question.id].get("way"),
            "possible": possible,
            "windows": [passage.in_context for passage in best],
            "of_other_years": [passage.in_context for passage in watching.of_other_years],
            "scores": [window.score for window in watching.windows[:READ_WINDOWS]],
            "right": [passage_answers(passage.text, question.quotes) for passage in best],
            "signals": reader.signals(scope, watching.windows) if possible else None,
            "cosine": plainly.windows[0].score if plainly.windows else None,
        }


def is_chatter(name: str, text: str) -> bool:
    """Whether a question of a set is small talk or an instruction."""
    return name.startswith(CHATTER_IDS) or any(words in text.lower() for words in CHATTER_WORDS)


def passage_answers(text: str, quotes: tuple[str, ...]) -> bool:
    """Whether a window holds one of the strings that a right quote holds."""
    said = " ".join(text.lower().split())
    return any(" ".join(quote.lower().split()) in said for quote in quotes)


if __name__ == "__main__":
    main()
