"""Has a model propose labels for the statistics of what is ingested, within bounds, and keeps what holds.

A model that fails, is slow or says nonsense costs time and a line in the log, and nothing else: the statistics are then
as the rules have them. What it proposed is remembered by the paragraph's content, so that nothing is asked twice.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

import structlog
from pydantic import ValidationError

from ingest.blocks import ReadDocument
from ingest.labelling import PROMPT_VERSION, Labeller
from ingest.settings import IngestSettings
from ingest.statistics.assisted import CHECK_VERSION, Paragraph, Proposals, Unit, kept, units
from knowledge.errors import LibraryError
from knowledge.records import Statistic
from knowledge.stores.labels import Labels

log = structlog.get_logger(__name__)

ASSISTED_VERSION = f"assisted@{CHECK_VERSION}.{PROMPT_VERSION}"  # part of a revision's identity where a model helps
AT_A_TIME = 4  # paragraphs that are asked about together
FAILURES = 3  # in a row: then nothing more is asked for the rest of the ingest


class Assistant:
    """Helps one ingest after the other.

    Args:
        labeller: proposes.
        labels: remembers what was proposed.
        settings: the bounds.
    """

    def __init__(self, labeller: Labeller, labels: Labels, settings: IngestSettings) -> None:
        self._labeller = labeller
        self._labels = labels
        self._settings = settings

    def run(self) -> Assisted:
        """Help for one ingest, with a budget of its own."""
        return Assisted(self._labeller, self._labels, self._settings)


class _Said(NamedTuple):
    """What came of asking about a unit: its number, and proposals or what went wrong."""

    number: int
    outcome: Proposals | Exception


class Assisted:
    """Improves the statistics of the documents of one ingest. Called from the one thread that ingests."""

    def __init__(self, labeller: Labeller, labels: Labels, settings: IngestSettings) -> None:
        self._labeller = labeller
        self._labels = labels
        self._timeout_s = settings.assisted_timeout_s
        self._most = settings.assisted_paragraphs
        self._calls_left = settings.assisted_calls
        self._failures = 0
        self._warned = False

    def __call__(self, document: ReadDocument, statistics: Sequence[Statistic]) -> Sequence[Statistic]:
        """The statistics, in their order, with the labels that hold; those of the rules for all else."""
        found = units(document, statistics)[: self._most]
        proposed = dict(self._remembered(found))
        proposed |= self._asked({number: unit for number, unit in enumerate(found) if number not in proposed})
        improved = {
            s.id: s for number, unit in enumerate(found) if number in proposed for s in kept(unit, proposed[number])
        }
        return [improved.get(statistic.id, statistic) for statistic in statistics]

    # -- what was proposed before --------------------------------------------------------------------------------------
    def _remembered(self, found: Sequence[Unit]) -> Iterator[tuple[int, Proposals]]:
        for number, unit in enumerate(found):
            try:
                text = self._labels.get(self._key(unit.paragraph))
                if text is not None:
                    yield number, Proposals.model_validate_json(text)
            except (LibraryError, ValidationError) as error:  # then it is asked again
                self._warn("what a model proposed before can't be read", error)

    def _remember(self, unit: Unit, proposals: Proposals) -> None:
        try:
            self._labels.put(self._key(unit.paragraph), proposals.model_dump_json(exclude_defaults=True))
        except LibraryError as error:
            self._warn("what a model proposed can't be kept", error)

    def _key(self, paragraph: Paragraph) -> str:
        """The same for the same content, prompt and model; another document with the paragraph shares it."""
        made_from = [PROMPT_VERSION, self._labeller.name, paragraph.model_dump(mode="json")]
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()

    # -- asking --------------------------------------------------------------------------------------------------------
    def _asked(self, missing: dict[int, Unit]) -> dict[int, Proposals]:
        answers: dict[int, Proposals] = {}
        waiting = iter(missing.items())
        while self._failures < FAILURES and (some := dict(islice(waiting, min(AT_A_TIME, self._calls_left)))):
            self._calls_left -= len(some)
            for number, outcome in self._together(some):
                if isinstance(outcome, Proposals):
                    self._failures = 0
                    answers[number] = outcome
                    self._remember(missing[number], outcome)
                else:
                    self._failures += 1
                    self._warn("a model proposed nothing; the statistics are as the rules have them", outcome)
        if next(waiting, None) and self._failures < FAILURES:
            self._warn("the ingest's calls of a model are used up", None)
        return answers

    def _together(self, some: dict[int, Unit]) -> Iterator[_Said]:
        """What comes of asking about these, whichever is first; what takes too long is given up."""
        said: SimpleQueue[_Said] = SimpleQueue()
        began = time.monotonic()
        for number, unit in some.items():
            # A thread that hangs in a model's client can't be ended; a daemon keeps no program from ending.
            Thread(target=self._ask, args=(number, unit.paragraph, said), daemon=True, name="footnote-label").start()
        pending = set(some)
        while pending:
            try:
                outcome = said.get(timeout=max(0.0, began + self._timeout_s - time.monotonic()))
            except Empty:
                late = TimeoutError(f"it took longer than {self._timeout_s:g} s")
                yield from (_Said(number, late) for number in sorted(pending))
                return
            pending.discard(outcome.number)
            yield outcome

    def _ask(self, number: int, paragraph: Paragraph, said: SimpleQueue[_Said]) -> None:
        began = time.monotonic()
        try:
            outcome: Proposals | Exception = self._labeller.label(paragraph, self._timeout_s)
        except Exception as error:  # noqa: BLE001  (whatever a model's client raises; it is told of in the log)
            outcome = error
        took_ms = round((time.monotonic() - began) * 1000)
        model, failed = self._labeller.name, isinstance(outcome, Exception)
        log.info("asked", purpose="statistics", prompt=PROMPT_VERSION, model=model, took_ms=took_ms, failed=failed)
        said.put(_Said(number, outcome))

    def _warn(self, what: str, error: Exception | None) -> None:
        """Once an ingest; the log has the rest only where somebody wants to know."""
        say = log.debug if self._warned else log.warning
        self._warned = True
        say(what, because=f"{type(error).__name__}: {error}"[:300] if error else "see FOOTNOTE_ASSISTED_CALLS")
