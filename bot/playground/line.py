"""The line between one open page and the workspace: changes go out as they happen, doings come in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.loopback import LoopbackSlack
from bot.loopback.records import Change, Json, Message
from bot.playground import wire
from bot.playground.doings import DOING, Doing, done

log = structlog.get_logger(__name__)

Key = tuple[Any, ...]
Read = Callable[[], Json | None]


class Line:
    """One page, of one person. What changes several times before it could be sent is sent once, as it is by then."""

    def __init__(self, slack: LoopbackSlack, viewer: str, socket: web.WebSocketResponse) -> None:
        self._slack, self._viewer, self._socket = slack, viewer, socket
        self._pending: dict[Key, Read] = {}
        self._something = asyncio.Event()
        self._told = len(slack.notices)
        self._doings: set[asyncio.Task[None]] = set()

    async def serve(self, hello: Json) -> None:
        """Until the page is closed."""
        unsubscribe = self._slack.subscribe(self._changed)
        self._soon(("hello",), lambda: hello)
        writer = asyncio.create_task(self._write())
        try:
            async for received in self._socket:
                if received.type is WSMsgType.TEXT:
                    self._begin(received.data)
        finally:
            unsubscribe()
            for task in (writer, *self._doings):
                task.cancel()
            await asyncio.gather(writer, *self._doings, return_exceptions=True)

    # -- out --------------------------------------------------------------------------------------------------------
    def _soon(self, key: Key, read: Read) -> None:
        self._pending.setdefault(key, read)
        self._something.set()

    async def _write(self) -> None:
        with suppress(ConnectionError):  # the page is gone; the loop over what it sends ends by itself
            while True:
                await self._something.wait()
                self._something.clear()
                while self._pending:
                    read = self._pending.pop(next(iter(self._pending)))
                    if (said := read()) is not None:
                        await self._socket.send_json(said)

    def _changed(self, change: Change) -> None:
        """What a change means to this person. Called by the loopback Slack, in the event loop."""
        slack, viewer = self._slack, self._viewer
        channel, ts = change.channel or "", change.ts or ""
        match change.kind:
            case "message" | "message_changed":
                self._soon(("message", channel, ts), lambda: self._message(channel, ts))
            case "message_deleted":
                self._soon(("deleted", channel, ts), lambda: {"type": "deleted", "channel": channel, "ts": ts})
            case "status" if wire.may_enter(slack, viewer, channel):
                self._soon(("status", channel, ts), lambda: wire.status(channel, ts, slack.status(channel, ts)))
            case "title" if wire.may_enter(slack, viewer, channel):
                self._soon(("title", channel, ts), lambda: wire.title(slack, channel, ts))
            case "prompts" if channel == slack.dm(viewer):
                self._soon(("prompts", ts), lambda: self._prompts(ts or None))
            case "modal" if change.user == viewer:
                self._soon(("modals",), lambda: {"type": "modals", **wire.modals(slack, viewer)})
            case "home" if change.user == viewer:
                self._soon(("home",), lambda: {"type": "home", **wire.home(slack, viewer)})
            case "notice":
                self._notices()
            case "channel":
                self._soon(("channels",), self._channels)
            case _:
                pass

    def _message(self, channel: str, ts: str) -> Json | None:
        found = self._find(channel, ts)
        if found is None:
            return None
        return {"type": "message", "message": wire.message(self._slack, found, self._viewer)}

    def _find(self, channel: str, ts: str) -> Message | None:
        with suppress(KeyError):
            found = self._slack.message(channel, ts)
            return found if wire.sees(self._slack, self._viewer, found) else None
        return None

    def _prompts(self, thread_ts: str | None) -> Json | None:
        found = self._slack.prompts(self._slack.dm(self._viewer), thread_ts)
        return wire.prompts(found) if found else None

    def _channels(self) -> Json:
        return {"type": "channels", "channels": [wire.channel(each) for each in self._slack.channels(self._viewer)]}

    def _notices(self) -> None:
        for number, notice in enumerate(self._slack.notices[self._told :], self._told):
            if notice.user == self._viewer:
                said = {"type": "notice", "text": notice.text}
                self._soon(("notice", number), lambda said=said: said)  # type: ignore[misc]
        self._told = len(self._slack.notices)

    # -- in ---------------------------------------------------------------------------------------------------------
    def _begin(self, data: str) -> None:
        try:
            doing = DOING.validate_json(data)
        except ValidationError as error:
            log.warning("not understood", problems=error.error_count(), first=error.errors()[0]["msg"])
            return
        task = asyncio.create_task(self._do(doing))
        self._doings.add(task)
        task.add_done_callback(self._doings.discard)

    async def _do(self, doing: Doing) -> None:
        answer = await done(doing, self._slack, self._viewer)
        self._soon(("done", doing.id), lambda: answer)
