"""What the service counts and times, for Prometheus. Labels are names of ours alone: nothing that anybody said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.pool import Pool
from bot.replies import AnswerReply, ErrorReply, Reply, StatisticsReply, VerificationReply
from bot.requests import Request
from knowledge.records import Refusal
from knowledge.runs import Run
from knowledge.stages import Kind

CONTENT_TYPE = CONTENT_TYPE_LATEST
QUESTIONS = frozenset({"ask", "stat", "verify"})  # commands that are counted by name; the rest are "other"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """All of a process's metrics. Safe to share between threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (GCCollector, PlatformCollector, ProcessCollector):
            collector(registry=self.registry)
        self._questions = Counter(
            "footnote_questions",
            "What was asked, by surface, command and outcome.",
            ("surface", "command", "outcome"),
            registry=self.registry,
        )
        self._refusals = Counter(
            "footnote_refusals",
            "Questions that were refused, by surface and reason.",
            ("surface", "reason"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "footnote_question_seconds",
            "From taking a question to its reply, without the wait before; by surface and command.",
            ("surface", "command"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "footnote_stage_seconds",
            "Where the time of questions goes, by stage.",
            ("stage",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._calls = Histogram(
            "footnote_model_call_seconds",
            "Calls of models, by which: embed, rerank, answerable, write.",
            ("model",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def replied(self, request: Request, reply: Reply, seconds: float) -> None:
        """The desk replied to a request."""
        command = request.command if request.command in QUESTIONS else "other"
        self._questions.labels(request.surface, command, outcome_of(reply)).inc()
        self._seconds.labels(request.surface, command).observe(seconds)
        if isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal):
            self._refusals.labels(request.surface, reply.outcome.reason.value).inc()

    @contextmanager
    def timed(self, kind: Kind, name: str) -> Iterator[None]:
        """A stage, or a call of a model; a listener for ``knowledge.stages``."""
        into = self._calls if kind == "model" else self._stages
        began = time.perf_counter()
        try:
            yield
        finally:
            into.labels(name).observe(time.perf_counter() - began)

    def written(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


def described() -> list[tuple[str, str, str]]:
    """Name, kind and meaning of each metric of ours, for the documents."""
    registry, library = Metrics().registry, LibraryMetrics(lambda: datetime.now(UTC))
    library.published(1, datetime.now(UTC), 1)
    for collector in (PoolMetrics(Pool(1, 1)), library):
        registry.register(collector)
    found = [each for each in registry.collect() if each.name.startswith("footnote_")]
    return [(each.name + ("_total" if each.type == "counter" else ""), each.type, each.documentation) for each in found]


def outcome_of(reply: Reply) -> str:
    """What became of a request, in a word."""
    match reply:
        case AnswerReply(outcome=Refusal()):
            return "refusal"
        case AnswerReply():
            return "answer"
        case StatisticsReply():
            return "statistics" if reply.lookup.found else "nothing_found"
        case VerificationReply():
            return "verdict"
        case ErrorReply():
            return "failed" if reply.reference else "error"
        case _:
            return "done"


class PoolMetrics:
    """How long the queue is. A collector of Prometheus's: it looks when it is asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterable[Metric]:
        """Look now."""
        yield GaugeMetricFamily("footnote_questions_under_way", "Worked on or waiting.", self._pool.under_way)
        yield GaugeMetricFamily("footnote_queue_length", "Questions that wait for their turn.", self._pool.waiting)
        yield CounterMetricFamily(
            "footnote_questions_turned_away", "Asked to come again, since too many waited.", self._pool.turned_away
        )


class LibraryMetrics:
    """Which edition is published, and how ingests ended, as last seen; asked at each look for readiness."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._edition: tuple[int, datetime, int] | None = None
        self._runs: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], datetime] = {}
        self._seen: int | None = None  # the newest run that has ended; what was before this process isn't counted

    def published(self, number: int, since: datetime, documents: int) -> None:
        """This edition is published."""
        self._edition = number, since, documents

    def ran(self, runs: Iterable[Run]) -> None:
        """The last runs, in any order, of this process and others."""
        ended = sorted((run for run in runs if run.ended and run.ended_at), key=lambda run: run.id)
        for run in ended:
            key = run.start.kind, str(run.ended)
            if run.ended_at:
                self._last[key] = run.ended_at
            if self._seen is not None and run.id > self._seen:
                self._runs[key] = self._runs.get(key, 0) + 1
        self._seen = max(self._seen or 0, ended[-1].id if ended else 0)

    def collect(self) -> Iterable[Metric]:
        """What was seen last."""
        if self._edition:
            number, since, documents = self._edition
            age_s = (self._now() - since).total_seconds()
            yield GaugeMetricFamily("footnote_edition", "Number of the published edition.", number)
            yield GaugeMetricFamily("footnote_edition_age_seconds", "Since it was published.", age_s)
            yield GaugeMetricFamily("footnote_edition_documents", "Documents in it.", documents)
        runs = CounterMetricFamily(
            "footnote_ingest_runs",
            "Ingests of all replicas that ended since this one started, by kind and how.",
            labels=("kind", "ended"),
        )
        last = GaugeMetricFamily(
            "footnote_ingest_last_timestamp_seconds",
            "When the last one ended, by kind and how.",
            labels=("kind", "ended"),
        )
        for key, moment in sorted(self._last.items()):
            runs.add_metric(key, self._runs.get(key, 0))
            last.add_metric(key, moment.timestamp())
        yield from (runs, last)
