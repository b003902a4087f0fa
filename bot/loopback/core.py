"""What the parts of a loopback Slack share: its workspaces, what counts as a token, and what has happened."""

from __future__ import annotations

from collections.abc import Callable

from bot.loopback.clock import Clock
from bot.loopback.config import AppConfig
from bot.loopback.faults import Faults
from bot.loopback.records import Call, Change, Channel, Delivery, Message, Notice, User
from bot.loopback.tokens import Owner, ResponseUrls, Tokens, Triggers
from bot.loopback.workspace import Workspace, new_id


class Core:
    """One Slack's state. It does nothing by itself."""

    def __init__(self, app: AppConfig, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.base_url = ""
        self.workspaces: dict[str, Workspace] = {}
        self.tokens = Tokens()
        self.tokens.add(app.app_token, Owner("app", ""))
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.notices: list[Notice] = []
        self.listeners: list[Callable[[Change], None]] = []

    @property
    def first(self) -> Workspace:
        """The workspace that was there from the start."""
        return next(iter(self.workspaces.values()))

    def tell(self, change: Change) -> None:
        """Tell the listeners of a change."""
        for listener in list(self.listeners):
            listener(change)

    def add_workspace(self, team: str, name: str) -> Workspace:
        """One more, without people; the app's bot is a person of it, but not installed."""
        suffix = "" if not self.workspaces else new_id("", 4)
        bot = User(f"U0BOT{suffix}", self.app.name.lower(), self.app.name, is_bot=True)
        workspace = Workspace(
            team, name, self.clock, self.tell, bot.id, f"B0BOT{suffix}", self.app.app_id, lambda: self.base_url
        )  # fmt: skip
        workspace.users[bot.id] = bot
        self.workspaces[team] = workspace
        return workspace

    def install(self, workspace: Workspace, token: str, scopes: frozenset[str]) -> None:
        """The app is in the workspace now, with this token for its bot."""
        workspace.installed = True
        workspace.scopes = scopes
        self.tokens.add(token, Owner("bot", workspace.team))

    def of_user(self, user: str) -> Workspace:
        """The workspace of a person. Raises KeyError."""
        return next((one for one in self.workspaces.values() if user in one.users), None) or _missing(user)

    def of_channel(self, channel: str) -> Workspace:
        """The workspace of a conversation. Raises KeyError."""
        return next((one for one in self.workspaces.values() if channel in one.channels), None) or _missing(channel)

    def of_message(self, message: Message) -> tuple[Workspace, Channel]:
        """Where a message stands."""
        workspace = self.of_channel(message.channel)
        return workspace, workspace.channels[message.channel]

    def notice(self, workspace: Workspace, user: str, channel: str | None, text: str, reason: str) -> None:
        """Slack tells one person something."""
        self.notices.append(Notice(user, channel, text, reason))
        workspace.changed("notice", channel=channel, user=user)


def _missing(name: str) -> Workspace:
    raise KeyError(name)
