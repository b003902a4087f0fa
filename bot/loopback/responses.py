"""What an app says without the Web API: to a response_url, and with its acknowledgement of a slash command."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from bot.loopback.core import Core
from bot.loopback.errors import Refused
from bot.loopback.events import Events, message_json
from bot.loopback.methods.content import Content, content_of
from bot.loopback.records import Call, Change, Json, Message
from bot.loopback.tokens import ResponseUrl

GONE = {"invalid_url", "expired_url", "used_url"}


class Responses:
    """Answers ``/respond/{name}``."""

    def __init__(self, core: Core, events: Events) -> None:
        self._core = core
        self._events = events

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url."""
        arrived = time.monotonic()
        body = await request.text()
        await asyncio.sleep(self._core.faults.next_delay_s("response_url"))
        fault = self._core.faults.next_fault("response_url")
        status = 200
        response: Json = {"ok": True}
        said: Any = {}
        try:
            said = json.loads(body)
            if fault is not None:
                status, response = fault.status, {"ok": False, "error": fault.error or "internal_error"}
            else:
                self._respond(self._core.response_urls.use(request.match_info["name"]), said)
        except ValueError:
            status, response = 400, {"ok": False, "error": "invalid_payload"}
        except Refused as refused:
            status = 404 if refused.error in GONE else 400
            response = {"ok": False, "error": refused.error, **refused.details}
        arguments = said if isinstance(said, dict) else {}
        now = self._core.clock.now()
        self._core.calls.append(Call("response_url", arguments, None, now, status, response, arrived))
        self._core.tell(Change("call", ""))
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.close()
        if response["ok"]:
            return web.Response(text="ok")
        return web.json_response(response, status=status, headers=dict(fault.headers) if fault else {})

    def say(self, url: ResponseUrl, said: Any) -> None:
        """Show what came with the acknowledgement of a command: a text, or text and blocks. Raises Refused."""
        if isinstance(said, str):
            said = {"text": said}
        if not isinstance(said, dict):
            raise Refused("invalid_response")
        if said.get("text") or said.get("blocks") or said.get("attachments"):
            self._post(url, said, content_of(said))

    def _respond(self, url: ResponseUrl, said: Any) -> None:
        if not isinstance(said, dict):
            raise Refused("invalid_payload")
        original = self._original(url)
        if said.get("delete_original"):
            if original is None:
                raise Refused("message_not_found")
            self._core.workspaces[url.team].remove(original)
            self._events.deleted(self._core.workspaces[url.team], original)
        elif said.get("replace_original") and original is not None:
            self._replace(url, original, content_of(said))
        else:
            self._post(url, said, content_of(said))

    def _original(self, url: ResponseUrl) -> Message | None:
        if url.message_ts is None:
            return None
        return self._core.workspaces[url.team].messages.get(url.channel, {}).get(url.message_ts)

    def _replace(self, url: ResponseUrl, original: Message, content: Content) -> None:
        workspace = self._core.workspaces[url.team]
        before = message_json(workspace, original)
        original.text, original.blocks, original.attachments = content.text, content.blocks, content.attachments
        original.stream = None
        workspace.altered(original)
        self._events.changed(workspace, original, before)

    def _post(self, url: ResponseUrl, said: Json, content: Content) -> None:
        workspace = self._core.workspaces[url.team]
        if workspace.channels[url.channel].archived:
            raise Refused("is_archived")
        everyone = said.get("response_type") == "in_channel"
        message = Message(
            url.channel,
            workspace.next_ts(),
            workspace.bot,
            content.text,
            content.blocks,
            thread_ts=said.get("thread_ts"),
            bot_id=workspace.bot_id,
            only_for=None if everyone else url.user,
            attachments=content.attachments,
        )
        workspace.store(message)
        self._events.message(workspace, message)
        # The first answer to a command is what later ones may replace.
        url.message_ts = url.message_ts or message.ts
