"""What people do with an answer: share it, see it again, rate it, hand it on."""

from __future__ import annotations

import pytest

from bot.access import Access
from bot.replies import (
    ErrorReply,
    ExchangeReply,
    PersonReply,
    Reply,
    TextReply,
)
from bot.requests import FeedbackOptions
from bot.settings import Settings
from tests.bot.chats import Chat


@pytest.fixture
def chat() -> Chat:
    return Chat()


def said(reply: Reply) -> str:
    assert isinstance(reply, ErrorReply), reply
    assert reply.reference is None
    return reply.sentence


@pytest.mark.parametrize("command", ["source", "slides", "share", "show", "feedback"])
@pytest.mark.parametrize("exchange", ["", "no-such-exchange"])
def test_what_is_no_longer_kept_gets_a_sentence_that_says_to_ask_again(chat: Chat, command: str, exchange: str) -> None:
    options = FeedbackOptions(rating="good") if command == "feedback" else None
    assert said(chat.press(command, exchange, number=1, options=options)).endswith("ask the question again.")


def test_the_asker_alone_shares_an_answer(chat: Chat) -> None:
    exchange = chat.asked("cats?", thread="")
    reply = chat.press("share", exchange)
    assert isinstance(reply, ExchangeReply)
    assert (reply.exchange.id, reply.exchange.text) == (exchange, "cats?")
    assert "Only the person who asked" in said(chat.press("share", exchange, user="eve"))


def test_an_answer_is_shown_again_to_its_asker_anywhere_and_to_others_where_it_stands(chat: Chat) -> None:
    exchange = chat.asked()
    for user, channel in (("ada", "C1"), ("ada", ""), ("eve", "C1")):
        assert isinstance(chat.press("show", exchange, user=user, channel=channel), ExchangeReply)
    for channel, workspace in (("C2", "T1"), ("", "T1"), ("C1", "T2")):
        reply = chat.press("show", exchange, user="eve", channel=channel, workspace=workspace)
        assert "another conversation" in said(reply)


@pytest.mark.parametrize("command", ["source", "feedback", "person"])
def test_no_other_workspace_looks_into_an_answer(command: str) -> None:
    chat = Chat()
    chat.services.settings = Settings(help_channel="C9")
    options = FeedbackOptions(rating="good") if command == "feedback" else None
    exchange = chat.asked()
    reply = chat.press(command, exchange, user="eve", channel="", workspace="T2", number=1, options=options)
    assert "another conversation" in said(reply)
    reply = chat.press(command, exchange, user="eve", channel="", number=1, options=options)  # from a modal
    assert not isinstance(reply, ErrorReply) or command == "source"


# -- feedback ------------------------------------------------------------------------------------------------------


def test_feedback_is_kept_with_its_reason_and_the_last_word_counts(chat: Chat) -> None:
    exchange = chat.asked()
    bad = FeedbackOptions(rating="bad", why="outdated", comment=" It's 2026\ud800. ")
    assert isinstance(chat.press("feedback", exchange, options=FeedbackOptions(rating="good")), TextReply)
    assert isinstance(chat.press("feedback", exchange, options=bad), TextReply)
    (kept,) = chat.services.journal.feedback(exchange)
    assert (kept.user, kept.rating, kept.why, kept.comment) == ("ada", "bad", "outdated", "It's 2026?.")


def test_the_reason_of_a_bad_rating_is_not_carried_over_to_a_good_one(chat: Chat) -> None:
    exchange = chat.asked()
    chat.press("feedback", exchange, options=FeedbackOptions(rating="good", why="wrong"))
    assert [each.why for each in chat.services.journal.feedback(exchange)] == [None]


def test_feedback_that_says_nothing_is_not_kept(chat: Chat) -> None:
    exchange = chat.asked()
    assert "Nothing was said" in said(chat.press("feedback", exchange))
    assert chat.services.journal.feedback(exchange) == []


# -- people --------------------------------------------------------------------------------------------------------


def test_a_question_is_handed_on_to_the_channel_of_the_settings(chat: Chat) -> None:
    chat.services.settings = Settings(help_channel="C9")
    reply = chat.press("person", chat.asked("dogs?"))
    assert isinstance(reply, PersonReply)
    assert (reply.channel, reply.exchange.text) == ("C9", "dogs?")


def test_without_a_channel_for_people_that_is_said(chat: Chat) -> None:
    assert "help_channel" in said(chat.press("person", chat.asked()))


# -- who administers -----------------------------------------------------------------------------------------------


def test_administrators_of_a_chat_are_those_of_the_settings_at_the_moment_of_acting(chat: Chat) -> None:
    chat.services.access = Access(Settings(administrators=("ada",)))
    assert not isinstance(chat.ask("", command="status"), ErrorReply)
    assert "Only administrators" in said(chat.ask("", command="status", user="eve"))
