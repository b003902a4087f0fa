"""Who may do what: administer the content, and see or share what somebody was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.requests import Request

if TYPE_CHECKING:
    from bot.journal import Exchange
    from bot.settings import Settings


class Access:
    """Decides from the settings, at the moment of acting."""

    def __init__(self, settings: Settings) -> None:
        self._administrators = frozenset(settings.administrators)

    def administers(self, request: Request) -> bool:
        """Whether whoever asks may administer; whoever sits at the terminal owns the library's files anyway."""
        return request.surface == "terminal" or request.user in self._administrators

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
