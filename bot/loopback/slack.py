"""A Slack on loopback: the Web API, Socket Mode and signed HTTP, as strict as Slack's, and people to move.

async with LoopbackSlack() as slack:
    app = AsyncApp(client=AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url), …)
    await AsyncSocketModeHandler(app, slack.app.app_token).connect_async()
    await slack.connected()
    asked = await slack.post("U0ALICE", "C0GENERAL", f"<@{slack.bot}> who owns AI?")
    answer = await slack.until(lambda: slack.replies("C0GENERAL", asked.ts))
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from bot.loopback.blockkit import Kind, problems
from bot.loopback.clock import Clock, SystemClock
from bot.loopback.config import AppConfig
from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.doing import Doing
from bot.loopback.events import Events
from bot.loopback.interacting import Interacting
from bot.loopback.people import People
from bot.loopback.records import Call, Change, Channel, Delivery, Notice, TransportName, User
from bot.loopback.responses import Responses
from bot.loopback.server import Server
from bot.loopback.troubling import Troubling

ALICE = User("U0ALICE", "alice", "Alice Archer")
BORIS = User("U0BORIS", "boris", "Boris Baker")
ADA = User("U0ADMIN", "ada", "Ada Admin", is_admin=True)
TEAM = "T0LOOPBACK"


class LoopbackSlack(Doing, Troubling):
    """One Slack with one app. Everything happens in the event loop that entered it; it listens on 127.0.0.1 alone.

    By default it has the people alice, boris and ada (an administrator), and the channels ``C0GENERAL`` (general) and
    ``C0RANDOM`` (random) with all of them and the app's bot, ``C0OTHER`` (other) without the bot, and ``G0PRIVATE``
    (private) with alice and the bot. Direct messages with the bot exist for everybody, see :meth:`dm`. Channels of
    one's own take the bot's id, ``U0BOT``, among their members.

    What people do is in :class:`Doing`, what is to be seen in :class:`Showing`, trouble in :class:`Troubling`.

    Attributes:
        app: what Slack knows of the app: tokens, scopes, events.
        clock: what expiries go by. Acknowledgement times are measured in real time.
    """

    def __init__(  # noqa: PLR0913 - settings with defaults, all by name
        self,
        app: AppConfig | None = None,
        *,
        users: Sequence[User] = (ALICE, BORIS, ADA),
        channels: Sequence[Channel] | None = None,
        clock: Clock | None = None,
        transport: TransportName = "socket",
        request_url: str | None = None,
        port: int = 0,
        ack_timeout_s: float = 3.0,
        retry_delays_s: Sequence[float] = (0.0, 60.0, 300.0),
    ) -> None:
        """``port`` 0 takes a free one. Events that aren't acknowledged are sent again after each of the delays."""
        self.app = app or AppConfig()
        self.clock = clock or SystemClock()
        self._core = Core(self.app, self.clock)
        self._deliveries = Deliveries(self._core, ack_timeout_s, retry_delays_s)
        self._deliveries.transport = transport
        self._deliveries.http.url = request_url
        self._deliveries.socket.on_change.append(lambda: self._core.tell(Change("connection", "")))
        events = Events(self._core, self._deliveries)
        responses = Responses(self._core, events)
        self._server = Server(self._core, events, self._deliveries, responses)
        self._people = People(self._core, events)
        self._hands = Interacting(self._core, self._people, self._deliveries, responses)
        self._port = port
        self._last_change = time.monotonic()
        self._core.listeners.append(self._changed)
        first = self._core.add_workspace(TEAM, "Loopback")
        self._core.install(first, self.app.bot_token, self.app.scopes)
        first.add(users, _usual(users, first.bot) if channels is None else channels)

    async def __aenter__(self) -> Self:
        """Start to serve."""
        await self._deliveries.http.open()
        await self._server.start(self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close connections, drop retries that are still to come, stop serving."""
        await self._deliveries.close()
        await self._server.stop()

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:port``."""
        return self._core.base_url

    @property
    def api_url(self) -> str:
        """Base of the Web API, with a slash at its end, for ``AsyncWebClient(base_url=…)``."""
        return f"{self._core.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        """Where an installation through OAuth begins in the browser (``/oauth/v2/authorize``)."""
        return f"{self._core.base_url}/oauth/v2/authorize"

    @property
    def team(self) -> str:
        """Id of the first workspace."""
        return self._core.first.team

    @property
    def bot(self) -> str:
        """Id of the app's bot user in the first workspace."""
        return self._core.first.bot

    @property
    def bot_id(self) -> str:
        """The B… id of the same bot."""
        return self._core.first.bot_id

    @property
    def calls(self) -> list[Call]:
        """Every request to the Web API and to response_urls, oldest first."""
        return self._core.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was told to the app, oldest first, with acknowledgement times."""
        return self._core.deliveries

    @property
    def notices(self) -> list[Notice]:
        """What Slack itself told single people: a failed command, a bot that isn't in a channel."""
        return self._core.notices

    @property
    def transport(self) -> TransportName:
        """``"socket"`` or ``"http"``; may be changed at any time."""
        return self._deliveries.transport

    @transport.setter
    def transport(self, name: TransportName) -> None:
        self._deliveries.transport = name

    @property
    def request_url(self) -> str | None:
        """Where signed HTTP goes: events, commands and interactivity alike. May be changed at any time."""
        return self._deliveries.http.url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._deliveries.http.url = url

    async def verify_url(self) -> bool:
        """The handshake of the request URL (url_verification): whether the app gave the challenge back."""
        challenge = secrets.token_hex(16)
        payload = {"type": "url_verification", "token": "legacy-verification-token", "challenge": challenge}
        delivery = await self._deliveries.deliver("events_api", payload, transport="http")
        return delivery.answer in (challenge, {"challenge": challenge})

    # -- the app and its workspaces ------------------------------------------------------------------------------------
    def add_workspace(self, team: str, name: str, users: Iterable[User], channels: Iterable[Channel] = ()) -> str:
        """Another workspace, in which the app isn't installed yet. Returns the id that its bot will have.

        Ids of users and channels must be new. What its people do happens there.
        """
        workspace = self._core.add_workspace(team, name)
        workspace.add(users, channels)
        return workspace.bot

    def install(self, team: str | None = None) -> str:
        """Install the app in a workspace without OAuth, and return the bot's token."""
        workspace = self._core.workspaces[team or self.team]
        token = self.app.bot_token if workspace is self._core.first else f"xoxb-{workspace.team}-{secrets.token_hex(8)}"
        self._core.install(workspace, token, self.app.scopes)
        return token

    def grant(self, *scopes: str) -> None:
        """From now on the app's tokens have exactly these scopes."""
        for workspace in self._core.workspaces.values():
            workspace.scopes = frozenset(scopes)

    def add_usergroup(self, usergroup: str, users: Iterable[str], handle: str | None = None) -> None:
        """A group of people (``S…``) in the first workspace, which may have a handle (without the sign)."""
        self._core.first.usergroups[usergroup] = list(users)
        if handle:
            self._core.first.handles[usergroup] = handle

    def problems(self, kind: Kind, payload: Any) -> list[str]:
        """What Slack would refuse about a message, modal or home. See :func:`bot.loopback.blockkit.problems`."""
        return problems(kind, payload)

    def _changed(self, _: Change) -> None:
        self._last_change = time.monotonic()


def _usual(users: Sequence[User], bot: str) -> list[Channel]:
    """The channels that there are by default."""
    everyone = {user.id for user in users}
    return [
        Channel("C0GENERAL", "general", "channel", everyone | {bot}),
        Channel("C0RANDOM", "random", "channel", everyone | {bot}),
        Channel("C0OTHER", "other", "channel", set(everyone)),
        Channel("G0PRIVATE", "private", "group", {users[0].id, bot} if users else {bot}),
    ]
