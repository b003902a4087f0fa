"""The pictures of the documents are taken here: ``PICTURES=docs/images pytest tests/browser/test_pictures.py``.

Without PICTURES they are taken, looked at by what a program can see, and thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, ViewportSize, expect

from bot.playground.people import PRIYA
from tests.browser.driving import SLOWLY_MS, Workspace

LARGEST = 150_000  # bytes
SIZE: ViewportSize = {"width": 1200, "height": 800}
TALL: ViewportSize = {"width": 1200, "height": 940}


def answer(workspace: Workspace) -> None:
    workspace.page.set_viewport_size(TALL)
    workspace.ask("Who owns AI in most companies?")


def statistic(workspace: Workspace) -> None:
    workspace.page.set_viewport_size(TALL)
    workspace.say("/stat ownership")
    workspace.whispered()


def refusal(workspace: Workspace) -> None:
    workspace.page.set_viewport_size(TALL)
    workspace.ask("How many hospitals have a dedicated AI team?")


def source(workspace: Workspace) -> None:
    workspace.page.set_viewport_size({"width": 1200, "height": 1020})
    workspace.ask("Who owns AI in most companies?").get_by_role("button", name="Source [1]").click()
    expect(workspace.modal.get_by_role("button", name="Next")).to_be_visible(timeout=SLOWLY_MS)


def slides(workspace: Workspace) -> None:
    workspace.say("/stat ownership")
    workspace.whispered().get_by_role("button", name="Copy for slides").first.click()
    expect(workspace.modal.get_by_role("button", name="Download PNG")).to_be_visible(timeout=SLOWLY_MS)


def verify(workspace: Workspace) -> None:
    workspace.choose(workspace.channel.locator(".message", has_text="For the board deck"), "Check the figures")
    expect(workspace.modal).to_contain_text("Contradicted", timeout=SLOWLY_MS)


def shared(workspace: Workspace) -> None:
    workspace.say("/verify 60% of companies have a dedicated AI team")
    expect(workspace.whispered().get_by_role("button", name="Share in channel")).to_be_visible()


def home(workspace: Workspace) -> None:
    workspace.ask("Who owns AI in most companies?")
    workspace.say("@Footnote How many hospitals have a dedicated AI team?")
    expect(workspace.answers(workspace.thread)).to_contain_text("hospitals", timeout=SLOWLY_MS)
    workspace.go("Footnote Home")
    while not workspace.home.get_by_text("Try one of these").count():
        workspace.go("Footnote")
        workspace.page.wait_for_timeout(500)
        workspace.go("Footnote Home")
        workspace.page.wait_for_timeout(500)


def home_administrator(workspace: Workspace) -> None:
    workspace.ask("How many hospitals have a dedicated AI team?")
    workspace.become(PRIYA.user.real_name)
    workspace.go("Footnote Home")
    expect(workspace.home).to_contain_text("For administrators", timeout=SLOWLY_MS)


SCENES: tuple[Callable[[Workspace], None], ...] = (
    answer,
    statistic,
    refusal,
    source,
    slides,
    verify,
    shared,
    home,
    home_administrator,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_each_kind_of_reply_fits_the_page(
    scene: Callable[[Workspace], None], workspace: Workspace, tmp_path: Path
) -> None:
    page = workspace.page
    page.set_viewport_size(SIZE)
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    scene(workspace)
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(300)
    assert page.get_by_text("Unsupported").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert spilling(page.locator(".blocks > *, .modal-body > *, .home-inner > *")) == []
    folder = Path(os.environ.get("PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{scene.__name__.replace('_', '-')}.png"
    page.screenshot(path=picture)
    taken = Image.open(picture).convert("RGB")
    taken.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)
    assert picture.stat().st_size <= LARGEST


def spilling(blocks: Locator) -> list[str]:
    """What of the blocks is wider than its place and doesn't scroll there."""
    found: list[str] = blocks.evaluate_all(
        """(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0
            && getComputedStyle(each).overflowX === "visible").map((each) => each.className)"""
    )
    return found
