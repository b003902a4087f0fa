"""Serves the page, its line to the workspace, and the workspace's files, to this machine alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiohttp import WSCloseCode, web

from bot.loopback import LoopbackSlack
from bot.loopback.records import Json
from bot.playground import wire
from bot.playground.guard import guard, send_rules
from bot.playground.line import Line
from bot.playground.people import MAYA, PEOPLE

STATIC = Path(__file__).with_name("static")
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILE_TYPES = {".png": "image/png", ".csv": "text/csv"}
LONGEST_DOING = 1 << 20  # bytes
HEARTBEAT_S = 20.0


class Playground:
    """The web application, over a loopback Slack that somebody else opens and closes."""

    def __init__(self, slack: LoopbackSlack, manifest: Json, tries: Sequence[str] = ()) -> None:
        self._slack, self._manifest, self._tries = slack, manifest, tries
        self._pages = {str(path.relative_to(STATIC)): path for path in STATIC.rglob("*") if path.suffix in TYPES}
        self._sockets: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        """The routes, guarded."""
        application = web.Application(middlewares=[guard])
        application.on_response_prepare.append(send_rules)
        application.on_shutdown.append(self._hang_up)
        application.router.add_get("/", self._page)
        application.router.add_get("/static/{name:.+}", self._static)
        application.router.add_get("/files/{id}/{name}", self._file)
        application.router.add_get("/line", self._line)
        return application

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        return self._served("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._served(request.match_info["name"])

    def _served(self, name: str) -> web.StreamResponse:
        path = self._pages.get(name)
        if path is None:
            raise web.HTTPNotFound(text="There is no such page.")
        return web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            file = self._slack.file(request.match_info["id"])
        except KeyError:
            raise web.HTTPNotFound(text="There is no such file.") from None
        suffix = Path(file.name).suffix.lower()
        kind = FILE_TYPES.get(suffix, "application/octet-stream")
        response = web.Response(body=file.content or b"", content_type=kind)
        if "download" in request.query or not suffix.endswith(wire.PICTURES):
            response.headers["Content-Disposition"] = "attachment"
        return response

    async def _line(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") is None:
            raise web.HTTPForbidden(text="The playground answers its own page alone.")
        viewer = request.query.get("as", "")
        if viewer not in {person.user.id for person in PEOPLE}:
            viewer = MAYA.user.id
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LONGEST_DOING)
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            await Line(self._slack, viewer, socket).serve(wire.hello(self._slack, viewer, self._manifest, self._tries))
        finally:
            self._sockets.discard(socket)
        return socket

    async def _hang_up(self, _application: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the playground ends")
