"""``gaps``: what the reports don't say and what was rated bad, grouped by likeness, for those who add reports."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.journal import Exchange, Feedback
from bot.likeness import grouped
from bot.replies import AnswerReply, ErrorReply, Gap, GapsReply, Reply
from bot.requests import Request, Watch
from bot.wiring import Services
from knowledge.numerals import numerals
from knowledge.ports import Vectors
from knowledge.records import Refusal

log = structlog.get_logger(__name__)

DAYS = 30
LOOKED_AT = 5_000  # exchanges, before those of other workspaces are left out
MOST = 1_000  # exchanges that are grouped, the newest: grouping takes the square of it
ALIKE = 0.72  # from this cosine on two questions ask for the same, by the shipped embedding model
REMEMBERED = 4_000  # vectors of questions
HOME_S = 600.0  # for so many seconds what Home shows is good enough
WHYS = {
    "wrong": "rated wrong",
    "not_in_source": "rated as not in the source",
    "outdated": "rated outdated",
    "unclear": "rated unclear",
    "other": "rated bad",
}
REASONS = {
    "not_in_reports": "not in the reports",
    "wrong_population": "not of that population",
    "wrong_period": "not of that period",
    "false_premise": "assumes what is not so",
}
NO_FIGURE = "no figure found"


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """The groups of the last days, the most asked first; a chat gives the days as its text."""
    said = request.text.strip()
    if said and not (said.isascii() and said.isdigit() and 0 < int(said) <= 3650):
        return ErrorReply("Give a number of days: gaps 90 shows what went unanswered within 90 days.")
    workspace = request.place.workspace if request.place else None
    return services.gaps.within(request.number or (int(said) if said else DAYS), workspace)


class _Made(NamedTuple):
    """What is being made for Home, and what was there before."""

    at: datetime
    newest: tuple[str, ...]
    future: Future[GapsReply | None]
    before: GapsReply | None


class Gaps:
    """Groups what went unanswered. Vectors of questions are kept, so that none is embedded twice."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._made: dict[str | None, _Made] = {}  # for Home, by workspace

    def within(self, days: int, workspace: str | None = None) -> GapsReply:
        """Those of the last days, of one workspace or of all. Raises ModelUnavailable."""
        since = datetime.now(UTC) - timedelta(days=days)
        found = [each for each in self._services.journal.unanswered(since, LOOKED_AT) if _is_of(each, workspace)]
        asked = found[:MOST]
        thought = self._services.journal.feedback_on([each.id for each in asked])
        by_question: dict[str, list[Exchange]] = {}
        for each in reversed(asked):  # the oldest first: its letters and signs are shown
            by_question.setdefault(_plain(each.text), []).append(each)
        questions = list(by_question)
        groups = grouped(self._embedded(questions), ALIKE, _apart(questions)) if questions else []
        wordings = [sorted((by_question[questions[row]] for row in group), key=len, reverse=True) for group in groups]
        gaps = [_gap([each for asked_so in group for each in asked_so], thought) for group in wordings]
        gaps.sort(key=lambda gap: (-gap.times, -gap.people, -gap.last.timestamp()))
        return GapsReply(tuple(gaps), days, len(asked), capped=len(found) > MOST)

    def for_home(self, newest: Sequence[Exchange], workspace: str | None, wait_s: float) -> GapsReply | None:
        """Those of the last month for a page that can't wait long; as they were a while ago, or None, if it must.

        ``newest`` are the newest unanswered exchanges, by which it is seen whether there are others now.
        """
        made = self._begun(tuple(each.id for each in newest), workspace)
        try:
            return made.future.result(0 if made.before else wait_s) or made.before
        except NotYet:
            return made.before

    def clear(self) -> None:
        """Forget what is remembered here of what people asked."""
        with self._lock:
            self._vectors.clear()
            self._made.clear()

    def _begun(self, newest: tuple[str, ...], workspace: str | None) -> _Made:
        now = datetime.now(UTC)
        with self._lock:
            made = self._made.get(workspace)
            stale = made is None or made.newest != newest or (now - made.at).total_seconds() > HOME_S
            if made is None or (stale and made.future.done()):
                self._worker = self._worker or ThreadPoolExecutor(1, "gaps")
                before = made.future.result() or made.before if made else None
                made = _Made(now, newest, self._worker.submit(self._make, workspace), before)
                self._made[workspace] = made
            return made

    def _make(self, workspace: str | None) -> GapsReply | None:
        try:
            return self.within(DAYS, workspace)
        except Exception:  # the outermost line of this thread: Home shows what was asked one by one
            log.exception("what went unanswered can't be grouped")
            return None

    def _embedded(self, questions: Sequence[str]) -> Vectors:
        with self._lock:
            missing = [each for each in questions if each not in self._vectors]
        found = dict(zip(missing, self._services.embedder.embed(missing), strict=True)) if missing else {}
        with self._lock:
            known = {each: found[each] if each in found else self._vectors[each] for each in questions}
            for each in questions:
                self._vectors[each] = known[each]
                self._vectors.move_to_end(each)
            while len(self._vectors) > REMEMBERED:
                self._vectors.popitem(last=False)
        return np.stack([known[each] for each in questions])


def _is_of(exchange: Exchange, workspace: str | None) -> bool:
    return workspace is None or exchange.place is None or exchange.place.workspace == workspace


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip(" ?.!")


def _apart(questions: Sequence[str]) -> NDArray[np.bool_]:
    """Pairs that name other numbers: the same question of two years is answered by two reports."""
    named = [frozenset(each.text for each in numerals(question)) for question in questions]
    kinds = {each: number for number, each in enumerate(dict.fromkeys(named))}
    row = np.array([kinds[each] if each else -1 for each in named])
    numbered = row >= 0
    apart: NDArray[np.bool_] = (row[:, None] != row[None, :]) & numbered[:, None] & numbered[None, :]
    return apart


def _gap(asked: Sequence[Exchange], thought: dict[str, list[Feedback]]) -> Gap:
    """One group; its first question stands for all: the wording that was asked most, or is most typical."""
    newest = max(asked, key=lambda each: each.at)
    wordings: dict[str, str] = {}
    for each in asked:
        wordings.setdefault(_plain(each.text), " ".join(each.text.split()))
    typical, *others = wordings.values()
    return Gap(
        question=typical,
        others=tuple(others),
        times=len(asked),
        people=len({(each.surface, each.user) for each in asked}),
        reasons=tuple(Counter(reason for each in asked for reason in _reasons(each, thought)).most_common()),
        first=min(each.at for each in asked),
        last=newest.at,
    )


def _reasons(exchange: Exchange, thought: dict[str, list[Feedback]]) -> list[str]:
    bad = [WHYS[each.why or "other"] for each in thought.get(exchange.id, []) if each.rating == "bad"]
    if not exchange.unanswered:
        return bad
    reply = exchange.reply
    refused = isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal)
    why = reply.outcome.reason.value if isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal) else ""
    return [REASONS.get(why, "not answered") if refused else NO_FIGURE, *bad]
