"""Where Teams' requests come in: small enough, from Microsoft, from our tenant; the SDK gets nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.teams.guard import Guard, Refused, is_here, is_loopback, tenant_of
from bot.teams.limits import REQUEST_BYTES

log = structlog.get_logger(__name__)

NEEDED = ("type", "id", "from", "recipient", "conversation", "serviceUrl")


class TurnedAway(Exception):
    """This request goes no further."""

    def __init__(self, status: int, because: str) -> None:
        super().__init__(because)
        self.status = status


class Door:
    """What the SDK calls an adapter: it takes requests of FastAPI's and hands them on.

    Without a guard it is open to this machine alone, for trying the app out: what comes from elsewhere, from a page in
    a browser, or wants to be answered elsewhere, is turned away.
    """

    def __init__(self, api: FastAPI, guard: Guard | None, tenant: str | None) -> None:
        self._api, self._guard, self._tenant = api, guard, tenant
        self.closed = False

    def register_route(self, method: Literal["POST"], path: str, handler: Any) -> None:
        """Serve a path. Called by the SDK."""

        async def receive(request: Request) -> Response:
            try:
                activity = await self._let_in(request)
            except TurnedAway as reason:
                log.warning("turned away", status=reason.status, because=str(reason))
                return JSONResponse({"error": str(reason)}, reason.status)
            result = await handler({"body": activity, "headers": dict(request.headers)})
            if result["status"] >= 500:
                log.error("not understood", kind=str(activity["type"])[:40], name=str(activity.get("name"))[:60])
            body = result.get("body")
            if body is None:
                return Response(status_code=result["status"])
            return JSONResponse(body, result["status"])

        self._api.add_api_route(path, receive, methods=[method], include_in_schema=False)

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing of ours is static."""

    async def start(self, port: int) -> None:
        """Whoever owns the FastAPI app starts it."""
        raise NotImplementedError

    async def stop(self) -> None:
        """… and stops it."""

    async def _let_in(self, request: Request) -> dict[str, Any]:
        """The activity within. Raises TurnedAway."""
        if self.closed:
            raise TurnedAway(503, "about to end")
        activity = _activity(await _read(request))
        if self._guard is None:
            _local(request, activity)
            return activity
        try:
            await self._guard.check(request.headers.get("authorization", ""), activity)
        except Refused as refused:
            raise TurnedAway(401, f"unauthorized: {refused}") from refused
        if self._tenant and tenant_of(activity).lower() != self._tenant.lower():
            raise TurnedAway(403, "of another tenant")
        return activity


async def _read(request: Request) -> bytes:
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > REQUEST_BYTES:
            raise TurnedAway(413, "too large")
    return content


def _activity(content: bytes) -> dict[str, Any]:
    try:
        activity = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TurnedAway(400, "no JSON") from error
    if not isinstance(activity, dict) or not all(activity.get(name) for name in NEEDED):
        raise TurnedAway(400, "no activity")
    return activity


def _local(request: Request, activity: Mapping[str, Any]) -> None:
    """Raises TurnedAway where it isn't from this machine, for this machine."""
    here = request.client is not None and is_here(request.client.host)
    if not here or not is_loopback(request.headers.get("host", "")) or "origin" in request.headers:
        raise TurnedAway(403, "not from this machine")
    if not is_loopback(str(activity.get("serviceUrl"))):
        raise TurnedAway(403, "to be answered elsewhere")
