"""What many questions in a row promise."""

from __future__ import annotations

import io

import pytest

from bot.prompt import HELP, converse
from bot.replies import (
    ErrorReply,
    Reply,
)
from bot.requests import Request
from tests.bot.parts import ANSWER, replied

REQUEST = Request(command="ask", user="ada", surface="terminal", documents=("cats.pdf",))


def conversation(piped: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Request], list[Reply], list[str], int]:
    """The requests that come of piped lines, what was shown, what was said, and how many were done."""
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    requests: list[Request] = []
    shown: list[Reply] = []
    said: list[str] = []

    def ask(request: Request) -> Reply:
        requests.append(request)
        if "fail" in request.text:
            return ErrorReply("Not now.")
        return replied(ANSWER.model_copy(update={"question": request.text}))

    done = converse(ask, REQUEST, shown.append, said.append)
    return requests, shown, said, done


def test_each_line_is_a_question_that_follows_up_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    requests, shown, _, done = conversation("cats?\n\n  and small ones?  \n", monkeypatch)
    assert [(r.text, [t.question for t in r.turns]) for r in requests] == [
        ("cats?", []),
        ("and small ones?", ["cats?"]),
    ]
    assert len(shown) == done == 2
    assert all(request.documents == ("cats.pdf",) for request in requests)


@pytest.mark.parametrize("word", ["exit", "Quit", " EXIT "])
def test_exit_leaves(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    requests, *_ = conversation(f"cats?\n{word}\ndogs?\n", monkeypatch)
    assert [request.text for request in requests] == ["cats?"]


def test_new_starts_over_and_help_is_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    requests, _, said, _ = conversation("cats?\nhelp\nnew\ndogs?\n", monkeypatch)
    assert [(r.text, len(r.turns)) for r in requests] == [("cats?", 0), ("dogs?", 0)]
    assert said[0] == HELP


def test_a_question_that_failed_is_shown_and_not_counted_and_the_next_ones_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests, shown, _, done = conversation("cats?\nfail\nand small ones?\n", monkeypatch)
    assert shown[1] == ErrorReply("Not now.")
    assert done == 2
    assert [t.question for t in requests[2].turns] == ["cats?"]
