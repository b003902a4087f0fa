"""Answers that a model writes, on the command line and for programs; and that nothing changes where none does."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import logs
from bot.desk import Desk
from bot.replies import AnswerReply
from bot.requests import Request
from bot.wire import to_json
from bot.wiring import Services
from ingest.statistics.assisted import Paragraph, Proposals, Shown
from knowledge.errors import WriterUnavailable
from knowledge.models.scripted import ScriptedWriter
from knowledge.records import Answer, Refusal, Turn
from knowledge.writing.answers import QUOTED
from tests.bot.slack.workspace import CATS, QUESTION, pets
from tests.bot.test_main import InMemory, footnote
from tests.conftest import ROOT
from tests.support.openai_server import Behaviour, OpenAiServer, fails, says
from tests.support.writers import writing

FIRST = "In the office, {{s1}} of the firms keep a cat [1]."
FALSE = "In the office, 98% of the firms keep a cat [1]."
SAID = "In the office, 48% of the firms keep a cat."


class Writing(InMemory):
    """A session whose answers are written."""

    def __init__(self, *scripts: Any, **settings: Any) -> None:
        super().__init__()
        self.services = writing(pets(), ScriptedWriter(*scripts), **settings)


def asked(services: Services, question: str = QUESTION, **more: Any) -> AnswerReply:
    reply = Desk(services).handle(Request(command="ask", text=question, user="ada", surface="terminal", **more))
    assert isinstance(reply, AnswerReply), reply
    return reply


# -- the command line --------------------------------------------------------------------------------------------------


def test_a_written_answer_is_its_sentences_then_the_quotes_they_rest_on() -> None:
    code, out, err = footnote("ask", QUESTION, session=Writing(FIRST))
    assert (code, err) == (0, "")
    assert out.startswith(f"{SAID} [1]\n\n  “{CATS}”\n  [1] Pet survey 2024")


def test_a_sentence_that_gives_way_to_its_quote_is_shown_as_one() -> None:
    _, out, _ = footnote("ask", QUESTION, session=Writing(FALSE))
    assert out.startswith(f"“{CATS}” [1]\n\n  [1] Pet survey 2024")
    assert "98%" not in out


def test_a_program_gets_the_verdict_of_each_sentence() -> None:
    _, out, _ = footnote("ask", "--json", QUESTION, session=Writing(f"{FIRST} {FALSE} Cats are nice."))
    said = json.loads(out)
    assert said["text"] == f"{SAID} [1]"
    assert [each["verdict"] for each in said["sentences"]] == ["passed", "dropped", "dropped"]
    assert said["sentences"][0] == {"written": FIRST, "verdict": "passed", "reason": None}
    assert all(each["reason"] for each in said["sentences"][1:])


def test_a_batch_is_written_as_well(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": "q1", "question": QUESTION}), "utf-8")
    _, out, _ = footnote("ask", "--batch", str(batch), session=Writing(FIRST))
    assert json.loads(out)["sentences"][0]["verdict"] == "passed"


def test_questions_in_a_row_are_written_one_after_the_other() -> None:
    _, out, _ = footnote("ask", session=Writing(FIRST), piped=f"{QUESTION}\n{QUESTION}\n")
    assert out.count(SAID) == 2


def test_a_model_that_fails_leaves_the_quoted_answer_and_one_line_about_it() -> None:
    _, out, _ = footnote("ask", QUESTION, session=Writing(WriterUnavailable("It failed.", "slow")))
    assert out.startswith(f"{CATS}\n  [1] Pet survey 2024")
    assert out.count(QUOTED) == 1


def test_status_and_doctor_show_the_model_and_what_it_used_today() -> None:
    price = Decimal(1)
    session = Writing(FIRST, writer_price_in=price, writer_price_out=price, writer_daily_tokens=100_000)
    footnote("ask", QUESTION, session=session)
    code, out, err = footnote("status", session=session)
    assert (code, err) == (0, "")
    assert "writing" in out
    assert "today 1 call, " in out
    assert " of 100,000 tokens, cost 0.00" in out
    _, told, _ = footnote("status", "--json", session=session)
    assert json.loads(told)["models"][-1]["used"].startswith("today 1 call")


def test_a_provider_that_is_not_installed_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    services = pets()
    services.settings = services.settings.model_copy(update={"writer": "mistralai:small"})
    reply = Desk(services).handle(Request(command="ask", text=QUESTION, user="ada", surface="terminal"))
    assert "pip install langchain-mistralai" in str(reply)


# -- follow-ups --------------------------------------------------------------------------------------------------------


def test_a_follow_up_is_asked_as_the_model_understood_it() -> None:
    before = Turn(question=QUESTION, standalone=QUESTION)
    better = "How many firms keep a dog in the yard?"
    script = json.dumps({"questions": [better]})
    services = writing(pets(), ScriptedWriter(script, "In the yard, 12% of the firms keep a dog [1]."))
    reply = asked(services, "And a dog, in the yard?", turns=(before,))
    assert reply.outcome.question == better
    assert reply.turn.standalone == better
    assert isinstance(reply.outcome, Answer)


def test_two_questions_at_once_are_both_looked_up() -> None:
    parts = ["How many firms keep a cat in the office?", "How many firms keep a dog in the yard?"]
    services = writing(pets(), ScriptedWriter(json.dumps({"questions": parts}), WriterUnavailable("No.", "slow")))
    reply = asked(services, "How many firms keep a cat in the office, and how many keep a dog in the yard?")
    assert isinstance(reply.outcome, Answer)
    assert {"48%", "12%"} <= {word for claim in reply.outcome.claims for word in claim.text.split()}


# -- through a real server ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behaviour",
    [
        says(FIRST),
        says(FALSE),
        says("Cats are nice."),
        says(FIRST, cut_after=3),
        says(f"{FIRST} And then", cut_after=7),
        says(FIRST, before_s=20),
        says("On and on. ", endless=True, between_s=0.01),
        says(""),
        fails(429, retry_after="30"),
        fails(500),
        fails(401),
        Behaviour(raw=b"data: {no json\n\n"),
        Behaviour(raw=b"<html></html>"),
    ],
)
def test_whatever_a_server_does_a_person_gets_an_answer_or_a_refusal(behaviour: Any) -> None:
    pytest.importorskip("langchain_openai")
    with OpenAiServer(behaviour) as server:
        services = pets()
        told = {"writer": "openai:test", "writer_url": server.url, "writer_first_s": 1.5, "writer_whole_s": 2.5}
        services.settings = services.settings.model_copy(update=told)
        outcome = asked(services).outcome
    shown = to_json(outcome, None, 0)
    assert "98%" not in shown["text"]
    if isinstance(outcome, Refusal):
        assert outcome.nearest[0].text == CATS
    else:
        assert {claim.citations[0].quote for claim in outcome.claims} == {CATS}
        assert outcome.claims[0].text in {SAID, CATS}
        assert outcome.sentences or outcome.notes[-1] == QUOTED


# -- without a model ---------------------------------------------------------------------------------------------------


def test_without_a_model_nothing_of_langchain_is_imported_and_an_answer_is_what_it_was() -> None:
    program = f"""
import sys
from bot import logs
from bot.desk import Desk
from bot.requests import Request
from bot.wire import to_json
from tests.bot.slack.workspace import pets
reply = Desk(pets()).handle(Request(command="ask", text={QUESTION!r}, user="ada", surface="terminal"))
assert reply.outcome.claims[0].text == {CATS!r}
assert "sentences" not in to_json(reply.outcome, None, 0)
loaded = [name for name in sys.modules if name.split(".")[0] in ("langchain", "langchain_core", "langsmith", "openai")]
assert not loaded, loaded
assert "knowledge.writing.firewall" not in sys.modules
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


# -- evaluation --------------------------------------------------------------------------------------------------------


def test_an_evaluation_with_a_writer_tells_how_its_sentences_rest_on_what_they_cite(tmp_path: Path) -> None:
    report = tmp_path / "pets.md"
    report.write_text("# Pet survey 2024\n\n## Cats\n\n48% of firms keep a cat in the office.\n", "utf-8")
    questions = tmp_path / "questions.json"
    known = {"id": "q1", "kind": "number", "question": QUESTION, "values": ["48%"], "quote_has": ["48%"]}
    questions.write_text(json.dumps([known]), "utf-8")
    arguments = ("eval", str(questions), "--docs", str(report), "--json")
    session = InMemory()
    session.services = pets()
    _, quoted, _ = footnote(*arguments, session=session)
    assert "writing" not in json.loads(quoted)
    _, out, _ = footnote(*arguments, "--writer", "scripted", session=session)
    figures = json.loads(out)["writing"]
    assert figures["answers"] == figures["sentences"] == figures["calls"] == 1
    assert (figures["citation_recall"], figures["citation_precision"]) == (1.0, 1.0)
    assert (figures["replaced"], figures["dropped"]) == (0.0, 0.0)
    assert figures["tokens"] > 0
    assert figures["first_ms"] > 0
    _, told, _ = footnote(*arguments[:-1], "--writer", "scripted", session=session)
    assert "written by scripted:quoting@1: 1 answers" in told


# -- what never leaves -------------------------------------------------------------------------------------------------


def test_not_even_a_verbose_log_has_what_a_model_is_asked(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("langchain_openai")
    logs.configure("debug")
    with OpenAiServer(says(FIRST)) as server:
        services = pets()
        told = {"writer": "openai:test", "writer_url": server.url, "writer_key": SecretStr("sk-hunter2")}
        services.settings = services.settings.model_copy(update=told)
        asked(services)
    logs.configure()
    _, err = capfd.readouterr()
    assert "asked" in err
    assert not any(text in err for text in ("colleague in a hurry", "hunter2", CATS, SAID))


def test_the_model_that_writes_helps_at_ingest_as_well() -> None:
    form = Proposals().model_dump_json()
    services = writing(pets(), ScriptedWriter(form))
    assert services.labeller is not None
    figure = Shown(slot="f1", figure="48%", measure="keep a cat", base="firms", option=None)
    paragraph = Paragraph(headings=(), text="48% of firms keep a cat.", figures=(figure,))
    assert services.labeller.label(paragraph, 5) == Proposals()
    assert services.labeller.name == "scripted@1"
