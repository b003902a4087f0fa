"""The Teams app at work before a loopback Microsoft, on a small library in memory: what the tests of the app share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from bot.desk import Desk
from bot.journal import Journal
from bot.teams.handlers.listening import Parts
from bot.teams.manifest import MESSAGES_PATH
from bot.teams.running import http
from bot.wiring import Services
from tests.bot.slack.workspace import pets
from tests.bot.teams.connector import ADA, ALICE, APP, CHANNEL, PERSONAL, TENANT, TOKEN, Connector, Json


@dataclass
class Office:
    """The app, running, and the Microsoft that it speaks with."""

    teams: Connector
    parts: Parts
    services: Services
    address: str
    app: Any  # the SDK's

    @property
    def journal(self) -> Journal:
        return self.services.journal

    # -- saying -------------------------------------------------------------------------------------------------------
    async def say(self, text: str, conversation: str = PERSONAL, user: str = ALICE, **more: Any) -> Json:
        """Write a message; in channels and groups with a mention of the bot."""
        if conversation != PERSONAL:
            mention = {
                "type": "mention",
                "mentioned": {"id": f"28:{APP}", "name": "Footnote"},
                "text": "<at>Footnote</at>",
            }
            more = {"entities": [mention]} | more
            text = f"<at>Footnote</at> {text}"
        activity = self.teams.activity("message", conversation, user, text=text, **more)
        status, _ = await self.teams.post(self.address, activity)
        assert status == 200
        return activity

    async def told(self, text: str, conversation: str = PERSONAL, user: str = ALICE, **more: Any) -> Json:
        """What the bot says to a message, when it has said it: its words with the card that stands below them."""
        before = set(self.shown(conversation))
        await self.say(text, conversation, user, **more)
        await self.settled()
        new = [each for each in self.shown(conversation) if each not in before]
        assert new, self.teams.calls[-3:]
        said, *cards = [self.shown(conversation)[each] for each in new]
        below = {"attachments": cards[0]["attachments"], "card_as": new[1]} if cards else {}
        return said | below | {"shown_as": new[0]}

    def thread(self, root: str = "1") -> str:
        """A thread of the channel."""
        return f"{CHANNEL};messageid={root}"

    # -- pressing -----------------------------------------------------------------------------------------------------
    async def invoke(self, name: str, value: Any, conversation: str = PERSONAL, user: str = ALICE, **more: Any) -> Any:
        """What the bot answers to something that wants an answer."""
        activity = self.teams.activity("invoke", conversation, user, name=name, value=value, **more)
        status, body = await self.teams.post(self.address, activity)
        assert status == 200, body
        return body

    async def press(
        self, button: Json, conversation: str = PERSONAL, user: str = ALICE, on: str = "", **inputs: Any
    ) -> Any:
        """Press a button of a card, with what was written into the card."""
        action = {"type": "Action.Execute", "verb": button["verb"], "data": button["data"] | inputs}
        more = {"replyToId": on} if on else {}
        return await self.invoke("adaptiveCard/action", {"action": action}, conversation, user, **more)

    # -- looking ------------------------------------------------------------------------------------------------------
    def shown(self, conversation: str = PERSONAL) -> dict[str, Json]:
        """The bot's messages in a conversation as they stand now."""
        return self.teams.messages[conversation]

    def texts(self, conversation: str = PERSONAL) -> list[Json]:
        """Those of them that say something, without cards."""
        return [each for each in self.shown(conversation).values() if each.get("text")]

    async def settled(self) -> None:
        """Nothing is under way any more."""
        await asyncio.sleep(0.02)
        while self.parts.under_way:
            await asyncio.gather(*self.parts.under_way, return_exceptions=True)
            await asyncio.sleep(0.02)


def buttons(message: Json) -> list[Json]:
    """The buttons on the card of a message, or on a card itself."""
    cards = [each["content"] for each in message.get("attachments", [])] if "attachments" in message else [message]
    return [each for card in cards for each in _actions(card)]


def _actions(value: Any) -> list[Json]:
    if isinstance(value, dict):
        own = [value] if str(value.get("type", "")).startswith("Action.") else []
        return own + [each for inner in value.values() for each in _actions(inner)]
    return [each for inner in value for each in _actions(inner)] if isinstance(value, list) else []


def button(message: Json, label: str) -> Json:
    """The button with this label."""
    found = [each for each in buttons(message) if each.get("title", "").startswith(label)]
    assert found, [each.get("title") for each in buttons(message)]
    return found[0]


def words_of(card: Any) -> str:
    """All words on a card, in order."""
    if isinstance(card, dict):
        own = [str(card[name]) for name in ("text", "codeSnippet") if isinstance(card.get(name), str)]
        inner = [words_of(value) for name, value in card.items() if name != "fallback"]
        return " ".join(part for part in (*own, *inner) if part)
    return " ".join(filter(None, map(words_of, card))) if isinstance(card, list) else ""


def card_words(message: Json) -> str:
    return " ".join(words_of(each["content"]) for each in message.get("attachments", []))


@asynccontextmanager
async def office(services: Services | None = None, **set_: Any) -> AsyncIterator[Office]:
    """The app at work; ``set_`` are settings."""
    services = services or pets()

    async def token(*_: Any) -> str:
        return TOKEN

    async with Connector().serving() as teams:
        given = {
            "teams_client_id": APP,
            "teams_client_secret": SecretStr("hunter2"),
            "teams_tenant_id": TENANT,
            "administrators": (ADA,),
        }
        services.settings = services.settings.model_copy(update=given | set_)
        desk, settings = Desk(services), services.settings
        async with http(desk, settings, services.journal, 0, cloud=teams.cloud(), token=token) as (address, built):
            yield Office(teams, built.parts, services, address + MESSAGES_PATH, built.teams)


def run(
    work: Callable[[Office], Awaitable[None]],
    services: Services | None = None,
    *,
    problems: bool = False,
    within_s: float = 40,
    **set_: Any,
) -> None:
    """Do something with the app, from a plain test; nothing that it says may be refused, unless that is the test."""

    async def doing() -> None:
        async with office(services, **set_) as at:
            await work(at)
            if at.teams.problems and not problems:
                raise AssertionError(at.teams.problems)

    asyncio.run(asyncio.wait_for(doing(), within_s))
