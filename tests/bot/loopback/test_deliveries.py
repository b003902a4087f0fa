"""What happens reaches a real Bolt app over both transports, is acknowledged, retried, doubled, forged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.loopback import AppConfig, Delivery, LoopbackSlack, ManualClock
from tests.bot.loopback.parts import BOTH, bolt, client, error_of, running

CHANNEL = "C0GENERAL"


def listening(slack: LoopbackSlack, *events: str) -> tuple[AsyncApp, list[dict[str, Any]]]:
    """An app that writes down the events that it gets."""
    app, seen = bolt(slack), []

    async def heard(event: dict[str, Any]) -> None:
        seen.append(event)

    for name in events:
        app.event(name)(heard)
    return app, seen


@BOTH
def test_a_mention_arrives_as_message_and_as_app_mention(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message", "app_mention")
            async with running(slack, app, transport):
                posted = await slack.post("U0ALICE", CHANNEL, f"<@{slack.bot}> who owns AI?")
                await slack.until(lambda: len(seen) == 2)
                message, mention = sorted(seen, key=lambda event: event["type"], reverse=True)
                assert (message["channel_type"], message["user"], message["ts"]) == ("channel", "U0ALICE", posted.ts)
                assert mention["type"] == "app_mention"
                assert mention["text"] == message["text"] == f"<@{slack.bot}> who owns AI?"
                assert [delivery.transport for delivery in slack.deliveries] == [transport] * 2
                for delivery in slack.delivered("events_api"):
                    assert delivery.ack_s is not None
                    assert delivery.ack_s < 1
                    assert len(delivery.attempts) == 1

    asyncio.run(scenario())


@BOTH
def test_direct_messages_bring_no_app_mention(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message", "app_mention")
            async with running(slack, app, transport):
                await slack.post("U0ALICE", slack.dm("U0ALICE"), f"<@{slack.bot}> hello")
                await slack.quiet()
                assert [(event["type"], event["channel_type"]) for event in seen] == [("message", "im")]

    asyncio.run(scenario())


def test_where_the_bot_is_not_a_member_it_hears_nothing_and_slack_says_so() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            await slack.post("U0ALICE", "C0OTHER", f"<@{slack.bot}> are you there?")
            assert slack.deliveries == []
            assert [(notice.user, notice.reason) for notice in slack.notices] == [("U0ALICE", "not_in_channel")]

    asyncio.run(scenario())


def test_events_that_are_not_subscribed_to_or_lack_their_scope_are_not_sent() -> None:
    async def scenario() -> None:
        wanted = AppConfig(
            events=frozenset({"app_mention", "message.channels"}), scopes=frozenset({"channels:history"})
        )
        async with LoopbackSlack(wanted) as slack:
            await slack.post("U0ALICE", CHANNEL, f"<@{slack.bot}> hello", wait=False)
            await slack.post("U0ALICE", slack.dm("U0ALICE"), "hello", wait=False)
            assert await slack.open_home("U0ALICE") is None
            await slack.join("U0ALICE", CHANNEL)
            await asyncio.sleep(0)
            assert [delivery.event["type"] for delivery in slack.deliveries] == ["message"]

    asyncio.run(scenario())


def test_the_bots_own_messages_come_back_with_its_bot_id_and_ephemeral_ones_do_not() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, _ = listening(slack, "message")
            async with running(slack, app, "socket"):
                web = client(slack)
                ts = (await web.chat_postMessage(channel=CHANNEL, text="x"))["ts"]
                await web.chat_postEphemeral(channel=CHANNEL, user="U0ALICE", text="y")
                await web.chat_update(channel=CHANNEL, ts=ts, text="z")
                await web.chat_delete(channel=CHANNEL, ts=ts)
                await slack.quiet()
                events = [delivery.event for delivery in slack.deliveries]
                assert [event.get("subtype") for event in events] == [None, "message_changed", "message_deleted"]
                assert (events[0]["bot_id"], events[0]["user"]) == (slack.bot_id, slack.bot)
                assert events[1]["message"]["text"] == "z"
                assert events[1]["previous_message"]["text"] == "x"

    asyncio.run(scenario())


def test_edits_deletions_and_previews_arrive_as_slack_sends_them() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message", "app_mention")
            async with running(slack, app, "socket"):
                posted = await slack.post("U0ALICE", CHANNEL, "who owns https://example.com/?")
                await slack.unfurl(posted)
                await slack.edit("U0ALICE", posted, f"<@{slack.bot}> who owns it?")
                await slack.delete("U0ALICE", posted)
                await slack.until(lambda: len(seen) == 5)
                kinds = [(event["type"], event.get("subtype")) for event in seen]
                assert kinds == [
                    ("message", None),
                    ("message", "message_changed"),
                    ("message", "message_changed"),
                    ("app_mention", None),
                    ("message", "message_deleted"),
                ]
                assert seen[1]["message"]["text"] == seen[1]["previous_message"]["text"]
                assert "edited" not in seen[1]["message"]
                assert seen[3]["edited"]["user"] == "U0ALICE"
                assert seen[4]["deleted_ts"] == posted.ts

    asyncio.run(scenario())


@BOTH
def test_what_is_not_acknowledged_comes_again_three_times_with_its_number(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.2, retry_delays_s=(0, 0.01, 0.02)) as slack:
            app, tries = bolt(slack), []

            @app.middleware
            async def never(req: Any) -> None:
                tries.append((req.headers.get("x-slack-retry-num"), req.headers.get("x-slack-retry-reason")))
                await asyncio.sleep(1)

            async with running(slack, app, transport):
                await slack.post("U0ALICE", CHANNEL, "hello")
                await slack.until(lambda: len(tries) == 4)
                await asyncio.sleep(0.4)
                (delivery,) = slack.deliveries
                assert not delivery.acknowledged
                assert [attempt.number for attempt in delivery.attempts] == [0, 1, 2, 3]
                reason = "timeout" if transport == "socket" else "http_timeout"
                assert {attempt.error for attempt in delivery.attempts} == {reason}
                assert tries[1:] == [([str(number)], [reason]) for number in (1, 2, 3)]

    asyncio.run(scenario())


@BOTH
def test_retries_end_with_the_first_acknowledgement(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.3, retry_delays_s=(0, 0, 0)) as slack:
            app, tries = bolt(slack), []

            @app.middleware
            async def slow_at_first(next_: Any) -> None:
                tries.append(1)
                if len(tries) == 1:
                    await asyncio.sleep(1)
                await next_()

            app.event("message")(_nothing)
            async with running(slack, app, transport):
                await slack.post("U0ALICE", CHANNEL, "hello")
                delivery = await slack.until(lambda: next((one for one in slack.deliveries if one.acknowledged), None))
                await asyncio.sleep(0.1)
                assert [attempt.accepted for attempt in delivery.attempts] == [False, True]

    asyncio.run(scenario())


@BOTH
def test_a_doubled_event_arrives_twice_with_one_id(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message")
            async with running(slack, app, transport):
                slack.duplicate()
                await slack.post("U0ALICE", CHANNEL, "twice")
                await slack.post("U0ALICE", CHANNEL, "once")
                await slack.until(lambda: len(seen) == 3)
                first, second, third = slack.deliveries
                assert first.id == second.id != third.id
                again = await slack.redeliver(third)
                await slack.until(lambda: len(seen) == 4)
                assert [attempt.number for attempt in again.attempts] == [0, 1]

    asyncio.run(scenario())


async def _nothing() -> None:
    """Hear an event and do nothing."""


# -- Socket Mode -------------------------------------------------------------------------------------------------------
def test_socket_mode_needs_the_app_token_and_an_address_works_once() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            assert await error_of(client(slack).apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"
            url = (await client(slack).apps_connections_open(app_token=slack.app.app_token))["url"]
            import aiohttp

            async with aiohttp.ClientSession() as session:
                async with session.ws_connect(url) as socket:
                    hello = await socket.receive_json()
                    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await session.ws_connect(url)

    asyncio.run(scenario())


def test_without_a_connection_events_wait_a_little_and_are_tried_again() -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.1, retry_delays_s=(0.1, 0.1, 5)) as slack:
            app, seen = listening(slack, "message")
            await slack.post("U0ALICE", CHANNEL, "hello")
            assert slack.deliveries[0].attempts[0].error == "no_connection"
            async with running(slack, app, "socket"):
                await slack.until(lambda: seen)
                assert slack.deliveries[0].acknowledged

    asyncio.run(scenario())


def test_an_app_reconnects_when_it_is_asked_to() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message")
            async with running(slack, app, "socket"):
                await slack.refresh_connections()
                await slack.until(lambda: len(slack.called("apps.connections.open")) == 2)
                await slack.connected()
                await slack.post("U0ALICE", CHANNEL, "still there?")
                await slack.until(lambda: seen)

    asyncio.run(scenario())


def test_envelopes_go_to_one_of_several_connections_in_turn() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            first, seen_by_first = listening(slack, "message")
            second, seen_by_second = listening(slack, "message")
            async with running(slack, first, "socket"):
                handler = AsyncSocketModeHandler(second, slack.app.app_token)
                await handler.connect_async()
                await slack.connected(2)
                for number in range(4):
                    await slack.post("U0ALICE", CHANNEL, str(number))
                await slack.until(lambda: len(seen_by_first) == len(seen_by_second) == 2)
                await handler.close_async()

    asyncio.run(scenario())


# -- signed HTTP -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("forgery", [{"secret": "evil"}, {"age_s": 301}, {"unsigned": True}])
def test_a_forged_delivery_is_turned_away_by_bolt(forgery: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(retry_delays_s=()) as slack:
            app, seen = listening(slack, "message")
            async with running(slack, app, "http"):
                slack.forge(**forgery)
                await slack.post("U0ALICE", CHANNEL, "forged")
                await slack.post("U0ALICE", CHANNEL, "real")
                await slack.until(lambda: seen)
                forged, real = slack.deliveries
                assert (forged.attempts[0].status, forged.acknowledged) == (401, False)
                assert (real.attempts[0].status, real.acknowledged) == (200, True)
                assert [event["text"] for event in seen] == ["real"]

    asyncio.run(scenario())


def test_a_clock_that_is_far_ahead_makes_signatures_worthless() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock, retry_delays_s=()) as slack:
            app, _ = listening(slack, "message")
            async with running(slack, app, "http"):
                clock.advance(301)
                await slack.post("U0ALICE", CHANNEL, "hello")
                assert slack.deliveries[0].attempts[0].status == 401

    asyncio.run(scenario())


def test_the_request_url_is_verified_with_a_challenge() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app = bolt(slack)
            async with running(slack, app, "http"):
                assert await slack.verify_url()
            assert not await slack.verify_url()

    asyncio.run(scenario())


def test_an_error_of_the_app_is_a_reason_to_try_again() -> None:
    async def scenario() -> None:
        async with LoopbackSlack(retry_delays_s=(0, 0, 0)) as slack, running(slack, bolt(slack), "http"):
            await slack.post("U0ALICE", CHANNEL, "nobody listens")

            def done() -> Delivery | None:
                return slack.deliveries[0] if len(slack.deliveries[0].attempts) == 4 else None

            delivery = await slack.until(done)
            await slack.quiet()
            assert {attempt.status for attempt in delivery.attempts} == {404}
            assert delivery.attempts[1].reason == "http_error"

    asyncio.run(scenario())


# -- people and places -------------------------------------------------------------------------------------------------
@BOTH
def test_opening_the_app_tells_which_tab(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "app_home_opened")
            async with running(slack, app, transport):
                await slack.open_messages_tab("U0ALICE")
                await client(slack).views_publish(user_id="U0ALICE", view={"type": "home", "blocks": []})
                await slack.open_home("U0ALICE")
                await slack.until(lambda: len(seen) == 2)
                assert [(event["tab"], "view" in event) for event in seen] == [("messages", False), ("home", True)]
                assert seen[0]["channel"] == slack.dm("U0ALICE")

    asyncio.run(scenario())


def test_joining_is_told_to_apps_that_ask_for_it() -> None:
    async def scenario() -> None:
        wanted = AppConfig(events=frozenset({"member_joined_channel", "app_uninstalled", "tokens_revoked"}))
        async with LoopbackSlack(wanted) as slack:
            app, seen = listening(slack, "member_joined_channel", "app_uninstalled", "tokens_revoked")
            async with running(slack, app, "socket"):
                await slack.join(slack.bot, "C0OTHER")
                await slack.until(lambda: seen)
                assert (seen[0]["user"], seen[0]["channel"], seen[0]["channel_type"]) == (slack.bot, "C0OTHER", "C")
                await slack.uninstall()
                assert [one.event["type"] for one in slack.deliveries[1:]] == ["tokens_revoked", "app_uninstalled"]
                await slack.post("U0ALICE", CHANNEL, "gone?")
                assert len(slack.deliveries) == 3

    asyncio.run(scenario())


def test_other_apps_messages_are_marked_as_such() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = listening(slack, "message", "app_mention")
            async with running(slack, app, "socket"):
                await slack.post_as_app(CHANNEL, f"<@{slack.bot}> deployed")
                await slack.quiet()
                assert [(event["type"], event["subtype"], "user" in event) for event in seen] == [
                    ("message", "bot_message", False)
                ]

    asyncio.run(scenario())
