"""What people can rely on when they write to the bot: in channels, in threads, directly."""

from __future__ import annotations

import asyncio

import pytest

from bot.loopback import Message
from bot.loopback.records import TransportName
from tests.bot.slack.workspace import (
    ALICE,
    BORIS,
    CATS,
    DOG_QUESTION,
    GENERAL,
    OTHER,
    PRIVATE,
    QUESTION,
    TALK,
    UNKNOWN,
    Bench,
    run,
)


def texts(messages: list[Message]) -> str:
    return "\n".join(message.text for message in messages)


# -- mentions --------------------------------------------------------------------------------------------------------


def test_a_mention_is_answered_in_its_thread_with_a_status_before(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered()
        assert CATS in answer.text
        assert answer.thread_ts == asked.ts
        assert [call.method for call in at.slack.calls if "auth" not in call.method][-2:] == [
            "assistant.threads.setStatus",
            "chat.postMessage",
        ]
        assert at.slack.status(GENERAL, asked.ts) is None
        assert at.refused() == []
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1  # it comes as a mention and as a message

    run(work, transport)


def test_a_mention_in_a_thread_of_others_is_answered_there(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        root = await at.slack.post(BORIS, GENERAL, "I keep wondering about cats")
        asked = await at.mention(QUESTION, thread_ts=root.ts)
        assert CATS in (await at.answers(asked))[0].text

    run(work, transport)


def test_a_mention_without_a_question_is_told_what_to_do_and_its_edit_is_answered() -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered("")
        assert "say what you want to know" in answer.text
        await at.slack.edit(ALICE, asked, f"<@{at.slack.bot}> {QUESTION}")
        assert CATS in (await at.answers(asked, 2))[1].text
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 2

    run(work)


def test_a_refusal_is_shown_with_its_reason_and_buttons_to_what_the_reports_do_say() -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered(UNKNOWN)
        assert "don't say" in answer.text
        buttons = [each for block in answer.blocks if block["type"] == "actions" for each in block["elements"]]
        ask = [each for each in buttons if each["action_id"].startswith("ask:")]
        assert ask
        await at.slack.press(BORIS, answer, ask[0]["action_id"])
        told = (await at.answers(asked, 2))[1]
        assert f"Asked: {ask[0]['value']}" in told.text
        assert "48%" in told.text or "12%" in told.text

    run(work)


def test_in_a_private_channel_it_answers_too(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered(QUESTION, PRIVATE)
        assert CATS in answer.text

    run(work, transport)


def test_a_command_may_be_given_by_mention() -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered("verify 60% of firms keep a cat in the office.")
        assert "Contradicted" in answer.text

    run(work)


# -- threads ---------------------------------------------------------------------------------------------------------


def test_a_follow_up_needs_no_mention_and_is_understood_with_what_went_before(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        await at.slack.post(BORIS, GENERAL, "And a dog in the yard?", thread_ts=asked.ts)
        answers = await at.answers(asked, 2)
        assert "12%" in answers[1].text
        await at.settled()
        again = at.journal.recent(BORIS, 1)[0]
        assert again.turn is not None
        assert again.turn.standalone != again.text  # it was made to stand alone

    run(work, transport)


@pytest.mark.parametrize(
    "said",
    [
        "thanks, that helps",
        "<@U0BORIS> how many do you keep?",
        "@here how many do you keep?",
        "👍",
        f"How {TALK} are {TALK}s?",  # passes for a question, and is none to the reader
    ],
)
def test_it_is_silent_when_people_talk_to_each_other(said: str) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        await at.slack.post(ALICE, GENERAL, said, thread_ts=asked.ts)
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert at.slack.status(GENERAL, asked.ts) is None

    run(work)


def test_it_is_silent_in_threads_that_it_is_not_part_of_and_outside_of_threads(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        root = await at.slack.post(ALICE, GENERAL, "How many firms keep a cat?")
        await at.slack.post(BORIS, GENERAL, "How many do?", thread_ts=root.ts)
        await at.slack.post(ALICE, OTHER, f"<@{at.slack.bot}> {QUESTION}")
        await at.settled()
        assert at.slack.replies(GENERAL, root.ts) == []
        assert at.slack.replies(GENERAL) == []
        assert at.slack.called("chat.postMessage") == []

    run(work, transport)


def test_bots_are_not_heard_not_even_in_its_own_threads() -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        await at.slack.post_as_app(GENERAL, f"<@{at.slack.bot}> {QUESTION}")
        await at.slack.post_as_app(GENERAL, "How many keep a dog?", thread_ts=asked.ts)
        await at.settled()
        assert len(at.slack.called("chat.postMessage")) == 1

    run(work)


# -- direct messages and the agent view --------------------------------------------------------------------------------


def test_a_direct_message_is_answered_in_a_thread_that_gets_a_title(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked = await at.slack.post(ALICE, at.slack.dm(ALICE), QUESTION)
        answer = (await at.answers(asked))[0]
        assert CATS in answer.text
        await at.settled()
        assert at.slack.title(asked.channel, asked.ts) == QUESTION
        await at.slack.post(ALICE, asked.channel, DOG_QUESTION, thread_ts=asked.ts)
        assert "12%" in (await at.answers(asked, 2))[1].text
        await at.settled()
        assert len(at.slack.called("assistant.threads.setTitle")) == 1
        assert at.refused() == []

    run(work, transport)


def test_whatever_is_written_directly_gets_an_answer_even_small_talk() -> None:
    async def work(at: Bench) -> None:
        asked = await at.slack.post(ALICE, at.slack.dm(ALICE), TALK)
        assert "ask me for a fact or a figure" in (await at.answers(asked))[0].text

    run(work)


def test_help_may_be_asked_for_directly() -> None:
    async def work(at: Bench) -> None:
        asked = await at.slack.post(ALICE, at.slack.dm(ALICE), "help")
        assert "/stat" in (await at.answers(asked))[0].text

    run(work)


def test_the_messages_tab_suggests_questions_that_the_library_answers(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await at.slack.open_messages_tab(ALICE)
        prompts = await at.slack.until(lambda: at.slack.prompts(at.slack.dm(ALICE)))
        assert 0 < len(prompts.prompts) <= 4
        asked = await at.slack.choose_prompt(ALICE, 0)
        assert "%" in (await at.answers(asked))[0].text

    run(work, transport)


# -- edits and deletions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("directly", [True, False])
def test_the_answer_to_an_edited_question_is_mended_where_it_stands(directly: bool, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        channel, name = (at.slack.dm(ALICE), "") if directly else (GENERAL, f"<@{at.slack.bot}> ")
        asked = await at.slack.post(ALICE, channel, name + QUESTION)
        (answer,) = await at.answers(asked)
        await at.settled()
        await at.slack.edit(ALICE, asked, name + DOG_QUESTION)
        await at.slack.until(lambda: "12%" in answer.text)
        await at.settled()
        assert len(at.slack.replies(channel, asked.ts)) == 1
        await at.slack.unfurl(asked)
        await at.settled()
        assert len(at.slack.called("chat.update")) == 1
        assert at.refused() == []

    run(work, transport)


def test_an_edit_while_the_first_answer_is_under_way_ends_with_the_new_one() -> None:
    async def work(at: Bench) -> None:
        at.slack.slow("chat.postMessage", 0.3, times=1)
        asked = await at.mention()
        await at.slack.edit(ALICE, asked, f"<@{at.slack.bot}> {DOG_QUESTION}")
        (answer,) = await at.answers(asked)
        await at.slack.until(lambda: "12%" in answer.text)

    run(work)


def test_an_answer_goes_with_its_question(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered()
        later = await at.slack.post(ALICE, GENERAL, DOG_QUESTION, thread_ts=asked.ts)
        await at.answers(asked, 2)
        await at.settled()
        await at.slack.delete(ALICE, later)
        await at.slack.until(lambda: len(at.slack.replies(GENERAL, asked.ts)) == 1)
        await at.slack.delete(ALICE, asked)
        await at.slack.until(lambda: at.slack.replies(GENERAL, asked.ts) == [])
        await at.settled()
        assert at.journal.recent(ALICE, 5) == []
        assert answer.ts in [call.arguments["ts"] for call in at.slack.called("chat.delete")]

    run(work, transport)


def test_a_question_that_leaves_a_tombstone_behind_takes_its_answer_along() -> None:
    """Slack tells the deletion of a message with replies as a change."""

    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        payload = at.slack.delivered("events_api", "message")[0].payload
        stone = {"ts": asked.ts, "thread_ts": asked.ts, "user": "USLACKBOT", "subtype": "tombstone", "text": "Deleted."}
        event = {"type": "message", "subtype": "message_changed", "channel": GENERAL, "channel_type": "channel"}
        before = {"ts": asked.ts, "thread_ts": asked.ts, "user": ALICE, "text": asked.text}
        changed = event | {"message": stone | {"hidden": True}, "previous_message": before, "ts": "1999999999.000001"}
        await at.slack.deliver("events_api", payload | {"event": changed, "event_id": "Ev0STONE"})
        await at.settled()
        assert at.slack.replies(GENERAL, asked.ts) == []

    run(work)


def test_an_answer_that_was_deleted_meanwhile_is_given_anew_when_the_question_is_edited() -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        at.slack.fail("chat.update", error="message_not_found")
        await at.slack.edit(ALICE, asked, f"<@{at.slack.bot}> {DOG_QUESTION}")
        assert "12%" in (await at.answers(asked, 2))[1].text

    run(work)


# -- order -----------------------------------------------------------------------------------------------------------


def test_questions_of_one_thread_are_answered_in_order_and_of_several_side_by_side() -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered()
        at.slack.slow("chat.postMessage", 0.2, times=1)
        await at.slack.post(ALICE, GENERAL, DOG_QUESTION, thread_ts=asked.ts)
        await at.slack.post(BORIS, GENERAL, QUESTION, thread_ts=asked.ts)
        answers = await at.answers(asked, 3)
        assert ["12%" in each.text for each in answers[1:]] == [True, False]
        several = [await at.mention(QUESTION, wait=False) for _ in range(12)]
        await asyncio.gather(*(at.answers(each) for each in several))

    run(work)
