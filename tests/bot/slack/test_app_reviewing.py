"""What is staged is looked over in a modal, approved or discarded exactly as it was looked at, and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.loopback.records import TransportName
from bot.slack.listeners import listening
from tests.bot.slack.administration import Farm, button, direct, has, modal, press, submit
from tests.bot.slack.rendered import read
from tests.bot.slack.workspace import ADA, ALICE, BORIS, GENERAL, PRIVATE, Bench, run


@pytest.fixture
def farm(tmp_path: Path) -> Farm:
    """Edition 2 says 40%, and 55% waits for a review."""
    farm = Farm(tmp_path)
    farm.publish()
    farm.stage(55)
    return farm


async def opened(at: Bench, user: str = ADA) -> str:
    """The review, opened by the command; what stands in it."""
    await at.slack.slash(user, GENERAL, "/footnote", "review")
    await at.settled()
    return read(modal(at, user).blocks)


async def turned(at: Bench, page: int) -> str:
    await press(at, modal(at), f"review_page:{page}")
    return read(modal(at).blocks)


def test_the_review_says_what_changes_and_the_next_page_each_fact_with_both_quotes(
    farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        first = await opened(at)
        assert "Documents: 1 changed; facts: 1 changed" in first
        assert "passages: 1 added, 1 removed" in first
        assert modal(at).title == "Review 1 of 2"
        second = await turned(at, 2)
        assert "40% → 55%" in second
        assert "Of the farms, " in second
        assert "was  " in second
        assert "now  " in second
        assert "Hens" in second
        assert await turned(at, 1) == first
        assert [act[1] for act in farm.acts].count("review") == 1  # pages that are turned aren't acts
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_approving_publishes_it_and_offers_the_way_back(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        await submit(at, "as agreed")
        assert farm.edition == 3
        (newest,) = farm.services.catalogue.editions(1)
        assert (newest.published_by, newest.why) == (ADA, "as agreed")
        assert farm.acts[0] == (ADA, "approve", 3)
        assert "Edition 3 is published" in read(modal(at).blocks)
        (told,) = direct(at)
        assert "Edition 3 is published: 2 documents" in told.text
        await press(at, told, "rollback")
        assert "Publish edition 2" in read(modal(at).blocks)
        assert farm.edition == 3
        await submit(at, "the hens were counted twice")
        assert farm.edition == 4
        assert farm.services.catalogue.editions(1)[0].why == "the hens were counted twice"
        assert farm.acts[0] == (ADA, "roll back", 4)
        assert "what edition 2 was" in read(modal(at).blocks)
        assert at.slack.replies(told.channel, told.ts)[-1].text.startswith("✅ Edition 4 is published")
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_without_a_reason_what_changed_is_kept_with_the_edition(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        await submit(at)
        assert farm.services.catalogue.editions(1)[0].why == "Documents: 1 changed; facts: 1 changed."

    run(work, services=farm.services, administrators=(ADA,))


def test_discarding_takes_a_reason_and_leaves_what_is_published(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        await press(at, modal(at), "discard")
        assert modal(at).callback_id == "discard_modal"
        await submit(at, "   ")
        assert modal(at).errors == {"reason": "Say why: it is kept, for whoever looks at it later."}
        assert farm.services.catalogue.staged()
        await submit(at, "a draft")
        assert farm.services.catalogue.staged() is None
        assert farm.edition == 2
        assert farm.services.catalogue.acts()[0].detail == "a draft"
        assert [view.callback_id for view in at.slack.modals(ADA)] == ["review_modal", "source_modal"]
        await at.slack.close_modal(ADA)
        assert at.slack.modals(ADA) == []  # nothing of before is left below
        assert "is discarded" in direct(at)[-1].text
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_what_was_staged_since_is_not_approved_unseen(farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        farm.stage(66)
        await submit(at)
        assert farm.edition == 2
        assert "replaced by a later one" in read(modal(at).blocks)
        assert farm.services.catalogue.staged()
        await opened(at)
        await submit(at)
        assert farm.edition == 3

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_nor_is_it_discarded(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        await press(at, modal(at), "discard")
        farm.stage(66)
        await submit(at, "a draft")
        assert farm.services.catalogue.staged()
        assert "replaced by a later one" in read(modal(at).blocks)

    run(work, services=farm.services, administrators=(ADA,))


def test_turning_a_page_of_what_was_replaced_says_so_and_begins_anew(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        number = farm.stage(66)
        assert "Something else was staged since you looked" in await turned(at, 2)
        assert modal(at).title == "Review 1 of 2"
        assert f"|{number}|" in modal(at).payload["private_metadata"]
        assert "40% → 66%" in await turned(at, 2)
        await submit(at)
        assert farm.edition == 3

    run(work, services=farm.services, administrators=(ADA,))


def test_what_was_made_against_an_older_edition_is_put_on_top_of_the_published_one_first(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await opened(at)
        farm.services.publisher.roll_back("boris", 1)
        await submit(at)
        assert "was published since this one was staged" in read(modal(at).blocks)
        assert farm.edition == 3
        assert "1 added" in await opened(at)
        await submit(at)
        assert farm.edition == 4

    run(work, services=farm.services, administrators=(ADA,))


def test_where_nothing_waits_that_is_said(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        farm.services.publisher.discard("boris", "no")
        assert "No edition waits for a review" in await opened(at)
        assert "submit" not in modal(at).payload

    run(work, services=farm.services, administrators=(ADA,))


def test_many_facts_warnings_and_flips_fit_the_pages(farm: Farm, transport: TransportName) -> None:
    questions = [
        {"id": str(n), "kind": "number", "question": f"How many hens are in house {n}?", "values": [f"{n + 10}%"],
         "quote_has": [f"{n + 10}%"]}
        for n in range(9)
    ]  # fmt: skip
    (farm.services.settings.library / "golden.json").write_text(json.dumps(questions))
    farm.set()
    lines = [f"In house {n}, {n + 10}% of hens are <!channel> *brown* & {'very ' * 60}old." for n in range(40)]
    (farm.folder / "houses.md").write_text("# Houses\n\n" + "\n\n".join(lines))
    farm.publish()
    left = "\n\n".join(lines[:12]).replace("1", "2")
    (farm.folder / "houses.md").write_text(f"# Houses\n\n{left}")
    farm.stage(70)

    async def work(at: Bench) -> None:
        seen = await opened(at)
        assert "houses.md has" in seen  # it shrank
        assert "Golden questions" in seen
        pages = int(modal(at).title.split(" of ")[1])
        assert pages > 3
        for number in range(2, pages + 1):
            seen += await turned(at, number)
            assert len(modal(at).blocks) <= 100
        assert not has(modal(at), f"review_page:{pages + 1}")
        assert "<!channel>" not in json.dumps(modal(at).blocks)
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_in_the_administrators_channel_what_came_of_it_stands_in_the_thread(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await at.slack.join(ADA, PRIVATE)
        farm.write(80)
        await at.slack.slash(ADA, PRIVATE, "/footnote", "reingest")
        await at.settled()
        (shown,) = at.slack.replies(PRIVATE)
        await press(at, shown, "review")
        await submit(at)
        assert "Edition 3 is published" in at.slack.replies(PRIVATE, shown.ts)[-1].text
        assert direct(at) == []

    run(work, services=farm.services, administrators=(ADA,), admin_channel=PRIVATE)


def test_in_another_channel_nobody_else_sees_it(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        listed = await at.command("/footnote", "editions", ADA)
        await press(at, listed, button(listed, "rollback"))
        await submit(at)
        assert farm.edition == 3
        assert at.slack.messages(GENERAL) == []
        assert "Edition 3 is published" in direct(at)[-1].text

    run(work, services=farm.services, administrators=(ADA,))


def test_the_command_rolls_back_once_it_was_asked_with_the_reason_that_was_typed(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        await at.slack.slash(ADA, GENERAL, "/footnote", "rollback 1 the hens were wrong")
        await at.settled()
        assert "Publish edition 1" in read(modal(at).blocks)
        assert farm.edition == 2
        await submit(at)
        assert farm.edition == 3
        assert farm.services.catalogue.editions(1)[0].why == "the hens were wrong"
        await at.slack.slash(ADA, GENERAL, "/footnote", "rollback 99")
        await at.settled()
        assert "no edition 99" in read(modal(at).blocks)
        assert "is no edition" in (await at.command("/footnote", "rollback tomorrow", ADA)).text

    run(work, services=farm.services, administrators=(ADA,))


def test_who_is_an_administrator_no_longer_cannot_approve_what_they_opened(farm: Farm) -> None:
    """The window is still there; the press is checked when it comes."""

    async def work(at: Bench) -> None:
        at.slack.add_usergroup("S0ADMINS", [ADA])
        await opened(at)
        at.slack.add_usergroup("S0ADMINS", [])
        farm.services.access._directories["slack"]._for_s = 0  # type: ignore[attr-defined]
        await submit(at)
        assert farm.edition == 2
        assert "Only administrators may use review" in read(modal(at).blocks)

    run(work, services=farm.services, administrators=("S0ADMINS",))


def test_what_takes_longer_than_slack_waits_closes_the_window_and_is_told_directly(
    farm: Farm, transport: TransportName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "DECIDED_S", 0.0)

    async def work(at: Bench) -> None:
        await opened(at)
        await submit(at)
        assert at.slack.modals(ADA) == []
        assert "Edition 3 is published" in direct(at)[-1].text
        await at.slack.slash(ADA, GENERAL, "/footnote", "rollback 2")
        await at.settled()
        await submit(at, "x")
        assert farm.edition == 4
        assert at.refused() == []

    run(work, transport, services=farm.services, administrators=(ADA,))


def test_others_get_a_window_that_says_so_and_nothing_of_what_is_staged(farm: Farm) -> None:
    async def work(at: Bench) -> None:
        for user in (ALICE, BORIS):
            shown = await opened(at, user)
            assert "Only administrators may use review" in shown
            assert "55" not in shown

    run(work, services=farm.services, administrators=(ADA,))
