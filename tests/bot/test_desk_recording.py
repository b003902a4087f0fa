"""What a chat remembers, whatever becomes of the journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import logs
from bot.desk import Desk
from bot.journal import Exchange
from bot.replies import AnswerReply
from bot.requests import (
    Place,
    Request,
)
from bot.stores.memory import MemoryJournal
from knowledge.errors import LibraryError
from knowledge.records import Turn, Verification
from tests.bot.chats import Chat
from tests.bot.parts import CATS, stocked
from tests.bot.test_looking_up import Stocked

IN_THREAD = Place(workspace="T1", channel="C1", thread="1.1", message="1.1")


@pytest.fixture
def chat() -> Chat:
    return Chat()


def history(chat: Chat, question: int = -1) -> list[str]:
    """What was asked before the question that reached the core then."""
    return [turn.question for turn in chat.parrot.asked[question][1]]


def test_an_answer_in_a_chat_is_kept_with_its_place_and_says_under_which_id(chat: Chat) -> None:
    reply = chat.ask("cats?")
    assert isinstance(reply, AnswerReply)
    kept = chat.services.journal.exchange(reply.exchange or "")
    assert kept
    assert (kept.reply, kept.place, kept.user, kept.command, kept.text) == (reply, IN_THREAD, "ada", "ask", "cats?")
    assert abs(datetime.now(UTC) - kept.at) < timedelta(minutes=1)


def test_ids_are_too_long_to_guess_and_fit_into_a_button() -> None:
    chat = Chat()
    ids = {chat.asked() for _ in range(50)}
    assert len(ids) == 50
    assert all(16 <= len(each) <= 40 and "|" not in each for each in ids)


def test_a_look_up_and_a_verification_in_a_chat_are_kept_too() -> None:
    session = Stocked()
    session.services.journal = MemoryJournal()
    chat = Chat(session.services)
    chat.services.verifier = Checked()  # type: ignore[assignment]
    for command in ("stat", "verify"):
        kept = chat.services.journal.exchange(chat.asked("ownership", command=command))
        assert kept
        assert kept.command == command


class Checked:
    """Finds nothing to check."""

    def verify(self, text: str, _document_ids: object) -> Verification:
        return Verification(text=text, verdicts=(), edition=1)


def test_on_a_terminal_nothing_is_kept() -> None:
    services, _ = stocked(CATS)
    services.journal = Unusable()
    reply = Desk(services).handle(Request(command="ask", user="ada", surface="terminal", text="cats?"))
    assert isinstance(reply, AnswerReply)
    assert reply.exchange is None


def test_what_could_not_be_done_is_not_kept(chat: Chat) -> None:
    chat.ask(" ")
    chat.ask("x" * 5000)
    assert chat.services.journal.recent("ada", 10) == []


# -- what went before ----------------------------------------------------------------------------------------------


def test_a_question_knows_what_was_asked_in_its_thread_by_whomever(chat: Chat) -> None:
    chat.ask("cats?")
    chat.ask("dogs?", user="eve")
    chat.ask("birds?", thread="9.9")
    chat.ask("And small ones?")
    assert history(chat) == ["cats?", "dogs?"]
    assert [turn.answered for turn in chat.parrot.asked[-1][1]] == [True, False]


def test_it_knows_after_a_restart_too(chat: Chat) -> None:
    chat.ask("cats?")
    services, parrot = stocked(CATS)
    services.journal = chat.services.journal
    again = Chat(services)
    again.parrot = parrot
    again.ask("And small ones?", message="8.1")
    assert history(again) == ["cats?"]


def test_twenty_exchanges_are_remembered(chat: Chat) -> None:
    for number in range(25):
        chat.ask(f"cats {number}?")
    assert history(chat) == [f"cats {number}?" for number in range(4, 24)]


def test_turns_that_a_surface_hands_in_count_alone(chat: Chat) -> None:
    chat.ask("cats?")
    given = Turn(question="birds?", standalone="birds?")
    chat.ask("And small ones?", turns=(given,))
    assert history(chat) == ["birds?"]


def test_an_edited_question_is_asked_as_it_was_without_itself_and_what_came_after(chat: Chat) -> None:
    chat.ask("cats?", message="1.1")
    chat.ask("And in 2023?", message="2.1")
    chat.ask("And small ones?", message="3.1")
    chat.ask("And in 2024?", message="2.1")
    assert history(chat) == ["cats?"]


def test_of_a_question_that_was_edited_the_last_wording_went_before(chat: Chat) -> None:
    chat.ask("cats?", message="1.1")
    chat.ask("birds?", message="1.1")
    chat.ask("And small ones?", message="3.1")
    assert history(chat) == ["birds?"]


def test_commands_in_a_channel_follow_up_only_what_the_same_person_asked_there_lately(chat: Chat) -> None:
    journal = chat.services.journal
    long_ago = journal.exchange(chat.asked("yesterday's cats?", thread=""))
    assert isinstance(long_ago, Exchange)
    journal.drop(long_ago.id)
    journal.record(long_ago.model_copy(update={"at": long_ago.at - timedelta(days=1)}))
    chat.ask("cats?", thread="")
    chat.ask("eve's cats?", thread="", user="eve")
    chat.ask("cats elsewhere?", thread="", channel="C2")
    chat.ask("And small ones?", thread="")
    assert history(chat) == ["cats?"]


# -- without a journal ---------------------------------------------------------------------------------------------


class Unusable(MemoryJournal):
    """A journal whose disk is full and whose database is locked."""

    def record(self, exchange: Exchange, facts: object = ()) -> None:
        raise LibraryError("The journal cannot be used (database or disk is full).")

    def conversation(self, place: Place, limit: int) -> list[Exchange]:
        raise OSError("locked")


def test_a_journal_that_cannot_be_used_keeps_no_answer_back(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    chat.services.journal = Unusable()
    reply = chat.ask("cats?")
    assert isinstance(reply, AnswerReply)
    assert reply.exchange is None
    log = capsys.readouterr().err
    assert "what went before cannot be read" in log
    assert "an exchange cannot be kept" in log
    assert "disk is full" in log


def test_a_question_with_broken_characters_is_kept_mended(chat: Chat) -> None:
    kept = chat.services.journal.exchange(chat.asked("cats\ud800?"))
    assert kept
    assert kept.text == "cats??"
