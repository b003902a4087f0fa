"""What there is to see in a loopback Slack, and waiting for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.methods.chat import permalink
from bot.loopback.records import (
    Call,
    Change,
    Channel,
    Delivery,
    DeliveryKind,
    File,
    Message,
    Prompts,
    Status,
    User,
    View,
)

T = TypeVar("T")

LOOK_AGAIN_S = 0.05  # conditions may be about more than Slack


class Showing:
    """The reading half of :class:`bot.loopback.slack.LoopbackSlack`."""

    _core: Core
    _deliveries: Deliveries
    _last_change: float

    def user(self, user: str) -> User:
        """By id. Raises KeyError."""
        return self._core.of_user(user).users[user]

    def users(self) -> list[User]:
        """Everybody of the first workspace, bots too."""
        return list(self._core.first.users.values())

    def channel(self, channel: str) -> Channel:
        """By id. Raises KeyError."""
        return self._core.of_channel(channel).channels[channel]

    def channels(self, user: str | None = None) -> list[Channel]:
        """Channels without direct messages; of a person: those that they are in."""
        workspace = self._core.of_user(user) if user else self._core.first
        found = [channel for channel in workspace.channels.values() if channel.kind != "im"]
        return [channel for channel in found if user is None or user in channel.members]

    def dm(self, user: str) -> str:
        """Id of the direct message between that person and the bot."""
        return self._core.of_user(user).dm_of(user)

    def message(self, channel: str, ts: str) -> Message:
        """One message, ephemeral ones too. Raises KeyError."""
        return self._core.of_channel(channel).messages[channel][ts]

    def messages(self, channel: str, viewer: str | None = None) -> list[Message]:
        """Top-level messages, oldest first: what everyone sees, or what the viewer sees, ephemeral messages too."""
        found = self._core.of_channel(channel).visible(channel, viewer)
        return [one for one in found if one.thread_ts in {None, one.ts} or one.subtype == "thread_broadcast"]

    def thread(self, channel: str, thread_ts: str, viewer: str | None = None) -> list[Message]:
        """A thread: its first message, then the replies; ephemeral messages as in :meth:`messages`."""
        return self._core.of_channel(channel).in_thread(channel, thread_ts, viewer)

    def replies(self, channel: str, thread_ts: str | None = None, viewer: str | None = None) -> list[Message]:
        """What the app's bot has said: in the thread, or top-level without one; streaming messages, too."""
        workspace = self._core.of_channel(channel)
        found = self.messages(channel, viewer) if thread_ts is None else self.thread(channel, thread_ts, viewer)
        return [one for one in found if one.bot_id == workspace.bot_id]

    def ephemeral(self, user: str, channel: str | None = None) -> list[Message]:
        """Messages that only this person sees, oldest first."""
        workspace = self._core.of_user(user)
        names = [channel] if channel else list(workspace.messages)
        found = [one for name in names for one in workspace.visible(name, user) if one.only_for == user]
        return sorted(found, key=lambda one: one.ts)

    def modal(self, user: str) -> View | None:
        """The modal on top, if one is open."""
        return next(reversed(self.modals(user)), None)

    def modals(self, user: str) -> list[View]:
        """All open modals, the lowest first."""
        return list(self._core.of_user(user).stacks.get(user, []))

    def home(self, user: str) -> View | None:
        """The app's Home of that person, if it was published."""
        return self._core.of_user(user).homes.get(user)

    def status(self, channel: str, thread_ts: str) -> Status | None:
        """What the app says it is doing in the thread."""
        return self._core.of_channel(channel).status(channel, thread_ts)

    def title(self, channel: str, thread_ts: str) -> str | None:
        """The title of a thread of a direct message."""
        return self._core.of_channel(channel).titles.get((channel, thread_ts))

    def prompts(self, channel: str, thread_ts: str | None = None) -> Prompts | None:
        """What the app suggests in a direct message; without a thread, at its top."""
        return self._core.of_channel(channel).suggestions.get((channel, thread_ts))

    def file(self, file: str) -> File:
        """An uploaded file. Raises KeyError."""
        return {name: one for each in self._core.workspaces.values() for name, one in each.files.items()}[file]

    def permalink(self, message: Message) -> str:
        """A link to the message, as chat.getPermalink gives it."""
        return permalink(self._core.base_url, message)

    def called(self, method: str) -> list[Call]:
        """The calls of one method, oldest first; ``"response_url"`` for those."""
        return [call for call in self._core.calls if call.method == method]

    def delivered(self, kind: DeliveryKind | None = None, event: str | None = None) -> list[Delivery]:
        """Deliveries of a kind, or of an inner event type (``"app_mention"``)."""
        found = [one for one in self._core.deliveries if kind in {None, one.kind}]
        return [one for one in found if event in {None, one.event.get("type")}]

    # -- waiting and watching ------------------------------------------------------------------------------------------
    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Have every change told at once, in the event loop. Returns what ends it."""
        listeners = self._core.listeners
        listeners.append(callback)
        return lambda: listeners.remove(callback) if callback in listeners else None

    async def until(self, condition: Callable[[], T | None], timeout_s: float = 15.0) -> T:
        """Wait until the condition gives something true, and return that. Raises TimeoutError."""
        end = time.monotonic() + timeout_s
        changed = asyncio.Event()
        unsubscribe = self.subscribe(lambda _: changed.set())
        try:
            while True:
                changed.clear()
                if result := condition():
                    return result
                if time.monotonic() >= end:
                    raise TimeoutError(f"nothing came of it within {timeout_s} s; {self._lately()}")
                await _either(changed, min(LOOK_AGAIN_S, max(0.0, end - time.monotonic())))
        finally:
            unsubscribe()

    async def quiet(self, for_s: float = 0.2, timeout_s: float = 5.0) -> None:
        """Wait until nothing has changed for so long and no first attempt is under way. Raises TimeoutError."""
        self._last_change = time.monotonic()

        def is_quiet() -> bool:
            return not self._deliveries.under_way and time.monotonic() - self._last_change >= for_s

        await self.until(is_quiet, timeout_s)

    async def connected(self, count: int = 1, timeout_s: float = 5.0) -> None:
        """Wait until so many Socket Mode connections are open. Raises TimeoutError."""
        await self.until(lambda: self._deliveries.socket.count >= count, timeout_s)

    def _lately(self) -> str:
        last = [f"{call.method}: {'ok' if call.ok else call.response['error']}" for call in self._core.calls[-8:]]
        return "the last calls were: " + (", ".join(last) or "none")


async def _either(event: asyncio.Event, timeout_s: float) -> None:
    """Wait for an event, but not for long."""
    try:
        await asyncio.wait_for(event.wait(), timeout_s)
    except TimeoutError:
        return
