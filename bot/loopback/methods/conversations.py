"""conversations.*, users.conversations and reactions.add."""

from __future__ import annotations

from typing import Any

from bot.loopback.errors import Refused
from bot.loopback.events import message_json
from bot.loopback.methods.calling import Caller, Method, channel_of, message_of, text_of
from bot.loopback.records import Channel, Json

READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST = 1_000  # of a page


async def info(caller: Caller, arguments: Json) -> Json:
    """A conversation's name, kind, and whether the bot is in it."""
    channel = _readable(caller, arguments["channel"], READ)
    return {"channel": channel_json(caller, channel)}


async def members(caller: Caller, arguments: Json) -> Json:
    """Ids of who is in a conversation."""
    channel = _readable(caller, arguments["channel"], READ)
    page, more = _page(sorted(channel.members), arguments)
    return {"members": page, **more}


async def open_direct(caller: Caller, arguments: Json) -> Json:
    """The direct message with one person."""
    workspace = caller.workspace
    if arguments.get("channel"):
        channel = channel_of(caller, arguments["channel"])
    else:
        names = [name for name in text_of(arguments, "users").split(",") if name]
        if not names:
            raise Refused("users_list_not_supplied")
        if any(name not in workspace.users for name in names):
            raise Refused("user_not_found")
        if any(workspace.users[name].deleted for name in names):
            raise Refused("user_disabled")
        channel = workspace.channels[workspace.dm_of(names[0])] if len(names) == 1 else _group(caller, names)
    detailed = str(arguments.get("return_im", "")).lower() in {"1", "true"}
    return {"channel": channel_json(caller, channel) if detailed else {"id": channel.id}}


async def history(caller: Caller, arguments: Json) -> Json:
    """Top-level messages, the newest first."""
    channel = _readable(caller, arguments["channel"], HISTORY)
    _must_be_in(caller, channel)
    top = [one for one in caller.workspace.visible(channel.id) if one.thread_ts in {None, one.ts}]
    found = [_with_thread(caller, one.channel, message_json(caller.workspace, one)) for one in reversed(top)]
    page, more = _page([one for one in found if _within(one["ts"], arguments)], arguments)
    return {"messages": page, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


async def replies(caller: Caller, arguments: Json) -> Json:
    """A thread, its first message first."""
    channel = _readable(caller, arguments["channel"], HISTORY)
    _must_be_in(caller, channel)
    parent = message_of(caller, channel, arguments["ts"], "thread_not_found")
    thread_ts = parent.thread_ts or parent.ts
    found = [message_json(caller.workspace, one) for one in caller.workspace.in_thread(channel.id, thread_ts)]
    found = [_with_thread(caller, channel.id, one) for one in found]
    kept = [one for one in found if one["ts"] == thread_ts or _within(one["ts"], arguments)]
    page, more = _page(kept, arguments)
    return {"messages": page, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


async def of_user(caller: Caller, arguments: Json) -> Json:
    """Conversations that a person, or the bot, is in; private ones only if the bot is in them, too."""
    workspace = caller.workspace
    user = text_of(arguments, "user") or workspace.bot
    if user not in workspace.users:
        raise Refused("user_not_found")
    kinds = {TYPES.get(name.strip(), "") for name in (text_of(arguments, "types") or "public_channel").split(",")}
    hide_archived = str(arguments.get("exclude_archived", "")).lower() in {"1", "true"}
    found = [
        channel_json(caller, channel)
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and user in channel.members
        and (channel.kind == "channel" or workspace.bot in channel.members)
        and not (hide_archived and channel.archived)
    ]
    for kind in kinds - {""}:
        _need(caller, READ[kind])
    page, more = _page(found, arguments)
    return {"channels": page, **more}


async def add_reaction(caller: Caller, arguments: Json) -> Json:
    """An emoji of the bot's on a message."""
    channel = channel_of(caller, arguments["channel"])
    if channel.archived:
        raise Refused("is_archived")
    message = message_of(caller, channel, arguments["timestamp"])
    who = message.reactions.setdefault(text_of(arguments, "name").strip(":"), [])
    if caller.workspace.bot in who:
        raise Refused("already_reacted")
    who.append(caller.workspace.bot)
    caller.workspace.changed("reaction", channel=channel.id, ts=message.ts)
    return {}


def channel_json(caller: Caller, channel: Channel) -> Json:
    """A conversation as Slack shows it."""
    shown: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "context_team_id": caller.workspace.team,
    }
    if channel.kind == "im":
        other = next((name for name in channel.members if name != caller.workspace.bot), None)
        return shown | {"user": other}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": caller.workspace.bot in channel.members,
        "num_members": len(channel.members),
    }


def _group(caller: Caller, names: list[str]) -> Channel:
    """The group message of some people and the bot, made if there is none."""
    wanted = {*names, caller.workspace.bot}
    for channel in caller.workspace.channels.values():
        if channel.kind == "mpim" and channel.members == wanted:
            return channel
    _need(caller, "mpim:write")
    name = "mpdm-" + "--".join(sorted(caller.workspace.users[one].name for one in wanted))
    made = Channel("G0" + "".join(sorted(one[2:5] for one in wanted)), name, "mpim", wanted)
    caller.workspace.channels[made.id] = made
    return made


def _readable(caller: Caller, name: object, scopes: dict[str, str]) -> Channel:
    channel = channel_of(caller, name)
    _need(caller, scopes[channel.kind])
    return channel


def _need(caller: Caller, scope: str) -> None:
    if scope not in caller.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(caller.scopes)))


def _must_be_in(caller: Caller, channel: Channel) -> None:
    if caller.workspace.bot not in channel.members:
        raise Refused("not_in_channel")


def _with_thread(caller: Caller, channel: str, shown: Json) -> Json:
    """A message that has replies says so."""
    if shown.get("thread_ts") not in {None, shown["ts"]}:
        return shown
    count = len(caller.workspace.in_thread(channel, shown["ts"])) - 1
    return {**shown, "thread_ts": shown["ts"], "reply_count": count} if count > 0 else shown


def _within(ts: str, arguments: Json) -> bool:
    inclusive = str(arguments.get("inclusive", "")).lower() in {"1", "true"}
    oldest, latest = text_of(arguments, "oldest") or "0", text_of(arguments, "latest") or "9999999999"
    if inclusive:
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)


def _page(items: list[Any], arguments: Json) -> tuple[list[Any], Json]:
    """A part of a list, and where to go on: the cursor is the place in the list."""
    limit = max(1, min(int(arguments.get("limit") or 100), MOST))
    try:
        start = int(arguments.get("cursor") or 0)
    except ValueError:
        raise Refused("invalid_cursor") from None
    following = start + limit
    return items[start:following], {
        "response_metadata": {"next_cursor": str(following) if following < len(items) else ""}
    }


METHODS = {
    "conversations.history": Method(history, json=False, needed=("channel",)),
    "conversations.info": Method(info, json=False, needed=("channel",)),
    "conversations.members": Method(members, json=False, needed=("channel",)),
    "conversations.open": Method(open_direct, ("im:write", "mpim:write")),
    "conversations.replies": Method(replies, json=False, needed=("channel", "ts")),
    "reactions.add": Method(add_reaction, ("reactions:write",), needed=("channel", "timestamp", "name")),
    "users.conversations": Method(of_user, json=False),
}
