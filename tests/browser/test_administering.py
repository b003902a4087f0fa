"""An administrator re-ingests, looks over what changed, approves it and goes back, on the page.

``PICTURES=docs/images pytest tests/browser/test_administering.py`` keeps what it looks like.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.playground.people import MAYA, PRIYA
from bot.playground.running import playground
from bot.requests import Unwatched
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from ingest.reingest import Order
from knowledge.sources import Said
from tests.browser.conftest import Loop, serving
from tests.browser.driving import SLOWLY_MS, Workspace
from tests.browser.test_pictures import spilling

TOWN = """# Town survey 2031

Of the firms, {half}% keep a cat in the office.

{bikes} of 500 people ride a bike to work.
"""
TREES = "# Trees of the town\n\nThe town has 1,200 lime trees.\n\nOf the parks, 30% have a pond.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "town.md").write_text(TOWN.format(half=48, bikes=210))
    (folder / "trees.md").write_text(TREES)
    return folder


@pytest.fixture
def priya(
    services: Services, loop: Loop, context: BrowserContext, reports: Path, tmp_path: Path
) -> Iterator[Workspace]:
    """The page of the administrator, on a library of her own with a folder that was published once and has changed."""
    own = services.elsewhere(tmp_path / "library")
    own.journal = MemoryJournal()
    own.ingest_starter("priya", Unwatched())
    own.registrar.add(str(reports), Said(publisher="Town council"), PRIYA.user.id)
    own.reingest.run(Order(PRIYA.user.id, publish=True))
    (reports / "town.md").write_text(TOWN.format(half=61, bikes=260))
    lines = [
        f"House {at} of the street has {at % 40 + 20} windows, says the count of {2000 + at % 30}." for at in range(700)
    ]
    (reports / "houses.md").write_text("# Houses\n\n" + "\n\n".join(lines))
    with serving(loop, playground(own, 0, lambda _: None)) as found:
        workspace = Workspace(context, *found, loop.run, PRIYA.user.id)
        workspace.page.set_viewport_size({"width": 1200, "height": 960})
        yield workspace
        assert workspace.errors == []


def picture(workspace: Workspace, name: str) -> None:
    page = workspace.page
    page.wait_for_timeout(300)
    assert page.get_by_text("Unsupported").count() == 0
    assert spilling(page.locator(".blocks > *, .modal-body > *, .home-inner > *")) == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_re_ingest_is_followed_reviewed_approved_and_taken_back(priya: Workspace) -> None:
    priya.go("Footnote")
    priya.say("/footnote reingest")
    expect(priya.channel).to_contain_text("passages embedded", timeout=SLOWLY_MS)
    picture(priya, "reingest-progress")
    expect(priya.channel).to_contain_text("staged: it waits for a review", timeout=4 * SLOWLY_MS)
    picture(priya, "reingest-done")

    priya.channel.get_by_role("button", name="Look it over").click()
    expect(priya.modal).to_contain_text("1 added, 1 changed", timeout=SLOWLY_MS)
    picture(priya, "review-overview")
    priya.modal.get_by_role("button", name="Next").click()
    expect(priya.modal).to_contain_text("48% → 61%")
    picture(priya, "review-facts")
    priya.modal.get_by_role("button", name="Previous").click()
    expect(priya.modal).to_contain_text("1 added, 1 changed")
    priya.modal.get_by_role("button", name="Discard").click()
    expect(priya.modal).to_contain_text("Why is it discarded?")
    picture(priya, "review-discard")
    priya.modal.get_by_role("button", name="Close").last.click()
    priya.modal.get_by_role("textbox").fill("The new count of the town")
    priya.modal.get_by_role("button", name="Approve").click()
    expect(priya.modal).to_contain_text("Edition 3 is published", timeout=SLOWLY_MS)
    picture(priya, "review-approved")
    priya.modal.get_by_role("button", name="Roll back").click()
    expect(priya.modal).to_contain_text("Publish edition 2")
    picture(priya, "rollback")
    priya.modal.get_by_role("button", name="Roll back").last.click()
    expect(priya.modal).to_contain_text("Edition 4 is published", timeout=SLOWLY_MS)


def test_home_has_what_waits_the_last_editions_and_what_to_press(priya: Workspace) -> None:
    priya.go("Footnote Home")
    expect(priya.home).to_contain_text("Re-ingest now", timeout=SLOWLY_MS)
    priya.home.get_by_role("button", name="Re-ingest now").click()
    expect(priya.home.get_by_role("button", name="Stop")).to_be_visible(timeout=SLOWLY_MS)
    picture(priya, "home-run")
    expect(priya.home).to_contain_text("An edition waits for a review", timeout=4 * SLOWLY_MS)
    picture(priya, "home-waits")
    priya.home.get_by_role("button", name="Review what waits").click()
    expect(priya.modal).to_contain_text("1 added, 1 changed", timeout=SLOWLY_MS)


def test_lists_for_administrators_fit_the_page(priya: Workspace) -> None:
    priya.go("Footnote")
    for command, seen in (
        ("sources", "Town council"),
        ("editions", "Edition 2"),
        ("audit", "publish edition 2"),
        ("doctor", "catalogue"),
        ("sources check", "1 added, 1 changed"),
    ):
        priya.say(f"/footnote {command}")
        expect(priya.channel.locator(".ephemeral").last).to_contain_text(seen, timeout=SLOWLY_MS)
        picture(priya, f"command-{command.replace(' ', '-')}")


def test_somebody_else_is_told_that_only_administrators_may(priya: Workspace) -> None:
    maya = priya.another(MAYA.user.id)
    maya.say("/footnote review")
    expect(maya.modal).to_contain_text("Only administrators may use review", timeout=SLOWLY_MS)
