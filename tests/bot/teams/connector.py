"""Microsoft's side on loopback: keys and signed requests, and a strict service that takes what the bot says."""

from __future__ import annotations

import itertools
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa
from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides

from tests.bot.teams.strict import activity_problems

Json = dict[str, Any]

APP = "00000000-0000-0000-0000-0000000000aa"
TENANT = "00000000-0000-0000-0000-0000000000bb"
ISSUER = "https://api.botframework.com"
BOT = f"28:{APP}"
TOKEN = jwt.encode({"aud": ISSUER, "exp": 4102444800}, "a secret that is long enough for HS256", "HS256")  # the bot's


def person(number: int) -> str:
    """Somebody's id in the directory."""
    return f"00000000-0000-0000-0000-0000000000{number:02d}"


ALICE, BORIS, ADA = person(1), person(2), person(3)
PERSONAL, GROUP, CHANNEL = "a:alice", "19:group@thread.v2", "19:channel@thread.tacv2"


@dataclass
class Connector:
    """What was said to it, and what it answers."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    calls: list[Json] = field(default_factory=list)  # every one, with method, conversation and status
    messages: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))  # as they stand now
    streams: dict[str, tuple[int, str]] = field(default_factory=dict)  # sequence and text of those that are open
    problems: list[str] = field(default_factory=list)
    faults: list[tuple[int, Json, dict[str, str]]] = field(default_factory=list)  # for the next calls
    refuses_cards: bool = False
    stops_streams: bool = False  # as if somebody pressed the button that stops one
    keys_fetched: int = 0
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    url: str = ""
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    # -- the service --------------------------------------------------------------------------------------------------
    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Connector]:
        app = web.Application()
        app.router.add_get("/v1/.well-known/keys", self._keys)
        for method in ("POST", "PUT", "DELETE"):
            app.router.add_route(method, "/v3/conversations/{conversation}/activities{id:.*}", self._activity)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def cloud(self) -> CloudEnvironment:
        return with_overrides(PUBLIC, openid_metadata_url=f"{self.url}/v1/.well-known/openidconfiguration")

    async def _keys(self, _request: web.Request) -> web.Response:
        self.keys_fetched += 1
        known = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        more = {"kid": "k1", "use": "sig", "alg": "RS256", "endorsements": self.endorsements}
        return web.json_response({"keys": [known | more]})

    async def _activity(self, request: web.Request) -> web.Response:
        conversation = request.match_info["conversation"]
        activity_id = request.match_info["id"].lstrip("/")
        activity: Json = await request.json() if request.can_read_body else {}
        status, body, headers = self._answer(request, conversation, activity_id, activity)
        call = {"method": request.method, "conversation": conversation, "id": activity_id, "status": status}
        self.calls.append(call | {"activity": activity})
        return web.json_response(body, status=status, headers=headers)

    def _answer(
        self, request: web.Request, conversation: str, activity_id: str, activity: Json
    ) -> tuple[int, Json, dict[str, str]]:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.problems.append("no token of the bot's")
            return 401, {}, {}
        if self.faults:
            return self.faults.pop(0)
        there = self.messages[conversation]
        if request.method == "DELETE":
            return (200, {}, {}) if there.pop(activity_id, None) else (404, {}, {})
        if self.refuses_cards and activity.get("attachments"):
            return 400, {"error": {"code": "BadSyntax", "message": "Invalid card"}}, {}
        found = activity_problems(activity, "personal" if conversation.startswith("a:") else "other")
        if activity.get("from", {}).get("id") != BOT or activity.get("conversation", {}).get("id") != conversation:
            found.append("from nobody, or to nowhere")
        if found:
            self.problems += found
            return 400, {"error": {"message": "; ".join(found)}}, {}
        if request.method == "PUT":
            return self._updated(there, activity_id, activity)
        return self._created(conversation, there, activity)

    def _updated(self, there: dict[str, Json], activity_id: str, activity: Json) -> tuple[int, Json, dict[str, str]]:
        if activity_id not in there:
            return 404, {}, {}
        there[activity_id] = activity
        return 200, {"id": activity_id}, {}

    def _created(self, conversation: str, there: dict[str, Json], activity: Json) -> tuple[int, Json, dict[str, str]]:
        stream = next((each for each in activity.get("entities", []) if each["type"] == "streaminfo"), None)
        if stream is None:
            new = f"m{next(self._ids)}"
            if activity["type"] == "message":
                there[new] = activity
            return 201, {"id": new}, {}
        if not conversation.startswith("a:"):
            return 403, {"error": {"message": "Content stream is not allowed"}}, {}
        return self._streamed(there, activity, stream)

    def _streamed(self, there: dict[str, Json], activity: Json, stream: Json) -> tuple[int, Json, dict[str, str]]:
        """A stream has an id from its second activity on, counts up, and ends with its message."""
        known = stream.get("streamId")
        if known is None:
            new = f"s{next(self._ids)}"
            self.streams[new] = (stream["streamSequence"], "")
            if stream["streamSequence"] != 1 or stream["streamType"] != "informative":
                self.problems.append(f"a stream begins with {stream}")
            return 201, {"id": new}, {}
        if known not in self.streams or self.stops_streams:
            return 403, {"error": {"message": "Content stream is already completed"}}, {}
        sequence, said = self.streams[known]
        if not activity.get("text", "").startswith(said):
            self.problems.append(f"a stream takes {said!r} back")
        if stream["streamType"] == "final":
            del self.streams[known]
            if activity["type"] != "message":
                self.problems.append("a stream ends with no message")
            there[known] = activity
            return 202, {"id": known}, {}
        if stream["streamSequence"] != sequence + 1 or (said and stream["streamType"] == "informative"):
            self.problems.append(f"after {sequence} a stream goes on with {stream}")
        self.streams[known] = (
            stream["streamSequence"],
            activity["text"] if stream["streamType"] == "streaming" else "",
        )
        return 202, {}, {}

    # -- what people do -----------------------------------------------------------------------------------------------
    def token(self, key: rsa.RSAPrivateKey | None = None, kid: str = "k1", **claims: Any) -> str:
        """As Microsoft signs what it sends."""
        now = int(time.time())
        known = {"iss": ISSUER, "aud": APP, "iat": now, "nbf": now, "exp": now + 600, "serviceurl": self.url}
        return jwt.encode(known | claims, key or self.key, "RS256", headers={"kid": kid})

    def activity(self, kind: str, conversation: str, user: str, **more: Any) -> Json:
        """Something that happens in a conversation."""
        base = conversation.partition(";")[0]
        kinds = {PERSONAL: "personal", GROUP: "groupChat", CHANNEL: "channel"}
        return {
            "type": kind,
            "id": f"{next(self._ids)}000",
            "timestamp": "2026-03-04T12:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self.url,
            "from": {"id": f"29:{user[-2:]}", "name": f"Person {user[-2:]}", "aadObjectId": user},
            "recipient": {"id": BOT, "name": "Footnote"},
            "conversation": {
                "id": conversation,
                "conversationType": kinds.get(base, "personal"),
                "tenantId": TENANT,
                "isGroup": base != PERSONAL,
            },
            "channelData": {"tenant": {"id": TENANT}},
        } | more

    async def post(self, address: str, activity: Json, token: str | None = "") -> tuple[int, Any]:
        """Send it to the bot; the status and what came back. An empty token is a good one, None is none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token or self.token()}"}
        async with ClientSession() as session, session.post(address, json=activity, headers=headers) as response:
            content = await response.read()
            return response.status, json.loads(content) if content else None
