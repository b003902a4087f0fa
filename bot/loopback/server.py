"""The addresses that a loopback Slack answers, on 127.0.0.1 alone."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.loopback.arguments import Asked
from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.errors import Refused
from bot.loopback.events import Events
from bot.loopback.oauth import OAuth
from bot.loopback.records import File, Json
from bot.loopback.responses import Responses
from bot.loopback.web_api import WebApi
from bot.loopback.workspace import Workspace

MOST_UPLOADED = 100 * 1024 * 1024


class Server:
    """Serves the Web API, Socket Mode, response_urls, files and the installation page."""

    def __init__(self, core: Core, events: Events, deliveries: Deliveries, responses: Responses) -> None:
        self._core = core
        self._deliveries = deliveries
        oauth = OAuth(core)
        api = WebApi(core, events, {"apps.connections.open": self._connect, "oauth.v2.access": oauth.access})
        self._app = web.Application(client_max_size=MOST_UPLOADED)
        self._app.add_routes(
            [
                web.route("*", "/api/{method}", api.answer),
                web.get("/link", deliveries.socket.serve),
                web.post("/respond/{name}", responses.answer),
                web.get("/oauth/v2/authorize", oauth.page),
                web.post("/oauth/v2/authorize", oauth.decide),
                web.post("/upload/v1/{file}", self._upload),
                web.get("/files-pri/{file}/{name}", self._download),
            ]
        )
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> None:
        """Listen; 0 takes a free port. Sets the core's base_url."""
        # A Socket Mode connection ends when it is dropped, so there is nothing to wait for when closing.
        self._runner = web.AppRunner(self._app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, taken = self._runner.addresses[0][:2]
        self._core.base_url = f"http://{host}:{taken}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _connect(self, asked: Asked) -> Json:
        """apps.connections.open: an address for one Socket Mode connection."""
        owner = self._core.tokens.owner(asked.token)
        if owner.kind != "app":
            raise Refused("not_allowed_token_type")
        ticket = self._deliveries.socket.ticket()
        return {
            "url": f"{self._core.base_url.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={self._core.app.app_id}"
        }

    async def _upload(self, request: web.Request) -> web.Response:
        """The content of a file whose address was asked for before."""
        workspace, file = self._file(request)
        content = await request.read()
        if len(content) != file.length:
            return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
        file.content = content
        workspace.changed("file")
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.Response:
        """A file's content, with a bot's token that has the scope."""
        workspace, file = self._file(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            allowed = self._core.tokens.owner(token).team == workspace.team
        except Refused:
            allowed = False
        if not allowed:
            return web.Response(status=403, text="files are for those who have a token")
        if "files:read" not in workspace.scopes:  # Slack leads to its page for signing in
            raise web.HTTPFound(f"{self._core.base_url}/?redir=%2Ffiles-pri%2F{file.id}")
        return web.Response(body=file.content or b"", content_type="application/octet-stream")

    def _file(self, request: web.Request) -> tuple[Workspace, File]:
        name: Any = request.match_info["file"]
        for workspace in self._core.workspaces.values():
            if name in workspace.files:
                return workspace, workspace.files[name]
        raise web.HTTPNotFound
