"""What a press of a button says: where it was pressed, and what the button carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.requests import (
    FeedbackOptions,
    Place,
    Request,
)
from bot.slack.blocks import Message
from bot.slack.ids import Pressed
from bot.slack.listeners.listening import Heard, Json
from bot.slack.listeners.modals import IN_PLACE
from bot.slack.speaking import post, respond, whisper

PRIVATE = "private"  # the word of buttons under what only one person sees


class Where(NamedTuple):
    """Where a modal was opened from, as its private_metadata carries it."""

    channel: str
    thread: str = ""

    def packed(self) -> str:
        """As one word."""
        return f"{self.channel},{self.thread}"

    @classmethod
    def unpacked(cls, word: str) -> Where:
        """From that word."""
        channel, _, thread = word.partition(",")
        return cls(channel, thread)


@dataclass(frozen=True, slots=True)
class Press:
    """One press."""

    heard: Heard
    value: str
    pressed: Pressed  # empty where the value is a question
    channel: str  # empty in Home and in modals, which are in none
    origin: str  # the channel that a modal was opened from; else the same
    ts: str  # of the message; empty in Home and in modals
    thread: str  # the thread that the message stands in, or would begin
    ephemeral: bool

    @classmethod
    def of(cls, heard: Heard) -> Press:
        """From what Slack sent."""
        body = heard.body
        action: Json = body["actions"][0]
        value = str(action.get("value") or "")
        container: Json = body.get("container") or {}
        message: Json = body.get("message") or {}
        channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
        ts = str(container.get("message_ts") or message.get("ts") or "")
        thread = str(message.get("thread_ts") or container.get("thread_ts") or "")
        origin = channel or _opened_from(body.get("view") or {})
        return cls(heard, value, _unpacked(value), channel, origin, ts, thread, bool(container.get("is_ephemeral")))

    @property
    def private(self) -> bool:
        """Whether only this person sees what the button stands under."""
        return self.ephemeral or self.pressed.word == PRIVATE

    def request(
        self, command: str, options: FeedbackOptions | None = None, *, private: bool = True, directly: bool = False
    ) -> Request:
        """What the desk is asked for by this press.

        ``private`` where what comes of it is for this person alone, as in a modal; ``directly`` where it goes into
        the direct message.
        """
        return Request(
            command=command,
            user=self.heard.user,
            surface="slack",
            exchange=self.pressed.exchange,
            number=self.pressed.number,
            options=options,
            place=Place(workspace=self.heard.team, channel="" if directly else self.origin),
            private=private,
        )


async def answer_press(press: Press, message: Message) -> None:
    """Say it to the person who pressed, where it was pressed."""
    heard = press.heard
    thread = press.thread or None
    if heard.response_url and await respond(heard.client, heard.response_url, message, thread=thread):
        return
    if press.channel:
        await whisper(heard.client, press.channel, heard.user, message, thread)
    else:
        await post(heard.client, heard.user, message)


def _opened_from(view: Json) -> str:
    return _unpacked(str(view.get("private_metadata") or "")).word if view.get("callback_id") in IN_PLACE else ""


def _unpacked(value: str) -> Pressed:
    try:
        return Pressed.unpacked(value)
    except ValueError:
        return Pressed("")
