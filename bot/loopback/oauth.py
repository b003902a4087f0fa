"""Installing the app in a workspace: the page where a person agrees, and the code for a token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.loopback.arguments import Asked
from bot.loopback.core import Core
from bot.loopback.errors import Refused
from bot.loopback.records import Json, User

CODE_LASTS_S = 600.0

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Install {app}</title>
<body style="font-family: sans-serif; max-width: 32rem; margin: 3rem auto">
<h1>{app} wants to join a workspace</h1>
<p>It asks for:</p><ul>{scopes}</ul>
<form method="post" action="/oauth/v2/authorize">{hidden}
<p><label>Workspace <select name="team">{teams}</select></label></p>
<button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button>
</form></body></html>"""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to; its code is good once."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str
    asked_with_uri: bool
    at: float


class OAuth:
    """The page ``/oauth/v2/authorize`` and the method oauth.v2.access."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._codes: dict[str, Agreed] = {}

    async def page(self, request: web.Request) -> web.StreamResponse:
        """What somebody sees who is to agree."""
        try:
            self._redirect_uri(request.query.get("client_id"), request.query.get("redirect_uri"))
        except Refused as refused:
            return web.Response(status=400, text=f"Something went wrong when authorizing this app: {refused.error}")
        scopes = [name for name in request.query.get("scope", "").split(",") if name]
        fields = ("client_id", "scope", "state", "redirect_uri")
        hidden = {name: request.query[name] for name in fields if name in request.query}
        text = PAGE.format(
            app=escape(self._core.app.name),
            scopes="".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes),
            hidden="".join(f'<input type="hidden" name="{name}" value="{escape(hidden[name])}">' for name in hidden),
            teams="".join(
                f'<option value="{one.team}">{escape(one.name)}</option>' for one in self._core.workspaces.values()
            ),
        )
        return web.Response(text=text, content_type="text/html")

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """Somebody agreed or not: back to the app, with a code or an error."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            target = self._redirect_uri(form.get("client_id"), form.get("redirect_uri"))
        except Refused as refused:
            return web.Response(status=400, text=f"Something went wrong when authorizing this app: {refused.error}")
        answer = {"state": form.get("state", "")}
        workspace = self._core.workspaces.get(form.get("team", ""))
        if form.get("decision") != "allow" or workspace is None:
            answer |= {"error": "access_denied"}
        else:
            user = installer(list(workspace.users.values()))
            code = secrets.token_urlsafe(12)
            scopes = tuple(name for name in form.get("scope", "").split(",") if name)
            self._codes[code] = Agreed(
                workspace.team, user.id, scopes, target, "redirect_uri" in form, self._core.clock.now()
            )
            answer |= {"code": code}
        joint = "&" if urlsplit(target).query else "?"
        raise web.HTTPFound(f"{target}{joint}{urlencode(answer)}")

    async def access(self, asked: Asked) -> Json:
        """A bot's token for a code. Raises Refused."""
        client, secret = asked.basic or (asked.arguments.get("client_id"), asked.arguments.get("client_secret"))
        if client != self._core.app.client_id:
            raise Refused("invalid_client_id")
        if secret != self._core.app.client_secret:
            raise Refused("bad_client_secret")
        agreed = self._codes.pop(str(asked.arguments.get("code")), None)
        if agreed is None or self._core.clock.now() - agreed.at > CODE_LASTS_S:
            raise Refused("invalid_code")
        given = asked.arguments.get("redirect_uri")
        if (given or agreed.asked_with_uri) and given != agreed.redirect_uri:
            raise Refused("bad_redirect_uri")
        workspace = self._core.workspaces[agreed.team]
        token = f"xoxb-{agreed.team}-{secrets.token_hex(8)}"
        self._core.install(workspace, token, frozenset(agreed.scopes))
        return {
            "app_id": self._core.app.app_id,
            "authed_user": {"id": agreed.user},
            "scope": ",".join(agreed.scopes),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": workspace.bot,
            "team": {"id": workspace.team, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _redirect_uri(self, client: str | None, wanted: str | None) -> str:
        """Where to send the person back. Raises Refused."""
        if client != self._core.app.client_id:
            raise Refused("invalid_client_id")
        known = sorted(self._core.app.redirect_urls)
        target = wanted or (known[0] if known else "")
        here = urlsplit(target).hostname in {"127.0.0.1", "localhost"}
        if not target or (known and not any(target.startswith(one) for one in known)) or not (known or here):
            raise Refused("bad_redirect_uri")
        return target


def installer(users: list[User]) -> User:
    """Who installs apps: the first administrator, or the first person."""
    people = [user for user in users if not user.is_bot]
    return next((user for user in people if user.is_admin), people[0])
