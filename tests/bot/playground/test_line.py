"""What a page is told, and what it can do: checked without a browser and without the app."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.people import GENERAL, JONAS, MAYA, REPORT
from tests.bot.playground.workplace import Page, Site, site

BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [{"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "Go"}}],
}


def app_of(served: Site) -> AsyncWebClient:
    return AsyncWebClient(token=served.slack.app.bot_token, base_url=served.slack.api_url)


def says(text: str) -> Any:
    return lambda message: message["type"] == "message" and text in message["message"]["text"]


def test_a_page_that_opens_is_told_who_is_there_and_what_was_said() -> None:
    async def scenario() -> None:
        async with site() as served:
            asked = await served.slack.post(JONAS.user.id, REPORT, "First & <foremost>", wait=False)
            await served.slack.post(MAYA.user.id, REPORT, "A reply", asked.ts, wait=False)
            async with served.page() as page:
                hello = await page.hello()
            assert [person["real_name"] for person in hello["people"] if not person["is_bot"]] == [
                "Maya Lindqvist",
                "Jonas Weber",
                "Priya Raman",
            ]
            assert [channel["name"] for channel in hello["channels"]] == ["general", "ai-report", "ask-research"]
            assert (hello["me"], hello["start"], hello["tries"]) == (MAYA.user.id, REPORT, ["/stat ownership"])
            assert {"/ask", "/stat", "/verify"} <= {command["command"] for command in hello["commands"]}
            assert [shortcut["name"] for shortcut in hello["shortcuts"]] == ["Check the figures"]
            first, reply = hello["messages"]
            assert (first["text"], first["user"]) == ("First &amp; &lt;foremost&gt;", JONAS.user.id)
            assert (reply["text"], reply["thread_ts"]) == ("A reply", asked.ts)

    asyncio.run(scenario())


def test_what_is_written_edited_and_deleted_reaches_every_page_at_once() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as mine, served.page(JONAS.user.id) as his:
            await mine.hello()
            await his.hello()
            done = await mine.act("post", channel=GENERAL, text="Morning", thread_ts=None)
            for page in (mine, his):
                assert (await page.until(says("Morning")))["message"]["ts"] == done["ts"]
            await mine.act("edit", channel=GENERAL, ts=done["ts"], text="Good evening")
            assert (await his.until(says("Good evening")))["message"]["edited"]
            await mine.act("delete", channel=GENERAL, ts=done["ts"])
            assert (await his.until(lambda message: message["type"] == "deleted"))["ts"] == done["ts"]

    asyncio.run(scenario())


def test_an_ephemeral_message_reaches_its_one_reader_alone() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as mine, served.page(JONAS.user.id) as his:
            await app_of(served).chat_postEphemeral(channel=GENERAL, user=MAYA.user.id, text="For your eyes")
            await app_of(served).chat_postMessage(channel=GENERAL, text="For everyone")
            assert (await mine.until(says("For your eyes")))["message"]["only_you"]
            await his.until(says("For everyone"))
            assert not any(says("For your eyes")(message) for message in his.heard)
            async with served.page(JONAS.user.id) as later:
                assert [message["text"] for message in (await later.hello())["messages"]] == ["For everyone"]

    asyncio.run(scenario())


def test_a_direct_message_is_told_to_nobody_else() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as mine, served.page(JONAS.user.id) as his:
            await mine.act("post", channel=served.slack.dm(MAYA.user.id), text="Between us", thread_ts=None)
            await mine.act("post", channel=GENERAL, text="In public", thread_ts=None)
            await his.until(says("In public"))
            assert not any(says("Between us")(message) for message in his.heard)
            refused = await his.act("post", channel=served.slack.dm(MAYA.user.id), text="Me, too", thread_ts=None)
            assert refused["ok"] is False

    asyncio.run(scenario())


def test_status_title_and_prompts_of_a_thread_reach_its_page() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as page:
            dm = served.slack.dm(MAYA.user.id)
            asked = await page.act("post", channel=dm, text="Who?", thread_ts=None)
            app = app_of(served)
            await app.assistant_threads_setStatus(channel_id=dm, thread_ts=asked["ts"], status="is reading…")
            told = await page.until(lambda message: message["type"] == "status" and message["status"])
            assert (told["channel"], told["thread_ts"], told["status"]["text"]) == (dm, asked["ts"], "is reading…")
            await app.assistant_threads_setTitle(channel_id=dm, thread_ts=asked["ts"], title="Ownership")
            assert (await page.until(lambda message: message["type"] == "title"))["title"] == "Ownership"
            await app.chat_postMessage(channel=dm, thread_ts=asked["ts"], text="Central IT")
            assert (await page.until(lambda message: message["type"] == "status" and not message["status"])) is not None
            await app.assistant_threads_setSuggestedPrompts(
                channel_id=dm, prompts=[{"title": "Who?", "message": "Who owns AI?"}]
            )
            told = await page.until(lambda message: message["type"] == "prompts")
            assert [prompt["message"] for prompt in told["prompts"]] == ["Who owns AI?"]
            async with served.page() as again:
                assert [title["title"] for title in (await again.hello())["titles"]] == ["Ownership"]

    asyncio.run(scenario())


def test_a_press_reaches_the_app_as_its_presser_and_what_slack_says_of_it_reaches_the_page() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as page:
            await app_of(served).chat_postMessage(channel=GENERAL, text="Press", blocks=[BUTTON])
            message = (await page.until(says("Press")))["message"]
            where = {"channel": GENERAL, "ts": message["ts"], "block_id": "row"}
            assert (await page.act("press", action_id="go", **where))["ok"]
            [delivery] = served.slack.delivered("interactive")
            assert delivery.payload["user"]["id"] == MAYA.user.id
            assert delivery.payload["actions"][0]["value"] == "1"
            assert (await page.until(lambda heard: heard["type"] == "notice"))["text"]  # no app is there to answer
            refused = await page.act("press", action_id="another", **where)
            assert refused["ok"] is False
            assert refused["problem"]

    asyncio.run(scenario())


def test_what_is_not_understood_is_dropped_and_the_line_goes_on() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as page:
            for nonsense in (
                "{",
                "[]",
                '{"do": "shutdown", "id": 1}',
                '{"do": "post", "id": 1}',
                '{"id": 1, "do": "post", "channel": 3}',
            ):
                await page.socket.send_str(nonsense)
            gone = await page.act("edit", channel=GENERAL, ts="1.000001", text="x")
            assert (gone["ok"], gone["problem"]) == (False, "That isn't there any more.")
            assert (await page.act("post", channel=GENERAL, text="Still here", thread_ts=None))["ok"]

    asyncio.run(scenario())


def test_many_changes_of_a_message_are_told_as_it_is_by_then() -> None:
    """A page that lags behind isn't sent every state in between."""

    async def scenario() -> Page:
        async with site() as served, served.page() as page:
            await page.hello()
            message = await served.slack.post(MAYA.user.id, GENERAL, "0", wait=False)
            edits = [served.slack.edit(MAYA.user.id, message, str(number)) for number in range(1, 50)]
            await asyncio.gather(*edits)
            await page.until(says("49"))
            return page

    page = asyncio.run(scenario())
    texts = [int(heard["message"]["text"]) for heard in page.heard if heard["type"] == "message"]
    assert texts == sorted(texts)
    assert len(texts) < 50


def test_files_are_shown_or_downloaded_and_nothing_else_runs_from_them() -> None:
    async def scenario() -> None:
        async with site() as served, served.page() as page:
            app = app_of(served)
            await app.files_upload_v2(channel=GENERAL, filename="share.csv", content="a,b\n1,2\n", title="Shares")
            told = await page.until(lambda heard: heard["type"] == "message" and heard["message"]["files"])
            [file] = told["message"]["files"]
            assert (file["name"], file["kind"], file["picture"], file["length"]) == ("share.csv", "CSV", False, 8)
            async with served.session.get(served.address + file["url"]) as response:
                assert await response.text() == "a,b\n1,2\n"
                assert response.headers["Content-Disposition"] == "attachment"
            async with served.session.get(served.address + "/files/F0/other.csv") as response:
                assert response.status == 404

    asyncio.run(scenario())
