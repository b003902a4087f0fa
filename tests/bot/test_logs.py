"""What ends up on standard error, and what doesn't."""

from __future__ import annotations

import logging
import warnings

import pytest
import structlog

from bot import logs


def test_only_what_is_worth_a_line_is_logged_unless_more_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger("knowledge.answering")
    for level in ("warning", "debug"):
        logs.configure(level)
        log.info("retrieved", passages=20)
        log.warning("no reranker")
    out, err = capsys.readouterr()
    assert out == ""
    assert (err.count("no reranker"), err.count("retrieved"), err.count("passages=20")) == (2, 1, 1)


@pytest.mark.parametrize("name", ["transformers.modeling", "chromadb.telemetry", "tokenizers"])
def test_libraries_below_us_are_silent_by_default(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger(name).error("a thing that nobody can do anything about")
    assert capsys.readouterr().err == ""


def test_warnings_of_libraries_are_silent_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.configure()
        warnings.warn("this will be removed in version 9", DeprecationWarning, stacklevel=1)
    assert capsys.readouterr().err == ""


def test_lines_of_the_standard_logging_look_like_our_own(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger("somebody").warning("disk is %s", "full")
    assert "[warning  ] disk is full" in capsys.readouterr().err
