"""The app manifest: what Slack has to know of the app, made from the commands, scopes and events in use.

``python -m bot.slack.manifest`` writes manifest.json anew; ``--check`` says whether it is fresh; ``--url https://…``
prints the one for HTTP at that address.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from bot.commands import Slash, slashes
from bot.slack import ids

FILE = Path(__file__).with_name("manifest.json")
EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"
INSTALL_PATH = "/slack/install"


class Why(NamedTuple):
    """A scope or an event of Slack's, and what the app needs it for."""

    name: str
    why: str


SCOPES = (
    Why("app_mentions:read", "hear questions that mention the bot"),
    Why("assistant:write", "show what it is doing, name a thread, and suggest questions"),
    Why("channels:history", "hear follow-ups without a mention in threads of public channels that it is part of"),
    Why("channels:read", "see what a public channel is called, where a document is limited to one by its name"),
    Why("chat:write", "answer, and mend or delete its own answers"),
    Why("commands", "slash commands, and the shortcut on messages"),
    Why("files:read", "read the files that administrators hand in, in a direct message"),
    Why("files:write", "send a figure as CSV and PNG"),
    Why("groups:history", "the same follow-ups in private channels that it was invited to"),
    Why("groups:read", "see the same of private channels that it was invited to"),
    Why("im:history", "hear what people write to it directly"),
    Why("im:write", "open a direct message, for what only one person asked for"),
    Why("mpim:history", "the same follow-ups in group messages that it was added to"),
    Why("usergroups:read", "see whether somebody is in a group that may administer, or read a document"),
    Why("users:read", "see whether somebody is an admin of the workspace, where those may administer"),
)
APP_SCOPE = Why("connections:write", "open the connection of Socket Mode (the scope of the app-level token, xapp-…)")

EVENTS = (
    Why("app_home_opened", "fill Home, and suggest questions in Messages"),
    Why("app_mention", "a question that mentions the bot"),
    Why("message.channels", "follow-ups, edits and deletions in public channels"),
    Why("message.groups", "the same in private channels"),
    Why("message.im", "direct messages"),
    Why("message.mpim", "follow-ups, edits and deletions in group messages"),
)
OAUTH_EVENTS = (  # where several workspaces install the app, it has to forget those that remove it
    Why("app_uninstalled", "forget the token of a workspace that removed the app"),
    Why("tokens_revoked", "forget a token that was taken back"),
)


NAME = "Footnote"
DESCRIPTION = "Answers from your reports; every sentence carries its source."
AGENT = (
    "I answer from the reports that were given to me. Every sentence is quoted, with the place where it stands."
    " What the reports don't say I don't say either: then I show the nearest thing that they do say."
)


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP at that address (``https://footnote.example.org``)."""
    base = url.rstrip("/") if url else None
    events = [one.name for one in (*EVENTS, *(OAUTH_EVENTS if base else ()))]
    where = {"request_url": base + EVENTS_PATH} if base else {}
    oauth: dict[str, Any] = {"redirect_urls": [base + REDIRECT_PATH]} if base else {}
    return {
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": "#1f3a4d"},
        "features": {
            "agent_view": {"agent_description": AGENT, "suggested_prompts": []},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": "Check the figures",
                    "type": "message",
                    "callback_id": ids.CHECK_FIGURES,
                    "description": "Checks each claim of a message against the reports",
                }
            ],
            "slash_commands": [_slash(one, base) for one in slashes("slack")],
        },
        "oauth_config": oauth | {"scopes": {"bot": [scope.name for scope in SCOPES]}},
        "settings": {
            "event_subscriptions": where | {"bot_events": events},
            "interactivity": {"is_enabled": True} | where,
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _slash(slash: Slash, base: str | None) -> dict[str, Any]:
    described: dict[str, Any] = {"command": slash.name, "description": slash.summary, "should_escape": False}
    if slash.hint:
        described["usage_hint"] = slash.hint
    if base:
        described["url"] = base + EVENTS_PATH
    return described


def written(url: str | None = None) -> str:
    """The manifest as JSON for a person to read."""
    return json.dumps(manifest(url), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write manifest.json, check it, or print the one for HTTP; 0 if all is well."""
    match arguments:
        case []:
            FILE.write_text(written(), "utf-8")
        case ["--check"]:
            if not FILE.exists() or FILE.read_text("utf-8") != written():
                sys.stderr.write(f"{FILE.name} is stale: run python -m bot.slack.manifest.\n")
                return 1
        case ["--url", url]:
            sys.stdout.write(written(url))
        case _:
            sys.stderr.write("Give nothing, --check, or --url https://….\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
