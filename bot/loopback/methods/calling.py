"""What a method of the Web API is, and what its call is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.loopback.core import Core
from bot.loopback.errors import Refused
from bot.loopback.events import Events
from bot.loopback.records import Channel, Json, Message
from bot.loopback.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Caller:
    """By whom a method is called: the app's bot of a workspace."""

    core: Core
    events: Events
    workspace: Workspace

    @property
    def scopes(self) -> frozenset[str]:
        """What the token may."""
        return self.workspace.scopes


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is carried out. It needs one of ``scopes``, if any; JSON is read where ``json``."""

    run: Callable[[Caller, Json], Awaitable[Json]]
    scopes: tuple[str, ...] = ()
    json: bool = True
    needed: tuple[str, ...] = ()  # arguments that must be there


def text_of(arguments: Json, name: str) -> str:
    """An argument as a text; empty if it is missing."""
    value = arguments.get(name)
    return "" if value is None else str(value)


def channel_of(caller: Caller, name: object) -> Channel:
    """A conversation that the bot can see, by id. Raises Refused: channel_not_found."""
    channel = caller.workspace.channels.get(str(name))
    if channel is None or (channel.kind != "channel" and caller.workspace.bot not in channel.members):
        raise Refused("channel_not_found")
    return channel


def writable(caller: Caller, name: object) -> Channel:
    """A conversation in which the bot can write: by id, a person's id for the direct message, or ``#name``.

    Raises Refused: channel_not_found, not_in_channel, is_archived, messages_tab_disabled.
    """
    workspace = caller.workspace
    wanted = str(name)
    if wanted in workspace.users:
        wanted = workspace.dm_of(wanted)
    elif wanted.startswith("#"):
        wanted = next((one.id for one in workspace.channels.values() if one.name == wanted[1:]), wanted)
    channel = channel_of(caller, wanted)
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not caller.core.app.messages_tab:
        raise Refused("messages_tab_disabled")
    if workspace.bot not in channel.members and "chat:write.public" not in caller.scopes:
        raise Refused("not_in_channel")
    return channel


def message_of(caller: Caller, channel: Channel, ts: object, error: str = "message_not_found") -> Message:
    """A message that everybody in the channel sees. Ephemeral ones can't be reached by their ts. Raises Refused."""
    message = caller.workspace.messages.get(channel.id, {}).get(str(ts))
    if message is None or message.only_for is not None:
        raise Refused(error)
    return message
