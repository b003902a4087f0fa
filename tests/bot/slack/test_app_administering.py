"""What administrators ask for in Slack: runs are followed in one message, stopped, and end with a way to the review."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from bot.loopback import Message
from bot.loopback.records import TransportName
from knowledge.runs import Start
from tests.bot.parts import NOON
from tests.bot.slack.administration import Farm, direct, has, press, ready, until
from tests.bot.slack.workspace import ADA, BORIS, CATS, GENERAL, PRIVATE, QUESTION, Bench, run
from tests.support.pages import page, serving


@pytest.fixture
def farm(tmp_path: Path) -> Farm:
    return Farm(tmp_path)


async def begun(at: Bench, command: str = "reingest", channel: str = GENERAL, user: str = ADA) -> Message:
    """A run that is at work, and the message that shows it."""
    asyncio.get_running_loop().create_task(at.slack.slash(user, channel, "/footnote", command))
    return await until(at, lambda: next((m for m in direct(at, user) if has(m, "run_stop")), None))


def test_a_re_ingest_is_shown_in_one_message_and_ends_staged_with_a_way_to_look_it_over(
    farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        shown = await begun(at)
        await until(at, lambda: "1 of 1 document" in shown.text)
        assert "hens.md" in shown.text
        farm.embedder.free.set()
        await at.settled()
        assert direct(at) == [shown]
        assert "1 added · staged: it waits for a review" in shown.text
        assert has(shown, "review")
        assert not has(shown, "run_stop")
        assert "direct message" in at.slack.ephemeral(ADA)[-1].text
        assert farm.edition == 1
        assert farm.acts[-1] == ("ada", "publish", 1)
        assert [act[:2] for act in farm.acts[:3]] == [(ADA, "stage"), (ADA, "reingest"), ("ada", "publish")]
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_questions_are_answered_while_it_reads(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        await begun(at)
        asked = await at.mention(QUESTION)
        assert CATS in (await at.answers(asked))[-1].text
        farm.embedder.free.set()

    run(work, services=farm.services, administrators=(ADA,), workers=1)


def test_edits_keep_a_pause_between_them(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        at.parts.edit_s = 0.3
        for number in range(60):
            farm.write(number, f"{number}.md")
        await at.slack.slash(ADA, at.slack.dm(ADA), "/footnote", "reingest")
        await at.settled()
        (shown,) = direct(at)
        assert "61 added" in shown.text
        times = [call.monotonic for call in at.slack.called("chat.update")]
        assert len(times) < 10
        assert all(later - earlier > 0.25 for earlier, later in pairwise(times[:-1]))

    run(work, services=farm.services, administrators=(ADA,))


def test_in_the_direct_message_there_is_nothing_but_the_one_message(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        await at.slack.slash(ADA, at.slack.dm(ADA), "/footnote", "reingest")
        await at.settled()
        assert len(direct(at)) == 1
        assert at.slack.ephemeral(ADA) == []

    run(work, services=farm.services, administrators=(ADA,))


def test_in_the_administrators_channel_all_who_are_there_see_it(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        await at.slack.join(ADA, PRIVATE)
        await at.slack.slash(ADA, PRIVATE, "/footnote", "reingest")
        await at.settled()
        (shown,) = at.slack.replies(PRIVATE)
        assert "staged" in shown.text
        assert direct(at) == []

    run(work, services=farm.services, administrators=(ADA,), admin_channel=PRIVATE)


def test_the_button_stops_the_run_and_nothing_is_staged(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        shown = await begun(at)
        await at.slack.press(ADA, shown, "run_stop")
        await until(at, lambda: farm.acts[0][1] == "stop")
        farm.embedder.free.set()
        await at.settled()
        assert f"<@{ADA}> stopped it" in shown.text
        assert "What is published stays as it was" in shown.text
        assert not has(shown, "run_stop")
        assert farm.services.catalogue.staged() is None
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_it_can_be_stopped_by_a_word(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        assert "nothing to stop" in (await say(at, "reingest stop")).text
        farm.embedder.free.clear()
        shown = await begun(at)
        asyncio.get_running_loop().create_task(at.slack.slash(BORIS, GENERAL, "/footnote", "reingest stop"))
        await until(at, lambda: farm.acts[0][:2] == (BORIS, "stop"))
        farm.embedder.free.set()
        await at.settled()
        assert f"<@{BORIS}> stopped it" in shown.text

    run(work, services=farm.services, administrators=(ADA, BORIS))


def test_the_button_of_an_old_message_stops_no_other_run(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        old = await begun(at)
        stale = Message(old.channel, old.ts, old.user, old.text, list(old.blocks), bot_id=old.bot_id)
        farm.embedder.free.set()
        await at.settled()
        farm.write(77)
        farm.embedder.free.clear()
        asyncio.get_running_loop().create_task(at.slack.slash(ADA, GENERAL, "/footnote", "reingest"))
        new = await until(at, lambda: next((m for m in direct(at) if has(m, "run_stop")), None))
        await at.slack.press(ADA, stale, "run_stop")
        await until(at, lambda: any("It is done" in each.text for each in at.slack.ephemeral(ADA)))
        farm.embedder.free.set()
        await at.settled()
        assert "staged" in new.text
        assert "stop" not in [act[1] for act in farm.acts]

    run(work, services=farm.services, administrators=(ADA,))


def test_a_second_request_says_who_is_at_it_and_how_far_and_can_stop_it(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        shown = await begun(at)
        await until(at, lambda: "1 of 1 document" in shown.text)
        for command in ("reingest", f"ingest {farm.folder}"):
            await at.slack.slash(BORIS, GENERAL, "/footnote", command)
            told = await until(at, lambda: next(iter(at.slack.ephemeral(BORIS)[-1:]), None))
            assert "Somebody is at it already" in told.text
            assert f"<@{ADA}>" in told.text
            assert "of 1 document" in told.text
            assert has(told, "run_stop")
        assert direct(at, BORIS) == []
        farm.embedder.free.set()
        await at.settled()
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA, BORIS))


def test_a_run_of_another_machine_is_told_of_in_the_same_way(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        book = farm.services.writers._book
        moment = farm.services.writers._clock()
        book.begin(Start(kind="reingest", by="the schedule", at=moment, host="there", process=1), NOON)
        told = await say(at, "reingest")
        assert "Somebody is at it already" in told.text
        assert "the schedule" in told.text

    run(work, services=farm.services, administrators=(ADA,))


def test_a_page_is_read_once_staged_and_said_to_be(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        with serving() as pages:
            url = pages.serve("/ducks", page("<title>Ducks</title><p>Of the ponds, 12% have ducks on them.</p>"))
            await at.slack.slash(ADA, GENERAL, "/footnote", f"ingest {url}")
            await at.settled()
        (shown,) = direct(at)
        assert "1 added · staged: it waits for a review" in shown.text
        assert has(shown, "review")
        assert farm.edition == 1

    farm.set(allow_private_urls=True)
    run(work, services=farm.services, administrators=(ADA,))


def test_a_restart_ends_the_run_and_the_next_start_goes_on_with_it(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        await begun(at)
        at.parts.stopping.set()
        farm.embedder.free.set()
        await at.settled()
        (shown,) = direct(at)
        assert "I was restarted" in shown.text
        assert "go on with it by myself" in shown.text

    run(work, services=farm.services, administrators=(ADA,))
    unfinished = farm.services.writers.unfinished()
    assert unfinished

    async def again(at: Bench) -> None:
        await until(at, farm.services.catalogue.staged)
        told = await until(at, lambda: direct(at))
        assert "staged" in told[-1].text
        assert has(told[-1], "review")

    run(again, services=farm.services, administrators=(ADA,), schedule=True)
    assert farm.services.writers.unfinished() is None


def test_without_sources_it_says_what_to_do(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        farm.services.registrar.remove(str(farm.folder))
        farm.services.sources.forget([1])
        assert "No sources are registered yet" in (await say(at, "reingest")).text

    run(work, services=farm.services, administrators=(ADA,))


async def say(at: Bench, command: str, user: str = ADA) -> Message:
    return await at.command("/footnote", command, user)


# -- commands that are answered --------------------------------------------------------------------------------------


def test_sources_are_listed_with_their_state_added_checked_and_removed(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        listed = await say(at, "sources")
        assert "reports · new" in listed.text
        assert has(listed, "reingest")
        assert "1 added" in (await say(at, "sources check")).text
        farm.publish()
        assert "· ok" in (await say(at, "sources list")).text
        other = farm.folder.parent / "other.md"
        other.write_text("# Other\n\nOf the farms, 3% keep geese.\n")
        assert "Added" in (await say(at, f"sources add {other} every 6h")).text
        assert [source.details.schedule for source in farm.services.sources.sources()] == [None, "every 6h"]
        removed = await say(at, "sources remove reports")
        assert "looked at no more" in removed.text
        assert "Hens" in removed.text
        assert [act[:2] for act in farm.acts[:2]] == [(ADA, "remove source"), (ADA, "add source")]
        assert "isn't understood" in (await say(at, "sources add x y")).text
        assert "Say sources" in (await say(at, "sources burn")).text
        assert at.refused() == []

    run(work, services=farm.services, administrators=(ADA,))


def test_who_may_not_administer_gets_the_documents(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        assert "Pet survey 2024" in (await say(at, "sources", BORIS)).text

    run(work, services=farm.services, administrators=(ADA,))


def test_editions_acts_and_the_doctor_are_shown(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        farm.publish()
        listed = await say(at, "editions")
        assert "Edition 2  ✅ published" in listed.text
        assert has(listed, "rollback")
        assert "Edition 2" not in (await say(at, "editions 1")).text.replace("Edition 2  ✅", "")
        audited = await say(at, "audit")
        assert "publish edition 2" in audited.text
        assert "reingest" in audited.text
        examined = await say(at, "doctor")
        assert "catalogue" in examined.text
        assert "is no number" in (await say(at, "editions all")).text
        assert "There are no golden questions" in (await say(at, "golden")).text
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_golden_questions_are_asked_of_what_is_published(farm: Farm) -> None:
    (farm.services.settings.library / "golden.json").write_text(
        '[{"id": "1", "kind": "number", "question": "How many firms keep a cat in the office?", "values": ["48%"],'
        ' "quote_has": ["48%"]}, {"id": "2", "kind": "number", "question": "How many firms keep a dog in the yard?",'
        ' "values": ["99%"], "quote_has": ["99%"]}]'
    )

    async def work(at: Bench) -> None:
        told = await say(at, "golden")
        assert "1 of 2 golden questions right, of edition 1" in told.text
        assert "99%" in told.text

    run(work, services=farm.services, administrators=(ADA,))


# -- Home ------------------------------------------------------------------------------------------------------------


async def home(at: Bench, user: str = ADA) -> object:
    await at.slack.open_home(user)
    await at.settled()
    return at.slack.home(user)


def test_home_begins_a_re_ingest_shows_how_far_it_is_and_what_waits_then(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        shown = await home(at)
        assert has(shown, "reingest")  # type: ignore[arg-type]
        assert not has(shown, "review")  # type: ignore[arg-type]
        farm.embedder.free.clear()
        await at.slack.press(ADA, shown, "reingest")  # type: ignore[arg-type]
        await until(at, lambda: has(at.slack.home(ADA), "run_stop"))  # type: ignore[arg-type]
        await until(at, lambda: "of 1 document" in str(at.slack.home(ADA).blocks))  # type: ignore[union-attr]
        assert not has(at.slack.home(ADA), "reingest")  # type: ignore[arg-type]
        farm.embedder.free.set()
        await at.settled()
        now = at.slack.home(ADA)
        assert now
        assert has(now, "review")
        assert has(now, "reingest")
        assert "An edition waits for a review" in str(now.blocks)
        assert "staged" in direct(at)[-1].text
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_home_stops_the_run_that_it_shows(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.embedder.free.clear()
        await begun(at)
        shown = at.slack.home(ADA) or await opened(at)
        await at.slack.press(ADA, shown, "run_stop")  # type: ignore[arg-type]
        await until(at, lambda: farm.acts[0][:2] == (ADA, "stop"))
        farm.embedder.free.set()
        await at.settled()
        assert farm.services.catalogue.staged() is None

    async def opened(at: Bench) -> object:
        await at.slack.open_home(ADA)
        return await until(at, lambda: at.slack.home(ADA))

    run(work, services=farm.services, administrators=(ADA,))


def test_home_has_the_last_editions_and_goes_back_to_one(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        ready(at)
        farm.publish()
        shown = await home(at)
        await press(at, shown, "rollback")  # type: ignore[arg-type]
        assert "Publish edition 1" in str(at.slack.modal(ADA).blocks)  # type: ignore[union-attr]
        await at.slack.submit(ADA, at.slack.modal(ADA), {"reason": {"reason": "hens were wrong"}})  # type: ignore[arg-type]
        await at.settled()
        assert farm.edition == 3
        assert farm.services.catalogue.editions(1)[0].why == "hens were wrong"
        assert "Edition 3" in str(at.slack.home(ADA).blocks)  # type: ignore[union-attr]
        assert "Edition 3 is published" in direct(at)[-1].text

    run(work, services=farm.services, administrators=(ADA,))
