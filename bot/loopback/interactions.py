"""What Slack tells the app when somebody presses, chooses, submits or runs a command."""

from __future__ import annotations

from bot.loopback.core import Core
from bot.loopback.events import message_json
from bot.loopback.modals import view_json
from bot.loopback.records import Channel, Json, Message, View
from bot.loopback.workspace import Workspace


class Interactions:
    """Makes payloads. Each that may be answered has its own trigger_id and response_url."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def command(self, workspace: Workspace, user: str, channel: Channel, command: str, text: str) -> tuple[Json, str]:
        """A slash command, and the name of its response_url."""
        name = self._core.response_urls.new(workspace.team, channel.id, user)
        payload = {
            "token": "legacy-verification-token",
            "team_id": workspace.team,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": user,
            "user_name": workspace.users[user].name,
            "command": command,
            "text": text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self._url(name),
            "trigger_id": self._core.triggers.new(workspace.team, user),
        }
        return payload, name

    def message_action(self, workspace: Workspace, user: str, message: Message, action: Json, state: Json) -> Json:
        """Something pressed in a message. Of an ephemeral one Slack doesn't send the message itself along."""
        ephemeral = message.only_for is not None
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._base(workspace, user, "block_actions") | {
            "container": container,
            "trigger_id": self._core.triggers.new(workspace.team, user),
            "channel": self._channel(workspace, message.channel),
            "state": {"values": state},
            "response_url": self._url(self._core.response_urls.new(workspace.team, message.channel, user, message.ts)),
            "actions": [action],
        }
        return payload if ephemeral else payload | {"message": message_json(workspace, message)}

    def view_action(self, workspace: Workspace, user: str, view: View, action: Json) -> Json:
        """Something pressed in a modal or a Home."""
        in_modal = view.id if view.payload["type"] == "modal" else None
        return self._base(workspace, user, "block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._core.triggers.new(workspace.team, user, in_modal),
            "view": view_json(workspace, view),
            "actions": [action],
        }

    def submission(self, workspace: Workspace, user: str, view: View) -> Json:
        """A modal submitted."""
        return self._base(workspace, user, "view_submission") | {
            "trigger_id": self._core.triggers.new(workspace.team, user, view.id),
            "view": view_json(workspace, view),
            "response_urls": [],
        }

    def closed(self, workspace: Workspace, user: str, view: View, *, cleared: bool) -> Json:
        """A modal closed."""
        return self._base(workspace, user, "view_closed") | {
            "view": view_json(workspace, view),
            "is_cleared": cleared,
        }

    def shortcut(self, workspace: Workspace, user: str, message: Message, callback_id: str) -> Json:
        """A message shortcut chosen."""
        name = self._core.response_urls.new(workspace.team, message.channel, user)
        return self._base(workspace, user, "message_action") | {
            "callback_id": callback_id,
            "action_ts": workspace.next_ts(),
            "message_ts": message.ts,
            "trigger_id": self._core.triggers.new(workspace.team, user),
            "response_url": self._url(name),
            "channel": self._channel(workspace, message.channel),
            "message": message_json(workspace, message),
        }

    def _base(self, workspace: Workspace, user: str, kind: str) -> Json:
        name = workspace.users[user].name
        return {
            "type": kind,
            "team": {"id": workspace.team, "domain": workspace.domain},
            "user": {"id": user, "username": name, "name": name, "team_id": workspace.team},
            "api_app_id": workspace.app_id,
            "token": "legacy-verification-token",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _channel(self, workspace: Workspace, channel: str) -> Json:
        known = workspace.channels[channel]
        return {"id": channel, "name": "directmessage" if known.kind == "im" else known.name}

    def _url(self, name: str) -> str:
        return f"{self._core.base_url}/respond/{name}"
