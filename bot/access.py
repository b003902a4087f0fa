"""Who may do what: administer the content, and see or share what somebody was answered."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.directory import Directory, NobodyKnows
from bot.requests import Request, Surface

if TYPE_CHECKING:
    from bot.journal import Exchange
    from bot.settings import Settings


GROUP = re.compile(r"S[A-Z0-9]{2,}")  # how Slack calls a group of people


class Access:
    """Decides from the settings and from what chats say of their people, at the moment of acting."""

    def __init__(self, settings: Settings) -> None:
        named = settings.administrators
        self.administrators = tuple(each for each in named if not GROUP.fullmatch(each))
        self.groups = tuple(each for each in named if GROUP.fullmatch(each))
        self._admins_of_workspaces = settings.workspace_admins
        self._directories: dict[Surface, Directory] = {}

    def know(self, surface: Surface, directory: Directory) -> None:
        """Ask this directory of people from that surface, from now on."""
        self._directories[surface] = directory

    def directory(self, surface: Surface) -> Directory | None:
        """Who knows the people of that surface."""
        return self._directories.get(surface)

    def administers(self, request: Request) -> bool:
        """Whether whoever asks may administer; whoever sits at the terminal owns the library's files anyway.

        Raises NobodyKnows where the chat has to be asked and can't be.
        """
        if request.surface == "terminal" or request.user in self.administrators:
            return True
        directory, place = self._directories.get(request.surface), request.place
        if directory is None or place is None or not place.workspace:
            return False
        if any(request.user in directory.members(group, place.workspace) for group in self.groups):
            return True
        return self._admins_of_workspaces and directory.is_administrator(request.user, place.workspace)

    def named(self, surface: Surface, workspace: str) -> tuple[str, ...]:
        """Ids of those that the settings name as administrators, by themselves or by a group; for telling them."""
        directory, found = self._directories.get(surface), list(self.administrators)
        for group in self.groups if directory else ():
            with suppress(NobodyKnows):
                found += sorted(directory.members(group, workspace))  # type: ignore[union-attr]
        return tuple(dict.fromkeys(found))

    def seems_to_administer(self, request: Request) -> bool:
        """The same for what is only shown: where the chat can't be asked, it isn't."""
        try:
            return self.administers(request)
        except NobodyKnows:
            return False

    def may_see(self, request: Request, exchange: Exchange) -> bool:
        """Whether an exchange may be shown again: to who asked it, and in the channel that it stands in."""
        if self._asked_it(request, exchange):
            return True
        here, there = request.place, exchange.place
        if here is None or there is None:
            return False
        return (here.workspace, here.channel) == (there.workspace, there.channel)

    def may_look_into(self, request: Request, exchange: Exchange) -> bool:
        """Whether somebody may see what an exchange rests on, or say what they think of it.

        Its id can't be guessed and goes to those alone who see the exchange. A modal is in no channel, so that only
        the workspace can be compared.
        """
        if self._asked_it(request, exchange) or request.place is None or exchange.place is None:
            return True
        return request.place.workspace == exchange.place.workspace

    def may_share(self, request: Request, exchange: Exchange) -> bool:
        """Whether what one person saw may be posted for everyone: that person alone decides it."""
        return self._asked_it(request, exchange)

    @staticmethod
    def _asked_it(request: Request, exchange: Exchange) -> bool:
        return (request.surface, request.user) == (exchange.surface, exchange.user)
