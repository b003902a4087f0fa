"""What Slack knows of the app: its tokens, and what its manifest subscribes to and asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES = frozenset(
    """
    app_mentions:read assistant:write channels:history channels:read chat:write commands files:read files:write
    groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write reactions:write team:read
    usergroups:read users:read
    """.split()
)
EVENTS = frozenset("app_mention message.channels message.groups message.im message.mpim app_home_opened".split())


@dataclass(frozen=True, slots=True)
class AppConfig:
    """The app as its pages at Slack describe it. ``commands`` of None means that any slash command is the app's."""

    app_id: str = "A0FOOTNOTE"
    name: str = "Footnote"
    # No secrets: everybody may know them, and they are good on loopback alone.
    bot_token: str = field(default="xoxb-loopback-footnote")
    app_token: str = field(default="xapp-1-A0FOOTNOTE-loopback")
    signing_secret: str = field(default="loopback-signing-secret")
    client_id: str = "1000.2000"
    client_secret: str = field(default="loopback-client-secret")
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: frozenset[str] | None = None  # with their slash
    shortcuts: frozenset[str] | None = None  # callback_ids of message shortcuts; None means any
    home_tab: bool = True
    messages_tab: bool = True
    redirect_urls: frozenset[str] = field(default_factory=frozenset)  # empty: any on loopback

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], **tokens: str) -> AppConfig:
        """As an app manifest says it: bot scopes, bot events, slash commands, message shortcuts and App Home."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        oauth = manifest.get("oauth_config", {})
        home = features.get("app_home", {})
        shortcuts = features.get("shortcuts", [])
        return cls(
            name=manifest["display_information"]["name"],
            scopes=frozenset(oauth.get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
            shortcuts=frozenset(one["callback_id"] for one in shortcuts if one["type"] == "message"),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            redirect_urls=frozenset(oauth.get("redirect_urls", [])),
            **tokens,
        )
