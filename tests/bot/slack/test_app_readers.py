"""A limited document in Slack: read where it is open, and seen nowhere else, whatever is typed or pressed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.wiring import Services
from knowledge.sources import Details, Readers
from tests.bot.slack.test_app_actions import words
from tests.bot.slack.workspace import ALICE, BORIS, GENERAL, PETS, QUESTION, RANDOM, Bench, pets, run

SALES = Readers(channels=("general",))  # as a person names them: "#general"
CLAIM = "Half of the firms keep a cat in the office."
BOARD = Readers(groups=("board",))
TOLD = ("48%", "12%", "Pet survey", "pets.html", "pets.md", "34%")


def limited(readers: Readers) -> Services:
    services = pets()
    uri = PETS.document.uri
    services.sources.add("url", uri, uri, Details(readers=readers), "ada", datetime.now(UTC))
    return services


def limited_run(readers: Readers, work: Callable[[Bench], Awaitable[None]]) -> None:
    async def doing(at: Bench) -> None:
        at.slack.add_usergroup("S0BOARD", [ALICE], handle="board")
        await work(at)

    run(doing, services=limited(readers))


def said(at: Bench, channel: str) -> str:
    """All that the bot said in a channel, in threads and to Alice alone, too."""
    begun = at.slack.messages(channel, ALICE)
    there = [reply for each in begun for reply in at.slack.thread(channel, each.ts, ALICE)]
    return "\n".join(json.dumps(each.blocks) + each.text for each in there if each.bot_id)


def out(at: Bench, channel: str) -> list[str]:
    """What of the document the bot said in a channel."""
    return [told for told in TOLD if told in said(at, channel)]


def home(at: Bench, user: str) -> str:
    view = at.slack.home(user)
    return json.dumps(view.blocks) if view else ""


def test_it_is_quoted_in_its_channel_and_nowhere_else() -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered()
        assert "48%" in json.dumps(answer.blocks)
        for channel in (RANDOM, at.slack.dm(ALICE)):
            asked = await at.slack.post(ALICE, channel, f"<@{at.slack.bot}> {QUESTION}")
            await at.answers(asked)
            await at.settled()
            assert out(at, channel) == []
        for command, text in (
            ("/ask", QUESTION),
            ("/stat", "cat"),
            ("/stat", ""),
            ("/sources", ""),
            ("/verify", CLAIM),
        ):
            await at.command(command, text, channel=RANDOM)
            assert out(at, RANDOM) == []
            assert TOLD[0] in (await at.command(command, text)).text or command in {"/stat", "/sources"}
        assert "Pet survey" in (await at.command("/sources")).text

    limited_run(SALES, work)


def test_its_windows_open_over_the_channel_and_turn_their_pages_and_no_file_leaves_it() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/stat", "who feeds the pets")
        await at.slack.press(ALICE, answer, "source:1")
        first = await at.slack.until(lambda: at.slack.modal(ALICE) if "Next" in words(at.slack.modal(ALICE)) else None)
        await at.slack.press(ALICE, first, "source:2")
        await at.slack.until(lambda: "21% say" in words(at.slack.modal(ALICE)))
        await at.slack.close_modal(ALICE)
        await at.slack.press(ALICE, answer, "slides:3")
        await at.slack.until(lambda: "Download" in words(at.slack.modal(ALICE)))
        await at.slack.press(ALICE, at.slack.modal(ALICE), "download_csv")  # type: ignore[arg-type]
        await at.settled()
        assert "may not be read here" in said(at, at.slack.dm(ALICE))
        assert out(at, at.slack.dm(ALICE)) == []
        assert not at.slack.called("files.getUploadURLExternal")

    limited_run(SALES, work)


def test_home_neither_lists_it_nor_brings_back_what_was_asked_about_it() -> None:
    async def work(at: Bench) -> None:
        await at.answered()
        await at.slack.open_home(ALICE)
        await at.settled()
        assert home(at, ALICE)
        assert [each for each in (*TOLD, QUESTION) if each in home(at, ALICE)] == []

    limited_run(SALES, work)


def test_what_a_member_of_a_group_sees_is_not_shared() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/ask", QUESTION)
        assert "48%" in answer.text
        await at.slack.press(ALICE, answer, "share")
        await at.settled()
        assert "not everybody here may read" in at.slack.ephemeral(ALICE)[-1].text
        assert "48%" not in (await at.command("/ask", QUESTION, BORIS)).text
        asked = await at.mention()
        await at.answers(asked)
        await at.settled()
        assert [each.text for each in at.slack.replies(GENERAL, asked.ts) if "48%" in each.text] == []
        asked = await at.slack.post(ALICE, at.slack.dm(ALICE), QUESTION)
        assert "48%" in (await at.answers(asked))[-1].text

    limited_run(BOARD, work)


@pytest.mark.parametrize("mention", [True, False])
def test_where_the_channel_cannot_be_written_in_it_does_not_go_into_a_direct_message(mention: bool) -> None:
    async def work(at: Bench) -> None:
        direct = at.slack.dm(ALICE)
        if mention:
            at.slack.fail("chat.postMessage", error="not_in_channel")
            await at.mention()
        else:
            at.slack.fail("response_url", None, status=404)
            at.slack.fail("chat.postEphemeral", error="not_in_channel")
            await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
        await at.slack.until(lambda: "may not be read here" in said(at, direct))
        await at.settled()
        assert out(at, direct) == []

    limited_run(SALES, work)
