"""What people do with messages and in channels."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from bot.loopback.composing import composed
from bot.loopback.core import Core
from bot.loopback.errors import Impossible
from bot.loopback.events import Events, message_json
from bot.loopback.modals import view_json
from bot.loopback.records import Channel, Delivery, File, Json, Message
from bot.loopback.workspace import Workspace

Tasks = list[asyncio.Task[Delivery]]


class People:
    """Carries out what a person does; where Slack wouldn't let them, Impossible is raised."""

    def __init__(self, core: Core, events: Events) -> None:
        self._core = core
        self._events = events

    async def post(
        self, user: str, channel: str, text: str, thread_ts: str | None, *, broadcast: bool, wait: bool
    ) -> Message:
        """A person writes."""
        workspace, place = self.place(user, channel)
        if place.archived:
            raise Impossible(f"{place.name} is archived")
        if thread_ts and thread_ts not in workspace.messages.get(channel, {}):
            raise Impossible(f"there is no message {thread_ts} to reply to")
        if not text.strip():
            raise Impossible("nothing is written")
        stored, blocks = composed(text, workspace)
        subtype = "thread_broadcast" if broadcast and thread_ts else None
        message = Message(channel, workspace.next_ts(), user, stored, blocks, thread_ts=thread_ts, subtype=subtype)
        workspace.store(message)
        self._mention_outside(workspace, place, message)
        await finished(self._events.message(workspace, message), wait=wait)
        return message

    async def share(
        self, user: str, channel: str, files: Sequence[File], text: str, thread_ts: str | None, *, wait: bool
    ) -> Message:
        """A person shares files, with a word or without."""
        workspace, place = self.place(user, channel)
        if place.archived:
            raise Impossible(f"{place.name} is archived")
        if not files:
            raise Impossible("no file is shared")
        stored, blocks = composed(text, workspace) if text else ("", [])
        message = Message(
            channel,
            workspace.next_ts(),
            user,
            stored,
            blocks,
            thread_ts=thread_ts,
            subtype="file_share",
            files=[file.id for file in files],
        )
        for file in files:
            workspace.files[file.id] = file
            file.shared_in.append((channel, message.ts))
        workspace.store(message)
        await finished(self._events.message(workspace, message), wait=wait)
        return message

    async def post_as_app(self, channel: str, text: str, name: str, thread_ts: str | None) -> Message:
        """Another app's bot writes."""
        workspace = self._core.of_channel(channel)
        message = Message(
            channel,
            workspace.next_ts(),
            None,
            text,
            thread_ts=thread_ts,
            bot_id="B0OTHERAPP",
            username=name,
            subtype="bot_message",
        )
        workspace.store(message)
        await finished(self._events.message(workspace, message))
        return message

    async def edit(self, user: str, message: Message, text: str) -> Message:
        """A person edits their message."""
        workspace = self._own(user, message)
        before = message_json(workspace, message)
        message.text, message.blocks = composed(text, workspace)
        message.edited_ts = workspace.next_ts()
        workspace.altered(message)
        await finished(self._events.changed(workspace, message, before, by_person=True))
        return message

    async def delete(self, user: str, message: Message) -> None:
        """A person deletes their message, or waves an ephemeral one away."""
        if message.only_for == user:
            self._core.of_channel(message.channel).remove(message)
            return
        workspace = self._own(user, message)
        workspace.remove(message)
        await finished(self._events.deleted(workspace, message))

    async def unfurl(self, message: Message) -> None:
        """Slack adds a preview of a link."""
        workspace, _ = self._core.of_message(message)
        before = message_json(workspace, message)
        message.attachments = [{"id": 1, "title": "A page", "from_url": "https://example.com/", "fallback": "A page"}]
        workspace.altered(message)
        await finished(self._events.changed(workspace, message, before))

    async def open_tab(self, user: str, tab: str) -> Delivery | None:
        """A person looks at a tab of the app."""
        workspace = self._core.of_user(user)
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": workspace.dm_of(user),
            "tab": tab,
            "event_ts": workspace.next_ts(),
        }
        view = workspace.homes.get(user)
        if tab == "home" and view is not None:
            event["view"] = view_json(workspace, view)
        sent = await finished(self._events.send(workspace, event))
        return sent[0] if sent else None

    async def join(self, user: str, channel: str) -> None:
        """A person, or the bot, becomes a member."""
        workspace = self._core.of_channel(channel)
        place = workspace.channels[channel]
        place.members.add(user)
        workspace.changed("channel", channel=channel, user=user)
        kind = {"channel": "C", "group": "G"}.get(place.kind, "D")
        event = {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": kind}
        if workspace.bot in place.members:
            await finished(
                self._events.send(workspace, event | {"team": workspace.team, "event_ts": workspace.next_ts()})
            )

    async def leave(self, user: str, channel: str) -> None:
        """A person leaves, or the bot is removed."""
        workspace = self._core.of_channel(channel)
        workspace.channels[channel].members.discard(user)
        workspace.changed("channel", channel=channel, user=user)
        if user == workspace.bot:
            event = {"type": "channel_left", "channel": channel, "actor_id": "", "event_ts": workspace.next_ts()}
            await finished(self._events.send(workspace, event))

    async def uninstall(self, workspace: Workspace) -> None:
        """The app is removed from the workspace. Slack tells it, and then its token is no good."""
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot]}}
        sent = self._events.send(workspace, revoked | {"event_ts": workspace.next_ts()})
        sent += self._events.send(workspace, {"type": "app_uninstalled", "event_ts": workspace.next_ts()})
        self._core.tokens.revoke(workspace.team)
        workspace.installed = False
        await finished(sent)

    def place(self, user: str, channel: str) -> tuple[Workspace, Channel]:
        """The conversation that a person is in. Raises Impossible."""
        workspace = self._core.of_user(user)
        place = workspace.channels.get(channel)
        if place is None or user not in place.members:
            raise Impossible(f"{user} isn't in {channel}")
        return workspace, place

    def _own(self, user: str, message: Message) -> Workspace:
        workspace, _ = self._core.of_message(message)
        if message.user != user or message.deleted:
            raise Impossible(f"{user} has no such message")
        return workspace

    def _mention_outside(self, workspace: Workspace, place: Channel, message: Message) -> None:
        """Slack tells who mentions somebody outside the channel that they aren't in it; the bot hears nothing."""
        if f"<@{workspace.bot}>" in message.text and workspace.bot not in place.members:
            name = workspace.users[workspace.bot].real_name
            text = f"{name} isn't in #{place.name}. Invite it with /invite @{name}."
            self._core.notice(workspace, str(message.user), place.id, text, "not_in_channel")


async def finished(tasks: Iterable[asyncio.Task[Delivery]], *, wait: bool = True) -> list[Delivery]:
    """Wait for first attempts."""
    return list(await asyncio.gather(*tasks)) if wait else []
