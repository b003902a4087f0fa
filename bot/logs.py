"""Where log lines go: standard error, few by default, and the libraries below us quieter than ourselves."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

# These speak at INFO or WARNING about things that a person can do nothing about.
NOISY = (
    "asyncio",
    "chromadb",
    "filelock",
    "fontTools",
    "httpcore",
    "httpx",
    "huggingface_hub",
    "onnxruntime",
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

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
)


def configure(level: str = "warning") -> None:
    """Send our own lines and those of libraries to standard error from ``level`` on; may be called again."""
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
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=_renderer(), foreign_pre_chain=_SHARED))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL if level != "debug" else logging.WARNING)


def _renderer() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
