"""What a person can do on the page, checked as it comes in, and done in the loopback Slack."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.loopback import LoopbackSlack
from bot.loopback.errors import Impossible
from bot.loopback.records import Json, Message, View
from bot.playground.wire import sees

Id = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(max_length=100_000)]
Values = dict[str, dict[str, str | list[str] | None]]


class _Doing(BaseModel, ABC):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: int  # by which the page knows the answer

    @abstractmethod
    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Do it as this person, and return what the page should know. Raises Impossible, KeyError."""


class Post(_Doing):
    """Write a message."""

    do: Literal["post"]
    channel: Id
    text: Text
    thread_ts: Id | None = None

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """The page gets the ts of the message."""
        return {"ts": (await slack.post(viewer, self.channel, self.text, self.thread_ts, wait=False)).ts}


class Edit(_Doing):
    """Edit one's own message."""

    do: Literal["edit"]
    channel: Id
    ts: Id
    text: Text

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.edit(viewer, _message(slack, viewer, self.channel, self.ts), self.text)
        return {}


class Delete(_Doing):
    """Delete one's own message, or dismiss an ephemeral one."""

    do: Literal["delete"]
    channel: Id
    ts: Id

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.delete(viewer, _message(slack, viewer, self.channel, self.ts))
        return {}


class Slash(_Doing):
    """Run a slash command."""

    do: Literal["slash"]
    channel: Id
    command: Id
    text: Text = ""

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """A command that failed is told by a notice."""
        await slack.slash(viewer, self.channel, self.command, self.text)
        return {}


class Press(_Doing):
    """Press a button or choose an option, in a message or a view."""

    do: Literal["press"]
    action_id: Id
    block_id: str | None = None
    option: Text | None = None
    value: Text | None = None
    channel: Id | None = None
    ts: Id | None = None
    view: Id | None = None

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """A press that was not acknowledged is told by a notice."""
        where = self._where(slack, viewer)
        await slack.press(
            viewer, where, self.action_id, option=self.option, value=self.value, block_id=self.block_id or None
        )
        return {}

    def _where(self, slack: LoopbackSlack, viewer: str) -> Message | View:
        if self.view is not None:
            return _view(slack, viewer, self.view)
        return _message(slack, viewer, self.channel or "", self.ts or "")


class Submit(_Doing):
    """Submit the modal on top."""

    do: Literal["submit"]
    view: Id
    values: Values

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """What is wrong with the inputs comes with the modal."""
        await slack.submit(viewer, _view(slack, viewer, self.view), self.values)
        return {}


class CloseModal(_Doing):
    """Close the modal on top, or all of them."""

    do: Literal["close_modal"]
    everything: bool = False

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.close_modal(viewer, everything=self.everything)
        return {}


class Shortcut(_Doing):
    """Choose a shortcut on a message."""

    do: Literal["shortcut"]
    channel: Id
    ts: Id
    callback_id: Id

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.shortcut(viewer, _message(slack, viewer, self.channel, self.ts), self.callback_id)
        return {}


class OpenHome(_Doing):
    """Look at the app's Home."""

    do: Literal["open_home"]

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.open_home(viewer)
        return {}


class OpenMessagesTab(_Doing):
    """Look at the direct message with the app."""

    do: Literal["open_messages_tab"]

    async def run(self, slack: LoopbackSlack, viewer: str) -> Json:
        """Nothing more to know."""
        await slack.open_messages_tab(viewer)
        return {}


Doing = Annotated[
    Post | Edit | Delete | Slash | Press | Submit | CloseModal | Shortcut | OpenHome | OpenMessagesTab,
    Field(discriminator="do"),
]
DOING: TypeAdapter[Doing] = TypeAdapter(Doing)


async def done(doing: Doing, slack: LoopbackSlack, viewer: str) -> Json:
    """Do it, and say how it went: ``ok``, and where it isn't, a sentence as ``problem``."""
    answer: Json = {"type": "done", "id": doing.id}
    try:
        return answer | {"ok": True} | await doing.run(slack, viewer)
    except Impossible as error:
        return answer | {"ok": False, "problem": str(error)}
    except KeyError:
        return answer | {"ok": False, "problem": "That isn't there any more."}


def _message(slack: LoopbackSlack, viewer: str, channel: str, ts: str) -> Message:
    found = slack.message(channel, ts)
    if not sees(slack, viewer, found):
        raise Impossible("That message isn't there for you.")
    return found


def _view(slack: LoopbackSlack, viewer: str, view: str) -> View:
    shown = [*slack.modals(viewer), *filter(None, [slack.home(viewer)])]
    for each in shown:
        if each.id == view:
            return each
    raise Impossible("That window isn't open any more.")
