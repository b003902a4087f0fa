"""``footnote eval``: asks questions with known answers as a user would, and shows how well they were answered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands import COMMANDS
from bot.replies import (
    AnswerReply,
    ErrorReply,
)
from bot.requests import (
    EvaluationOptions,
    Request,
    Unwatched,
    Watch,
)
from bot.wiring import Services
from bot.writing import write_with
from knowledge.errors import InvalidQuestions
from knowledge.evaluation import DEEPEST, Evaluation, Found, Question, Result, parse_questions, sample, score
from knowledge.records import Answer, Claim, Refusal, Turn
from knowledge.writing.evaluation import WritingFigures, WrittenResult, result_of, summed

SAY_EVERY = 100  # questions


def run(services: Services, request: Request, watch: Watch) -> Evaluation:
    """Ingest ``request.inputs`` into a library apart and ask it the questions of the file ``request.text``.

    Raises InvalidQuestions, and what an ingest raises.
    """
    options = request.options if isinstance(request.options, EvaluationOptions) else EvaluationOptions()
    questions = read_questions(Path(request.text))
    if options.sample:
        questions = sample(questions, options.sample)
    with _library(options.library) as folder:
        trial = services.elsewhere(folder)
        report = trial.pipeline.ingest(request.inputs, request.given, request.user, watch)
        for failure in report.failed:
            watch.say(failure.sentence)
        if options.writer:
            write_with(trial, options.writer)
        return evaluate(trial, questions, watch, scoped=options.scoped)


@contextmanager
def _library(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    # Stores may hold files open until the process ends, so that not everything can be removed everywhere.
    with TemporaryDirectory(prefix="footnote-eval-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises InvalidQuestions with the line or the id."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidQuestions(f"{path} cannot be read ({error.strerror}): give another file of questions.") from error
    except UnicodeDecodeError as error:
        raise InvalidQuestions(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    return parse_questions(text, str(path))


def evaluate(services: Services, questions: Sequence[Question], watch: Watch, *, scoped: bool = False) -> Evaluation:
    """Ask the published edition each question, follow-ups with what they follow, and score what comes back."""
    watch.say(f"Asking {len(questions):,} questions.")
    examiner = _Examiner(services, scoped)
    results = []
    for number, question in enumerate(questions, start=1):
        results.append(examiner.examine(question))
        if number % SAY_EVERY == 0:
            watch.say(f"{number:,} of {len(questions):,} asked")
    return Evaluation(results=tuple(results), writing=examiner.writing())


class _Listening(Unwatched):
    """Notes when the first sentence of a written answer was shown."""

    def __init__(self) -> None:
        self.first: float | None = None

    def wrote(self, claim: Claim, numbers: Sequence[int]) -> None:  # noqa: ARG002
        """Look at the clock."""
        self.first = self.first or time.perf_counter()


class _Examiner:
    """Asks one question after the other and remembers what follow-ups follow."""

    def __init__(self, services: Services, scoped: bool) -> None:
        self._services = services
        self._scoped = scoped
        revisions = services.revisions(services.edition().id)
        self._names = {revision.id: revision.document.name for revision in revisions}
        self._documents = {revision.document.name: revision.document.id for revision in revisions}
        self._text_of = cache(services.catalogue.text)
        self._conversations: dict[str, tuple[Turn, ...]] = {}
        self._written: list[WrittenResult] = []

    def examine(self, question: Question) -> Result:
        """Ask and score. Raises InvalidQuestions for what can't be asked."""
        before = self._conversations[question.after] if question.after else ()
        began = time.perf_counter()
        listening = _Listening()
        reply = self._ask(question, before, listening)
        first_ms = None if listening.first is None else (listening.first - began) * 1000
        if self._services.written and (made := result_of(reply.outcome, first_ms, reply.took_ms)):
            self._written.append(made)
        self._conversations[question.id] = (*before, reply.turn)
        return score(question, reply.outcome, self._found(question, reply.outcome), self._text_of, reply.took_ms)

    def writing(self) -> WritingFigures | None:
        """What the model wrote and used; None where none was asked."""
        if not self._services.written or self._services.writer is None:
            return None
        used = self._services.spending.used(datetime.now(UTC).date())
        return summed(self._services.writer.name, self._written, used.calls, used.tokens, used.cost)

    def _ask(self, question: Question, before: tuple[Turn, ...], watch: Watch) -> AnswerReply:
        documents = (question.doc,) if self._scoped and question.doc else ()
        request = Request(
            command="ask", text=question.question, turns=before, documents=documents, user="eval", surface="terminal"
        )
        reply = COMMANDS["ask"].run(self._services, request, watch)
        if isinstance(reply, AnswerReply):
            return reply
        sentence = reply.sentence if isinstance(reply, ErrorReply) else "it was not answered."
        raise InvalidQuestions(f"Question {question.id!r} can't be asked: {sentence}")

    def _found(self, question: Question, outcome: Answer | Refusal) -> list[Found]:
        """The best passages for the question as it was understood; none for one that no passage answers."""
        if question.kind == "refuse":
            return []
        within = {self._documents[question.doc]} if self._scoped and question.doc in self._documents else None
        ranked = self._services.answerer.retrieve(outcome.question, within)[:DEEPEST]
        return [Found(self._names[passage.revision_id], passage.text) for passage, _ in ranked]
