"""What every surface can rely on when it hands a request in at the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import logs
from bot.access import Access
from bot.buttons import BUTTONS
from bot.commands import CHATS, COMMANDS, MAX_QUESTION, on, slashes
from bot.desk import Desk
from bot.replies import (
    AnswerReply,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    IngestReply,
    SourcesReply,
    TextReply,
)
from bot.requests import (
    Request,
    SourceOptions,
    Surface,
    Unwatched,
)
from bot.settings import Settings
from bot.wiring import Services
from tests.bot.parts import CATS, TEXT, Parrot, revision, stocked

ASK = Request(command="ask", user="ada", surface="terminal", text="How many firms keep a cat?")


def test_a_question_gets_its_answer_with_the_turn_for_the_next_one() -> None:
    services, _ = stocked(CATS, revision("dogs.pdf"))
    reply = Desk(services).handle(ASK)
    assert isinstance(reply, AnswerReply)
    assert reply.turn.question == ASK.text
    assert reply.turn.document_ids == (CATS.document.id,)


def test_a_refusal_is_a_reply_and_no_error() -> None:
    services, _ = stocked(CATS)
    reply = Desk(services).handle(replace(ASK, text="dogs?"))
    assert isinstance(reply, AnswerReply)
    assert (reply.turn.answered, reply.turn.document_ids) == (False, ())


def test_what_went_before_and_the_named_documents_reach_the_core() -> None:
    services, parrot = stocked(CATS, revision("dogs.pdf"))
    desk = Desk(services)
    first = desk.handle(ASK)
    assert isinstance(first, AnswerReply)
    desk.handle(replace(ASK, text="And small ones?", turns=(first.turn,), documents=("CATS.pdf",)))
    assert parrot.asked[1] == ("And small ones?", (first.turn,), {CATS.document.id})


@pytest.mark.parametrize(("question", "said"), [(" ", "No question"), ("x" * (MAX_QUESTION + 1), "2,001 characters")])
def test_no_question_and_a_pasted_text_get_a_sentence(question: str, said: str) -> None:
    services, parrot = stocked(CATS)
    reply = Desk(services).handle(replace(ASK, text=question))
    assert isinstance(reply, ErrorReply)
    assert said in reply.sentence
    assert parrot.asked == []


def test_broken_characters_are_mended_before_a_model_sees_them() -> None:
    services, parrot = stocked(CATS)
    Desk(services).handle(replace(ASK, text="cats\ud800 and\x00 more?"))
    assert parrot.asked[0][0] == "cats? and more?"


def test_a_document_goes_by_name_path_address_or_title() -> None:
    services, _ = stocked(CATS, revision("cats.pdf", folder="b", title="Cats at home"))
    desk = Desk(services)
    for name in ("a/cats.pdf", "./a/cats.pdf", "file:///a/cats.pdf", "cats at work"):
        reply = desk.handle(Request(command="text", user="ada", surface="terminal", text=name))
        assert isinstance(reply, DocumentTextReply), name
        assert (reply.revision.id, reply.text) == (CATS.id, TEXT)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cats.pdf", "2 documents are called 'cats.pdf': say which by its address, of file:///a/cats.pdf, file:///b/"),
        ("ats.pdf", "There is no document called 'ats.pdf'"),
    ],
)
def test_a_name_that_fits_none_or_several_documents_is_an_error_that_says_how_to_go_on(name: str, said: str) -> None:
    services, parrot = stocked(CATS, revision("cats.pdf", folder="b"))
    reply = Desk(services).handle(replace(ASK, documents=(name,)))
    assert isinstance(reply, ErrorReply)
    assert said in reply.sentence
    assert parrot.asked == []


def test_documents_are_those_of_the_published_edition() -> None:
    services, _ = stocked(CATS)
    reply = Desk(services).handle(Request(command="documents", user="ada", surface="slack"))
    assert isinstance(reply, DocumentsReply)
    assert [r.id for r in reply.revisions] == [CATS.id]


# -- who may do what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [c.name for c in COMMANDS.values() if c.who == "administrators" and c.surfaces & CHATS]
)
def test_in_a_chat_only_administrators_may(command: str) -> None:
    services, _ = stocked(CATS)
    asked = SourceOptions() if COMMANDS[command].instead else None  # else it is that other command
    reply = Desk(services).handle(Request(command=command, user="eve", surface="slack", options=asked))
    assert isinstance(reply, ErrorReply)
    assert reply.sentence.startswith("Only administrators may")


def test_an_administrator_may_in_a_chat_too() -> None:
    services, _ = stocked(CATS)
    services.access = Access(Settings(administrators=("ada",)))
    reply = Desk(services).handle(Request(command="ingest", user="ada", surface="slack", inputs=("gone.md",)))
    assert not isinstance(reply, ErrorReply) or "administrators" not in reply.sentence


def test_a_command_of_the_terminal_does_not_exist_in_a_chat() -> None:
    services, _ = stocked(CATS)
    reply = Desk(services).handle(Request(command="text", user="ada", surface="slack", text="cats.pdf"))
    assert isinstance(reply, ErrorReply)
    assert "There is no command 'text'" in reply.sentence


def test_a_slip_of_the_pen_gets_the_nearest_command() -> None:
    services, _ = stocked(CATS)
    reply = Desk(services).handle(Request(command="documnets", user="ada", surface="terminal"))
    assert reply == ErrorReply("There is no command 'documnets': did you mean documents?")


def helped(text: str = "", user: str = "ada", surface: Surface = "slack") -> str:
    services, _ = stocked()
    services.access = Access(Settings(administrators=("ada",)))
    reply = Desk(services).handle(Request(command="help", user=user, surface=surface, text=text))
    assert isinstance(reply, TextReply)
    return reply.text


def test_help_lists_what_is_typed_on_the_terminal_and_explains_one() -> None:
    lines = helped(surface="terminal").splitlines()
    assert [line.split()[0] for line in lines] == [command.name for command in on("terminal")]
    assert not {"source", "slides", "home", "share"} & {line.split()[0] for line in lines}
    assert "footnote text survey.pdf" in helped("text", surface="terminal")


def test_help_in_a_chat_lists_what_can_be_typed_there_and_by_whom() -> None:
    administering = [each for each in on("slack") if each.who == "administrators"]
    theirs = {f"{each.slash} {each.chat.hint if each.chat else ''}".strip() for each in administering}
    assert {"/footnote ingest URL …", "/footnote status", "/footnote review"} <= theirs
    for user, more in (("ada", theirs), ("eve", set())):
        introduced, *lines = helped(user=user).splitlines()
        assert introduced.startswith("Mention me with a question")
        usual = {"/ask QUESTION", "/stat WORDS", "/verify CLAIM", "/sources"}
        usual |= {"/footnote help COMMAND", "/footnote forget me"}
        assert {line.split(":")[0] for line in lines} == usual | more


@pytest.mark.parametrize("name", [command.called("slack") for command in on("slack")])
def test_help_in_a_chat_explains_each_command_as_it_is_used_there(name: str) -> None:
    text = helped(name)
    assert "footnote ask" not in text
    assert "--" not in text
    assert f"\n\n{next(each.slash for each in on('slack') if each.called('slack') == name)}" in text


def test_help_takes_a_command_as_it_is_typed() -> None:
    assert helped("/ask") == helped("ask") == helped("/footnote ask")


def test_the_slash_commands_come_from_the_table_and_one_stands_for_all_others() -> None:
    *own, rest = slashes("slack")
    assert [each.name for each in own] == ["/ask", "/stat", "/verify", "/sources"]
    assert (rest.name, rest.command) == ("/footnote", None)
    assert rest.summary.startswith("Everything else: ingest, sources, reingest, review, ")
    assert rest.summary.endswith(", status, help.")


def test_documents_are_called_sources_in_a_chat_and_go_by_both_names_there() -> None:
    services, _ = stocked(CATS)
    for name in ("sources", "documents"):
        reply = Desk(services).handle(Request(command=name, user="ada", surface="slack"))
        assert isinstance(reply, DocumentsReply)
    reply = Desk(services).handle(Request(command="sources", user="ada", surface="terminal"))
    assert isinstance(reply, SourcesReply)  # there it is the registry


@pytest.mark.parametrize("name", [each.name for each in BUTTONS])
def test_what_only_buttons_ask_for_does_not_exist_on_the_terminal(name: str) -> None:
    services, _ = stocked(CATS)
    reply = Desk(services).handle(Request(command=name, user="ada", surface="terminal"))
    assert isinstance(reply, ErrorReply)
    assert f"There is no command {name!r}" in reply.sentence


# -- failures ------------------------------------------------------------------------------------------------------


class Broken(Parrot):
    """Fails as only a slip in our own code fails."""

    def ask(self, *_: object) -> None:  # type: ignore[override]
        raise ZeroDivisionError("secret detail")


def test_a_fault_of_ours_gives_a_sentence_with_the_number_that_the_log_has(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    services, _ = stocked(CATS)
    services.answerer = Broken()  # type: ignore[assignment]
    reply = Desk(services).handle(ASK)
    assert isinstance(reply, ErrorReply)
    assert reply.reference
    assert reply.reference in reply.sentence
    assert "secret" not in reply.sentence
    log = capsys.readouterr().err
    assert f"reference={reply.reference}" in log
    assert "ZeroDivisionError: secret detail" in log


class Heard(Unwatched):
    """Remembers what was said."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)


@pytest.mark.parametrize("command", [c.name for c in on("terminal") if c.reads_library])
def test_an_empty_library_gets_the_starter_first_and_that_is_said(command: str) -> None:
    services, _ = stocked()
    services.pipeline = Stocker(services)  # type: ignore[assignment]
    heard = Heard()
    reply = Desk(services).handle(Request(command=command, user="ada", surface="terminal", text="cats.pdf"), heard)
    assert not isinstance(reply, ErrorReply)
    assert heard.sentences == ["There is no library yet: ingesting the starter, a brief of one report."]


def test_ingest_without_inputs_reads_the_starter() -> None:
    services, _ = stocked()
    services.pipeline = Stocker(services)  # type: ignore[assignment]
    reply = Desk(services).handle(Request(command="ingest", user="ada", surface="terminal"))
    assert isinstance(reply, IngestReply)
    assert reply.report.added[0].endswith("starter")


class Stocker:
    """An ingest that has read a document about cats, whatever it was given."""

    def __init__(self, services: Services) -> None:
        self._catalogue = services.catalogue

    def ingest(self, inputs: list[str], *_: object) -> object:
        from ingest.report import IngestReport

        self._catalogue.add(CATS, TEXT, [])
        edition = self._catalogue.publish([CATS.id], "ada")
        return IngestReport(added=tuple(inputs), edition=edition, published=True)
