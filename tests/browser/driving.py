"""What a person does on the page, in a person's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.loopback import LoopbackSlack
from bot.playground.people import MAYA

SLOWLY_MS = 45_000  # an answer, where the machine has other things to do
expect.set_options(timeout=20_000)


class Workspace:
    """One tab of the playground."""

    def __init__(
        self,
        context: BrowserContext,
        address: str,
        slack: LoopbackSlack,
        run: Callable[..., Any],
        person: str = MAYA.user.id,
    ) -> None:
        self.slack, self.run, self.address, self.context = slack, run, address, context
        self.errors: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}#as={person}")
        expect(self.page.get_by_role("combobox").first).to_be_visible()

    def another(self, person: str) -> Workspace:
        """Somebody else's tab, beside this one."""
        return Workspace(self.context, self.address, self.slack, self.run, person)

    @property
    def app(self) -> AsyncWebClient:
        """What the app's token can do, for payloads that the app itself would never send."""
        return AsyncWebClient(token=self.slack.app.bot_token, base_url=self.slack.api_url)

    # -- places -------------------------------------------------------------------------------------------------------
    @property
    def channel(self) -> Locator:
        return self.page.locator(".conversation")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary")

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.modal[open]")

    @property
    def home(self) -> Locator:
        return self.page.locator(".home-inner")

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Workspace")

    def go(self, place: str) -> None:
        entry = re.compile(rf"^{re.escape(place)}( \d+ new| \d+)?$")  # with how many messages are unread there
        self.sidebar.get_by_role("button", name=entry).click()

    def become(self, name: str) -> None:
        self.sidebar.get_by_role("button", name=name).click()
        expect(self.sidebar.locator(".person[aria-pressed=true]")).to_contain_text(name)

    # -- doings -------------------------------------------------------------------------------------------------------
    def say(self, text: str) -> None:
        """Write in the channel or direct message that is open."""
        self._write(self.channel.get_by_role("combobox"), text)

    def reply(self, text: str) -> None:
        """Write in the thread that is open."""
        self._write(self.thread.get_by_role("combobox"), text)

    def _write(self, box: Locator, text: str) -> None:
        box.fill(text)
        box.press("Enter")
        expect(box).to_have_value("")

    def ask(self, question: str) -> Locator:
        """Ask the app in the channel; the answer, in the thread that opens by itself."""
        self.say(f"@Footnote {question}")
        answer = self.answers(self.thread).first
        expect(answer).to_be_visible(timeout=SLOWLY_MS)
        return answer

    def whispered(self) -> Locator:
        """The newest answer that only this person sees, when it is there."""
        answer = self.channel.locator(".ephemeral").last
        expect(answer.get_by_role("group", name="Feedback")).to_be_visible(timeout=SLOWLY_MS)
        return answer

    def answers(self, within: Locator) -> Locator:
        return within.locator(".message[data-author=app]")

    def choose(self, message: Locator, action: str) -> None:
        """Choose from what can be done with a message."""
        message.hover()
        message.get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=action).click()


def rendered(page: Page, blocks: list[dict[str, Any]]) -> Locator:
    """Blocks on the page as its own renderer makes them, whatever Slack would say to them."""
    page.evaluate(
        """async (list) => {
            const { blocks } = await import("/static/blocks/index.js");
            const names = { user: () => "Somebody", channel: () => "somewhere" };
            const nothing = { memory: new Map(), file: () => undefined, act: async () => ({}) };
            const context = { surface: "message", names, ...nothing };
            const place = document.createElement("section");
            place.id = "rendered";
            place.append(...blocks(list, context));
            document.getElementById("rendered")?.remove();
            document.body.replaceChildren(place);
        }""",
        blocks,
    )
    return page.locator("#rendered")
