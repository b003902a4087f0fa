"""Events as Slack makes them of what happens, for those that the app subscribes to and may see."""

from __future__ import annotations

import asyncio
import mimetypes
from urllib.parse import quote

from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.records import Channel, Delivery, File, Json, Message
from bot.loopback.workspace import Workspace, new_id

MESSAGE_EVENTS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "member_joined_channel": "channels:read",
    "reaction_added": "reactions:read",
}


class Events:
    """Makes events and sends them off."""

    def __init__(self, core: Core, deliveries: Deliveries) -> None:
        self._core = core
        self._deliveries = deliveries

    def send(self, workspace: Workspace, event: Json) -> list[asyncio.Task[Delivery]]:
        """Deliver an event if the app wants it and may have it; a task for each delivery (two if doubled)."""
        if not workspace.installed or not self._wanted(workspace, event):
            return []
        payload = self._envelope(workspace, event)
        times = 2 if self._core.faults.next_doubled() else 1
        send = self._deliveries.deliver
        return [self._deliveries.in_background(send("events_api", payload, retry=True)) for _ in range(times)]

    def message(self, workspace: Workspace, message: Message, **extra: object) -> list[asyncio.Task[Delivery]]:
        """A message was posted: message.*, and app_mention if a person mentions the bot where it is a member."""
        channel = workspace.channels[message.channel]
        if message.only_for is not None or workspace.bot not in channel.members:
            return []
        said = message_json(workspace, message) | extra
        channel_type = {"event_ts": message.ts, "channel_type": channel.kind}
        sent = self.send(workspace, said | {"channel": channel.id} | channel_type)
        if self._mentioned(workspace, channel, message):
            mention = said | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
            sent += self.send(workspace, mention)
        return sent

    def changed(
        self, workspace: Workspace, message: Message, before: Json, *, by_person: bool = False
    ) -> list[asyncio.Task[Delivery]]:
        """A message has been changed. If a person's edit mentions the bot, Slack sends app_mention (again)."""
        channel = workspace.channels[message.channel]
        if message.only_for is not None or workspace.bot not in channel.members:
            return []
        now = message_json(workspace, message)
        sent = self._hidden(workspace, channel, "message_changed", message=now, previous_message=before)
        if by_person and self._mentioned(workspace, channel, message):
            sent += self.send(
                workspace, now | {"type": "app_mention", "channel": channel.id, "event_ts": workspace.next_ts()}
            )
        return sent

    def deleted(self, workspace: Workspace, message: Message) -> list[asyncio.Task[Delivery]]:
        """A message has been deleted."""
        channel = workspace.channels[message.channel]
        if message.only_for is not None or workspace.bot not in channel.members:
            return []
        before = message_json(workspace, message)
        return self._hidden(workspace, channel, "message_deleted", previous_message=before, deleted_ts=message.ts)

    def _hidden(
        self, workspace: Workspace, channel: Channel, subtype: str, **rest: object
    ) -> list[asyncio.Task[Delivery]]:
        ts = workspace.next_ts()
        event: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "ts": ts}
        return self.send(workspace, event | rest | {"event_ts": ts, "channel_type": channel.kind})

    def _mentioned(self, workspace: Workspace, channel: Channel, message: Message) -> bool:
        """Direct messages bring no app_mention, nor do messages of apps."""
        written = f"<@{workspace.bot}>" in message.text or f"<@{workspace.bot}|" in message.text
        return written and channel.kind != "im" and message.bot_id is None

    def _wanted(self, workspace: Workspace, event: Json) -> bool:
        name = event["type"]
        if name == "message":
            name = f"message.{MESSAGE_EVENTS[event['channel_type']]}"
        scope = SCOPES.get(name)
        return name in self._core.app.events and (scope is None or scope in workspace.scopes)

    def _envelope(self, workspace: Workspace, event: Json) -> Json:
        app = self._core.app
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team,
            "user_id": workspace.bot,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "legacy-verification-token",
            "team_id": workspace.team,
            "context_team_id": workspace.team,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._core.clock.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_id('', 20)}",
        }


def file_seen(base_url: str, file: File) -> Json:
    """A file as events show it; of a hidden one they say only that it is there."""
    if file.hidden:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    return file_json(base_url, file)


def file_json(base_url: str, file: File) -> Json:
    """A file as Slack shows it; reading ``url_private`` takes a token with the scope files:read."""
    url = f"{base_url}/files-pri/{file.id}/{quote(file.name)}"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    shown: Json = {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "mimetype": kind,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "size": file.length,
        "mode": file.mode,
        "is_external": file.mode == "external",
        "file_access": "visible",
        "permalink": f"{base_url}/files/{file.id}",
    }
    return shown | {"url_private": url, "url_private_download": url}


def message_json(workspace: Workspace, message: Message) -> Json:
    """A message as events, interactions and the Web API show it."""
    shown: Json = {"type": "message", "ts": message.ts, "text": message.text, "team": workspace.team}
    if message.user is not None:
        shown["user"] = message.user
    if message.bot_id is None and message.subtype is None:
        shown["client_msg_id"] = f"loopback-{message.channel}-{message.ts}"
    optional = {
        "subtype": message.subtype,
        "thread_ts": message.thread_ts,
        "bot_id": message.bot_id,
        "username": message.username,
        "blocks": message.shown() if message.stream else message.blocks,
        "attachments": message.attachments,
        "metadata": message.metadata,
        "edited": {"user": message.user, "ts": message.edited_ts} if message.edited_ts else None,
        "files": [file_seen(workspace.base_url(), workspace.files[name]) for name in message.files],
        "reactions": [{"name": name, "users": who, "count": len(who)} for name, who in message.reactions.items()],
    }
    shown |= {name: value for name, value in optional.items() if value}
    if message.thread_ts not in {None, message.ts}:
        parent = workspace.messages.get(message.channel, {}).get(str(message.thread_ts))
        if parent is not None and parent.user:
            shown["parent_user_id"] = parent.user
    if message.bot_id == workspace.bot_id:
        name = workspace.users[workspace.bot].real_name
        shown |= {
            "app_id": workspace.app_id,
            "bot_profile": {"id": message.bot_id, "app_id": workspace.app_id, "name": name},
        }
    return shown
