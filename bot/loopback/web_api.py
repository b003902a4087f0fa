"""The Web API's door: token, scope, arguments, trouble on demand; then the method itself. Every call is noted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.loopback.arguments import Asked, read
from bot.loopback.core import Core
from bot.loopback.errors import Refused
from bot.loopback.events import Events
from bot.loopback.faults import Fault
from bot.loopback.methods import METHODS
from bot.loopback.methods.calling import Caller
from bot.loopback.records import Call, Change, Json
from bot.loopback.workspace import Workspace

Headers = dict[str, str]
AppMethod = Callable[[Asked], Awaitable[Json]]


class WebApi:
    """Answers ``/api/{method}``. ``own`` are methods that aren't called with a bot's token."""

    def __init__(self, core: Core, events: Events, own: dict[str, AppMethod]) -> None:
        self._core = core
        self._events = events
        self._own = own

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        method = request.match_info["method"]
        arrived = time.monotonic()
        try:
            asked = await read(request)
        except Refused as refused:
            asked = Asked({}, None, None, False)
            return self._written(method, asked, arrived, _refusal(refused), 200, {})
        await asyncio.sleep(self._core.faults.next_delay_s(method))
        fault = self._core.faults.next_fault(method)
        if fault is not None:
            return self._failed(request, method, asked, arrived, fault)
        try:
            response, headers = await self._done(method, asked)
        except Refused as refused:
            response, headers = _refusal(refused), {}
        return self._written(method, asked, arrived, response, 200, headers)

    async def _done(self, method: str, asked: Asked) -> tuple[Json, Headers]:
        if method in self._own:
            return {"ok": True, **await self._own[method](asked)}, {}
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        caller = Caller(self._core, self._events, self._workspace(asked.token))
        known = METHODS[method]
        granted = ",".join(sorted(caller.scopes))
        if known.scopes and not caller.scopes.intersection(known.scopes):
            raise Refused("missing_scope", needed=known.scopes[0], provided=granted)
        # Slack doesn't read JSON for methods that only look something up: the arguments are as good as not there.
        arguments = asked.arguments if known.json or not asked.as_json else {}
        missing = [name for name in known.needed if arguments.get(name) is None]
        if missing:
            lines = [f"[ERROR] missing required field: {name}" for name in missing]
            raise Refused("invalid_arguments", response_metadata={"messages": lines})
        headers = {"x-oauth-scopes": granted, "x-accepted-oauth-scopes": ",".join(known.scopes)}
        return {"ok": True, **await known.run(caller, arguments)}, headers

    def _workspace(self, token: str | None) -> Workspace:
        owner = self._core.tokens.owner(token)
        if owner.kind != "bot":
            raise Refused("not_allowed_token_type")
        return self._core.workspaces[owner.team]

    def _failed(
        self, request: web.Request, method: str, asked: Asked, arrived: float, fault: Fault
    ) -> web.StreamResponse:
        response: Json = {"ok": False, "error": fault.error or "internal_error"}
        answer = self._written(method, asked, arrived, response, fault.status, dict(fault.headers))
        if fault.drop and request.transport is not None:
            request.transport.close()
        return answer

    def _written(
        self, method: str, asked: Asked, arrived: float, response: Json, status: int, headers: Headers
    ) -> web.Response:
        now = self._core.clock.now()
        self._core.calls.append(Call(method, asked.arguments, asked.token, now, status, response, arrived))
        self._core.tell(Change("call", ""))
        return web.json_response(response, status=status, headers=headers)


def _refusal(refused: Refused) -> Json:
    return {"ok": False, "error": refused.error, **refused.details}
