"""The program as it is run: real processes, real models, a real library and, where it matters, a real terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "bot"]
REPORT = """---
title: Cats at work 2025
publisher: Example Research
date: 2025-02-03
---
# Cats at work 2025

We asked 512 facility managers in Europe about animals in their offices.

## Who keeps a cat

48% of the facility managers say that their office keeps a cat. Most of these cats live in the reception.

## Who feeds it

In 61% of the offices with a cat the receptionist feeds it, and in 20% the gardener does.
"""
QUESTION = "What share of offices keeps a cat?"


def footnote(library: Path, *arguments: str, piped: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(library)},
        input=piped,
        stdin=subprocess.DEVNULL if piped is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "cats.md").write_text(REPORT, "utf-8")
    (folder / "empty.md").write_text("")
    return folder


@pytest.fixture(scope="module")
def ingested(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A library with one report, and how its ingest ended."""
    library = tmp_path_factory.mktemp("whole") / "library"
    return library, footnote(library, "ingest", str(reports))


@pytest.fixture(scope="module")
def library(ingested: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    return ingested[0]


def test_an_ingest_tells_what_it_reads_and_sums_up(ingested: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, ended = ingested
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"^added +\S*cats\.md\n1 added, 1 failed · edition 1 · \d+ passages embedded", ended.stdout)
    assert "/2 " in ended.stderr
    assert re.search(r"^failed .*empty\.md", ended.stderr, re.MULTILINE)


def test_an_ingest_again_leaves_what_has_not_changed_and_gives_json_alone(library: Path, reports: Path) -> None:
    ended = footnote(library, "ingest", str(reports), "--json")
    report = json.loads(ended.stdout)
    assert (len(report["unchanged"]), report["passages_embedded"], report["edition"]) == (1, 0, 1)


def test_an_ingest_of_which_nothing_could_be_read_is_exit_code_1(library: Path, reports: Path) -> None:
    ended = footnote(library, "ingest", str(reports / "empty.md"))
    assert ended.returncode == 1
    assert "empty.md" in ended.stderr


def test_a_quote_stands_in_the_printed_text_at_its_offsets(library: Path) -> None:
    answer = json.loads(footnote(library, "ask", QUESTION, "--json").stdout)
    text = footnote(library, "text", "cats.md").stdout
    assert answer["kind"] == "answer"
    assert "48%" in answer["text"]
    assert [text[c["start"] : c["end"]] for c in answer["citations"]] == [c["quote"] for c in answer["citations"]]


def test_a_question_that_the_report_does_not_answer_is_refused_and_that_is_done(library: Path) -> None:
    ended = footnote(library, "ask", "Who won the football world cup in 2010?", "--json")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["kind"] == "refusal"


def test_a_look_up_in_a_new_library_finds_what_the_starter_states(tmp_path: Path) -> None:
    ended = footnote(tmp_path / "library", "stat", "data sources with an integration platform", "--json")
    found = json.loads(ended.stdout)["statistics"][0]
    assert (found["value"], found["unit"]) == ("59", "percent")
    assert found["as_written"] in found["quote"]
    assert "ingesting the starter" in ended.stderr


def test_documents_and_status_know_the_report(library: Path) -> None:
    listed = json.loads(footnote(library, "documents", "--json").stdout)["documents"]
    assert [(d["document"], d["title"], d["publisher"]) for d in listed] == [
        ("cats.md", "Cats at work 2025", "Example Research")
    ]
    status = json.loads(footnote(library, "status", "--json").stdout)
    assert (status["documents"], status["edition"]["id"]) == (1, 1)
    assert [model["problem"] for model in status["models"]] == [None, None, None]


def test_each_line_of_a_batch_is_answered_before_the_next_one_comes(library: Path) -> None:
    """A program can hold a conversation: it writes a line, and reads the answer without closing the pipe."""
    environment = os.environ | {"FOOTNOTE_LIBRARY": str(library)}
    with subprocess.Popen(
        [*COMMAND, "ask", "--batch", "-"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        bufsize=1,
    ) as running:
        assert running.stdin
        assert running.stdout
        for question_id in ("a", "b"):
            running.stdin.write(json.dumps({"id": question_id, "question": QUESTION}) + "\n")
            assert json.loads(running.stdout.readline())["id"] == question_id
    assert running.returncode == 0


def test_a_first_question_with_no_library_reads_the_starter_and_says_so(tmp_path: Path) -> None:
    ended = footnote(tmp_path / "new", "ask", "Who owns AI in most companies?", "--json")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.startswith("There is no library yet: ingesting the starter")
    assert json.loads(ended.stdout)["edition"] == 1


# -- on a terminal --------------------------------------------------------------------------------------------------


def _hears_ctrl_c() -> None:
    """A run in the background has SIGINT ignored, and its children inherit that; a person's terminal doesn't."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Screen:
    """A program on a pseudo-terminal: what it shows, and what is typed."""

    def __init__(self, library: Path, *arguments: str) -> None:
        self._screen, keyboard = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=os.environ | {"FOOTNOTE_LIBRARY": str(library), "TERM": "xterm-256color", "COLUMNS": "100"},
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
            preexec_fn=_hears_ctrl_c,  # noqa: PLW1509 -- it takes no lock
        )
        os.close(keyboard)
        self.seen = ""
        self._read = 0  # characters of it that were waited for

    def until(self, text: str, timeout_s: float = 60) -> str:
        """Read on until the text stands there; returns what was seen since the one that was last waited for."""
        ends = time.monotonic() + timeout_s
        while text not in self.seen[self._read :]:
            if not select.select([self._screen], [], [], max(0, ends - time.monotonic()))[0]:
                raise TimeoutError(f"{text!r} did not come; seen: {self.seen!r}")
            self.seen += os.read(self._screen, 65536).decode("utf-8", "replace")
        began, self._read = self._read, self.seen.index(text, self._read) + len(text)
        return self.seen[began : self._read]

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def ended(self, timeout_s: float = 60) -> int:
        """Wait for the end; returns the exit code."""
        ends = time.monotonic() + timeout_s
        try:
            while select.select([self._screen], [], [], max(0, ends - time.monotonic()))[0]:
                chunk = os.read(self._screen, 65536)
                self.seen += chunk.decode("utf-8", "replace")
        except OSError:  # Linux says so when the other side has closed
            pass
        os.close(self._screen)
        return self.process.wait(timeout=30)


@pytest.fixture
def screens() -> Iterator[list[Screen]]:
    """Screens that a test opened; what still runs is ended."""
    opened: list[Screen] = []
    yield opened
    for screen in opened:
        if screen.process.poll() is None:
            screen.process.kill()


def test_at_the_prompt_questions_follow_up_and_exit_leaves(library: Path, screens: list[Screen]) -> None:
    screens.append(screen := Screen(library, "ask"))
    screen.until("? ")
    screen.type(QUESTION + "\r")
    shown = screen.until("[1]")
    assert "\x1b[1m48%\x1b[0m" in shown
    screen.until("? ")
    screen.type("exit\r")
    assert screen.ended() == 0
    assert "\x1b]8;" in screen.seen


def test_ctrl_c_at_the_prompt_is_one_line_and_exit_code_130(library: Path, screens: list[Screen]) -> None:
    screens.append(screen := Screen(library, "ask"))
    screen.until("? ")
    time.sleep(0.5)  # readline hears signals once it waits for a key, which is a moment after the prompt stands there
    screen.process.send_signal(signal.SIGINT)
    assert screen.ended() == 130
    assert "Interrupted" in screen.seen
    assert "Traceback" not in screen.seen


def test_ctrl_c_while_it_ingests_breaks_nothing(library: Path, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.md").write_text(REPORT.replace("cat", f"cat number {number}"), "utf-8")
    running = subprocess.Popen(
        [*COMMAND, "ingest", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(library)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_ctrl_c,  # noqa: PLW1509 -- it takes no lock
    )
    assert running.stderr
    assert running.stderr.readline()
    running.send_signal(signal.SIGINT)
    said = running.stderr.read()
    assert running.wait(timeout=60) == 130
    assert "Traceback" not in said
    assert len(json.loads(footnote(library, "documents", "--json").stdout)["documents"]) == 1


def test_progress_is_a_bar_that_is_gone_in_the_end(tmp_path: Path, reports: Path, screens: list[Screen]) -> None:
    screens.append(screen := Screen(tmp_path / "library", "ingest", str(reports)))
    assert screen.ended() == 0
    assert "reading" in screen.seen
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.seen).splitlines()[-1]
    assert last.startswith("1 added, 1 failed · edition 1")


def test_no_colour_where_it_is_not_wanted(
    library: Path, screens: list[Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screens.append(screen := Screen(library, "documents"))
    assert screen.ended() == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", screen.seen)
