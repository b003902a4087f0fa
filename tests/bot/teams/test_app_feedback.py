"""What people think of answers, and the extension: figures put into messages, and colleagues' figures checked."""

from __future__ import annotations

import json

import pytest

from bot.requests import Why
from bot.teams.handlers.extension import plain
from bot.teams.handlers.feedback import read
from tests.bot.slack.workspace import CATS, QUESTION
from tests.bot.teams.connector import ALICE, BORIS, Json
from tests.bot.teams.office import Office, run, words_of
from tests.bot.teams.strict import card_problems


def thumb(reaction: str) -> Json:
    return {"data": {"actionName": "feedback", "actionValue": {"reaction": reaction}}}


def form(reaction: str, **values: str) -> Json:
    return {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": json.dumps(values)}}


def test_a_thumb_down_is_kept_at_once_and_asks_why() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(QUESTION)
        asked = await at.invoke("message/fetchTask", thumb("dislike"), replyToId=answer["shown_as"])
        assert asked["task"]["type"] == "continue"
        card = asked["task"]["value"]["card"]["content"]
        assert card_problems(card) == []
        (exchange,) = at.journal.recent(ALICE, 1)
        assert [(each.rating, each.why) for each in at.journal.feedback(exchange.id)] == [("bad", None)]
        said = form("dislike", why="outdated", comment="2019 is long ago")
        assert await at.invoke("message/submitAction", said, replyToId=answer["shown_as"]) is None
        kept = at.journal.feedback(exchange.id)
        assert [(each.rating, each.why, each.comment) for each in kept] == [("bad", "outdated", "2019 is long ago")]

    run(work)


def test_a_thumb_up_is_thanked_for_in_a_channel_by_whoever_reads_it() -> None:
    async def work(at: Office) -> None:
        thread = at.thread("5")
        answer = await at.told(QUESTION, thread)
        thanks = await at.invoke("message/fetchTask", thumb("like"), thread, BORIS, replyToId=answer["shown_as"])
        assert thanks == {"task": {"type": "message", "value": "Thank you, good to know."}}
        (exchange,) = at.journal.recent(ALICE, 1)
        assert [(each.user, each.rating) for each in at.journal.feedback(exchange.id)] == [(BORIS, "good")]

    run(work)


def test_what_is_said_of_a_message_that_is_not_kept_is_a_sentence() -> None:
    async def work(at: Office) -> None:
        answer = await at.invoke("message/fetchTask", thumb("dislike"), replyToId="m99")
        assert "no longer kept" in answer["task"]["value"]

    run(work)


@pytest.mark.parametrize(
    ("feedback", "why", "comment"),
    [
        ('{"feedbackText": "wrong year"}', None, "wrong year"),
        ('{"why": "wrong", "comment": ""}', "wrong", ""),
        ('{"why": "because", "comment": 5}', None, "5"),
        ("[1]", None, ""),
        ("just words", None, "just words"),
        ("", None, ""),
    ],
)
def test_forms_are_read_whatever_is_in_them(feedback: str, why: Why | None, comment: str) -> None:
    assert read(feedback) == (why, comment)


# -- the message extension -------------------------------------------------------------------------------------------


def query(words: str, name: str = "query") -> Json:
    return {"commandId": "stat", "parameters": [{"name": name, "value": words}]}


def test_a_figure_is_found_while_a_message_is_written_and_inserted_as_a_card_that_stands_for_itself() -> None:
    async def work(at: Office) -> None:
        found = (await at.invoke("composeExtension/query", query("keep a cat in the office")))["composeExtension"]
        assert (found["type"], found["attachmentLayout"]) == ("result", "list")
        first = found["attachments"][0]
        assert card_problems(first["content"]) == []
        assert "48%" in words_of(first["content"])
        assert CATS[:3] in words_of(first["content"])
        assert "Pet survey 2024" in words_of(first["content"])
        assert "Action.Execute" not in str(first["content"])
        assert first["preview"]["content"]["title"].startswith("48%")
        assert at.journal.recent(ALICE, 1) == []  # every few letters are a search

    run(work)


def test_a_question_with_options_is_inserted_whole() -> None:
    async def work(at: Office) -> None:
        found = (await at.invoke("composeExtension/query", query("who feeds the pets")))["composeExtension"]
        whole = found["attachments"][0]["content"]
        assert card_problems(whole) == []
        assert {"Chart.HorizontalBar", "Table"} <= {each["type"] for each in whole["body"]}

    run(work)


@pytest.mark.parametrize(("words", "name"), [("", "query"), ("true", "initialRun"), ("zzzz qqqq", "query")])
def test_where_nothing_is_found_a_sentence_says_so(words: str, name: str) -> None:
    async def work(at: Office) -> None:
        found = await at.invoke("composeExtension/query", query(words, name))
        assert found["composeExtension"]["type"] == "message"
        assert found["composeExtension"]["text"]

    run(work)


def test_a_colleagues_figures_are_checked_in_a_window_for_one_person_alone() -> None:
    async def work(at: Office) -> None:
        content = "<div><p>Did you know?</p><p>60% of firms keep a cat in the&nbsp;office.</p></div>"
        payload = {"id": "1", "messageType": "message", "body": {"contentType": "html", "content": content}}
        value = {"commandId": "check", "commandContext": "message", "messagePayload": payload}
        window = await at.invoke("composeExtension/fetchTask", value, at.thread())
        card = window["task"]["value"]["card"]["content"]
        assert card_problems(card) == []
        assert "Contradicted" in words_of(card)
        assert at.teams.calls == []
        empty = value | {"messagePayload": payload | {"body": {"contentType": "html", "content": "<p></p>"}}}
        window = await at.invoke("composeExtension/fetchTask", empty)
        assert "no words to check" in words_of(window["task"]["value"]["card"]["content"])

    run(work)


def test_the_words_of_a_message_are_read_without_its_tags() -> None:
    assert plain("<p>a &lt;b&gt;</p><div>c<br>d</div><script>e</script>") == "a <b>\nc\nd\ne"
