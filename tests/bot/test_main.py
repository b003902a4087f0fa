"""What the command line promises, on a library in memory; test_whole.py runs it on a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot import logs
from bot.__main__ import app
from bot.commands import COMMANDS, on
from bot.desk import Desk
from bot.replies import Reply
from bot.requests import (
    Request,
    Watch,
)
from bot.shell import Session
from tests.bot.parts import CATS, HALF, TEXT, revision, stocked
from tests.conftest import ROOT


class InMemory(Session):
    """A session on a library in memory, whose answers come from a parrot."""

    def __init__(self) -> None:
        super().__init__()
        self.services, self.parrot = stocked(CATS, revision("dogs.pdf", title="Dogs"))

    def desk(self) -> Desk:
        logs.configure()
        return Desk(self.services)


def footnote(*arguments: str, piped: str | bytes = "", session: Session | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    result = CliRunner().invoke(app, arguments, input=piped, obj=session or InMemory(), prog_name="footnote")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# -- ask -----------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_for_a_person_and_with_json_for_a_program() -> None:
    code, out, err = footnote("ask", "How many firms keep a cat?")
    assert (code, err) == (0, "")
    assert out.startswith(f"{HALF}\n  [1] Cats at work, page 3")
    code, out, err = footnote("ask", "How many?", "--json")
    assert (code, err) == (0, "")
    assert [(line["kind"], line["id"]) for line in lines(out)] == [("answer", None)]


def test_a_refusal_is_done() -> None:
    code, out, _ = footnote("ask", "dogs?", "--json")
    assert code == 0
    assert lines(out)[0]["reason"] == "wrong_population"


def test_words_without_quotation_marks_are_one_question() -> None:
    session = InMemory()
    footnote("ask", "how", "many", "cats?", "--doc", "cats.pdf", session=session)
    assert session.parrot.asked == [("how many cats?", (), {CATS.document.id})]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_an_error_is_one_line_on_standard_error_and_exit_code_1(more: tuple[str, ...]) -> None:
    code, out, err = footnote("ask", "cats?", "--doc", "birds.pdf", *more)
    assert (code, out) == (1, "")
    assert err == "footnote: There is no document called 'birds.pdf': footnote documents lists those that there are.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "cats?", "--batch", "-"),
        ("ask", "--batch", "no/such/file.jsonl"),
        ("ask", "--colour"),
        ("answer", "cats?"),
        ("text",),
        ("eval", "questions.json"),
        ("ingest", "a.pdf", "b.pdf", "--title", "Both"),
        ("ingest", "a.pdf", "--period", "last year"),
        ("ingest", "a.pdf", "--period", "2024-2021"),
    ],
)
def test_a_command_line_that_is_off_is_exit_code_2_with_how_it_should_be(arguments: tuple[str, ...]) -> None:
    code, out, err = footnote(*arguments)
    assert (code, out) == (2, "")
    assert "Usage: footnote" in err


def test_a_batch_prints_a_line_for_each_and_says_which_was_bad(tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        '\ufeff{"id": "a", "question": "cats?"}\n{"id": "b"}\n{"id": "c", "question": "dogs?", "after": "a"}\n'
    )
    code, out, err = footnote("ask", "--batch", str(batch))
    assert code == 0
    assert [(line["id"], line["kind"]) for line in lines(out)] == [("a", "answer"), (None, "error"), ("c", "refusal")]
    assert err == "footnote: line 2: its 'question': field required\n"


def test_a_batch_reads_standard_input_and_keeps_letters_of_every_script() -> None:
    session = InMemory()
    code, out, _ = footnote("ask", "--batch", "-", piped='{"id": "ü", "question": "猫?"}\n', session=session)
    assert (code, lines(out)[0]["id"]) == (0, "ü")
    assert session.parrot.asked[0][0] == "猫?"


@pytest.mark.parametrize("piped", ["", "\n\n", "not json\n"])
def test_a_batch_of_which_nothing_could_be_done_is_exit_code_1(piped: str) -> None:
    code, _, err = footnote("ask", "--batch", "-", piped=piped)
    assert code == 1
    assert err.endswith("footnote: no question of the batch was answered.\n")


def test_piped_lines_are_a_conversation_without_a_prompt() -> None:
    session = InMemory()
    code, out, err = footnote("ask", "--json", piped="cats?\nand small ones?\n", session=session)
    assert (code, err) == (0, "")
    assert len(lines(out)) == 2
    assert [turn.question for turn in session.parrot.asked[1][1]] == ["cats?"]


def test_without_a_question_on_standard_input_either_it_is_exit_code_1() -> None:
    assert footnote("ask")[0] == 1


# -- the other commands ---------------------------------------------------------------------------------------------


def test_documents_and_text_are_for_people_and_programs() -> None:
    assert "Cats at work\n  cats.pdf" in footnote("documents")[1]
    assert [d["document"] for d in lines(footnote("documents", "--json")[1])[0]["documents"]] == [
        "cats.pdf",
        "dogs.pdf",
    ]
    assert footnote("text", "cats.pdf")[1] == TEXT
    assert lines(footnote("text", "cats.pdf", "--json")[1])[0]["text"] == TEXT


class Noting(Desk):
    """Notes what it is asked for."""

    def __init__(self, session: InMemory) -> None:
        super().__init__(session.services)
        self.requests: list[Request] = []

    def handle(self, request: Request, watch: Watch | None = None) -> Reply:
        self.requests.append(request)
        return super().handle(Request(command="help", user="ada", surface="terminal"), watch)


def test_what_a_person_says_about_the_inputs_goes_with_them() -> None:
    session = InMemory()
    desk = Noting(session)
    session.desk = lambda: desk  # type: ignore[method-assign]
    given = ("--title", "Cats", "--publisher", "Example Research", "--period", "2021-2023,2025")
    footnote("ingest", "cats.pdf", *given, session=session)
    request = desk.requests[0]
    assert request.inputs == ("cats.pdf",)
    assert (request.given.title, request.given.publisher) == ("Cats", "Example Research")
    assert request.given.period == (2021, 2022, 2023, 2025)


def test_the_terminal_has_every_command_of_the_table_and_no_other() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  (it is a group)
    assert set(commands) == {command.name for command in on("terminal")}


@pytest.mark.parametrize("name", sorted(command.name for command in on("terminal")))
def test_help_has_the_summary_and_the_examples_of_the_table(name: str) -> None:
    _, out, _ = footnote(name, "--help")
    words = " ".join(out.split())
    assert COMMANDS[name].summary in words
    assert all(" ".join(example.split()) in words for example in COMMANDS[name].examples)


# -- how it ends ----------------------------------------------------------------------------------------------------


class Interrupted(InMemory):
    """Somebody presses Ctrl-C."""

    def desk(self) -> Desk:
        raise KeyboardInterrupt


def test_ctrl_c_is_one_line_and_exit_code_130() -> None:
    code, out, err = footnote("ask", "cats?", session=Interrupted())
    assert (code, out) == (130, "")
    assert err.strip() == "Interrupted; what was published stays as it was."


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_a_setting_that_is_off_is_one_line_and_exit_code_1() -> None:
    ended = process("documents", FOOTNOTE_LIBARY="x")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines() == [
        "footnote: There is no setting for the variable FOOTNOTE_LIBARY: did you mean FOOTNOTE_LIBRARY?"
    ]


def test_help_and_version_need_no_settings() -> None:
    assert process("ask", "--help", FOOTNOTE_LIBARY="x").returncode == 0
    assert process("--version", FOOTNOTE_LIBARY="x").stdout.startswith("footnote")


def test_a_reader_that_has_had_enough_leaves_no_traceback() -> None:
    """``footnote … | head`` closes the pipe while the program still writes."""
    command = [sys.executable, "-m", "bot", "help"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize(
    "module", ["torch", "chromadb", "trafilatura", "sentence_transformers", "onnxruntime", "numpy", "matplotlib"]
)
def test_the_command_line_starts_without_heavy_imports(module: str) -> None:
    code = f"import sys; from bot import __main__, wiring; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
