"""What a follow-up means, and whether several things are asked: a model may say so, within what was said.

The rules (``knowledge.conversation``) understand every question first, and theirs stands where the model fails, says
nothing better, or brings in a number, a year or a name that nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import structlog
from pydantic import BaseModel

from knowledge.conversation import stands_alone
from knowledge.errors import WriterUnavailable
from knowledge.figures import figures
from knowledge.ports import Writer
from knowledge.records import Answer, Reason, Refusal, Turn
from knowledge.words import FUNCTION_WORDS, content_words, stem, tokens
from knowledge.writing.prompts import question_prompt

log = structlog.get_logger(__name__)

MOST_QUESTIONS = 3
LONGEST = 300  # characters of a question
OWN_WORDS = 0.6  # of a question's words: as many were said in the conversation
MOST_CLAIMS = 4
_SEVERAL = re.compile(
    r"\?\s*\S.*\?|\b(?:and|as well as|plus)\s+(?:also\s+)?(?:who|whom|whose|what|which|where|when|why|how)\b",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"://|www\.|[{}<>\[\]|`\\@]|\n")
_NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
    billion half third quarter fifth double twice majority most""".split()
)


class Questions(BaseModel):
    """The form that a model fills in."""

    questions: list[str]


class Understanding:
    """Asks a model what a question means, where the rules may have missed it.

    Args:
        writer: fills in the form.
        timeout_s: how long a person waits for it.
    """

    def __init__(self, writer: Writer, timeout_s: float) -> None:
        self._writer, self._timeout_s = writer, timeout_s

    def of(self, question: str, history: Sequence[Turn], by_rule: str) -> tuple[str, ...]:
        """The questions that stand alone, at least one; ``by_rule`` alone where the model has nothing better."""
        if not asks_several(question) and (not history or stands_alone(question)):
            return (by_rule,)
        try:
            said, _ = self._writer.fill(question_prompt(question, history, by_rule), Questions, self._timeout_s)
        except WriterUnavailable as error:
            log.info("understood by rule", because=error.kind)
            return (by_rule,)
        conversation = [question, by_rule, *(text for turn in history for text in (turn.question, turn.standalone))]
        kept = list(dict.fromkeys(" ".join(each.split()) for each in said.questions))[:MOST_QUESTIONS]
        problem = next((why for each in kept if (why := trouble(each, conversation))), None)
        if not kept or problem:
            log.info("understood by rule", because=problem or "nothing said")
            return (by_rule,)
        return tuple(kept)


def asks_several(question: str) -> bool:
    """Whether a question seems to ask several things at once."""
    return bool(_SEVERAL.search(question))


def trouble(question: str, conversation: Sequence[str]) -> str | None:
    """Why a question that a model made can't be taken, in a word for the log; None where it can."""
    said = "\n".join(conversation)
    if not question or len(question) > LONGEST or _FOREIGN.search(question):
        return "no question"
    if _numbers(question) - _numbers(said):
        return "a number that nobody said"
    known = {stem(word) for word in tokens(said)}
    if any(stem(name) not in known for name in _names(question)):
        return "a name that nobody said"
    words = content_words(question)
    if sum(stem(word) in known for word in words) < OWN_WORDS * len(words):
        return "other words than were said"
    return None


def _numbers(text: str) -> set[str]:
    digits = {run for token in tokens(text) for run in re.findall(r"\d+(?:[.,]\d+)*", token)}
    words = {word.lower() for word in tokens(text)} & _NUMBER_WORDS
    return digits | words | {f"{figure.value.normalize()} {figure.unit}" for figure in figures(text) if figure.in_words}


def _names(question: str) -> list[str]:
    """Words with a capital letter; the first one only where it isn't how any question begins."""
    found = [word for word in tokens(question) if any(letter.isupper() for letter in word)]
    first = tokens(question)[:1]
    return [word for word in found if [word] != first or word.lower() not in FUNCTION_WORDS | _BEGINNINGS]


_BEGINNINGS = frozenset("list name among give show tell explain describe".split())


# -- several questions, one answer -------------------------------------------------------------------------------------


def together(question: str, outcomes: Sequence[Answer | Refusal]) -> Answer | Refusal:
    """One answer to several questions, each with its best quote first; refused only where all of them are."""
    answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    if not answers:
        return outcomes[0].model_copy(update={"question": question})
    most = max(len(answer.claims) for answer in answers)
    claims = [answer.claims[at] for at in range(most) for answer in answers if at < len(answer.claims)]
    statistics = {statistic.id: statistic for answer in answers for statistic in answer.statistics}
    unsaid = [f"Not in the reports: {each.question}" for each in refusals if each.reason != Reason.NOT_A_QUESTION]
    notes = [note for answer in answers for note in answer.notes] + unsaid
    return Answer(
        question=question,
        claims=tuple(dict.fromkeys(claims))[:MOST_CLAIMS],
        statistics=tuple(statistics.values()),
        notes=tuple(dict.fromkeys(notes)),
        edition=answers[0].edition,
    )
