"""What people type is stored as Slack stores it, and 100 of them at once lose nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.loopback import Impossible, LoopbackSlack
from tests.bot.loopback.parts import BOTH, bolt, running

CHANNEL = "C0GENERAL"


@pytest.mark.parametrize(
    ("typed", "stored", "elements"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", [{"type": "text", "text": "a < b & c > d"}]),
        ("<!channel> now", "&lt;!channel&gt; now", [{"type": "text", "text": "<!channel> now"}]),
        ("<@U0NOBODY>", "&lt;@U0NOBODY&gt;", [{"type": "text", "text": "<@U0NOBODY>"}]),
        (
            "<@U0BORIS>, @here!",
            "<@U0BORIS>, <!here>!",
            [
                {"type": "user", "user_id": "U0BORIS"},
                {"type": "text", "text": ", "},
                {"type": "broadcast", "range": "here"},
                {"type": "text", "text": "!"},
            ],
        ),
        (
            "see https://a.example/?x=1&y=2.",
            "see <https://a.example/?x=1&amp;y=2>.",
            [
                {"type": "text", "text": "see "},
                {"type": "link", "url": "https://a.example/?x=1&y=2"},
                {"type": "text", "text": "."},
            ],
        ),
        ("<#C0RANDOM>", "<#C0RANDOM|random>", [{"type": "channel", "channel_id": "C0RANDOM"}]),
    ],
)
def test_typed_text_is_escaped_and_mentions_stay_mentions(typed: str, stored: str, elements: list[Any]) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            message = await slack.post("U0ALICE", CHANNEL, typed, wait=False)
            assert message.text == stored
            assert message.blocks[0]["elements"][0]["elements"] == elements
            assert slack.problems("message", message.blocks) == []

    asyncio.run(scenario())


def test_people_write_where_they_are_and_change_what_is_theirs() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            with pytest.raises(Impossible, match="isn't in G0PRIVATE"):
                await slack.post("U0BORIS", "G0PRIVATE", "x")
            with pytest.raises(Impossible, match="nothing is written"):
                await slack.post("U0BORIS", CHANNEL, " ")
            with pytest.raises(Impossible, match=r"no message 1\.1"):
                await slack.post("U0BORIS", CHANNEL, "x", "1.1")
            posted = await slack.post("U0BORIS", CHANNEL, "x", wait=False)
            with pytest.raises(Impossible, match="has no such message"):
                await slack.edit("U0ALICE", posted, "y")
            with pytest.raises(Impossible, match="prompt 0 isn't offered"):
                await slack.choose_prompt("U0ALICE")
            await slack.archive(CHANNEL)
            with pytest.raises(Impossible, match="archived"):
                await slack.post("U0BORIS", CHANNEL, "x")

    asyncio.run(scenario())


def test_replies_stand_in_their_thread_and_broadcasts_in_the_channel_too() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            first = await slack.post("U0ALICE", CHANNEL, "first", wait=False)
            reply = await slack.post("U0BORIS", CHANNEL, "reply", first.ts, wait=False)
            loud = await slack.post("U0BORIS", CHANNEL, "loud", first.ts, broadcast=True, wait=False)
            assert slack.messages(CHANNEL) == [first, loud]
            assert slack.thread(CHANNEL, first.ts) == [first, reply, loud]
            assert slack.replies(CHANNEL, first.ts) == []

    asyncio.run(scenario())


@BOTH
def test_100_messages_at_once_are_each_told_and_answered_once(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=60) as slack:
            app = bolt(slack)

            @app.event("message")
            async def answer(event: dict[str, Any], say: Any) -> None:
                await say(text=event["text"], thread_ts=event["ts"])

            async with running(slack, app, transport):
                posted = await asyncio.gather(*(slack.post("U0ALICE", CHANNEL, f"question {n}") for n in range(100)))
                await slack.until(lambda: len(slack.called("chat.postMessage")) >= 100, timeout_s=60)
                await slack.quiet()
                assert [[one.text for one in slack.replies(CHANNEL, message.ts)] for message in posted] == [
                    [message.text] for message in posted
                ]
                assert all(delivery.acknowledged and len(delivery.attempts) == 1 for delivery in slack.deliveries)

    asyncio.run(scenario())
