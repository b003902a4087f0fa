"""Traces: a span for the question and one for each stage, with nothing of what was asked; none where not wanted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.metrics import Metrics, outcome_of
from bot.requests import Request
from bot.service.observed import ObservedDesk
from bot.tracing import Tracing, tracing, wanted
from knowledge.errors import InvalidSettings
from knowledge.stages import listening, stage
from tests.bot.slack.workspace import QUESTION, UNKNOWN, pets

ASKED = Request(command="ask", user="U0ALICE", surface="slack", text=QUESTION)


def spans_of(*requests: Request) -> list[Any]:
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    exporter = memory.InMemorySpanExporter()
    with tracing(outcome_of, exporter) as traced, listening(traced.stage):
        desk = ObservedDesk(pets(), Metrics(), traced)
        for request in requests:
            desk.handle(request)
    return list(exporter.get_finished_spans())


def test_a_question_is_a_span_with_its_stages_and_calls_of_models_within() -> None:
    spans = {span.name: span for span in spans_of(ASKED)}
    root = spans["question"]
    assert root.parent is None
    assert dict(root.attributes) == {
        "footnote.command": "ask",
        "footnote.surface": "slack",
        "footnote.outcome": "answer",
    }
    for name in ("understand", "retrieve", "read", "compose"):
        assert spans[name].parent.span_id == root.context.span_id
    assert spans["model rerank"].parent.span_id == spans["retrieve"].context.span_id


def test_no_span_has_a_word_of_the_question_or_of_a_person() -> None:
    refused = Request(command="ask", user="U0ALICE", surface="slack", text=UNKNOWN)
    told = [f"{span.name} {dict(span.attributes)}" for span in spans_of(ASKED, refused)]
    assert len(told) > 6
    assert not [each for each in told if "cat" in each or "parrot" in each or "ALICE" in each]


@pytest.mark.parametrize(
    ("variables", "exporter"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "footnote"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317"}, "otlp"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4317"}, "otlp"),
        ({"OTEL_TRACES_EXPORTER": "console"}, "console"),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317"}, None),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317"}, None),
    ],
)
def test_the_customary_variables_switch_traces_on_and_off(variables: dict[str, str], exporter: str | None) -> None:
    assert wanted(variables) == exporter


def test_an_exporter_that_is_not_known_is_said() -> None:
    with pytest.raises(InvalidSettings, match="OTEL_TRACES_EXPORTER is zipkin: it takes otlp, console or none"):
        wanted({"OTEL_TRACES_EXPORTER": "zipkin"})


def test_where_none_are_wanted_nothing_is_traced_and_everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_TRACES_EXPORTER", raising=False)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    with tracing(outcome_of) as traced, listening(traced.stage), traced.question(ASKED) as replied, stage("read"):
        replied(ObservedDesk(pets(), Metrics(), Tracing()).handle(ASKED))
