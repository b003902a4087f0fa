"""Look a figure up, share it, take it to a slide, check claims."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from bot.playground.people import JONAS
from tests.browser.driving import SLOWLY_MS, Workspace


def test_a_statistic_shows_its_chart_to_the_asker_alone_until_it_is_shared(workspace: Workspace) -> None:
    jonas = workspace.another(JONAS.user.id)
    workspace.say("/stat ownership")
    answer = workspace.whispered()
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("ownership")
    assert answer.locator(".plot .value").all_text_contents() == ["34", "25", "21", "19"]
    table = answer.locator("figure table")
    expect(table.get_by_role("row").nth(1)).to_contain_text("34")
    expect(jonas.channel.locator(".chart")).to_have_count(0)
    answer.get_by_role("button", name="Share in channel").click()
    expect(jonas.channel.locator(".chart")).to_be_visible(timeout=SLOWLY_MS)
    expect(jonas.channel).not_to_contain_text("Only visible to you")


def test_a_figure_for_slides_is_copied_and_sent_as_csv_and_picture(workspace: Workspace, tmp_path: Path) -> None:
    workspace.context.grant_permissions(["clipboard-read", "clipboard-write"])
    workspace.say("/stat ownership")
    workspace.whispered().get_by_role("button", name="Copy for slides").first.click()
    modal = workspace.modal
    expect(modal.get_by_role("button", name="Download CSV")).to_be_visible(timeout=SLOWLY_MS)
    modal.get_by_role("button", name="Copy").first.click()
    assert workspace.page.evaluate("navigator.clipboard.readText()") == "34%: a dedicated team"
    modal.get_by_role("button", name="Download CSV").click()
    modal.get_by_role("button", name="Download PNG").click()
    workspace.page.keyboard.press("Escape")
    workspace.go("Footnote")
    picture = workspace.channel.locator(".file-picture img")
    expect(picture).to_be_visible(timeout=SLOWLY_MS)
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 300
    with workspace.page.expect_download() as download:
        workspace.channel.locator(".file-card").get_by_role("link").click()
    assert "34" in Path(download.value.path()).read_text("utf-8")


def test_a_claim_is_checked(workspace: Workspace) -> None:
    workspace.say("/verify 60% of companies have a dedicated AI team")
    answer = workspace.whispered()
    expect(answer).to_contain_text("Contradicted")
    expect(answer.get_by_role("img", name="cross mark")).to_be_visible()
    answer.get_by_role("button", name="Show in source").click()
    expect(workspace.modal.locator("blockquote")).to_contain_text("one in three organizations (34%)")


def test_check_the_figures_verifies_a_colleagues_message_claim_by_claim(workspace: Workspace) -> None:
    workspace.choose(workspace.channel.locator(".message", has_text="For the board deck"), "Check the figures")
    modal = workspace.modal
    expect(modal).to_contain_text("Contradicted", timeout=SLOWLY_MS)
    expect(modal).to_contain_text("Supported")
    modal.get_by_role("button", name="Show in source").first.click()
    expect(modal.get_by_role("heading", name="Source 1 of")).to_be_visible()
    modal.get_by_role("button", name="Back").or_(modal.get_by_role("button", name="Close").last).first.click()
    expect(modal.get_by_role("heading", name="Check the figures")).to_be_visible()
