"""The schedule inside of the service: what is due is staged, administrators are told once, and a restart goes on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.loopback.records import TransportName
from knowledge.sources import Look, Said, Trouble
from tests.bot.parts import NOON
from tests.bot.slack.administration import Farm, direct, has, press, submit, until
from tests.bot.slack.workspace import ADA, ALICE, BORIS, PRIVATE, Bench, app_in, run, workspace


@pytest.fixture
def farm(tmp_path: Path) -> Farm:
    """A folder that is due, since nobody has looked at it yet."""
    farm = Farm(tmp_path)
    farm.services.registrar.add(str(farm.folder), Said(schedule="every 6h"), "ada")
    return farm


def test_what_is_due_is_staged_and_told_to_those_that_are_named_with_a_way_to_look_it_over(
    farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        for user in (ADA, BORIS):
            (told,) = await until(at, lambda user=user: direct(at, user))  # type: ignore[misc]
            assert "1 added · staged: it waits for a review" in told.text
            assert "the schedule" in told.text
        assert farm.edition == 1
        await press(at, told, "review", BORIS)
        await submit(at, user=BORIS)
        assert farm.edition == 2
        assert direct(at, ALICE) == []
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA, BORIS))


def test_a_channel_of_administrators_is_told_instead(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        (told,) = await until(at, lambda: at.slack.replies(PRIVATE))
        assert has(told, "review")
        await at.settled()
        assert direct(at) == []

    run(work, services=farm.services, administrators=(ADA,), admin_channel=PRIVATE)


def test_it_can_be_switched_off(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await asyncio.sleep(0.3)
        assert farm.services.writers.runs(5) == []

    run(work, services=farm.services, administrators=(ADA,), schedule=False)


def test_two_replicas_do_it_once_and_tell_once(farm: Farm) -> None:
    """Both find it due; one writes, the other finds it done."""

    async def work() -> None:
        async with (
            workspace("socket") as slack,
            app_in(slack, farm.services, administrators=(ADA,), schedule=True) as one,
            app_in(slack, farm.services, administrators=(ADA,), schedule=True) as other,
        ):
            assert isinstance(one, type(other))
            await slack.until(lambda: slack.replies(slack.dm(ADA)), timeout_s=20)
            await asyncio.sleep(0.5)
            await one.finish()
            await other.finish()
            assert len(slack.replies(slack.dm(ADA))) == 1
            assert [run.ended for run in farm.services.writers.runs(9)].count("done") >= 1
            assert [act[1] for act in farm.acts].count("stage") == 1

    asyncio.run(asyncio.wait_for(work(), 60))


def test_a_source_that_is_parked_is_told_of(farm: Farm) -> None:
    source = farm.services.sources.sources()[0]
    tries = farm.services.settings.park_after - 1
    trouble = Trouble(since=NOON, reason="It is gone.", tries=tries, next_try=NOON + timedelta(hours=1))
    farm.services.sources.looked(source.id, Look(at=NOON, trouble=trouble))
    for path in farm.folder.iterdir():
        path.unlink()
    farm.folder.rmdir()

    async def work(at: Bench) -> None:
        (told,) = await until(at, lambda: direct(at))
        assert "parked until somebody names it" in told.text

    run(work, services=farm.services, administrators=(ADA,))


def test_a_run_that_changes_nothing_is_not_told_of(farm: Farm) -> None:
    farm.publish()
    source = farm.services.sources.sources()[0]
    farm.services.sources.looked(source.id, Look(at=NOON, digest="x", documents=1))

    async def work(at: Bench) -> None:
        await until(at, lambda: farm.services.writers.runs(1)[0].start.by == "the schedule")
        await until(at, lambda: farm.services.writers.at_work_now() is None)
        await at.settled()
        assert direct(at) == []

    run(work, services=farm.services, administrators=(ADA,))


def test_a_discarded_review_is_not_staged_again_while_the_content_is_the_same(farm: Farm) -> None:
    farm.publish()
    farm.stage(55)
    farm.services.publisher.discard(ADA, "a draft")
    farm.services.registrar.add(str(farm.folder), Said(schedule="every 1m"), "ada")
    source = farm.services.sources.sources()[0]
    farm.services.sources.looked(source.id, Look(at=NOON, digest="x", documents=1))

    async def work(at: Bench) -> None:
        await until(at, lambda: farm.services.writers.runs(1)[0].start.by == "the schedule")
        await until(at, lambda: farm.services.writers.at_work_now() is None)
        await at.settled()
        assert farm.services.catalogue.staged() is None
        assert direct(at) == []

    run(work, services=farm.services, administrators=(ADA,))


def test_the_service_ends_while_the_schedule_reads_and_goes_on_with_it_when_it_is_back(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        farm.embedder.free.clear()
        await until(at, farm.services.writers.at_work_now)
        asyncio.get_running_loop().call_later(0.3, farm.embedder.free.set)

    run(work, services=farm.services, administrators=(ADA,))
    assert farm.services.writers.runs(1)[0].ended in {"interrupted", "done"}  # it may have been at its last step
    farm.embedder.free.set()

    async def again(at: Bench) -> None:
        await until(at, farm.services.catalogue.staged)

    run(again, services=farm.services, administrators=(ADA,))
