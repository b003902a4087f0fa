"""Where log lines go: standard error, few by default, and the libraries below us quieter than ourselves."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Sequence

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redacting import redacted

# These speak at INFO or WARNING about things that a person can do nothing about.
NOISY = (
    "anthropic",  # this and the next of models would write prompts into their lines
    "asyncio",
    "chromadb",
    "filelock",
    "fontTools",
    "httpcore",
    "httpx",
    "httpx2",
    "huggingface_hub",
    "langchain",
    "langchain_core",
    "langsmith",
    "ollama",
    "onnxruntime",
    "openai",
    "pdfminer",
    "pdfplumber",
    "py.warnings",
    "pypdf",
    "sentence_transformers",
    "sqlalchemy",
    "tokenizers",
    "torch",
    "trafilatura",
    "htmldate",
    "justext",
    "courlan",
    "transformers",
    "urllib3",
)

# These say at INFO how they are getting on, which is nothing that anybody waits for.
WORDY = ("alembic", "uvicorn")

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
)


def configure(
    level: str = "warning", *, as_json: bool = False, words: bool = True, secrets: Sequence[str] = ()
) -> None:
    """Send our own lines and those of libraries to standard error from ``level`` on; may be called again.

    ``as_json`` makes each an object for programs. Without ``words`` nothing of what people or documents say is in them.
    No line has any of the ``secrets`` in it.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_chain(as_json, words, secrets)]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors, foreign_pre_chain=_SHARED))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL if level != "debug" else logging.WARNING)
    for name in WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _chain(as_json: bool, words: bool, secrets: Sequence[str]) -> list[Processor]:
    """From a line's fields to the line."""

    def rendered(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return redacted(str(render(logger, name, event)), secrets)

    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str) if as_json else _renderer()
    before: list[Processor] = [] if words else [_wordless]
    return [*before, structlog.processors.format_exc_info, rendered] if as_json else [*before, rendered]


# -- words of people -------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r"""(?<!\w)'[^']*'|"[^"]*"|“[^”]*”|‘[^’]*’""")
_OF_PEOPLE = frozenset({"claim", "query", "question", "said", "text"})  # fields that are nothing but their words


def _wordless(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Without what may be somebody's words: quoted parts of sentences, and what an exception says beyond its kind.

    Errors of ours quote what they are about; those of others, such as a database's, go on with what was handed to them.
    """
    for field, value in event.items():
        if field in _OF_PEOPLE:
            event[field] = "…"
        elif isinstance(value, str):
            event[field] = _QUOTED.sub("'…'", value)
    if event.get("exc_info"):
        event["exception"] = _where_it_failed(event.pop("exc_info"))
    return event


def _where_it_failed(given: object) -> str:
    """The lines of a traceback, and the kinds of errors without what they say."""
    of_library = given[1] if isinstance(given, tuple) else given
    info = of_library if isinstance(of_library, BaseException) else sys.exc_info()[1]
    lines: list[str] = []
    while info is not None:
        frames = traceback.extract_tb(info.__traceback__)
        lines += [type(info).__name__, *(f"  {each.filename}:{each.lineno} {each.name}" for each in frames)]
        info = info.__cause__ or (None if info.__suppress_context__ else info.__context__)
    return "\n".join(lines)


def _renderer() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
