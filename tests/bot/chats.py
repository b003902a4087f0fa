"""A chat at the desk, without a surface: what people ask in it, and what they press."""

from __future__ import annotations

from typing import Any

from bot.desk import Desk
from bot.replies import (
    AnswerReply,
    Reply,
    StatisticsReply,
    VerificationReply,
)
from bot.requests import (
    Place,
    Request,
)
from bot.wiring import Services
from tests.bot.parts import CATS, Parrot, stocked


class Chat:
    """People in the channel C1 of the workspace T1; what they ask has its own message, 1.1, 2.1 and so on."""

    def __init__(self, services: Services | None = None) -> None:
        known, parrot = stocked(CATS)
        self.services = services or known
        self.parrot: Parrot = parrot
        self.desk = Desk(self.services)
        self._asked = 0

    def ask(self, text: str, thread: str = "1.1", user: str = "ada", **more: Any) -> Reply:
        """The reply to a question in a thread; "" is a slash command in the channel."""
        self._asked += 1
        message = more.pop("message", f"{self._asked}.1" if thread else "")
        place = Place(workspace="T1", channel=more.pop("channel", "C1"), thread=thread, message=message)
        command = more.pop("command", "ask")
        return self.desk.handle(Request(command=command, user=user, surface="slack", text=text, place=place, **more))

    def asked(self, text: str = "cats?", **more: Any) -> str:
        """The id of the exchange that a question makes."""
        reply = self.ask(text, **more)
        assert isinstance(reply, AnswerReply | StatisticsReply | VerificationReply), reply
        assert reply.exchange
        return reply.exchange

    def press(self, command: str, exchange: str = "", *, user: str = "ada", channel: str = "C1", **more: Any) -> Reply:
        """The reply to a button of an exchange."""
        place = Place(workspace=more.pop("workspace", "T1"), channel=channel)
        return self.desk.handle(
            Request(command=command, user=user, surface="slack", place=place, exchange=exchange, **more)
        )
