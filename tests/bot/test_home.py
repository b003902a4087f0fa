"""Home: what is known, what to ask, what the person asked, and for administrators what is missing."""

from __future__ import annotations

import pytest

from bot.access import Access
from bot.replies import HomeReply
from bot.requests import FeedbackOptions
from bot.settings import Settings
from knowledge.records import Reason
from tests.bot.chats import Chat
from tests.bot.parts import CATS, EDITION, REFUSAL, Parrot


class NotSaid(Parrot):
    """Refuses what is asked about dogs, since no report says it."""

    def ask(self, question: str, *_: object) -> object:  # type: ignore[override]
        outcome = super().ask(question)
        return REFUSAL.model_copy(update={"reason": Reason.NOT_IN_REPORTS}) if "dog" in question else outcome


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.services.answerer = NotSaid()  # type: ignore[assignment]
    chat.services.access = Access(Settings(administrators=("ann",)))
    return chat


def home(chat: Chat, user: str = "ada", workspace: str = "T1") -> HomeReply:
    reply = chat.press("home", user=user, channel="", workspace=workspace)
    assert isinstance(reply, HomeReply), reply
    return reply


def test_home_shows_what_is_published(chat: Chat) -> None:
    shown = home(chat)
    assert shown.revisions == (CATS,)
    assert shown.edition
    assert shown.edition.published_by == EDITION.published_by


def test_the_questions_of_a_person_come_once_each_the_newest_first_and_no_more_than_five(chat: Chat) -> None:
    for text in ("old?", "cats 1?", "cats 2?", "cats 3?", "cats 4?", "Cats 1 ?", "cats 5?"):
        chat.ask(text)
    chat.ask("eve's cats?", user="eve")
    assert [each.text for each in home(chat).recent] == ["cats 5?", "Cats 1 ?", "cats 4?", "cats 3?", "cats 2?"]
    assert home(chat, workspace="T2").recent == ()


def test_administrators_see_the_state_of_the_content_and_what_went_unanswered(chat: Chat) -> None:
    chat.ask("dogs?")
    bad = chat.asked("cats?")
    chat.ask("fine cats?")
    chat.press("feedback", bad, options=FeedbackOptions(rating="bad", why="wrong"))
    assert home(chat).content is None
    content = home(chat, user="ann").content
    assert content
    assert (content.status.documents, content.status.edition) == (1, home(chat).edition)
    assert [each.text for each in content.unanswered] == ["cats?", "dogs?"]
