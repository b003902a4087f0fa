"""One workspace: its people, conversations, messages, views and files. Pure state that tells of its changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.loopback.clock import Clock
from bot.loopback.records import (
    Change,
    ChangeKind,
    Channel,
    File,
    Json,
    Message,
    Prompts,
    Status,
    Stream,
    User,
    View,
)

STATUS_LASTS_S = 120.0
STREAM_LASTS_S = 300.0


def new_id(prefix: str, length: int = 10) -> str:
    """An id as Slack's are: a letter that says of what, then capitals and digits."""
    return prefix + secrets.token_hex(length)[:length].upper()


@dataclass
class Workspace:
    """What there is in a workspace. ``bot`` and ``bot_id`` are set even before the app is installed."""

    team: str
    name: str
    clock: Clock
    tell: Callable[[Change], None]
    bot: str
    bot_id: str
    app_id: str
    base_url: Callable[[], str] = str  # where this Slack is served, once it is
    installed: bool = False
    scopes: frozenset[str] = frozenset()  # that the bot's token has
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)  # of groups, where one isn't called by its id
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)  # channel → ts, ephemeral ones too
    statuses: dict[tuple[str, str], Status] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    suggestions: dict[tuple[str, str | None], Prompts] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)  # open modals of a person, the lowest first
    files: dict[str, File] = field(default_factory=dict)
    _last_us: int = 0

    @property
    def domain(self) -> str:
        """The workspace's name in addresses."""
        return self.name.lower().replace(" ", "-")

    def add(self, users: Iterable[User], channels: Iterable[Channel] = ()) -> None:
        """People and channels; everybody gets a direct message with the bot."""
        for user in users:
            self.users[user.id] = user
            if not user.is_bot:
                direct = Channel(self.dm_of(user.id), user.name, "im", {user.id, self.bot})
                self.channels[direct.id] = direct
        for channel in channels:
            self.channels[channel.id] = channel

    def dm_of(self, user: str) -> str:
        """Id of the direct message between a person and the bot."""
        return f"D{user[1:]}"

    def next_ts(self) -> str:
        """A timestamp that no other message has, later than all before."""
        self._last_us = max(self._last_us + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def changed(
        self, kind: ChangeKind, *, channel: str | None = None, ts: str | None = None, user: str | None = None
    ) -> None:
        """Tell the listeners."""
        self.tell(Change(kind, self.team, channel, ts, user))

    # -- messages ------------------------------------------------------------------------------------------------------
    def store(self, message: Message) -> Message:
        """Add a message; the bot's own ends the status of its thread."""
        message.blocks = with_ids(message.blocks)
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.user == self.bot and message.only_for is None:
            self.clear_status(message.channel, message.thread_ts or message.ts)
        self.changed("message", channel=message.channel, ts=message.ts, user=message.only_for)
        return message

    def altered(self, message: Message) -> None:
        """A message has been changed."""
        message.blocks = with_ids(message.blocks)
        self.changed("message_changed", channel=message.channel, ts=message.ts, user=message.only_for)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        self.messages[message.channel].pop(message.ts, None)
        self.changed("message_deleted", channel=message.channel, ts=message.ts, user=message.only_for)

    def visible(self, channel: str, viewer: str | None = None) -> Iterator[Message]:
        """All messages of a channel, oldest first; with a viewer, ephemeral ones for that person, too."""
        for message in sorted(self.messages.get(channel, {}).values(), key=lambda one: one.ts):
            if message.only_for is None or message.only_for == viewer:
                yield message

    def in_thread(self, channel: str, thread_ts: str, viewer: str | None = None) -> list[Message]:
        """A thread's messages, its first one first."""
        return [one for one in self.visible(channel, viewer) if thread_ts in {one.ts, one.thread_ts}]

    def stream_of(self, message: Message) -> Stream | None:
        """The stream of a message, expired if its time is over."""
        stream = message.stream
        if stream and stream.state == "streaming" and self.clock.now() - stream.started_at > STREAM_LASTS_S:
            stream.state = "expired"
            self.altered(message)
        return stream

    # -- what the app says about threads -------------------------------------------------------------------------------
    def status(self, channel: str, thread_ts: str) -> Status | None:
        """What the app says it is doing, unless it has said so for too long."""
        status = self.statuses.get((channel, thread_ts))
        if status and self.clock.now() - status.set_at > STATUS_LASTS_S:
            self.clear_status(channel, thread_ts)
            return None
        return status

    def clear_status(self, channel: str, thread_ts: str) -> None:
        """The app is done there."""
        if self.statuses.pop((channel, thread_ts), None) is not None:
            self.changed("status", channel=channel, ts=thread_ts)

    # -- views ---------------------------------------------------------------------------------------------------------
    def view(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """An open modal or a Home, by either id."""
        for view in [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]:
            named = view.payload.get("external_id")
            if (view_id and view.id == view_id) or (external_id and named == external_id):
                return view
        return None

    def new_view(self, user: str, payload: Json, below: View | None = None) -> View:
        """A view of a person, not shown yet; ``below`` is the modal that it is put on."""
        view_id = new_id("V")
        root = below.root_id if below else view_id
        view = View(view_id, new_hash(self.clock), user, payload, root, below.id if below else None)
        self.fill(view, payload)
        return view

    def fill(self, view: View, payload: Json) -> None:
        """Give a view its content; what was typed stays where block_id and action_id stay the same."""
        view.payload = {**payload, "blocks": with_ids(payload.get("blocks", []))}
        view.hash = new_hash(self.clock)
        view.errors = {}
        kept = {(block["block_id"], _element(block).get("action_id")) for block in view.payload["blocks"]}
        view.values = {
            block_id: held
            for block_id, actions in view.values.items()
            if (held := {name: value for name, value in actions.items() if (block_id, name) in kept})
        }


def new_hash(clock: Clock) -> str:
    """The hash of a view: new with each change."""
    return f"{int(clock.now())}.{secrets.token_hex(4)}"


def with_ids(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack keeps them: those without a block_id, and elements without an action_id, get one."""
    return [{**_named(block), "block_id": block.get("block_id") or new_id("", 5)} for block in blocks]


def _named(block: Json) -> Json:
    changed: Json = dict(block)
    for field_name in ("elements", "accessory", "element"):
        inner = block.get(field_name)
        if isinstance(inner, list) and block.get("type") in {"actions", "context_actions"}:
            changed[field_name] = [_with_action_id(element) for element in inner]
        elif isinstance(inner, dict) and inner.get("type") != "image":
            changed[field_name] = _with_action_id(inner)
    return changed


def _with_action_id(element: Json) -> Json:
    return {**element, "action_id": element.get("action_id") or new_id("", 5)}


def _element(block: Json) -> Json:
    element: Any = block.get("element") or block.get("accessory") or {}
    return element if isinstance(element, dict) else {}
