"""Messages as apps write them: posted, ephemeral, changed, deleted, streamed; and what Slack refuses about them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import LoopbackSlack, ManualClock, Message
from bot.loopback.blockkit import problems
from tests.bot.loopback.parts import actions, button, client, error_of, refusal, section

CHANNEL = "C0GENERAL"


def test_a_message_is_kept_with_ids_for_its_blocks_and_elements() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            blocks = [section("x"), actions({key: value for key, value in button("a").items() if key != "action_id"})]
            answer = await client(slack).chat_postMessage(channel=CHANNEL, text="x", blocks=blocks)
            message = slack.message(CHANNEL, answer["ts"])
            assert (message.user, message.bot_id, message.text) == (slack.bot, slack.bot_id, "x")
            assert message.blocks[0]["block_id"]
            assert message.blocks[1]["elements"][0]["action_id"]
            assert problems("message", message.blocks) == []
            assert answer["message"]["blocks"] == message.blocks

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0OTHER", "text": "x"}, "not_in_channel"),
        ({"channel": "C0RANDOM", "text": "x"}, "is_archived"),
        ({"channel": CHANNEL, "text": "  "}, "no_text"),
        ({"channel": CHANNEL, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": CHANNEL, "markdown_text": "y" * 12_001}, "msg_too_long"),
        ({"channel": CHANNEL, "text": "x", "username": "Somebody else"}, "missing_scope"),
        ({"channel": CHANNEL, "text": "x", "attachments": [{"fallback": "x"}] * 101}, "too_many_attachments"),
    ],
)
def test_a_message_that_slack_would_not_take_is_refused(arguments: dict[str, Any], error: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            await slack.archive("C0RANDOM")
            assert await error_of(client(slack).chat_postMessage(**arguments)) == error
            assert slack.messages(CHANNEL) == []

    asyncio.run(scenario())


def test_bad_blocks_are_refused_with_a_line_for_each_problem() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            blocks = [section("x", oops=1), section("")]
            error = await refusal(client(slack).chat_postMessage(channel=CHANNEL, text="x", blocks=blocks))
            assert error.response["error"] == "invalid_blocks"
            lines = error.response["response_metadata"]["messages"]
            assert lines[0] == "[ERROR] blocks[0]: has 'oops', which Slack doesn't know"
            assert any("blocks[1].text" in line for line in lines)

    asyncio.run(scenario())


def test_a_long_text_is_cut_when_posted_and_refused_when_updated() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            answer = await web.chat_postMessage(channel=CHANNEL, text="x" * 40_001)
            assert answer["warning"] == "message_truncated"
            assert len(slack.message(CHANNEL, answer["ts"]).text) == 40_000
            assert await error_of(web.chat_update(channel=CHANNEL, ts=answer["ts"], text="y" * 4_001)) == "msg_too_long"
            await web.chat_update(channel=CHANNEL, ts=answer["ts"], text="y" * 4_000)

    asyncio.run(scenario())


def test_a_persons_id_reaches_their_direct_message_and_a_name_the_channel() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            answer = await client(slack).chat_postMessage(channel="U0ALICE", text="x")
            assert answer["channel"] == slack.dm("U0ALICE")
            assert (await client(slack).chat_postMessage(channel="#general", text="x"))["channel"] == CHANNEL

    asyncio.run(scenario())


def test_a_channel_can_be_lost() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            await slack.leave(slack.bot, CHANNEL)
            await slack.leave(slack.bot, "G0PRIVATE")
            await slack.delete_channel("C0RANDOM")
            web = client(slack)
            assert await error_of(web.chat_postMessage(channel=CHANNEL, text="x")) == "not_in_channel"
            # To an app that isn't in it, a private channel doesn't exist.
            assert await error_of(web.chat_postMessage(channel="G0PRIVATE", text="x")) == "channel_not_found"
            assert await error_of(web.chat_postMessage(channel="C0RANDOM", text="x")) == "channel_not_found"

    asyncio.run(scenario())


def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            answer = await web.chat_postEphemeral(channel=CHANNEL, user="U0ALICE", text="for you")
            assert slack.messages(CHANNEL) == slack.messages(CHANNEL, "U0BORIS") == []
            assert [one.text for one in slack.messages(CHANNEL, "U0ALICE")] == ["for you"]
            assert [one.only_for for one in slack.ephemeral("U0ALICE")] == ["U0ALICE"]
            late = web.chat_update(channel=CHANNEL, ts=answer["message_ts"], text="y")
            assert await error_of(late) == "message_not_found"
            outside = web.chat_postEphemeral(channel="G0PRIVATE", user="U0BORIS", text="x")
            assert await error_of(outside) == "user_not_in_channel"

    asyncio.run(scenario())


def test_an_update_with_text_alone_takes_the_blocks_away() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            ts = (await web.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("x")]))["ts"]
            message = slack.message(CHANNEL, ts)
            await web.chat_update(channel=CHANNEL, ts=ts, text="y", blocks=[section("y")])
            assert (message.text, message.edited_ts) == ("y", None)
            await web.chat_update(channel=CHANNEL, ts=ts, text="z")
            assert (message.text, message.blocks) == ("z", [])
            assert message.edited_ts
            assert message.shown() == [section("z")]

    asyncio.run(scenario())


def test_only_the_apps_own_messages_can_be_changed_or_deleted() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            asked = await slack.post("U0ALICE", CHANNEL, "mine", wait=False)
            assert await error_of(web.chat_update(channel=CHANNEL, ts=asked.ts, text="x")) == "cant_update_message"
            assert await error_of(web.chat_delete(channel=CHANNEL, ts=asked.ts)) == "cant_delete_message"
            assert await error_of(web.chat_delete(channel=CHANNEL, ts="1.1")) == "message_not_found"
            ts = (await web.chat_postMessage(channel=CHANNEL, text="x"))["ts"]
            await web.chat_delete(channel=CHANNEL, ts=ts)
            assert slack.messages(CHANNEL) == [asked]

    asyncio.run(scenario())


def test_a_permalink_names_the_message_and_its_thread() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            asked = await slack.post("U0ALICE", CHANNEL, "first", wait=False)
            reply = await web.chat_postMessage(channel=CHANNEL, text="x", thread_ts=asked.ts)
            link = (await web.chat_getPermalink(channel=CHANNEL, message_ts=reply["ts"]))["permalink"]
            assert link == slack.permalink(slack.message(CHANNEL, reply["ts"]))
            assert link.endswith(
                f"/archives/{CHANNEL}/p{reply['ts'].replace('.', '')}?thread_ts={asked.ts}&cid={CHANNEL}"
            )
            assert await error_of(web.chat_getPermalink(channel=CHANNEL, message_ts="1.1")) == "message_not_found"

    asyncio.run(scenario())


# -- streams -----------------------------------------------------------------------------------------------------------
TO_ALICE = {"recipient_team_id": "T0LOOPBACK", "recipient_user_id": "U0ALICE"}


async def asked(slack: LoopbackSlack) -> Message:
    return await slack.post("U0ALICE", CHANNEL, "a question", wait=False)


def test_a_stream_grows_and_ends_with_blocks_below() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            question = await asked(slack)
            stream = await client(slack).chat_stream(channel=CHANNEL, thread_ts=question.ts, buffer_size=1, **TO_ALICE)
            await stream.append(markdown_text="**Nearly")
            (message,) = slack.replies(CHANNEL, question.ts)
            assert message.stream is not None
            assert (message.stream.state, message.text, message.stream.recipient) == (
                "streaming",
                "**Nearly",
                "U0ALICE",
            )
            task = {"type": "task_update", "id": "1", "title": "Reading", "status": "in_progress"}
            await stream.append(markdown_text=" half**", chunks=[task, {"type": "plan_update", "title": "Plan"}])
            await stream.append(chunks=[{**task, "status": "complete"}])
            await stream.stop(blocks=[section("[1]")])
            assert message.stream.state == "stopped"
            assert [block["type"] for block in message.shown()] == ["plan", "markdown", "section"]
            assert message.shown()[0]["tasks"][0]["status"] == "complete"
            assert message.shown()[1]["text"] == "**Nearly half**"
            assert problems("message", message.shown()) == []

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "missing_recipient_team_id"),
        ({"recipient_team_id": "T0LOOPBACK"}, "missing_recipient_user_id"),
        ({**TO_ALICE, "recipient_team_id": "T0ELSE"}, "team_not_found"),
        ({**TO_ALICE, "recipient_user_id": "U0NOBODY"}, "user_not_found"),
        ({**TO_ALICE, "channel": "C0OTHER"}, "not_in_channel"),
        ({**TO_ALICE, "thread_ts": "1.1"}, "invalid_thread_ts"),
        ({**TO_ALICE, "chunks": [{"type": "nope"}]}, "invalid_chunks"),
        ({**TO_ALICE, "markdown_text": "x" * 12_001}, "msg_too_long"),
    ],
)
def test_a_stream_does_not_start_without_what_it_needs(arguments: dict[str, Any], error: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            question = await asked(slack)
            call = {"channel": CHANNEL, "thread_ts": question.ts} | arguments
            assert await error_of(client(slack).chat_startStream(**call)) == error
            assert slack.replies(CHANNEL, question.ts) == []

    asyncio.run(scenario())


def test_in_a_direct_message_a_stream_needs_no_recipient() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            question = await slack.post("U0ALICE", slack.dm("U0ALICE"), "a question", wait=False)
            await client(slack).chat_startStream(channel=question.channel, thread_ts=question.ts)
            assert len(slack.replies(question.channel, question.ts)) == 1

    asyncio.run(scenario())


def test_after_five_minutes_a_stream_is_over_and_can_be_finished_by_an_update() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock) as slack:
            web = client(slack)
            question = await asked(slack)
            ts = (await web.chat_startStream(channel=CHANNEL, thread_ts=question.ts, markdown_text="so", **TO_ALICE))[
                "ts"
            ]
            clock.advance(299)
            await web.chat_appendStream(channel=CHANNEL, ts=ts, markdown_text=" far")
            early = web.chat_update(channel=CHANNEL, ts=ts, text="x")
            assert await error_of(early) == "streaming_state_conflict"
            clock.advance(2)
            late = web.chat_appendStream(channel=CHANNEL, ts=ts, markdown_text=", so good")
            assert await error_of(late) == "message_not_in_streaming_state"
            assert await error_of(web.chat_stopStream(channel=CHANNEL, ts=ts)) == "message_not_in_streaming_state"
            assert slack.message(CHANNEL, ts).text == "so far"
            await web.chat_update(channel=CHANNEL, ts=ts, text="so far, so good")
            assert slack.message(CHANNEL, ts).shown() == [section("so far, so good")]

    asyncio.run(scenario())


async def _stopped(web: AsyncWebClient, thread_ts: str) -> str:
    ts: str = (await web.chat_startStream(channel=CHANNEL, thread_ts=thread_ts, markdown_text="x", **TO_ALICE))["ts"]
    await web.chat_stopStream(channel=CHANNEL, ts=ts)
    return ts


def test_nothing_is_added_to_what_does_not_stream() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            question = await asked(slack)
            ts = await _stopped(web, question.ts)
            gone = web.chat_appendStream(channel=CHANNEL, ts=ts, markdown_text="y")
            assert await error_of(gone) == "message_not_in_streaming_state"
            foreign = web.chat_appendStream(channel=CHANNEL, ts=question.ts, markdown_text="y")
            assert await error_of(foreign) == "message_not_owned_by_app"
            assert await error_of(web.chat_stopStream(channel=CHANNEL, ts="1.1")) == "message_not_found"

    asyncio.run(scenario())


def test_bad_blocks_leave_a_stream_as_it_was() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            question = await asked(slack)
            ts = (await web.chat_startStream(channel=CHANNEL, thread_ts=question.ts, **TO_ALICE))["ts"]
            bad = web.chat_stopStream(channel=CHANNEL, ts=ts, markdown_text="text", blocks=[section("")])
            assert await error_of(bad) == "invalid_blocks"
            assert await error_of(web.chat_appendStream(channel=CHANNEL, ts=ts)) == "no_text"
            await web.chat_stopStream(channel=CHANNEL, ts=ts, markdown_text="text")
            assert slack.message(CHANNEL, ts).text == "text"

    asyncio.run(scenario())


# -- what the app says about threads -----------------------------------------------------------------------------------
def test_a_status_ends_when_the_app_answers_or_after_two_minutes() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock) as slack:
            web = client(slack)
            question = await asked(slack)

            async def think() -> None:
                await web.assistant_threads_setStatus(
                    channel_id=CHANNEL, thread_ts=question.ts, status="is reading", loading_messages=["Page 1"]
                )
                status = slack.status(CHANNEL, question.ts)
                assert status is not None
                assert (status.text, status.loading_messages) == ("is reading", ("Page 1",))

            await think()
            await web.chat_postMessage(channel=CHANNEL, text="x")
            assert slack.status(CHANNEL, question.ts) is not None
            await web.chat_postMessage(channel=CHANNEL, text="x", thread_ts=question.ts)
            assert slack.status(CHANNEL, question.ts) is None
            await think()
            clock.advance(121)
            assert slack.status(CHANNEL, question.ts) is None
            await think()
            await web.assistant_threads_setStatus(channel_id=CHANNEL, thread_ts=question.ts, status="")
            assert slack.status(CHANNEL, question.ts) is None
            nowhere = web.assistant_threads_setStatus(channel_id=CHANNEL, thread_ts="1.1", status="x")
            assert await error_of(nowhere) == "invalid_thread_ts"
            much = web.assistant_threads_setStatus(
                channel_id=CHANNEL, thread_ts=question.ts, status="x", loading_messages=["x"] * 11
            )
            assert await error_of(much) == "invalid_arguments"

    asyncio.run(scenario())


def test_titles_and_prompts_belong_to_direct_messages() -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.1) as slack:
            web = client(slack)
            direct = slack.dm("U0ALICE")
            question = await slack.post("U0ALICE", direct, "hello", wait=False)
            await web.assistant_threads_setTitle(channel_id=direct, thread_ts=question.ts, title="Cats")
            assert slack.title(direct, question.ts) == "Cats"
            prompts = [{"title": "Cats?", "message": "Who keeps cats?"}]
            await web.assistant_threads_setSuggestedPrompts(channel_id=direct, prompts=prompts, title="Try")
            shown = slack.prompts(direct)
            assert shown is not None
            assert (shown.title, list(shown.prompts)) == ("Try", prompts)
            assert (await slack.choose_prompt("U0ALICE")).text == "Who keeps cats?"
            many = web.assistant_threads_setSuggestedPrompts(channel_id=direct, prompts=prompts * 5)
            assert await error_of(many) == "invalid_arguments"
            public = web.assistant_threads_setSuggestedPrompts(channel_id=CHANNEL, prompts=prompts)
            assert await error_of(public) == "channel_not_found"

    asyncio.run(scenario())


# -- files, reactions, conversations -----------------------------------------------------------------------------------
def test_a_file_is_uploaded_as_the_sdk_does_it() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            question = await asked(slack)
            answer = await web.files_upload_v2(
                channel=CHANNEL,
                thread_ts=question.ts,
                filename="a.csv",
                content="a,b",
                title="Table",
                initial_comment="Here",
            )
            file = slack.file(answer["file"]["id"])
            assert (file.content, file.title) == (b"a,b", "Table")
            (message,) = slack.replies(CHANNEL, question.ts)
            assert (message.files, message.text, message.subtype) == ([file.id], "Here", "file_share")
            nowhere = web.files_upload_v2(channel="C0OTHER", filename="a.csv", content="a,b")
            assert await error_of(nowhere) == "not_in_channel"
            unsent = web.files_completeUploadExternal(files=[{"id": "F0NONE"}], channel_id=CHANNEL)
            assert await error_of(unsent) == "file_not_found"

    asyncio.run(scenario())


def test_a_reaction_is_added_once() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            question = await asked(slack)
            arguments: dict[str, Any] = {"channel": CHANNEL, "timestamp": question.ts, "name": "eyes"}
            await client(slack).reactions_add(**arguments)
            assert question.reactions == {"eyes": [slack.bot]}
            assert await error_of(client(slack).reactions_add(**arguments)) == "already_reacted"

    asyncio.run(scenario())


def test_conversations_show_members_threads_and_history_in_pages() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            question = await asked(slack)
            for number in range(3):
                await web.chat_postMessage(channel=CHANNEL, text=str(number), thread_ts=question.ts)
            await web.chat_postEphemeral(channel=CHANNEL, user="U0ALICE", text="secret", thread_ts=question.ts)
            page = await web.conversations_replies(channel=CHANNEL, ts=question.ts, limit=3)
            assert [one["text"] for one in page["messages"]] == ["a question", "0", "1"]
            assert (page["messages"][0]["reply_count"], page["has_more"]) == (3, True)
            cursor = page["response_metadata"]["next_cursor"]
            rest = await web.conversations_replies(channel=CHANNEL, ts=question.ts, limit=3, cursor=cursor)
            assert [one["text"] for one in rest["messages"]] == ["2"]
            newer = await web.conversations_history(channel=CHANNEL, oldest=question.ts)
            assert newer["messages"] == []
            assert await error_of(web.conversations_replies(channel=CHANNEL, ts="1.1")) == "thread_not_found"
            assert await error_of(web.conversations_history(channel="C0OTHER")) == "not_in_channel"
            assert slack.bot in (await web.conversations_members(channel=CHANNEL))["members"]
            info = (await web.conversations_info(channel="C0OTHER"))["channel"]
            assert (info["name"], info["is_member"], info["is_private"]) == ("other", False, False)
            direct = (await web.conversations_open(users="U0BORIS", return_im=True))["channel"]
            assert (direct["id"], direct["user"]) == (slack.dm("U0BORIS"), "U0BORIS")
            assert await error_of(web.conversations_open(users="U0NOBODY")) == "user_not_found"
            both = await web.users_conversations(user="U0ALICE", types="public_channel,private_channel")
            assert {one["id"] for one in both["channels"]} == {CHANNEL, "C0RANDOM", "C0OTHER", "G0PRIVATE"}
            own = await web.users_conversations()
            assert {one["id"] for one in own["channels"]} == {CHANNEL, "C0RANDOM"}

    asyncio.run(scenario())
