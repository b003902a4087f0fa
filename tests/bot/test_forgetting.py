"""People can be forgotten, and so can what is old; the audit says how much and never what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.forgetting import forget_old
from bot.replies import ActReply, ErrorReply, ForgetReply, Reply, TextReply
from bot.requests import FeedbackOptions, ForgetOptions, Request
from tests.bot.chats import Chat

SURE = ForgetOptions(sure=True)


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.services.embedder  # noqa: B018  (built before anything is forgotten)
    for user in ("ada", "ada", "eve"):
        exchange = chat.asked("cats?", user=user)
        chat.press("feedback", exchange, user="ada", options=FeedbackOptions(rating="good"))
    return chat


def forget(chat: Chat, text: str = "", **options: object) -> Reply:
    said = ForgetOptions(**options)  # type: ignore[arg-type]
    return chat.desk.handle(Request(command="forget", user="root", surface="terminal", text=text, options=said))


def kept(chat: Chat) -> list[str]:
    return [each.user for each in chat.services.journal.asked(datetime.min.replace(tzinfo=UTC))]


def audit(chat: Chat) -> list[tuple[str, str, str]]:
    return [(act.who, act.what, act.detail) for act in chat.services.catalogue.acts() if act.what == "forget"]


def test_the_terminal_forgets_a_person_once_it_is_sure(chat: Chat) -> None:
    asked = forget(chat, "ada")
    assert isinstance(asked, ForgetReply)
    assert (asked.exchanges, kept(chat), audit(chat)) == (2, ["ada", "ada", "eve"], [])
    done = forget(chat, "ada", sure=True)
    assert isinstance(done, ActReply)
    assert kept(chat) == ["eve"]
    (left,) = chat.services.journal.recent("eve", 5)
    assert chat.services.journal.feedback(left.id) == []
    assert audit(chat) == [("root", "forget", "2 questions of one person.")]


def test_in_a_chat_people_can_forget_themselves_and_nobody_else(chat: Chat) -> None:
    assert isinstance(chat.press("forget", text="eve"), ErrorReply)
    assert isinstance(chat.press("forget", text="eve", options=SURE), ErrorReply)
    assert isinstance(chat.press("forget"), ErrorReply)
    asked = chat.press("forget", text="Me")
    assert isinstance(asked, ForgetReply)
    assert "2 questions of yours" in asked.question
    assert kept(chat) == ["ada", "ada", "eve"]
    assert isinstance(chat.press("forget", text="me", options=SURE), TextReply)
    assert kept(chat) == ["eve"]
    assert audit(chat) == [("the person", "forget", "2 questions of one person.")]


def test_what_was_asked_before_a_day_can_be_forgotten(chat: Chat) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert isinstance(forget(chat, before=tomorrow - timedelta(days=2), sure=True), ActReply)
    assert len(kept(chat)) == 3
    asked = forget(chat, before=tomorrow)
    assert isinstance(asked, ForgetReply)
    assert asked.exchanges == 3
    forget(chat, before=tomorrow, sure=True)
    assert kept(chat) == []
    assert audit(chat)[0][2].startswith("3 questions from before ")


def test_whoever_says_nothing_forgets_nothing(chat: Chat) -> None:
    assert isinstance(forget(chat), ErrorReply)
    assert len(kept(chat)) == 3


@pytest.mark.parametrize(("days", "left"), [(0, ["new"]), (2, ["new", "yesterday"]), (90, ["new", "yesterday", "old"])])
def test_what_the_settings_keep_no_longer_is_forgotten_but_for_a_days_conversation(
    chat: Chat, days: float, left: list[str]
) -> None:
    journal = chat.services.journal
    (first, *_) = journal.recent("ada", 1)
    journal.forget_before(datetime.now(UTC) + timedelta(days=1))
    for name, hours in (("new", 1), ("yesterday", 30), ("old", 24 * 80), ("older", 24 * 91)):
        journal.record(first.model_copy(update={"id": name, "at": datetime.now(UTC) - timedelta(hours=hours)}))
    chat.services.settings = chat.services.settings.model_copy(update={"keep_questions_days": days})
    assert forget_old(chat.services) == 4 - len(left)
    assert [each.id for each in journal.recent("ada", 9)] == left
