"""A thread in Slack is told that its answer has changed: soon, once, and nowhere else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.living import Living
from bot.loopback import Message
from bot.notes import Taken
from bot.requests import Surface
from bot.slack.app import web_client
from bot.slack.blocks.living import note_message
from bot.slack.living import Teller, clients
from bot.slack.oauth import OAuth
from bot.slack.speaking import post
from bot.stores.installations import open_installations
from tests.bot.slack.test_app_actions import buttons
from tests.bot.slack.workspace import ADA, ALICE, BORIS, GENERAL, RANDOM, Bench, app_in, run
from tests.support.reports import CAT_QUESTION, CATS, DOG_QUESTION, Reports

LATER = datetime.now(UTC) + timedelta(hours=1, minutes=1)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    reports = Reports(tmp_path)
    reports.write()
    reports.publish()
    return reports


def in_slack(reports: Reports, work: Callable[[Bench], Awaitable[None]], **how: object) -> None:
    run(work, services=reports.services, administrators=(ADA,), **how)  # type: ignore[arg-type]


def said(message: Message) -> str:
    return f"{message.text} {message.blocks}"


async def note(at: Bench, asked: Message, number: int = 2) -> Message:
    return (await at.answers(asked, number))[number - 1]


async def quiet(at: Bench) -> None:
    """Long enough for two looks."""
    await asyncio.sleep(2.5)
    await at.settled()


def test_a_publish_by_another_process_is_told_in_the_thread_within_two_seconds(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        other, _ = await at.answered(DOG_QUESTION)
        reports.edit("48%", "51%")
        await asyncio.to_thread(reports.publish)
        published = time.monotonic()
        told = await note(at, asked)
        assert time.monotonic() - published < 2
        for part in ("It said:", CATS, "It says now:", "51% keep a cat", "*48%* → *51%*", "Pet survey 2024"):
            assert part in told.text
        assert {"told:1", "ask:1"} <= set(buttons(told))
        await quiet(at)
        assert len(at.slack.replies(GENERAL, asked.ts)) == 2
        assert len(at.slack.replies(GENERAL, other.ts)) == 1
        assert at.refused() == []

    in_slack(reports, work)


def test_a_rollback_on_the_terminal_is_told_too(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        await asyncio.to_thread(reports.change, CATS, "")
        assert "This is no longer in the reports." in (await note(at, asked)).text
        command = [sys.executable, "-m", "bot", "rollback", "--yes"]
        done = await asyncio.to_thread(
            subprocess.run, command, env=os.environ | {"FOOTNOTE_LIBRARY": str(reports.library)}, check=True
        )
        assert done.returncode == 0
        assert "It says again:" in (await note(at, asked, 3)).text

    in_slack(reports, work, within_s=60)


def test_its_buttons_show_where_the_fact_stands_now_and_ask_again(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        await asyncio.to_thread(reports.change, "48%", "51%")
        told = await note(at, asked)
        await at.slack.press(BORIS, told, "told:1")
        await at.slack.until(lambda: "51% keep a cat" in str(at.slack.modal(BORIS).blocks))  # type: ignore[union-attr]
        await at.slack.press(BORIS, told, "ask:1")
        again = await note(at, asked, 3)
        assert "51%" in said(again)
        assert at.refused() == []

    in_slack(reports, work)


def test_several_workers_tell_each_thread_once(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        threads = [(await at.answered(CAT_QUESTION, channel))[0] for channel in (GENERAL, RANDOM) * 3]
        async with app_in(at.slack, reports.open()), app_in(at.slack, reports.open()):
            await asyncio.to_thread(reports.change, "48%", "51%")
            for asked in threads:
                await note(at, asked)
            await quiet(at)
        assert [len(at.slack.replies(asked.channel, asked.ts)) for asked in threads] == [2] * 6

    in_slack(reports, work, within_s=60)


def test_what_one_person_saw_is_told_in_a_direct_message_if_it_was_asked_there_else_not(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        direct = at.slack.dm(ALICE)
        await at.command("/ask", CAT_QUESTION)
        await at.command("/ask", CAT_QUESTION, channel=direct)
        before = {channel: len(at.slack.messages(channel)) for channel in (GENERAL, direct)}
        await asyncio.to_thread(reports.change, "48%", "51%")
        await at.slack.until(lambda: len(at.slack.messages(direct)) > before[direct])
        await quiet(at)
        assert len(at.slack.messages(direct)) == before[direct] + 1
        assert len(at.slack.messages(GENERAL)) == before[GENERAL]
        assert "51%" in at.slack.messages(direct)[-1].text
        assert at.refused() == []

    in_slack(reports, work)


def test_a_thread_that_is_gone_or_closed_is_left_in_peace(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        root = await at.slack.post(BORIS, GENERAL, "I saw a cat.")
        await at.slack.post(ALICE, GENERAL, f"<@{at.slack.bot}> {CAT_QUESTION}", thread_ts=root.ts)
        await at.answers(root)
        archived, _ = await at.answered(CAT_QUESTION, RANDOM)
        kept, _ = await at.answered(CAT_QUESTION)
        await at.slack.delete(BORIS, root)
        await at.slack.archive(RANDOM)
        await at.settled()
        await asyncio.to_thread(reports.change, "48%", "51%")
        before = len(at.slack.messages(GENERAL))
        await note(at, kept)
        await quiet(at)
        assert len(at.slack.messages(GENERAL)) == before  # nothing at the top of the channel
        assert len(at.slack.replies(RANDOM, archived.ts)) == 1
        assert at.journal.take_note("slack", LATER, 20) is None

    in_slack(reports, work)


def taken(at: Bench, reports: Reports) -> Taken:
    """The note of a change, taken by somebody who isn't heard of for long."""
    reports.change("48%", "51%")
    at.services.living.look()
    taken = at.journal.take_note("slack", datetime.now(UTC) + timedelta(seconds=1), 20)
    assert taken
    assert at.journal.take_note("slack", LATER - timedelta(hours=1), 20) is None
    return taken


@pytest.mark.parametrize("posted", [True, False])
def test_a_note_whose_teller_died_is_told_by_another_unless_it_was(reports: Reports, posted: bool) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        lost = await asyncio.to_thread(taken, at, reports)
        client = web_client(at.services.settings)
        if posted:
            exchange = at.journal.exchange(lost.note.changes[0].exchange)
            assert exchange
            await post(client, GENERAL, note_message(lost.note, {exchange.id: exchange}), asked.ts)
        living = Late(at.services.catalogue, at.journal, at.services.settings)
        assert await Teller(living, at.parts, clients(client, None)).look() == (not posted)
        assert len(at.slack.replies(GENERAL, asked.ts)) == 2
        assert at.journal.take_note("slack", LATER, 20) is None

    in_slack(reports, work, living=False)


class Late(Living):
    """Tells an hour later than it is."""

    def next(self, surface: Surface, now: datetime | None = None) -> Taken | None:
        assert now is None
        return super().next(surface, LATER)


def test_what_slack_does_not_take_for_a_moment_is_told_later(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        await asyncio.to_thread(reports.change, "48%", "51%")
        client = web_client(at.services.settings)
        client.retry_handlers.clear()
        at.slack.fail("chat.postMessage", error="internal_error")
        living = at.services.living
        assert await Teller(living, at.parts, clients(client, None)).look() == 0
        assert await Teller(living, at.parts, clients(client, None)).look() == 0  # it waits a minute
        late = Late(at.services.catalogue, at.journal, at.services.settings)
        assert await Teller(late, at.parts, clients(client, None)).look() == 1
        assert len(at.slack.replies(GENERAL, asked.ts)) == 2

    in_slack(reports, work, living=False)


def test_administrators_switch_notes_off_and_on_for_their_workspace(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        refused = await at.command("/footnote", "living off")
        assert "Only administrators" in refused.text
        assert "on: when a publish" in (await at.command("/footnote", "living", ADA)).text
        assert "off here" in (await at.command("/footnote", "living off", ADA)).text
        await asyncio.to_thread(reports.change, "48%", "51%")
        await quiet(at)
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        await at.command("/footnote", "living on", ADA)
        assert "51%" in (await note(at, asked)).text
        assert "Type living on" in (await at.command("/footnote", "living maybe", ADA)).text
        what = [act.what for act in at.services.catalogue.acts(5)]
        assert {"notes on", "notes off"} <= set(what)

    in_slack(reports, work)


def test_the_settings_switch_them_off_for_all(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        asked, _ = await at.answered(CAT_QUESTION)
        await asyncio.to_thread(reports.change, "48%", "51%")
        await quiet(at)
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert "switched off for all" in (await at.command("/footnote", "living on", ADA)).text

    in_slack(reports, work, living=False)


def test_many_threads_are_told_at_the_pace_that_the_settings_allow(reports: Reports) -> None:
    async def work(at: Bench) -> None:
        threads = [(await at.answered(CAT_QUESTION))[0] for _ in range(4)]
        await asyncio.to_thread(reports.change, "48%", "51%")
        await note(at, threads[1])
        await quiet(at)
        assert [len(at.slack.replies(GENERAL, asked.ts)) for asked in threads] == [1, 2, 2, 2]

    in_slack(reports, work, living_per_minute=3)


def test_each_workspace_is_told_by_its_own_bot_and_one_that_removed_the_app_by_none(tmp_path: Path) -> None:
    installations, states = open_installations(tmp_path, "1.2")
    oauth = OAuth("1.2", "secret", "https://slack.example/authorize", installations, states)
    ours = AsyncWebClient(token=None, base_url="https://slack.example/api/")

    async def work() -> None:
        for team in ("T1", "T2"):
            await installations.async_save_bot(
                Bot(
                    app_id="A1", team_id=team, bot_token=f"xoxb-{team}", bot_id="B1", bot_user_id="U1", installed_at=1.0
                )
            )
        client_of = clients(ours, oauth)
        found = [await client_of(team) for team in ("T1", "T2", "T3", "E9")]
        assert [each and each.token for each in found] == ["xoxb-T1", "xoxb-T2", None, None]
        assert found[0]
        assert found[0].base_url == ours.base_url
        assert await clients(ours, None)("T1") is ours

    asyncio.run(work())
