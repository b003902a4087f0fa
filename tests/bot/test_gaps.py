"""What went unanswered is grouped by likeness, says how often and why, and never who asked."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.access import Access
from bot.replies import ErrorReply, Gap, GapsReply, HomeReply, Reply
from bot.requests import FeedbackOptions, Request
from bot.settings import Settings
from bot.wire import reply_to_json
from bot.wire_journal import gaps_csv
from knowledge.records import Reason
from tests.bot.chats import Chat
from tests.bot.parts import Parrot


class Refusing(Parrot):
    """Refuses what is asked about dogs: by what is asked, for one reason or another."""

    def ask(self, question: str, *_: object) -> object:  # type: ignore[override]
        outcome = super().ask(question)
        reason = Reason.WRONG_PERIOD if "2030" in question else Reason.NOT_IN_REPORTS
        return outcome.model_copy(update={"reason": reason}) if "dog" in question else outcome


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.services.answerer = Refusing()  # type: ignore[assignment]
    chat.services.access = Access(Settings(administrators=("ann",)))
    return chat


def ask(chat: Chat) -> None:
    for user, question in (
        ("ada", "How many hospitals keep a dog?"),
        ("eve", "how many  hospitals keep a dog"),
        ("eve", "How many of the hospitals keep dogs?"),
        ("ada", "What will a dog cost in 2030?"),
        ("ada", "What will a dog cost in 2031?"),
    ):
        chat.ask(question, user=user)


def gaps(chat: Chat, text: str = "", user: str = "ann", workspace: str = "T1") -> Reply:
    return chat.press("gaps", user=user, text=text, workspace=workspace)


def found(reply: Reply) -> tuple[Gap, ...]:
    assert isinstance(reply, GapsReply), reply
    return reply.gaps


def test_questions_that_ask_for_the_same_are_one_gap_with_its_count_people_and_reason(chat: Chat) -> None:
    ask(chat)
    first, *others = found(gaps(chat))
    assert first.question == "How many hospitals keep a dog?"
    assert (first.times, first.people, first.reasons) == (3, 2, (("not in the reports", 3),))
    assert "How many of the hospitals keep dogs?" in first.others
    assert datetime.now(UTC) - first.last < timedelta(minutes=1)
    assert first.first <= first.last
    assert [(each.question[-5:-1], each.times) for each in others] == [("2031", 1), ("2030", 1)]  # never one of both


def test_what_was_rated_bad_is_a_gap_with_the_reason_that_was_given(chat: Chat) -> None:
    exchange = chat.asked("How many cats?")
    chat.asked("How many other cats?")
    chat.press("feedback", exchange, options=FeedbackOptions(rating="bad", why="outdated"))
    chat.press("feedback", exchange, user="eve", options=FeedbackOptions(rating="bad"))
    chat.press("feedback", exchange, user="bob", options=FeedbackOptions(rating="good"))
    (gap,) = found(gaps(chat))
    assert gap.question == "How many cats?"
    assert dict(gap.reasons) == {"rated outdated": 1, "rated bad": 1}


def test_only_administrators_see_them_and_only_those_of_their_workspace(chat: Chat) -> None:
    ask(chat)
    assert isinstance(gaps(chat, user="ada"), ErrorReply)
    assert found(gaps(chat, workspace="T2")) == ()
    terminal = chat.desk.handle(Request(command="gaps", user="root", surface="terminal"))
    assert len(found(terminal)) == 3


def test_it_takes_a_number_of_days_and_says_so_where_it_gets_something_else(chat: Chat) -> None:
    ask(chat)
    reply = gaps(chat, "7")
    assert isinstance(reply, GapsReply)
    assert (reply.days, reply.asked) == (7, 5)
    assert isinstance(gaps(chat, "a week"), ErrorReply)
    assert isinstance(gaps(chat, "0"), ErrorReply)


def test_json_and_csv_have_every_wording_and_no_names(chat: Chat) -> None:
    ask(chat)
    chat.ask('=HYPERLINK("https://example.org";"dog")', user="mallory")
    reply = gaps(chat)
    assert isinstance(reply, GapsReply)
    written = reply_to_json(reply)
    assert written["asked"] == 6
    assert written["gaps"][0]["times"] == 3
    rows = list(csv.DictReader(io.StringIO(gaps_csv(reply))))
    assert rows[0]["question"] == "How many hospitals keep a dog?"
    assert rows[0]["reasons"] == "not in the reports (3)"
    assert "How many of the hospitals keep dogs?" in rows[0]["also_asked_as"]
    assert any(row["question"].startswith("'=HYPERLINK") for row in rows)
    for text in (str(written), gaps_csv(reply)):
        assert not any(name in text for name in ("ada", "eve", "mallory"))


def test_home_shows_them_as_they_are_and_soon_as_they_have_become(chat: Chat) -> None:
    ask(chat)

    def shown() -> list[int]:
        reply = chat.press("home", user="ann", channel="")
        assert isinstance(reply, HomeReply)
        assert reply.content
        return [each.times for each in reply.content.gaps.gaps] if reply.content.gaps else []

    assert shown() == [3, 1, 1]
    chat.ask("How many hospitals keep a dog?", user="bob")
    until = time.monotonic() + 5
    while shown() != [4, 1, 1] and time.monotonic() < until:
        time.sleep(0.02)
    assert shown() == [4, 1, 1]
    chat.services.gaps.clear()
    chat.services.journal.forget_person("bob")
    assert shown() == [3, 1, 1]
