"""``footnote sources``, ``reingest`` and ``schedule``, on a library in memory."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.__main__ import app
from bot.desk import Desk
from bot.replies import (
    DocumentsReply,
    ErrorReply,
    TextReply,
)
from bot.requests import (
    ReingestOptions,
    Request,
    SourceOptions,
    Unwatched,
)
from bot.shell import Session
from ingest.pipeline import Pipeline
from knowledge.runs import Start
from knowledge.sources import Look, Trouble
from knowledge.stores.memory import MemoryIndex
from tests.bot.parts import NOON, stocked
from tests.support.stages import CountingEmbedder

APPLES = "# Apples\n\nSeven in ten growers sell apples at the market.\n"


class InMemory(Session):
    """A session on an empty library in memory, with a folder of reports."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.services, _ = stocked()
        self.folder = folder
        self.write("reports/a.md", APPLES)
        self.write("reports/b.md", "# Bees\n\nThere were 40 hives in the valley in 2031.\n")
        parts = MemoryIndex(), CountingEmbedder(), self.services.settings, self.services.settings.library
        self.services.pipeline = Pipeline(self.services.catalogue, *parts)

    def desk(self) -> Desk:
        logs.configure()
        return Desk(self.services)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InMemory:
    monkeypatch.chdir(tmp_path)
    return InMemory(tmp_path)


def footnote(session: Session, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments, obj=session, prog_name="footnote")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def told(session: Session, *arguments: str) -> dict[str, Any]:
    code, out, err = footnote(session, *arguments, "--json")
    assert code == 0, err
    result: dict[str, Any] = json.loads(out)
    return result


def test_a_source_is_added_listed_checked_read_and_removed(session: InMemory) -> None:
    reports = str(session.folder / "reports")
    code, out, _ = footnote(session, "sources", "add", "reports", "--every", "6h", "--publisher", "Growers")
    assert code == 0
    assert out == (
        f"Added: it is read with the next footnote reingest.\n  1 {reports}  new\n    Growers · every 6h\n"
    )  # fmt: skip
    code, out, _ = footnote(session, "sources", "check")
    assert (code, out.splitlines()[0]) == (0, f"  1 {reports}  changed")
    assert out.splitlines()[1:] == [f"    added    {reports}/a.md", f"    added    {reports}/b.md"]
    code, out, _ = footnote(session, "reingest")
    assert (code, out.splitlines()[2].startswith("2 added · edition 1 · ")) == (0, True)
    assert footnote(session, "sources", "check")[1] == f"  1 {reports}  unchanged\n"
    code, out, _ = footnote(session, "sources", "list")
    assert (code, out.splitlines()[0]) == (0, f"  1 {reports}  ok")
    assert [line.strip().split(" ")[0] for line in out.splitlines()[1:]] == ["Growers", "2", "due"]
    code, out, _ = footnote(session, "sources", "remove", "reports")
    assert (code, out.splitlines()[1:]) == (
        0,
        [
            "With the next footnote reingest these documents leave the library:",
            "  Apples · a.md",
            "  Bees · b.md",
        ],
    )
    assert "  leaving\n" in footnote(session, "sources", "list")[1]
    footnote(session, "reingest")
    assert footnote(session, "sources", "list")[1].startswith("No sources are registered")


def test_json_says_all_that_is_known_of_a_source(session: InMemory) -> None:
    added = told(
        session, "sources", "add", "reports/a.md", "--title", "Fruit", "--period", "2030-2031",
        "--cron", "30 6 * * 1-5", "--readers", "#sales, @board",
    )  # fmt: skip
    assert added == {
        "id": 1,
        "kind": "file",
        "place": str(session.folder / "reports" / "a.md"),
        "state": "new",
        "title": "Fruit",
        "publisher": None,
        "period": [2030, 2031],
        "schedule": "30 6 * * 1-5",
        "readers": {"channels": ["sales"], "groups": ["board"], "everyone": False},
        "documents": None,
        "unread": None,
        "looked_at": None,
        "changed_at": None,
        "trouble": None,
        "known_before": False,
    }
    assert told(session, "sources", "add", "reports/a.md", "--every", "never")["known_before"]
    (listed,) = told(session, "sources", "list")["sources"]
    assert (listed["schedule"], listed["title"], listed["next"]) == (None, "Fruit", None)
    ran = told(session, "reingest", "a.md")
    assert (ran["published"], ran["edition"], ran["run"]["ended"], ran["run"]["outcome"]) == (
        True,
        1,
        "done",
        "1 added.",
    )
    assert ran["sources"][0]["state"] == "ok"
    (check,) = told(session, "sources", "check", "1")["checks"]
    assert (check["unchanged"], check["problem"]) == (1, None)
    removed = told(session, "sources", "remove", "Fruit")
    assert [each["title"] for each in removed["leaving"]] == ["Fruit"]


def test_readers_are_shown(session: InMemory) -> None:
    out = footnote(session, "sources", "add", "reports", "--readers", "#sales,@board")[1]
    assert "    for #sales, @board\n" in out


def test_a_failing_source_says_why_and_when_it_is_tried_again(session: InMemory) -> None:
    footnote(session, "sources", "add", "reports")
    (session.folder / "reports").rename(session.folder / "away")
    code, out, _ = footnote(session, "reingest")
    assert code == 1
    assert "reports is not there: check the path.\n" in out
    assert "tried again 20" in out
    code, out, _ = footnote(session, "sources", "list")
    assert (code, out.splitlines()[0].split("  ")[-1]) == (0, "failing")
    assert "reports is not there: check the path. (1 failure since 20" in out
    assert footnote(session, "sources", "check")[0] == 1
    trouble = Trouble(since=NOON, reason="It is gone.", tries=6, next_try=None)
    session.services.sources.looked(1, Look(at=NOON, trouble=trouble))
    assert "(6 failures since 2026-03-04 " in footnote(session, "sources", "list")[1]
    assert "reports: parked, and left out" in footnote(session, "reingest")[1]


def test_without_sources_each_command_says_how_to_begin(session: InMemory) -> None:
    for arguments in (("reingest",), ("sources", "check")):
        code, out, err = footnote(session, *arguments)
        assert (code, out) == (1, "")
        assert "footnote sources add" in err
    assert footnote(session, "sources", "remove", "x")[2].startswith("footnote: There is no source 'x'")


def test_a_review_is_announced_and_nothing_is_published(session: InMemory) -> None:
    footnote(session, "sources", "add", "reports")
    code, out, _ = footnote(session, "reingest", "--review")
    assert code == 0
    assert "2 added · waits for a review: footnote review · " in out
    assert session.services.catalogue.current() is None


def test_a_run_elsewhere_is_shown_told_and_stopped(session: InMemory) -> None:
    footnote(session, "sources", "add", "reports")
    assert footnote(session, "reingest", "--cancel")[1] == "No re-ingest is at work: there is nothing to stop.\n"
    book = session.services.writers._book
    moment = session.services.writers._clock()
    book.begin(Start(kind="reingest", by="bob", at=moment, host="elsewhere", process=1), moment)
    assert "bob has been re-ingesting since 20" in footnote(session, "sources", "list")[1]
    for arguments in (("reingest",), ("ingest", "reports")):
        code, _, err = footnote(session, *arguments)
        assert code == 1
        assert err.endswith("wait until that has ended, or stop it with footnote reingest --cancel.\n")
    assert footnote(session, "reingest", "--cancel")[:2] == (
        0,
        "Asked bob's run to stop; it does so at its next step.\n",
    )


def test_what_is_ingested_once_is_entered_as_a_run_too(session: InMemory) -> None:
    assert footnote(session, "ingest", "reports")[0] == 0
    (run,) = session.services.writers.runs(10)
    assert (run.start.kind, run.start.what, run.outcome) == ("ingest", ("reports",), "2 added.")


def test_a_run_after_an_interrupted_one_says_that_it_goes_on(session: InMemory) -> None:
    footnote(session, "sources", "add", "reports")
    writers = session.services.writers
    long_ago = writers._clock() - timedelta(hours=1)
    dead = writers._book.begin(Start(kind="reingest", by="bob", at=long_ago, host="elsewhere", process=1), long_ago)
    code, _, err = footnote(session, "reingest")
    assert code == 0
    assert "The re-ingest that bob began at" in err
    assert "was interrupted: going on with it." in err
    assert writers.runs(1)[0].start.continues == dead.id


@pytest.mark.parametrize(
    "arguments",
    [
        ("sources",),
        ("sources", "add"),
        ("sources", "add", "reports", "--every", "6h", "--cron", "* * * * *"),
        ("sources", "add", "reports", "--period", "soon"),
        ("sources", "remove"),
        ("reingest", "reports", "--cancel"),
        ("reingest", "--soon"),
    ],
)
def test_a_command_line_that_is_off_is_exit_code_2(session: InMemory, arguments: tuple[str, ...]) -> None:
    code, out, err = footnote(session, *arguments)
    assert code == 2
    assert "Usage: footnote" in out + err


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--every", "often", "is no schedule: write every 6h"),
        ("--cron", "61 * * * *", "correct that field"),
        ("--title", "Reports", "leave the title out"),
        ("--readers", "sales", "names no readers"),
    ],
)
def test_what_does_not_hold_is_refused_with_a_sentence(
    session: InMemory, option: str, value: str, sentence: str
) -> None:
    code, out, err = footnote(session, "sources", "add", "reports", option, value)
    assert (code, out) == (1, "")
    assert sentence in err
    assert session.services.sources.sources() == []


def test_the_schedule_says_in_lines_what_it_does_and_ends_when_it_is_told_to(session: InMemory) -> None:
    """As a service manager tells it: by SIGTERM."""
    footnote(session, "sources", "add", "reports", "--every", "6h")
    lines: list[str] = []

    class Watching(Unwatched):
        def say(self, sentence: str) -> None:
            lines.append(sentence)
            if "published" in sentence:
                os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    request = Request(command="schedule", user="ada", surface="terminal", options=ReingestOptions(publish=True))
    assert session.desk().handle(request, Watching()) == TextReply("The schedule has ended.")
    assert lines[0].startswith("Looking at sources when they are due; the next is due at 20")
    assert lines[1:] == ["Looking at reports.", "2 added, published as edition 1."]
    assert signal.getsignal(signal.SIGTERM) == before


def test_in_a_chat_others_than_administrators_get_the_documents_instead_and_may_change_nothing(
    session: InMemory,
) -> None:
    footnote(session, "sources", "add", "reports")
    footnote(session, "reingest")
    desk = session.desk()

    def asked(command: str, **more: Any) -> object:
        return desk.handle(Request(command=command, user="U1", surface="slack", **more))

    assert isinstance(asked("sources"), DocumentsReply)
    for options in (SourceOptions(), SourceOptions(action="remove")):
        assert isinstance(asked("sources", text="1", options=options), ErrorReply)
    assert isinstance(asked("reingest"), ErrorReply)
    assert session.services.sources.leaving() == []


def test_what_is_done_with_sources_is_written_down(session: InMemory) -> None:
    footnote(session, "sources", "add", "reports")
    footnote(session, "sources", "add", "reports", "--every", "6h")
    footnote(session, "sources", "remove", "reports")
    reports = str(session.folder / "reports")
    acts = [(act.what, act.detail) for act in session.services.catalogue.acts()]
    assert acts == [(what, reports) for what in ("remove source", "change source", "add source")]
