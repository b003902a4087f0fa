"""Drives the Teams app in Microsoft's own client, the playground for agents, and takes pictures of what people see.

``make teams-browser`` sets it up: the playground comes from npm, the browser is the system's Chromium. The app runs as
``footnote teams --development`` would run it, on a library of its own with a staged edition, and with the real models.

    python scripts/teams_browser.py PLAYGROUND [PICTURES]

PLAYGROUND is the folder with the playground's node_modules. It ends with 1 where something isn't shown as it should be.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from bot.desk import Desk
from bot.requests import Request, Unwatched
from bot.settings import Settings
from bot.teams.manifest import MESSAGES_PATH
from bot.teams.running import http
from bot.wiring import Services
from ingest.blocks import Metadata

ALEX = "00000000-0000-0000-0000-0000000000020"  # who sits before the playground, by its configuration
SLOWLY_MS = 90_000  # the first answer, on a machine that has other things to do
NAMES = ("chromium", "chromium-browser", "google-chrome")

REPORT = """# Pets at work 2025

The survey asked 500 firms in {year}.

{share}% of firms keep a cat in the office. {dogs}% of firms keep a dog in the yard.

Who feeds the pets? 34% of firms say a team feeds them, 21% say reception, and 45% say nobody does.
"""


def library(folder: Path) -> Services:
    """The starter and a report, and a newer version of the report that waits for a review."""
    services = Services(Settings(library=folder / "library", administrators=(ALEX,)))
    report = folder / "pets.md"
    services.ingest_starter("ada", Unwatched())
    report.write_text(REPORT.format(year=2024, share=48, dogs=12), "utf-8")
    services.ingest([str(report)], Metadata(), "ada", Unwatched())
    report.write_text(REPORT.format(year=2025, share=53, dogs=12) + "\n7% of firms keep a parrot.\n", "utf-8")
    services.ingest([str(report)], Metadata(), "ada", Unwatched(), review=True)
    Desk(services).handle(Request(command="suggest", user="ada", surface="teams"))
    return services


@asynccontextmanager
async def playground(folder: Path, endpoint: str) -> AsyncIterator[str]:
    """Microsoft's playground, speaking with the app; the address of its page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    binary = folder / "node_modules" / ".bin" / "agentsplayground"
    command = (str(binary), "-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry")
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"BROWSER": "none"},
    )
    try:
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        await process.wait()


class Client:
    """The playground in the browser."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self._pictures = page, pictures

    async def say(self, text: str) -> None:
        box = self.page.get_by_role("textbox").first
        await box.click()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def shows(self, words: str | re.Pattern[str]) -> Locator:
        """The newest place where the words are shown."""
        found = self.page.get_by_text(words).last
        await expect(found).to_be_visible(timeout=SLOWLY_MS)
        return found

    async def press(self, label: str | re.Pattern[str]) -> None:
        await self.page.get_by_role("button", name=label).last.click()

    async def picture(self, name: str, top: Locator | None = None) -> None:
        if top is not None:
            await top.evaluate("element => element.scrollIntoView({block: 'start'})")
        await self.page.wait_for_timeout(600)
        await self.page.screenshot(path=self._pictures / f"{name}.png")
        print(f"{name}: as it should be")


async def look(client: Client) -> None:
    """What a person does, one after the other."""
    await client.shows("Ask me about the reports")
    await client.picture("1-welcome")

    await client.say("How many firms keep a cat in the office?")
    await client.shows("AI generated")
    await client.shows("Show in source")
    await client.picture("2-answer", await client.shows("How many firms keep a cat in the office?"))
    await client.press("Show in source")
    await client.shows("Back to the answer")
    await client.picture("3-source", await client.shows("Back to the answer"))
    await client.press("Back to the answer")
    await client.page.get_by_text("1", exact=True).first.hover()
    await client.picture("3-citation")
    await client.page.mouse.move(640, 900)
    await _rate(client)
    await _insert(client)

    await client.say("stat who owns AI")
    await client.shows(re.compile("adds up to", re.IGNORECASE))
    await client.picture("6-statistic", await client.shows("stat who owns AI"))

    await client.say("How many firms keep a cat in the office in 2019?")
    await client.shows("Which of these do you mean?")
    await client.picture("7-refusal", await client.shows("How many firms keep a cat in the office in 2019?"))

    await client.say("verify 60% of firms keep a cat in the office.")
    await client.shows("Contradicted")
    await client.picture("8-verdict", await client.shows("verify 60% of firms"))

    await client.say("review")
    await client.shows("Staged edition")
    await client.picture("9-review", await client.shows("Staged edition"))
    await client.press("Publish…")
    await client.picture("10-publishing")
    await client.press("Publish")
    await client.shows(re.compile(r"Edition \d+ is published"))
    await client.picture("11-published")


async def _rate(client: Client) -> None:
    """Say what is wrong with the answer, in the client's own form."""
    await client.press("Dislike")
    await client.page.get_by_role("dialog").get_by_role("textbox").fill("It is outdated.")
    await client.picture("4-feedback")
    await client.press("Submit")
    await client.press("Close")


async def _insert(client: Client) -> None:
    """Look a figure up while writing, and put it into a message."""
    await client.press("Trigger Message Extension App")
    await client.page.get_by_text("Search Command").click()
    await client.page.get_by_placeholder("Enter a search term").fill("who owns AI")
    await client.page.keyboard.press("Enter")
    found = await client.shows(re.compile("a dedicated team"))
    await client.picture("5-search")
    await found.click()
    await client.picture("5-inserted")
    await client.press("Send Message")
    await client.page.wait_for_timeout(1000)


async def main(folder: Path, pictures: Path) -> None:
    """Everything, with a browser that is there."""
    browser_path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if browser_path is None:
        sys.exit("There is no Chromium here: install one, or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as made:
        services = await asyncio.to_thread(library, Path(made))
        serving = http(Desk(services), services.settings, services.journal, 0, development=True)
        async with (
            serving as (address, _),
            playground(folder, address + MESSAGES_PATH) as page_at,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": 1280, "height": 1000}, locale="en-GB")
            await page.goto(page_at)
            await look(Client(page, pictures))
            await browser.close()
        rated = [each for asked in services.journal.recent(ALEX, 20) for each in services.journal.feedback(asked.id)]
        if [(each.rating, each.comment) for each in rated] != [("bad", "It is outdated.")]:
            sys.exit(f"What was thought of an answer isn't kept: {rated}")


if __name__ == "__main__":
    shown = Path(sys.argv[2] if len(sys.argv) > 2 else "build/teams/pictures")
    shown.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1]), shown))
