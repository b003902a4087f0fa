"""Ask in a channel, follow up in its thread, look at the source, ask directly."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.driving import SLOWLY_MS, Workspace


def test_a_question_in_a_channel_is_answered_in_its_thread_and_a_reply_follows_it_up(workspace: Workspace) -> None:
    answer = workspace.ask("Who owns AI in most companies?")
    expect(answer).to_contain_text("one in three organizations (34%)")
    expect(answer.locator("blockquote").first).to_contain_text("[1]")
    workspace.reply("And in how many is it central IT?")
    expect(workspace.answers(workspace.thread)).to_have_count(2, timeout=SLOWLY_MS)
    expect(workspace.answers(workspace.thread).last).to_contain_text("21%")
    expect(workspace.channel.get_by_role("button", name="3 replies")).to_be_visible()
    workspace.page.reload()
    expect(workspace.answers(workspace.thread)).to_have_count(2)


def test_show_in_source_has_the_quote_in_its_surroundings_with_previous_and_next(workspace: Workspace) -> None:
    answer = workspace.ask("Who owns AI in most companies?")
    button = answer.get_by_role("button", name="Source [1]")
    button.click()
    modal = workspace.modal
    expect(modal.get_by_role("heading", name="Source 1 of 4")).to_be_visible()
    expect(modal.locator("blockquote")).to_contain_text("Only one in three organizations (34%) has a dedicated team")
    expect(modal.get_by_role("button", name="Previous")).to_have_count(0)
    modal.get_by_role("button", name="Next").click()
    expect(modal.get_by_role("heading", name="Source 2 of 4")).to_be_visible()
    expect(modal.locator("blockquote")).to_contain_text("25%")
    modal.get_by_role("button", name="Previous").click()
    expect(modal.get_by_role("heading", name="Source 1 of 4")).to_be_visible()
    workspace.page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    expect(button).to_be_focused()


def test_the_focus_stays_in_a_modal(workspace: Workspace) -> None:
    workspace.ask("Who owns AI in most companies?").get_by_role("button", name="Source [1]").click()
    expect(workspace.modal.get_by_role("button", name="Next")).to_be_visible()
    for _ in range(12):
        workspace.page.keyboard.press("Tab")
        outside = workspace.page.evaluate("!document.activeElement.closest('dialog') && document.activeElement.tagName")
        assert outside in {False, "BODY"}  # the body stands for the browser's own controls


def test_a_direct_message_needs_no_mention_and_offers_what_to_ask(workspace: Workspace) -> None:
    prompt = workspace.channel.locator(".prompt").first
    while not prompt.count():  # what there is to suggest is found meanwhile; Messages has it when it is opened then
        workspace.go("general")
        workspace.go("Footnote")
        workspace.page.wait_for_timeout(1000)
    prompt.click()
    expect(workspace.answers(workspace.thread).first).to_contain_text("[1]", timeout=SLOWLY_MS)
    expect(workspace.thread.get_by_role("heading", name=re.compile(r"\?$"))).to_be_visible()  # the question names it


def test_an_edited_question_is_answered_anew_and_a_deleted_one_takes_its_answer_along(workspace: Workspace) -> None:
    workspace.ask("How many hospitals have a dedicated AI team?")
    mine = workspace.channel.locator(".message", has_text="hospitals")
    workspace.choose(mine, "Edit message")
    workspace.page.get_by_role("textbox", name="Edit message").fill("@Footnote Who owns AI in most companies?")
    workspace.page.keyboard.press("Enter")
    expect(workspace.answers(workspace.thread)).to_contain_text("one in three organizations (34%)", timeout=SLOWLY_MS)
    mine = workspace.channel.locator(".message", has_text="Who owns AI in most companies?")
    workspace.choose(mine, "Delete message")
    workspace.page.get_by_role("button", name="Delete", exact=True).click()
    expect(mine).to_have_count(0)
    expect(workspace.answers(workspace.page.locator("body"))).to_have_count(0)


def test_the_composer_suggests_commands_and_names_to_the_keyboard(workspace: Workspace) -> None:
    box = workspace.channel.get_by_role("combobox")
    box.press_sequentially("/st")
    expect(workspace.page.get_by_role("option", name="/stat")).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("/stat ")
    box.fill("")
    box.press_sequentially("@Foo")
    box.press("Tab")
    expect(box).to_have_value("@Footnote ")
    expect(workspace.page.get_by_role("option")).to_have_count(0)


def test_a_slash_command_in_a_thread_is_refused_as_slack_does(workspace: Workspace) -> None:
    workspace.ask("Who owns AI in most companies?")
    box = workspace.thread.get_by_role("combobox")
    box.fill("/stat ownership")
    box.press("Enter")
    expect(workspace.page.get_by_role("alert").filter(has_text="doesn't work in a thread")).to_be_visible()
    expect(box).to_have_value("/stat ownership")
