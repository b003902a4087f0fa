"""Who the people of a chat are, as the chat itself says; the core asks, and knows no chat."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Protocol, TypeVar

from knowledge.errors import FootnoteError

REMEMBERED_S = 30.0  # how long an answer counts: somebody who is an administrator no longer isn't one for long

T = TypeVar("T")


class NobodyKnows(FootnoteError):
    """The chat couldn't be asked, or didn't say."""


class Directory(Protocol):
    """Asked from threads that may wait for an answer; each method raises NobodyKnows."""

    def is_administrator(self, user: str, workspace: str) -> bool:
        """Whether a person administers that workspace."""
        ...

    def members(self, group: str, workspace: str) -> Collection[str]:
        """The ids of the people in a group of that workspace; none where there is no such group."""
        ...

    def channel_name(self, channel: str, workspace: str) -> str | None:
        """What the channel of that id is called, without a sign; None where it has no name that can be relied on."""
        ...

    def group_named(self, handle: str, workspace: str) -> str | None:
        """The id of the group of that handle, given without a sign; None where there is none, or it can't be told."""
        ...


class Listed:
    """What stands in dictionaries: for tests, and for chats that know no groups.

    Args:
        administrators: of each workspace.
        groups: the people of each group, by workspace and group.
        channels: the names of channels, by workspace and channel.
        handles: the ids of groups, by workspace and handle.
    """

    def __init__(
        self,
        administrators: Mapping[str, Collection[str]] | None = None,
        groups: Mapping[tuple[str, str], Collection[str]] | None = None,
        channels: Mapping[tuple[str, str], str] | None = None,
        handles: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.administrators = dict(administrators or {})
        self.groups = dict(groups or {})
        self.channels = dict(channels or {})
        self.handles = dict(handles or {})

    def is_administrator(self, user: str, workspace: str) -> bool:
        """Whether they are listed."""
        return user in self.administrators.get(workspace, ())

    def members(self, group: str, workspace: str) -> Collection[str]:
        """Those that are listed."""
        return self.groups.get((workspace, group), ())

    def channel_name(self, channel: str, workspace: str) -> str | None:
        """As it is listed."""
        return self.channels.get((workspace, channel))

    def group_named(self, handle: str, workspace: str) -> str | None:
        """As it is listed."""
        return self.handles.get((workspace, handle))


class Remembering:
    """Another directory, which isn't asked the same again for a while. What it couldn't say is asked again at once.

    Args:
        directory: the one that knows.
        for_s: how long an answer counts.
        clock: seconds that only go up.
    """

    def __init__(
        self, directory: Directory, for_s: float = REMEMBERED_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory, self._for_s, self._clock = directory, for_s, clock
        self._administrators: dict[tuple[str, str], tuple[float, bool]] = {}
        self._members: dict[tuple[str, str], tuple[float, Collection[str]]] = {}
        self._channels: dict[tuple[str, str], tuple[float, str | None]] = {}
        self._handles: dict[tuple[str, str], tuple[float, str | None]] = {}
        self._lock = Lock()

    def is_administrator(self, user: str, workspace: str) -> bool:
        """As the other one says, or said a moment ago."""
        return self._kept(
            self._administrators, (user, workspace), lambda: self._directory.is_administrator(user, workspace)
        )

    def members(self, group: str, workspace: str) -> Collection[str]:
        """Likewise."""
        return self._kept(self._members, (group, workspace), lambda: self._directory.members(group, workspace))

    def channel_name(self, channel: str, workspace: str) -> str | None:
        """Likewise."""
        return self._kept(
            self._channels, (channel, workspace), lambda: self._directory.channel_name(channel, workspace)
        )

    def group_named(self, handle: str, workspace: str) -> str | None:
        """Likewise."""
        return self._kept(self._handles, (handle, workspace), lambda: self._directory.group_named(handle, workspace))

    def _kept(
        self, known: dict[tuple[str, str], tuple[float, T]], key: tuple[str, str], ask: Callable[[], T]
    ) -> T:  # fmt: skip
        moment = self._clock()
        with self._lock:
            found = known.get(key)
        if found and moment - found[0] < self._for_s:
            return found[1]
        said = ask()
        with self._lock:
            for old in [each for each, (at, _) in known.items() if moment - at >= self._for_s]:
                known.pop(old, None)
            known[key] = (moment, said)
        return said
