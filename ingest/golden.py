"""Golden questions: what a library has to answer and to refuse, asked of an edition before it is published."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from ingest.review import Flip, GoldenReview
from knowledge.editions import Snapshot
from knowledge.errors import InvalidQuestions
from knowledge.evaluation import Evaluation, Question, Result, parse_questions, questions_of, score
from knowledge.ports import Catalogue
from knowledge.records import Answer, Edition, Refusal, Turn

NAMES = ("golden.json", "golden.yaml", "golden.yml")


class Answers(Protocol):
    """Whoever answers from any edition."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        document_ids: Collection[str] | None = None,
        within: Snapshot | None = None,
    ) -> Answer | Refusal:
        """What an edition says to a question."""
        ...

    def turn(self, question: str, outcome: Answer | Refusal) -> Turn:
        """What a follow-up needs to know of it."""
        ...


class Golden:
    """The golden questions of a library.

    Args:
        file: where they are; None: the library has none.
        catalogue: the editions.
        answers: who answers; asked for only when there is something to ask.
    """

    def __init__(self, file: Path | None, catalogue: Catalogue, answers: Callable[[], Answers]) -> None:
        self.file = file
        self._catalogue = catalogue
        self._answers = answers

    def questions(self) -> list[Question]:
        """What is asked; none without a file. Raises InvalidQuestions with the line or the id."""
        return read_questions(self.file) if self.file else []

    def check(self, edition: Edition) -> Evaluation:
        """Ask all of them of an edition. Raises InvalidQuestions."""
        questions = self.questions()
        return Evaluation(results=tuple(self._asked(questions, edition)))

    def review(self, published: Edition | None, staged: Edition) -> GoldenReview | None:
        """Which answers would flip; None without questions. A file that doesn't hold is told, and stops nothing."""
        try:
            questions = self.questions()
        except InvalidQuestions as error:
            return GoldenReview(questions=0, right=0, problem=str(error))
        if not questions:
            return None
        after = self._asked(questions, staged)
        before = self._asked(questions, published) if published else []
        flips = [_flip(was, now) for was, now in zip(before, after, strict=False) if was.failed != now.failed]
        return GoldenReview(questions=len(questions), right=sum(not each.failed for each in after), flips=tuple(flips))

    def _asked(self, questions: Sequence[Question], edition: Edition) -> list[Result]:
        answers = self._answers()
        revisions = self._catalogue.revisions(edition.id)
        snapshot = Snapshot(edition, {revision.id: revision for revision in revisions})
        text_of = cache(self._catalogue.text)
        talks: dict[str, tuple[Turn, ...]] = {}
        results = []
        for question in questions:
            before = talks[question.after] if question.after else ()
            began = time.perf_counter()
            outcome = answers.ask(question.question, before, within=snapshot)
            took_ms = (time.perf_counter() - began) * 1000
            talks[question.id] = (*before, answers.turn(question.question, outcome))
            results.append(score(question, outcome, (), text_of, took_ms))
        return results


def golden_file(library: Path, named: Path | None) -> Path | None:
    """The file of golden questions: the named one, else the one in the library's folder, if there is one."""
    beside = (library / name for name in NAMES)
    return named or next((path for path in beside if path.is_file()), None)


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON or YAML file. Raises InvalidQuestions with the line or the id."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidQuestions(f"{path} cannot be read ({error.strerror}): give another file of questions.") from error
    except UnicodeDecodeError as error:
        raise InvalidQuestions(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    if path.suffix.lower() not in {".yaml", ".yml"}:
        return parse_questions(text, path.name)
    return questions_of(_loaded(text, path.name), path.name)


def _loaded(text: str, name: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InvalidQuestions(f"{name}{line}: this is not YAML ({error.problem}); correct it.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InvalidQuestions(f"{name} is not YAML that can be read; correct it.") from error


def _flip(was: Result, now: Result) -> Flip:
    return Flip(id=now.id, question=now.question, wanted=now.wanted, before=was.said, after=now.said, mended=was.failed)
