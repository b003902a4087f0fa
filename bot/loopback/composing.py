"""From what a person types to what Slack stores: escaped text with mentions and links, and the same as rich text."""

from __future__ import annotations

import re

from bot.loopback.records import Json
from bot.loopback.workspace import Workspace, new_id

TOKENS = re.compile(
    r"<@(?P<user>[A-Z0-9]+)>|<#(?P<channel>[A-Z0-9]+)>"
    r"|@(?P<everyone>here|channel|everyone)\b|(?P<url>https?://[^\s<>\"]+)"
)


def escaped(text: str) -> str:
    """Text in which nothing is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def composed(typed: str, workspace: Workspace) -> tuple[str, list[Json]]:
    """The stored text, and a rich_text block that shows it. Mentions of who and what exists stay mentions."""
    written: list[str] = []
    elements: list[Json] = []
    done = 0
    for token in TOKENS.finditer(typed):
        found = _token(token, workspace)
        if found is None:
            continue
        before = typed[done : token.start()]
        done = token.start() + found[2]
        written += [escaped(before), found[0]]
        elements += [*_plain(before), found[1]]
    rest = typed[done:]
    written.append(escaped(rest))
    elements += _plain(rest)
    section = {"type": "rich_text_section", "elements": elements}
    return "".join(written), [{"type": "rich_text", "block_id": new_id("", 5), "elements": [section]}]


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": text}] if text else []


def _token(token: re.Match[str], workspace: Workspace) -> tuple[str, Json, int] | None:
    """As stored, as rich text, and how much of what was typed it is."""
    length = len(token.group())
    if user := token["user"]:
        return (f"<@{user}>", {"type": "user", "user_id": user}, length) if user in workspace.users else None
    if name := token["channel"]:
        channel = workspace.channels.get(name)
        if channel is None:
            return None
        return f"<#{name}|{channel.name}>", {"type": "channel", "channel_id": name}, length
    if everyone := token["everyone"]:
        return f"<!{everyone}>", {"type": "broadcast", "range": everyone}, length
    url = token["url"].rstrip(".,;:!?)'")
    return f"<{escaped(url)}>", {"type": "link", "url": url}, len(url)
