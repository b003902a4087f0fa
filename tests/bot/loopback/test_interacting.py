"""Commands, buttons, forms and shortcuts, as people use them and a real Bolt app answers them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.loopback import AppConfig, Impossible, LoopbackSlack, ManualClock, Message, View
from tests.bot.loopback.parts import (
    BOTH,
    FEEDBACK,
    MODAL,
    actions,
    bolt,
    button,
    client,
    error_of,
    options,
    plain,
    refusal,
    running,
    section,
)

CHANNEL = "C0GENERAL"
SELECT = {"type": "static_select", "action_id": "year", "options": options("2023", "2024")}
RADIO = {"type": "radio_buttons", "action_id": "why", "options": options("wrong", "outdated")}


def keeping(slack: LoopbackSlack, answer: Any = None) -> tuple[AsyncApp, list[dict[str, Any]]]:
    """An app that acknowledges every action and shortcut and keeps what it got."""
    app, seen = bolt(slack), []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)

    import re

    app.action(re.compile(".*"))(keep)
    app.shortcut(re.compile(".*"))(keep)
    return app, seen


async def shown(slack: LoopbackSlack, *blocks: dict[str, Any]) -> Message:
    answer = await client(slack).chat_postMessage(channel=CHANNEL, text="x", blocks=blocks)
    return slack.message(CHANNEL, answer["ts"])


# -- slash commands ----------------------------------------------------------------------------------------------------
@BOTH
def test_what_a_command_is_acknowledged_with_is_seen_by_its_user_alone(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = bolt(slack), []

            @app.command("/stat")
            async def stat(ack: Any, command: dict[str, Any], respond: Any) -> None:
                seen.append(command)
                await ack(text="one moment", blocks=[section("one *moment*")])
                await respond("for all", response_type="in_channel")

            async with running(slack, app, transport):
                delivery = await slack.slash("U0ALICE", CHANNEL, "/stat", "cats & <dogs>")
                assert delivery.ack_s is not None
                await slack.until(lambda: slack.messages(CHANNEL))
                assert [one.text for one in slack.messages(CHANNEL)] == ["for all"]
                assert [one.text for one in slack.ephemeral("U0ALICE")] == ["one moment"]
                assert seen[0]["text"] == "cats &amp; &lt;dogs&gt;"
                assert (seen[0]["user_name"], seen[0]["channel_name"]) == ("alice", "general")

    asyncio.run(scenario())


@BOTH
def test_a_command_without_an_answer_in_time_fails_before_its_user(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(ack_timeout_s=0.2) as slack:
            app = bolt(slack)

            @app.command("/slow")
            async def slow(ack: Any) -> None:
                await asyncio.sleep(0.5)
                await ack()

            async with running(slack, app, transport):
                delivery = await slack.slash("U0ALICE", CHANNEL, "/slow")
                assert not delivery.acknowledged
                assert len(delivery.attempts) == 1
                (notice,) = slack.notices
                assert (notice.user, notice.text) == ("U0ALICE", '/slow failed with the error "operation_timeout"')

    asyncio.run(scenario())


def test_commands_of_nobody_are_not_run() -> None:
    async def scenario() -> None:
        async with LoopbackSlack(AppConfig(commands=frozenset({"/stat"})), ack_timeout_s=0.1) as slack:
            with pytest.raises(Impossible, match="/nope"):
                await slack.slash("U0ALICE", CHANNEL, "/nope")
            with pytest.raises(Impossible, match="isn't in"):
                await slack.slash("U0BORIS", "G0PRIVATE", "/stat")
            assert slack.deliveries == []
            await slack.slash("U0ALICE", CHANNEL, "/stat")
            assert slack.notices[-1].reason == "dispatch_failed"
            await slack.archive(CHANNEL)
            with pytest.raises(Impossible, match="archived"):
                await slack.slash("U0ALICE", CHANNEL, "/stat")

    asyncio.run(scenario())


def test_bad_blocks_in_an_acknowledgement_are_not_shown() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app = bolt(slack)

            @app.command("/stat")
            async def stat(ack: Any) -> None:
                await ack(text="x", blocks=[section("")])

            async with running(slack, app, "socket"):
                await slack.slash("U0ALICE", CHANNEL, "/stat")
                assert slack.ephemeral("U0ALICE") == []
                assert slack.notices[-1].reason == "invalid_blocks"

    asyncio.run(scenario())


# -- response_url ------------------------------------------------------------------------------------------------------
async def answers(url: str, *bodies: dict[str, Any]) -> list[int]:
    return [(await AsyncWebhookClient(url).send_dict(body)).status_code for body in bodies]


def test_a_response_url_works_five_times_within_half_an_hour() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock) as slack:
            app, seen = keeping(slack)
            async with running(slack, app, "socket"):
                message = await shown(slack, actions(button("a")))
                await slack.press("U0ALICE", message, "a")
                await slack.press("U0ALICE", message, "a")
                first, second = (body["response_url"] for body in seen)
                assert await answers(first, *[{"text": "x"}] * 6) == [200] * 5 + [404]
                assert slack.calls[-1].response["error"] == "used_url"
                clock.advance(30 * 60 + 1)
                assert await answers(second, {"text": "x"}) == [404]
                assert slack.calls[-1].response["error"] == "expired_url"
                assert await answers(f"{slack.base_url}/respond/made-up", {"text": "x"}) == [404]
                assert len(slack.ephemeral("U0ALICE")) == 5

    asyncio.run(scenario())


def test_a_response_replaces_or_deletes_the_message_that_was_pressed() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = keeping(slack)
            async with running(slack, app, "socket"):
                web = client(slack)
                answer = await web.chat_postEphemeral(
                    channel=CHANNEL, user="U0ALICE", text="x", blocks=[actions(button("a"))]
                )
                private = slack.message(CHANNEL, answer["message_ts"])
                await slack.press("U0ALICE", private, "a")
                container = seen[0]["container"]
                assert (container["is_ephemeral"], container["message_ts"], "message" in seen[0]) == (
                    True,
                    private.ts,
                    False,
                )
                url = seen[0]["response_url"]
                assert await answers(url, {"replace_original": True, "text": "folded out"}) == [200]
                assert (private.text, private.blocks, private.only_for) == ("folded out", [], "U0ALICE")
                assert await answers(url, {"replace_original": True, "blocks": [section("")]}) == [400]
                assert slack.calls[-1].response["error"] == "invalid_blocks"
                assert await answers(url, {"delete_original": True}) == [200]
                assert slack.ephemeral("U0ALICE") == []

    asyncio.run(scenario())


def test_a_response_stays_in_its_thread_if_it_says_so_and_fails_on_demand() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = keeping(slack)
            async with running(slack, app, "socket"):
                message = await shown(slack, actions(button("a")))
                await slack.press("U0ALICE", message, "a")
                url = seen[0]["response_url"]
                body = {"text": "x", "thread_ts": message.ts, "response_type": "in_channel"}
                assert await answers(url, body) == [200]
                assert [one.text for one in slack.replies(CHANNEL, message.ts)] == ["x", "x"]
                slack.fail("response_url", status=500)
                assert await answers(url, body) == [500]
                await slack.archive(CHANNEL)
                assert await answers(url, body) == [400]
                async with aiohttp.ClientSession() as session, session.post(url, data="{") as response:
                    assert response.status == 400

    asyncio.run(scenario())


# -- pressing ----------------------------------------------------------------------------------------------------------
@BOTH
def test_what_is_pressed_arrives_with_where_and_by_whom(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = keeping(slack)
            async with running(slack, app, transport):
                blocks = [section("q", accessory=SELECT), actions(button("go", value="7"), RADIO), FEEDBACK]
                message = await shown(slack, *blocks)
                await slack.press("U0BORIS", message, "go")
                await slack.press("U0BORIS", message, "year", option="2024")
                await slack.press("U0BORIS", message, "why", option="outdated")
                await slack.press("U0BORIS", message, "feedback", option="bad")
                await slack.until(lambda: len(seen) == 4)
                go, year, why, feedback = (body["actions"][0] for body in seen)
                assert (go["type"], go["value"], go["block_id"]) == ("button", "7", message.blocks[1]["block_id"])
                assert year["selected_option"] == options("2024")[0]
                assert why["selected_option"]["value"] == "outdated"
                assert (feedback["type"], feedback["value"]) == ("feedback_buttons", "bad")
                assert seen[0]["user"] == {"id": "U0BORIS", "username": "boris", "name": "boris", "team_id": slack.team}
                assert (seen[0]["channel"]["id"], seen[0]["message"]["ts"]) == (CHANNEL, message.ts)

    asyncio.run(scenario())


def test_nobody_presses_what_they_do_not_see() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            message = await shown(slack, actions(button("a"), SELECT), FEEDBACK)
            with pytest.raises(Impossible, match="there is no 'b' here; there is 'a', 'year', 'feedback'"):
                await slack.press("U0ALICE", message, "b")
            with pytest.raises(Impossible, match="'1999' isn't offered; '2023', '2024' are"):
                await slack.press("U0ALICE", message, "year", option="1999")
            with pytest.raises(Impossible, match="the feedback buttons are 'good' and 'bad'"):
                await slack.press("U0ALICE", message, "feedback")
            posted = await web.chat_postMessage(channel="G0PRIVATE", text="x", blocks=[actions(button("a"))])
            with pytest.raises(Impossible, match="doesn't see"):
                await slack.press("U0BORIS", slack.message("G0PRIVATE", posted["ts"]), "a")
            private = await web.chat_postEphemeral(
                channel=CHANNEL, user="U0ALICE", text="x", blocks=[actions(button("a"))]
            )
            with pytest.raises(Impossible, match="doesn't see"):
                await slack.press("U0BORIS", slack.message(CHANNEL, private["message_ts"]), "a")
            await web.chat_delete(channel=CHANNEL, ts=message.ts)
            with pytest.raises(Impossible, match="doesn't see"):
                await slack.press("U0ALICE", message, "a")
            assert slack.delivered("interactive") == []

    asyncio.run(scenario())


@BOTH
def test_a_shortcut_brings_the_message_that_it_is_about(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack(AppConfig(shortcuts=frozenset({"check"}))) as slack:
            app, seen = keeping(slack)
            async with running(slack, app, transport):
                posted = await slack.post("U0BORIS", CHANNEL, "76% own cats", wait=False)
                await slack.shortcut("U0ALICE", posted, "check")
                await slack.until(lambda: seen)
                assert (seen[0]["callback_id"], seen[0]["message"]["text"]) == ("check", "76% own cats")
                assert (seen[0]["user"]["id"], seen[0]["message"]["user"]) == ("U0ALICE", "U0BORIS")
                with pytest.raises(Impossible):
                    await slack.shortcut("U0ALICE", posted, "other")

    asyncio.run(scenario())


# -- modals ------------------------------------------------------------------------------------------------------------
def opening(slack: LoopbackSlack) -> AsyncApp:
    """An app whose button opens a form, and that answers as the form says."""
    app = bolt(slack)

    @app.action("open")
    async def open_form(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.action("push")
    async def push_form(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        with suppress(SlackApiError):
            await client.views_push(trigger_id=body["trigger_id"], view=NEXT)

    @app.view("form")
    async def answer(ack: Any, view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["name"]["typed"]["value"]
        match typed:
            case "errors":
                await ack(response_action="errors", errors={"name": "Not that."})
            case "update" | "push":
                await ack(response_action=typed, view=NEXT)
            case "clear":
                await ack(response_action="clear")
            case "nonsense":
                await ack(response_action="errors", errors={"nowhere": "x"})
            case "broken":
                await ack(response_action="update", view={**NEXT, "title": plain("t" * 25)})
            case _:
                await ack()

    @app.view_closed("next")
    async def closed(ack: Any) -> None:
        await ack()

    return app


NEXT: dict[str, Any] = {
    "type": "modal",
    "callback_id": "next",
    "title": plain("Next"),
    "notify_on_close": True,
    "blocks": [section("more"), actions(button("push"))],
}


async def opened(slack: LoopbackSlack) -> View:
    message = await shown(slack, actions(button("open")))
    await slack.press("U0ALICE", message, "open")
    return await slack.until(lambda: next((one for one in slack.modals("U0ALICE") if one.title == "A form"), None))


def _called(slack: LoopbackSlack, method: str, times: int) -> bool:
    return len(slack.called(method)) == times


def typing(text: str) -> dict[str, dict[str, str]]:
    return {"name": {"typed": text}}


@BOTH
def test_a_form_is_submitted_and_closes(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), transport):
            view = await opened(slack)
            assert (view.title, view.callback_id, slack.modal("U0BORIS")) == ("A form", "form", None)
            delivery = await slack.submit("U0ALICE", view, typing("Ann"))
            assert delivery.acknowledged
            assert delivery.payload["view"]["state"]["values"]["name"]["typed"] == {
                "type": "plain_text_input",
                "value": "Ann",
            }
            assert slack.modals("U0ALICE") == []

    asyncio.run(scenario())


@BOTH
def test_the_apps_answer_to_a_form_is_carried_out(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), transport):
            view = await opened(slack)
            await slack.submit("U0ALICE", view, typing("errors"))
            assert view.errors == {"name": "Not that."}
            await slack.submit("U0ALICE", view, typing("push"))
            assert [one.title for one in slack.modals("U0ALICE")] == ["A form", "Next"]
            assert view.errors == {}
            (closed,) = await slack.close_modal("U0ALICE")
            assert (closed.payload["type"], closed.payload["is_cleared"]) == ("view_closed", False)
            assert slack.modal("U0ALICE") is view
            await slack.submit("U0ALICE", view, typing("update"))
            assert [one.title for one in slack.modals("U0ALICE")] == ["Next"]
            again = await opened(slack)
            await slack.submit("U0ALICE", again, typing("clear"))
            assert slack.modals("U0ALICE") == []

    asyncio.run(scenario())


@pytest.mark.parametrize("typed", ["nonsense", "broken"])
def test_an_answer_that_slack_cannot_follow_leaves_the_form_open(typed: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), "socket"):
            view = await opened(slack)
            await slack.submit("U0ALICE", view, typing(typed))
            assert slack.modal("U0ALICE") is view
            assert slack.notices[-1].reason == "invalid_response"

    asyncio.run(scenario())


def test_a_form_is_not_sent_before_it_is_right() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), "socket"):
            view = await opened(slack)
            with pytest.raises(Impossible, match="'Name' must be filled in"):
                await slack.submit("U0ALICE", view)
            with pytest.raises(Impossible, match="takes 20 characters at most"):
                await slack.submit("U0ALICE", view, typing("x" * 21))
            with pytest.raises(Impossible, match="no input 'other'"):
                await slack.submit("U0ALICE", view, {"name": {"other": "x"}})
            with pytest.raises(Impossible, match="doesn't have that view"):
                await slack.submit("U0BORIS", view, typing("x"))
            await slack.submit("U0ALICE", view, typing("push"))
            with pytest.raises(Impossible, match="doesn't have that view"):
                await slack.submit("U0ALICE", view, typing("x"))
            top = slack.modal("U0ALICE")
            assert top is not None
            with pytest.raises(Impossible, match="no submit button"):
                await slack.submit("U0ALICE", top)
            assert len([one for one in slack.deliveries if one.payload.get("type") == "view_submission"]) == 1

    asyncio.run(scenario())


def test_modals_stack_up_to_three() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), "socket"):
            view = await opened(slack)
            await slack.submit("U0ALICE", view, typing("push"))
            for number in range(2):
                top = slack.modal("U0ALICE")
                assert top is not None
                await slack.press("U0ALICE", top, "push")
                await slack.until(partial(_called, slack, "views.push", number + 1))
            assert len(slack.modals("U0ALICE")) == 3
            assert slack.called("views.push")[-1].response["error"] == "push_limit_reached"
            closed = await slack.close_modal("U0ALICE", everything=True)
            assert [one.payload["is_cleared"] for one in closed] == [True, True]
            assert slack.modals("U0ALICE") == []

    asyncio.run(scenario())


def test_a_trigger_opens_one_modal_within_three_seconds() -> None:
    async def scenario() -> None:
        clock = ManualClock()
        async with LoopbackSlack(clock=clock) as slack:
            app, seen = keeping(slack)
            async with running(slack, app, "socket"):
                web = client(slack)
                message = await shown(slack, actions(button("a")))
                await slack.press("U0ALICE", message, "a")
                await slack.press("U0ALICE", message, "a")
                used, old = (body["trigger_id"] for body in seen)
                # A view that is refused doesn't use the trigger up.
                wrong = {**MODAL, "title": plain("t" * 25)}
                error = await refusal(web.views_open(trigger_id=used, view=wrong))
                assert error.response["error"] == "invalid_arguments"
                assert "title: has 25 characters" in error.response["response_metadata"]["messages"][0]
                answer = await web.views_open(trigger_id=used, view=MODAL)
                assert answer["view"]["state"] == {"values": {}}
                assert await error_of(web.views_open(trigger_id=used, view=MODAL)) == "exchanged_trigger_id"
                clock.advance(3.1)
                assert await error_of(web.views_open(trigger_id=old, view=MODAL)) == "expired_trigger_id"
                assert await error_of(web.views_open(trigger_id="1.2.abc", view=MODAL)) == "invalid_trigger_id"
                assert await error_of(web.views_push(trigger_id=old, view=MODAL)) == "expired_trigger_id"

    asyncio.run(scenario())


def test_an_open_modal_is_updated_unless_its_hash_is_old_or_it_is_closed() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack, running(slack, opening(slack), "socket"):
            web = client(slack)
            view = await opened(slack)
            old = view.hash
            answer = await web.views_update(view_id=view.id, hash=old, view={**MODAL, "title": plain("New")})
            assert view.title == "New"
            assert answer["view"]["hash"] == view.hash != old
            late = web.views_update(view_id=view.id, hash=old, view=MODAL)
            assert await error_of(late) == "hash_conflict"
            await slack.close_modal("U0ALICE")
            assert await error_of(web.views_update(view_id=view.id, view=MODAL)) == "not_found"

    asyncio.run(scenario())


def test_external_ids_name_one_view() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            web = client(slack)
            home = {"type": "home", "blocks": [section("x")], "external_id": "one"}
            await web.views_publish(user_id="U0ALICE", view=home)
            assert await error_of(web.views_publish(user_id="U0BORIS", view=home)) == "duplicate_external_id"
            await web.views_update(external_id="one", view={**home, "blocks": [section("y")]})
            view = slack.home("U0ALICE")
            assert view is not None
            assert view.blocks[0]["text"]["text"] == "y"

    asyncio.run(scenario())


# -- Home --------------------------------------------------------------------------------------------------------------
@BOTH
def test_a_home_is_published_for_one_person_and_its_buttons_work(transport: str) -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = keeping(slack)
            async with running(slack, app, transport):
                web = client(slack)
                blocks = [section("Hello"), actions(button("recent", value="1")), actions(SELECT)]
                published = await web.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": blocks})
                home = slack.home("U0ALICE")
                assert home is not None
                assert slack.home("U0BORIS") is None
                await slack.press("U0ALICE", home, "year", option="2023")
                await slack.press("U0ALICE", home, "recent")
                await slack.until(lambda: len(seen) == 2)
                assert seen[1]["container"] == {"type": "view", "view_id": home.id}
                assert "response_url" not in seen[1]
                (state,) = seen[1]["view"]["state"]["values"].values()
                assert state["year"]["selected_option"]["value"] == "2023"
                stale = web.views_publish(
                    user_id="U0ALICE", hash="1.old", view={"type": "home", "blocks": [section("x")]}
                )
                assert await error_of(stale) == "hash_conflict"
                fresh = published["view"]["hash"]
                await web.views_publish(user_id="U0ALICE", hash=fresh, view={"type": "home", "blocks": [section("x")]})
                assert await error_of(web.views_publish(user_id="U0NOBODY", view={"type": "home", "blocks": []}))

    asyncio.run(scenario())


def test_inputs_of_a_form_hold_what_was_chosen_at_first_and_what_was_typed() -> None:
    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            app, seen = keeping(slack)
            element = {**RADIO, "initial_option": options("wrong")[0]}
            checks = {"type": "checkboxes", "action_id": "more", "options": options("a", "b", "c")}
            inputs = [
                {
                    "type": "input",
                    "block_id": "why",
                    "label": plain("Why"),
                    "element": element,
                    "dispatch_action": True,
                },
                {"type": "input", "block_id": "more", "label": plain("More"), "element": checks, "optional": True},
            ]

            @app.view("form")
            async def submitted(ack: Any, body: dict[str, Any]) -> None:
                await ack()
                seen.append(body)

            async with running(slack, app, "socket"):
                message = await shown(slack, actions(button("a")))
                await slack.press("U0ALICE", message, "a")
                trigger = seen.pop()["trigger_id"]
                await client(slack).views_open(trigger_id=trigger, view={**MODAL, "blocks": inputs})
                view = slack.modal("U0ALICE")
                assert view is not None
                with pytest.raises(Impossible, match="says nothing before"):
                    await slack.press("U0ALICE", view, "more", option="a")
                await slack.press("U0ALICE", view, "why", option="outdated")
                await slack.until(lambda: seen)
                assert seen[0]["actions"][0]["selected_option"]["value"] == "outdated"
                await slack.submit("U0ALICE", view, {"more": {"more": ["a", "c"]}})
                values = seen[1]["view"]["state"]["values"]
                assert values["why"]["why"]["selected_option"]["value"] == "outdated"
                assert [one["value"] for one in values["more"]["more"]["selected_options"]] == ["a", "c"]

    asyncio.run(scenario())
