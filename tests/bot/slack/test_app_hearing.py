"""What the bot takes for being spoken to, and what it makes of the words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.hearing import (
    changed_text,
    from_person,
    is_deletion,
    may_be_question,
    mentions,
    said,
    speaks_to_others,
    typed,
)

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<@U0BOT> who owns AI?", "who owns AI?"),
        ("hey <@U0BOT|footnote> who owns AI?", "hey who owns AI?"),
        ("is R&amp;D &lt;10%&gt;?", "is R&D <10%>?"),
        ("see <https://example.org/a|the report> and <https://example.org>", "see the report and https://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("ask <@U0ALICE> in <#C1|general> or <#C2>", "ask @U0ALICE in #general or #C2"),
        ("<!here> <!subteam^S1|@team> hello", "@here @team hello"),
        ("two   spaces\nand a line", "two spaces\nand a line"),
        ("<@U0BOT>", ""),
    ],
)
def test_what_was_said_is_what_a_person_reads(text: str, plain: str) -> None:
    assert said(text, BOT) == plain


@pytest.mark.parametrize(
    "text",
    [
        "and how many small ones?",
        "What about 2023",
        "and in 2023",
        "who said so",
        "Is that of all companies",
        "so which one is it",
        "compare that with 2022",
        "in 2024?",
        "vs. the year before",
    ],
)
def test_a_follow_up_may_be_a_question(text: str) -> None:
    assert may_be_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, that helps",
        "Great.",
        ":thumbsup: :tada:",
        "👍👍",
        "34%",
        "I'll put it on the slide",
        "let's talk about that tomorrow",
        "In my opinion we should rather take the other one and tell everybody about it.",
        "",
        "no idea",
    ],
)
def test_talk_among_people_is_none(text: str) -> None:
    assert not may_be_question(text)


def test_mentions_tell_who_is_spoken_to() -> None:
    assert mentions("hey <@U0BOT> you", BOT)
    assert not mentions("hey <@U0BOTTOM>", BOT)
    assert not mentions("hello", None)
    assert not speaks_to_others("<@U0BOT> and?", BOT)
    for others in ("<@U0BOT> and <@U0ALICE>?", "<@U0ALICE|alice> why?", "<!here> why?", "<!subteam^S1> why?"):
        assert speaks_to_others(others, BOT), others


@pytest.mark.parametrize(
    ("event", "by_a_person"),
    [
        ({"user": "U1", "text": "?"}, True),
        ({"user": "U1", "text": "?", "subtype": "file_share"}, True),
        ({"user": "U1", "text": "?", "subtype": "thread_broadcast"}, True),
        ({"user": "U1", "text": "?", "subtype": "channel_join"}, False),
        ({"user": "U1", "text": "?", "bot_id": "B1"}, False),
        ({"user": BOT, "text": "?"}, False),
        ({"user": "USLACKBOT", "text": "?"}, False),
        ({"text": "?", "subtype": "bot_message"}, False),
    ],
)
def test_only_people_are_heard(event: dict[str, Any], by_a_person: bool) -> None:
    assert from_person(event, BOT) is by_a_person


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("who owns AI?", ("ask", "who owns AI?")),
        ("help", ("help", "")),
        ("/help stat", ("help", "stat")),
        ("help me understand who owns AI", ("ask", "help me understand who owns AI")),
        ("stat ownership", ("stat", "ownership")),
        ("Verify: 60% have a team", ("verify", "60% have a team")),
        ("verify", ("ask", "verify")),
        ("sources", ("sources", "")),
        ("sources of revenue in 2023?", ("ask", "sources of revenue in 2023?")),
        ("statistics on cats?", ("ask", "statistics on cats?")),
        ("status", ("status", "")),
    ],
)
def test_a_command_may_be_written_like_a_message(text: str, command: tuple[str, str]) -> None:
    assert typed(text) == command


def test_an_edit_is_one_only_where_the_text_differs() -> None:
    before = {"text": "who?", "ts": "1.1"}
    edited = {"subtype": "message_changed", "message": {"text": "what?", "ts": "1.1"}, "previous_message": before}
    assert changed_text(edited) == "what?"
    assert changed_text(edited | {"message": before | {"attachments": [{}]}}) is None
    assert changed_text({"text": "what?"}) is None


def test_a_deletion_is_one_with_and_without_a_tombstone() -> None:
    tombstone = {"subtype": "message_changed", "message": {"subtype": "tombstone", "text": "This was deleted."}}
    assert is_deletion({"subtype": "message_deleted", "deleted_ts": "1.1"})
    assert is_deletion(tombstone)
    assert changed_text(tombstone) is None
    assert not is_deletion({"subtype": "message_changed", "message": {"text": "x"}})
