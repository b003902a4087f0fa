"""Refusals lead on, feedback is asked for its reason, people can be asked, Home knows what to ask."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from bot.playground.people import PRIYA
from tests.browser.driving import SLOWLY_MS, Workspace

UNANSWERED = "How many hospitals have a dedicated AI team?"


def test_a_refusal_opens_the_source_of_what_the_reports_do_say(workspace: Workspace) -> None:
    refusal = workspace.ask(UNANSWERED)
    expect(refusal).to_contain_text("hospitals")
    refusal.get_by_role("button", name=re.compile(r"^(Source \[1\]|Show in source)$")).click()
    expect(workspace.modal.locator("blockquote")).to_contain_text("one in three organizations (34%)", timeout=SLOWLY_MS)


def test_a_refusal_asks_what_was_meant_by_a_button(workspace: Workspace) -> None:
    refusal = workspace.ask(UNANSWERED)
    refusal.get_by_role("button", name="How many surveyed organizations have a dedicated AI team?").click()
    expect(workspace.thread).to_contain_text("34%", timeout=SLOWLY_MS)
    expect(workspace.answers(workspace.thread)).to_have_count(2, timeout=SLOWLY_MS)


def test_a_question_is_handed_on_to_people(workspace: Workspace) -> None:
    workspace.ask(UNANSWERED).get_by_role("button", name="Ask a person").click()
    workspace.go("ask-research")
    expect(workspace.channel.locator(".message")).to_contain_text(UNANSWERED, timeout=SLOWLY_MS)


def test_thumbs_down_asks_why_and_insists_on_a_reason(workspace: Workspace) -> None:
    answer = workspace.ask("Who owns AI in most companies?")
    thumb = answer.get_by_role("group", name="Feedback").get_by_role("button").last
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    modal = workspace.modal
    expect(modal.get_by_role("radio")).to_have_count(5)
    modal.get_by_role("textbox").fill("It was 2024")
    modal.get_by_role("button", name="Send").click()
    expect(modal.get_by_role("alert").first).not_to_be_empty()  # a reason is missing
    expect(modal.get_by_role("textbox")).to_have_value("It was 2024")
    modal.get_by_role("radio", name="It is outdated").check()
    modal.get_by_role("button", name="Send").click()
    expect(modal.get_by_role("radio")).to_have_count(0)


def test_home_asks_what_it_suggests_and_knows_what_was_asked(workspace: Workspace) -> None:
    workspace.ask("Who owns AI in most companies?")
    workspace.go("Footnote Home")
    expect(workspace.home).to_contain_text("Who owns AI in most companies?")
    expect(workspace.home).to_contain_text("Bridging the operational AI gap")
    suggestion = workspace.home.get_by_role("button", name="Who is responsible for AI workflows?")
    while not suggestion.count():  # what there is to suggest is found meanwhile; then Home has it when it is opened
        workspace.go("Footnote")
        workspace.page.wait_for_timeout(500)
        workspace.go("Footnote Home")
        workspace.page.wait_for_timeout(500)
    suggestion.click()
    expect(workspace.modal).to_contain_text("The answer is in Messages", timeout=SLOWLY_MS)
    workspace.page.keyboard.press("Escape")
    workspace.go("Footnote")
    asked = workspace.channel.locator(".message", has_text="Who is responsible for AI workflows?")
    asked.get_by_role("button", name="1 reply").click(timeout=SLOWLY_MS)
    expect(workspace.answers(workspace.thread).last).to_contain_text("one in three organizations (34%)")


def test_home_shows_administrators_what_went_unanswered(workspace: Workspace) -> None:
    workspace.ask(UNANSWERED)
    workspace.go("Footnote Home")
    expect(workspace.home).not_to_contain_text("For administrators")
    workspace.become(PRIYA.user.real_name)
    expect(workspace.home).to_contain_text("For administrators")
    expect(workspace.home).to_contain_text(UNANSWERED)
