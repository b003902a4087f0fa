"""Traces by OpenTelemetry, where footnote[otel] is installed and its customary variables (OTEL_…) ask for them.

A trace has a span for the question and one for each stage and each call of a model within it: names and times, and
nothing of what was asked. Without the package, or without the variables, nothing happens.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Literal

import structlog

from bot.replies import Reply
from bot.requests import Request
from knowledge.errors import InvalidSettings
from knowledge.stages import Kind

log = structlog.get_logger(__name__)

MISSING = "OTEL_… variables ask for traces, but their packages aren't installed: pip install 'footnote[otel]'."
SERVICE = "footnote"
CLOSED_MS = 5_000  # for the last spans to leave
_ASK_FOR_TRACES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")


def wanted(environ: Mapping[str, str] = os.environ) -> Literal["otlp", "console"] | None:
    """What the customary variables ask for. Raises InvalidSettings for an exporter that isn't known here."""
    disabled = environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if disabled or not any(environ.get(name, "").strip() for name in _ASK_FOR_TRACES):
        return None
    exporter = environ.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if exporter == "none":
        return None
    if exporter == "otlp":
        return "otlp"
    if exporter == "console":
        return "console"
    raise InvalidSettings(f"OTEL_TRACES_EXPORTER is {exporter}: it takes otlp, console or none.")


class Tracing:
    """Spans of questions and their stages, by a tracer of OpenTelemetry's; without one it does nothing."""

    def __init__(
        self, tracer: Any = None, describe: Callable[[Reply], str] = lambda reply: type(reply).__name__
    ) -> None:
        self._tracer = tracer
        self._describe = describe

    @contextmanager
    def question(self, request: Request) -> Iterator[Callable[[Reply], None]]:
        """The span of a request; what is yielded is told the reply."""
        if self._tracer is None:
            yield lambda _reply: None
            return
        asked = {"footnote.command": request.command, "footnote.surface": request.surface}
        if request_id := structlog.contextvars.get_contextvars().get("request"):
            asked["footnote.request"] = str(request_id)
        with self._tracer.start_as_current_span("question", attributes=asked) as span:
            yield lambda reply: span.set_attribute("footnote.outcome", self._describe(reply))

    def stage(self, kind: Kind, name: str) -> AbstractContextManager[object]:
        """The span of a stage; a listener for ``knowledge.stages``."""
        if self._tracer is None:
            return nullcontext()
        span: AbstractContextManager[object] = self._tracer.start_as_current_span(
            name if kind == "stage" else f"model {name}"
        )
        return span


@contextmanager
def tracing(describe: Callable[[Reply], str], exporter: Any = None) -> Iterator[Tracing]:
    """Traces for as long as the context lasts, where they are wanted; ``exporter`` is another than the variables name.

    Raises InvalidSettings where they are wanted and can't be had.
    """
    which = wanted() if exporter is None else None
    if which is None and exporter is None:
        yield Tracing()
        return
    try:
        provider = _provider(exporter or _exporter(which))
    except ImportError as error:
        raise InvalidSettings(MISSING) from error
    log.info("traces are on", exporter=which)
    try:
        yield Tracing(provider.get_tracer(SERVICE), describe)
    finally:
        provider.force_flush(CLOSED_MS)
        provider.shutdown()


def _exporter(which: str | None) -> Any:
    if which == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()  # which reads where to from the variables


def _provider(exporter: Any) -> Any:
    """A provider of our own: the global one belongs to whoever embeds us. Samplers and limits are the variables'."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": SERVICE}
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
