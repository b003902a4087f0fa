"""What a loopback Slack holds and hands out: people, channels, messages, views, and what went over the wire.

Blocks, views and payloads are Slack's own JSON as dictionaries. Records that change with time (messages, views,
deliveries) are live: hold one, and it shows what it has become.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "group", "im", "mpim"]
TransportName = Literal["socket", "http"]
DeliveryKind = Literal["events_api", "slash_commands", "interactive"]
StreamState = Literal["streaming", "stopped", "expired"]


@dataclass(frozen=True, slots=True)
class User:
    """A member of a workspace."""

    id: str
    name: str
    real_name: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    tz: str = "Europe/London"


@dataclass(slots=True)
class Channel:
    """A conversation: public channel, private one (``group``), direct message (``im``) or group message (``mpim``)."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False


@dataclass(slots=True)
class Stream:
    """What has been streamed into a message so far. ``tasks`` by their id, as task_update chunks say them."""

    state: StreamState
    started_at: float
    recipient: str | None = None
    text: str = ""
    plan: str | None = None
    tasks: dict[str, Json] = field(default_factory=dict)
    blocks: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """A message as it stands now. ``text`` is mrkdwn as stored, ``user`` is None for other apps' webhooks."""

    channel: str
    ts: str
    user: str | None
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    username: str | None = None
    only_for: str | None = None  # an ephemeral message: the one person who sees it
    subtype: str | None = None
    edited_ts: str | None = None
    deleted: bool = False
    stream: Stream | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # ids
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji → ids of people
    unfurl_links: bool | None = None

    def shown(self) -> list[Json]:
        """What a person sees, as blocks: what was streamed, then the blocks; without either, the text."""
        streamed: list[Json] = []
        if self.stream is not None:
            if self.stream.tasks:
                tasks = [{"type": "task_card", "task_id": key, **task} for key, task in self.stream.tasks.items()]
                plan = self.stream.plan
                streamed += [{"type": "plan", "title": plan, "tasks": tasks}] if plan is not None else tasks
            if self.stream.text:
                streamed.append({"type": "markdown", "text": self.stream.text})
            streamed += self.stream.blocks
        shown = streamed + self.blocks
        if shown or not self.text:
            return shown
        return [{"type": "section", "text": {"type": "mrkdwn", "text": self.text}}]


@dataclass(slots=True)
class View:
    """A modal or a Home. ``payload`` is what the app sent (type, title, blocks, private_metadata …).

    ``errors`` are shown beside inputs (block_id → sentence) after a submission was answered with errors.
    """

    id: str
    hash: str
    user: str
    payload: Json
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)  # state: block_id → action_id → value
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view."""
        blocks: list[Json] = self.payload.get("blocks", [])
        return blocks

    @property
    def title(self) -> str:
        """What stands on top of a modal; empty for a Home."""
        title: str = self.payload.get("title", {}).get("text", "")
        return title

    @property
    def callback_id(self) -> str:
        """How the app calls it."""
        name: str = self.payload.get("callback_id", "")
        return name


@dataclass(frozen=True, slots=True)
class Status:
    """What the app says it is doing in a thread; gone when it posts there, or after two minutes."""

    channel: str
    thread_ts: str
    text: str
    loading_messages: tuple[str, ...] = ()
    set_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Prompts:
    """Suggestions that the app offers in a direct message; each has ``title`` and ``message``."""

    channel: str
    thread_ts: str | None
    title: str | None
    prompts: tuple[Json, ...]


@dataclass(slots=True)
class File:
    """An uploaded file. ``shared_in`` are the messages that carry it, as (channel, ts)."""

    id: str
    name: str
    title: str
    alt_text: str | None = None
    length: int = 0
    content: bytes | None = None
    user: str | None = None  # whose it is
    mode: str = "hosted"  # or external, tombstone …
    hidden: bool = False  # events say no more than its id: the app has to ask for it
    shared_in: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Notice:
    """What Slack itself tells one person: a command that failed, a bot that isn't in a channel …"""

    user: str
    channel: str | None
    text: str
    reason: str  # operation_timeout, http_status_404, dispatch_failed, unknown_command, invalid_response …


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Web API (``method`` is its name) or to a response_url (``method`` is ``response_url``)."""

    method: str
    arguments: Json
    token: str | None
    at: float  # by the clock of the loopback Slack
    status: int
    response: Json
    monotonic: float = 0.0  # time.monotonic() when it arrived, for measuring

    @property
    def ok(self) -> bool:
        """Whether Slack did it."""
        return bool(self.response.get("ok"))


@dataclass(slots=True)
class Attempt:
    """One try to deliver. ``answered_s`` is None when no answer came in time; ``accepted`` is an answer that counts."""

    number: int  # 0 for the first, then retry_num
    sent_at: float  # time.monotonic()
    reason: str | None = None  # retry_reason of a retry
    answered_s: float | None = None
    accepted: bool = False
    status: int | None = None  # signed HTTP alone
    body: Any = None  # what the app said with its acknowledgement: JSON, text or None
    error: str | None = None  # http_timeout, http_error, connection_failed, no_connection


@dataclass(slots=True)
class Delivery:
    """Something that Slack told the app, and how it was taken."""

    id: str  # event_id or envelope_id
    kind: DeliveryKind
    payload: Json
    transport: TransportName
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        """Whether the app accepted it within the time allowed, in any attempt."""
        return any(attempt.accepted for attempt in self.attempts)

    @property
    def ack_s(self) -> float | None:
        """How long the first accepted attempt took; None if none was."""
        return next((attempt.answered_s for attempt in self.attempts if attempt.accepted), None)

    @property
    def answer(self) -> Any:
        """What came with the acknowledgement: JSON, text or None."""
        return next((attempt.body for attempt in self.attempts if attempt.accepted), None)

    @property
    def event(self) -> Json:
        """The inner event of an events_api delivery; empty for the others."""
        event: Json = self.payload.get("event", {})
        return event


ChangeKind = Literal[
    "message",  # posted (channel, ts; user for an ephemeral one)
    "message_changed",
    "message_deleted",
    "reaction",
    "status",  # channel, ts = thread_ts
    "title",  # channel, ts = thread_ts
    "prompts",  # channel
    "modal",  # user: opened, pushed, updated or closed
    "home",  # user
    "notice",  # user
    "channel",  # members, archived, deleted
    "file",
    "connection",  # an app connected or left (Socket Mode)
    "call",  # the app called the Web API
    "delivery",  # an attempt to deliver ended
]


@dataclass(frozen=True, slots=True)
class Change:
    """Something is different now. What it has become is read from the loopback Slack."""

    kind: ChangeKind
    team: str
    channel: str | None = None
    ts: str | None = None
    user: str | None = None
