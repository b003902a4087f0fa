"""What people do in a loopback Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.loopback.errors import Impossible
from bot.loopback.interacting import Interacting
from bot.loopback.people import People
from bot.loopback.records import Delivery, File, Message, View
from bot.loopback.showing import Showing
from bot.loopback.workspace import new_id


class Doing(Showing):
    """The acting half of :class:`bot.loopback.slack.LoopbackSlack`. What Slack wouldn't let one do is Impossible."""

    _people: People
    _hands: Interacting

    async def post(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        wait: bool = True,
    ) -> Message:
        """A person writes. ``text`` is as typed: ``<``, ``>`` and ``&`` are escaped as Slack does, except mentions.

        Known people and channels (``<@U…>``, ``<#C…>``) stay mentions, @channel and @here become them, and addresses
        become links. Sends message.* and, where the bot is mentioned in a channel that it is in, app_mention. With
        ``wait`` it returns when the app has acknowledged them or the time for that is over. Raises Impossible if the
        person isn't there.
        """
        return await self._people.post(user, channel, text, thread_ts, broadcast=broadcast, wait=wait)

    async def share(
        self,
        user: str,
        channel: str,
        files: Mapping[str, bytes],
        text: str = "",
        thread_ts: str | None = None,
        *,
        wait: bool = True,
        **seen: Any,
    ) -> Message:
        """A person shares files, by name: a message with subtype file_share.

        ``seen`` are fields of File: ``mode="external"`` for what is kept elsewhere, ``hidden=True`` for what comes from
        another workspace, ``length`` where that is said wrongly. Raises Impossible as ``post`` does.
        """
        shared = [
            replace(File(new_id("F"), name, name, length=len(content), content=content, user=user), **seen)
            for name, content in files.items()
        ]
        return await self._people.share(user, channel, shared, text, thread_ts, wait=wait)

    async def post_as_app(
        self, channel: str, text: str, *, name: str = "Deploys", thread_ts: str | None = None
    ) -> Message:
        """Another app's bot writes: a message with subtype bot_message. ``text`` is taken as mrkdwn, unescaped."""
        return await self._people.post_as_app(channel, text, name, thread_ts)

    async def edit(self, user: str, message: Message, text: str) -> Message:
        """A person edits their message: message_changed, and app_mention (with ``edited``) if it mentions the bot."""
        return await self._people.edit(user, message, text)

    async def delete(self, user: str, message: Message) -> None:
        """A person deletes their message: message_deleted. An ephemeral one only disappears."""
        await self._people.delete(user, message)

    async def unfurl(self, message: Message) -> None:
        """Slack adds a link preview: a message_changed whose text is the same as before."""
        await self._people.unfurl(message)

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        """A person runs a slash command (``"/stat"``). Returns when it is acknowledged or failed.

        What the app acknowledges with is shown as an ephemeral message (or to all with ``response_type`` in_channel); a
        failure becomes a notice.
        """
        return await self._hands.slash(user, channel, command, text)

    async def press(
        self,
        user: str,
        where: Message | View,
        action_id: str,
        *,
        option: str | None = None,
        value: str | None = None,
        block_id: str | None = None,
    ) -> Delivery:
        """A person presses a button, chooses, or types. Raises Impossible unless that person sees it there.

        ``option`` is the option's value, for selects, radio buttons and feedback buttons; ``value`` is what is typed,
        for inputs with dispatch_action.
        """
        return await self._hands.press(user, where, action_id, option, value, block_id)

    async def submit(
        self, user: str, view: View, values: Mapping[str, Mapping[str, str | Sequence[str] | None]] | None = None
    ) -> Delivery:
        """A person fills in inputs and submits the modal.

        ``values``: block_id → action_id → a text, an option's value or several. The app's response_action is carried
        out; errors stand in ``view.errors``. Raises Impossible as Slack's own form would: a required input is empty, a
        text too long, an option not offered, the modal not on top, no submit button.
        """
        return await self._hands.submit(user, view, values or {})

    async def close_modal(self, user: str, *, everything: bool = False) -> list[Delivery]:
        """A person closes the modal on top, or all of them; view_closed goes out where notify_on_close is set."""
        return await self._hands.close(user, everything=everything)

    async def shortcut(self, user: str, message: Message, callback_id: str) -> Delivery:
        """A person chooses a message shortcut (message_action)."""
        return await self._hands.shortcut(user, message, callback_id)

    async def open_home(self, user: str) -> Delivery | None:
        """A person opens the app's Home: app_home_opened with tab home and the view there. None if not subscribed."""
        return await self._people.open_tab(user, "home")

    async def open_messages_tab(self, user: str) -> Delivery | None:
        """A person opens the direct message with the app: app_home_opened, tab messages. None if not subscribed."""
        return await self._people.open_tab(user, "messages")

    async def choose_prompt(self, user: str, number: int = 0) -> Message:
        """A person presses a suggested prompt (from 0) of their direct message with the app: its message is posted."""
        suggested = self.prompts(self.dm(user))
        if suggested is None or not 0 <= number < len(suggested.prompts):
            raise Impossible(f"prompt {number} isn't offered")
        return await self.post(user, self.dm(user), suggested.prompts[number]["message"])

    async def join(self, user: str, channel: str) -> None:
        """A person, or the bot by invitation, becomes a member: member_joined_channel, if subscribed."""
        await self._people.join(user, channel)

    async def leave(self, user: str, channel: str) -> None:
        """A person leaves, or the bot is removed."""
        await self._people.leave(user, channel)

    async def archive(self, channel: str) -> None:
        """The channel is archived: writing fails with is_archived."""
        workspace = self._core.of_channel(channel)
        workspace.channels[channel].archived = True
        workspace.changed("channel", channel=channel)

    async def delete_channel(self, channel: str) -> None:
        """The channel is gone: channel_not_found."""
        workspace = self._core.of_channel(channel)
        del workspace.channels[channel]
        workspace.messages.pop(channel, None)
        workspace.changed("channel", channel=channel)

    async def uninstall(self, team: str | None = None) -> None:
        """The app is removed from a workspace, its token revoked: tokens_revoked, app_uninstalled, if subscribed."""
        await self._people.uninstall(self._core.workspaces[team or self._core.first.team])
