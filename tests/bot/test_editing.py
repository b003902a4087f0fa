"""Reviewing, approving, rolling back, golden questions and the record of acts, from the command line to the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.replies import (
    ConfirmReply,
    ErrorReply,
)
from bot.requests import (
    EditionOptions,
    Request,
)
from bot.settings import Settings
from bot.shell import Session
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from ingest.golden import Golden
from knowledge.answering import Answerer
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.settings import KnowledgeSettings
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.bot.test_main import footnote
from tests.support.library import HALF_OF_THE_WORDS


class Small(Session):
    """A session on a library with the shipped fakes, into which a folder of one report was ingested."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder / "reports"
        self.folder.mkdir()
        self.services = services = Services(Settings(library=folder / "library"))
        services.catalogue, services.index, services.embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
        services.reranker, services.journal = OverlapReranker(), MemoryJournal()
        reader = FittedReader(services.embedder, services.reranker, weights=HALF_OF_THE_WORDS)
        parts = services.catalogue, services.index, services.embedder, services.reranker, reader
        services.answerer = Answerer(*parts, KnowledgeSettings())
        self.golden = folder / "golden.json"
        services.golden = Golden(None, services.catalogue, lambda: services.answerer)
        self.write("76%")
        self.run("ingest", str(self.folder))

    def write(self, figure: str) -> None:
        text = f"# Pets\n\nOf the firms, {figure} keep a cat in the office.\n"
        (self.folder / "pets.md").write_text(text)

    def ask_golden(self, *questions: dict[str, Any]) -> None:
        self.golden.write_text(json.dumps(questions))
        self.services.golden = Golden(self.golden, self.services.catalogue, lambda: self.services.answerer)
        self.services.__dict__.pop("pipeline", None)

    def desk(self) -> Desk:
        return Desk(self.services)

    def run(self, *arguments: str, piped: str = "") -> tuple[int, str, str]:
        return footnote(*arguments, session=self, piped=piped)

    def json(self, *arguments: str) -> Any:
        code, out, err = self.run(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


CATS = {
    "id": "cats",
    "kind": "number",
    "question": "How many firms keep a cat?",
    "values": ["76%"],
    "quote_has": ["76%"],
}


def test_ingest_with_review_publishes_nothing_and_shows_what_would_change(small: Small) -> None:
    small.write("61%")
    code, out, _ = small.run("ingest", "--review", str(small.folder))
    assert code == 0
    assert "staged for a review" in out
    assert "changed  76% → 61%" in out
    assert "was  “Of the firms, 76% keep a cat in the office.”" in out
    assert "now  “Of the firms, 61% keep a cat in the office.”" in out
    assert [each["id"] for each in small.json("editions")["editions"]] == [1]


def test_a_review_is_shown_again_and_is_json_for_programs(small: Small) -> None:
    small.write("61%")
    small.run("ingest", "--review", str(small.folder))
    shown = small.json("review")
    assert (shown["staged"]["against"], shown["staged"]["state"]) == (1, "open")
    (fact,) = shown["review"]["facts"]
    assert (fact["kind"], fact["document"], fact["fields"]) == ("changed", "pets.md", ["value"])
    assert (fact["old"]["as_written"], fact["new"]["value"]) == ("76%", "61")
    assert "Documents: 1 changed; facts: 1 changed." in small.run("review")[1]


def test_approving_publishes_and_keeps_who_and_why(small: Small) -> None:
    small.write("61%")
    small.run("ingest", "--review", str(small.folder))
    code, out, _ = small.run("review", "--approve", "--why", "The new survey is out.")
    assert (code, out.startswith("Edition 2 is published: 1 document,")) == (0, True)
    newest = small.json("editions")["editions"][0]
    assert (newest["id"], newest["why"]) == (2, "The new survey is out.")
    assert [act["what"] for act in small.json("audit")["acts"]][:3] == ["approve", "review", "stage"]


def test_discarding_takes_a_reason_which_is_kept(small: Small) -> None:
    small.write("61%")
    small.run("ingest", "--review", str(small.folder))
    assert small.run("review", "--discard", " ")[0] == 2
    assert small.run("review", "--discard", "A draft.")[0] == 0
    assert small.json("audit")["acts"][0]["detail"] == "A draft."
    assert "No edition waits" in small.run("review")[1]
    assert small.run("review", "--approve")[0] == 1


def test_approve_and_discard_exclude_each_other(small: Small) -> None:
    assert small.run("review", "--approve", "--discard", "no")[0] == 2
    assert small.run("review", "--why", "no")[0] == 2


def test_rolling_back_asks_first_and_says_what_is_published_then(small: Small) -> None:
    small.write("61%")
    small.run("ingest", str(small.folder))
    request = Request(command="rollback", user="eve", surface="terminal", options=EditionOptions())
    question = small.desk().handle(request)
    assert isinstance(question, ConfirmReply)
    assert question.question.startswith("Publish edition 1 of ")
    assert small.run("rollback")[0] == 2  # nobody is there to be asked
    assert len(small.json("editions")["editions"]) == 2
    code, out, _ = small.run("rollback", "--yes", "--why", "It was wrong.")
    assert (code, out) == (0, "Edition 3 is published: what edition 1 was.\n")
    assert small.json("editions")["editions"][0]["why"] == "It was wrong."
    assert "76%" in small.run("text", "pets.md")[1]


def test_an_unknown_edition_is_told_with_those_that_are_kept(small: Small) -> None:
    code, _, err = small.run("rollback", "9", "--yes")
    assert code == 1
    assert "no edition 9, or it is no longer kept: choose one of 1." in err


def test_editions_are_listed_newest_first_with_the_published_one_marked(small: Small) -> None:
    small.write("61%")
    small.run("ingest", str(small.folder))
    newest, _, oldest, _ = small.run("editions")[1].splitlines()
    assert newest.startswith("2  published  ")
    assert oldest.startswith("1  2")
    assert "1 document," in oldest


def test_golden_questions_end_with_1_when_one_fails(small: Small) -> None:
    assert "There are no golden questions" in small.run("golden", "check")[2]
    small.ask_golden(CATS)
    assert small.run("golden", "check")[:2] == (0, "1 of 1 golden questions right, of edition 1.\n")
    small.ask_golden(CATS | {"values": ["99%"]})
    code, out, _ = small.run("golden", "check")
    assert code == 1
    assert "wrong  How many firms keep a cat?" in out


def test_golden_questions_that_would_flip_are_in_the_review_and_can_be_asked_of_what_is_staged(small: Small) -> None:
    small.ask_golden(CATS)
    assert small.run("golden", "check", "--staged")[0] == 1
    small.write("61%")
    out = small.run("ingest", "--review", str(small.folder))[1]
    assert "Golden questions: 0 of 1 right." in out
    assert "would be wrong now  How many firms keep a cat?" in out
    code, out, _ = small.run("golden", "check", "--staged")
    assert (code, "of the staged edition" in out) == (1, True)
    assert small.run("golden", "check")[0] == 0


def test_only_administrators_may_act_from_a_chat(small: Small) -> None:
    for command in ("review", "rollback", "editions", "audit", "doctor", "backup", "restore", "golden"):
        reply = small.desk().handle(Request(command=command, user="U1", surface="slack"))
        assert isinstance(reply, ErrorReply)
