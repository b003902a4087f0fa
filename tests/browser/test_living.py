"""A note that an answer has changed, and what went unanswered, as a person sees them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.playground.people import JONAS, PRIYA
from bot.playground.running import playground, services_for
from bot.requests import Unwatched
from bot.settings import Settings
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from ingest.blocks import Metadata
from tests.browser.conftest import Loop, serving
from tests.browser.driving import SLOWLY_MS, Workspace
from tests.browser.test_pictures import TALL, spilling

REPORT = """# Pets at work 2026

## Cats

We asked 500 firms in spring. Nearly half of firms (48%) keep a cat in the office.

## Dogs

Only 12% of firms keep a dog, most of them in the yard. In most offices the reception feeds the dog.
"""


class Shelf:
    """A folder with the report, and the library made of it."""

    def __init__(self, folder: Path, services: Services) -> None:
        self.file, self.services = folder / "pets.md", services

    def publish(self, text: str) -> None:
        self.file.write_text(text)
        self.services.ingest([str(self.file)], Metadata(publisher="Example Research"), "priya", Unwatched())


@pytest.fixture
def shelf(services: Services, tmp_path: Path) -> Shelf:
    own = services_for(Settings(library=tmp_path / "library"))
    for part in ("embedder", "reranker", "answerability", "reader"):
        setattr(own, part, getattr(services, part))
    own.journal = MemoryJournal()
    shelf = Shelf(tmp_path, own)
    shelf.publish(REPORT)
    return shelf


@pytest.fixture
def workspace(shelf: Shelf, context: BrowserContext, loop: Loop) -> Iterator[Workspace]:
    with serving(loop, playground(shelf.services, 0, lambda _: None)) as served:
        workspace = Workspace(context, *served, loop.run)
        yield workspace
        assert workspace.errors == []


def picture(page: Page, name: str, tmp_path: Path) -> None:
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    assert page.get_by_text("Unsupported").count() == 0
    assert spilling(page.locator(".blocks > *, .home-inner > *")) == []
    folder = Path(os.environ.get("PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def test_a_thread_shows_what_stood_there_and_what_stands_there_now(
    workspace: Workspace, shelf: Shelf, tmp_path: Path
) -> None:
    page = workspace.page
    page.set_viewport_size(TALL)
    workspace.ask("How many firms keep a cat in the office?")
    shelf.publish(REPORT.replace("Nearly half of firms (48%)", "More than half of firms (53%)"))
    told = workspace.answers(workspace.thread).nth(1)
    expect(told).to_contain_text("It says now:")
    expect(told).to_contain_text("53%")
    picture(page, "living-answer", tmp_path)
    told.get_by_role("button", name="Show in source").click()
    expect(workspace.modal).to_contain_text("More than half of firms (53%) keep a cat")
    picture(page, "living-source", tmp_path)
    page.keyboard.press("Escape")
    shelf.publish(REPORT.replace("Nearly half of firms (48%) keep a cat in the office.", ""))
    expect(workspace.answers(workspace.thread).nth(2)).to_contain_text("This is no longer in the reports.")
    picture(page, "living-gone", tmp_path)


def test_an_administrator_sees_what_went_unanswered_in_groups(workspace: Workspace, tmp_path: Path) -> None:
    page = workspace.page
    page.set_viewport_size(TALL)
    for number, question in enumerate(
        (
            "How many hospitals keep a llama?",
            "What share of hospitals has a llama?",
            "What will the market for parrots be worth in 2030?",
        )
    ):
        if number == 1:
            workspace.become(JONAS.user.real_name)
        workspace.say(f"/ask {question}")
        workspace.whispered()
    workspace.become(PRIYA.user.real_name)
    workspace.say("/footnote gaps 90")
    shown = workspace.channel.locator(".ephemeral").last
    expect(shown).to_contain_text("asked twice by 2 people", timeout=SLOWLY_MS)
    picture(page, "gaps", tmp_path)
    shown.get_by_role("button", name="Download CSV").click()
    workspace.go("Footnote Home")
    expect(workspace.home).to_contain_text("in 2 groups", timeout=SLOWLY_MS)
    workspace.home.get_by_text("in 2 groups").scroll_into_view_if_needed()
    picture(page, "gaps-home", tmp_path)
    workspace.go("Footnote")
    expect(workspace.channel).to_contain_text("What went unanswered within 90 days")
    workspace.say("/footnote forget me")
    expect(workspace.channel.locator(".ephemeral").last).to_contain_text("Shall I forget all that you asked")
    picture(page, "forget-me", tmp_path)
    workspace.channel.get_by_role("button", name="Forget all of it").click()
    expect(workspace.channel.locator(".ephemeral").last).to_contain_text("Forgotten: 0 questions")
