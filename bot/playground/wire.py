"""The workspace as JSON for the page: what one person sees of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from bot.loopback import LoopbackSlack
from bot.loopback.records import Channel, File, Json, Message, Prompts, Status, User, View
from bot.playground.people import REPORT, TOPICS, WORKSPACE, title_of

PICTURES = (".png",)


def hello(slack: LoopbackSlack, viewer: str, manifest: Json, tries: Sequence[str]) -> Json:
    """Everything at once, for a page that opens. ``tries`` are things to try, to be put into the message box."""
    features = manifest["features"]
    dm = slack.dm(viewer)
    threads = list(_threads(slack, viewer))
    statuses = ((channel, ts, slack.status(channel, ts)) for channel, ts in threads)
    return {
        "type": "hello",
        "workspace": WORKSPACE,
        "me": viewer,
        "people": [person(slack, user) for user in slack.users()],
        "bot": {"id": slack.bot, "name": slack.user(slack.bot).real_name or slack.app.name},
        "channels": [channel(each) for each in slack.channels(viewer)],
        "dm": dm,
        "start": REPORT,
        "commands": features.get("slash_commands", []),
        "shortcuts": [each for each in features.get("shortcuts", []) if each["type"] == "message"],
        "tries": list(tries),
        "messages": [message(slack, each, viewer) for each in _everything(slack, viewer)],
        "statuses": [status(*found) for found in statuses if found[2]],
        "titles": [title(slack, *place) for place in threads if slack.title(*place)],
        "prompts": [prompts(found) for found in (slack.prompts(dm),) if found],
        **modals(slack, viewer),
        **home(slack, viewer),
    }


def person(slack: LoopbackSlack, user: User) -> Json:
    """Somebody, or an app."""
    return {
        "id": user.id,
        "real_name": user.real_name or user.name,
        "title": title_of(user.id),
        "is_bot": user.is_bot,
        "is_app": user.id == slack.bot,
    }


def channel(each: Channel) -> Json:
    """A channel."""
    topic = TOPICS.get(each.id, "")
    return {"id": each.id, "name": each.name, "topic": topic, "members": sorted(each.members)}


def message(slack: LoopbackSlack, each: Message, viewer: str) -> Json:
    """A message as it stands now."""
    return {
        "channel": each.channel,
        "ts": each.ts,
        "thread_ts": each.thread_ts,
        "user": each.user,
        "name": each.username,
        "is_bot": each.bot_id is not None,
        "text": each.text,
        "blocks": each.shown(),
        "only_you": each.only_for == viewer,
        "edited": each.edited_ts is not None,
        "streaming": each.stream is not None and each.stream.state == "streaming",
        "files": [file(slack.file(known)) for known in each.files],
    }


def file(each: File) -> Json:
    """A file, and where the page finds it."""
    return {
        "id": each.id,
        "name": each.name,
        "title": each.title,
        "alt_text": each.alt_text,
        "length": each.length,
        "kind": each.name.rpartition(".")[2].upper(),
        "picture": each.name.lower().endswith(PICTURES),
        "url": f"/files/{quote(each.id, safe='')}/{quote(each.name, safe='')}",
    }


def status(channel_id: str, thread_ts: str, found: Status | None) -> Json:
    """What the app says it is doing in a thread, or that it is done."""
    said = None if found is None else {"text": found.text, "loading_messages": list(found.loading_messages)}
    return {"type": "status", "channel": channel_id, "thread_ts": thread_ts, "status": said}


def title(slack: LoopbackSlack, channel_id: str, thread_ts: str) -> Json:
    """What a thread is called."""
    named = slack.title(channel_id, thread_ts)
    return {"type": "title", "channel": channel_id, "thread_ts": thread_ts, "title": named}


def prompts(found: Prompts) -> Json:
    """What the app suggests in a direct message."""
    return {
        "type": "prompts",
        "channel": found.channel,
        "thread_ts": found.thread_ts,
        "title": found.title,
        "prompts": list(found.prompts),
    }


def modals(slack: LoopbackSlack, viewer: str) -> dict[str, Any]:
    """The open modals, the lowest first."""
    return {"modals": [_view(each) for each in slack.modals(viewer)]}


def home(slack: LoopbackSlack, viewer: str) -> dict[str, Any]:
    """The app's Home, if there is one by now."""
    found = slack.home(viewer)
    return {"home": _view(found) if found else None}


def _view(view: View) -> Json:
    # What the app keeps for itself in private_metadata isn't the page's to know.
    shown = {name: view.payload.get(name) for name in ("type", "title", "submit", "close", "callback_id")}
    return {**shown, "id": view.id, "hash": view.hash, "blocks": view.blocks, "errors": view.errors}


def sees(slack: LoopbackSlack, viewer: str, each: Message) -> bool:
    """Whether a message is there for this person."""
    if each.deleted or each.only_for not in {None, viewer}:
        return False
    return may_enter(slack, viewer, each.channel)


def may_enter(slack: LoopbackSlack, viewer: str, channel_id: str) -> bool:
    """Whether this person is in a channel or direct message."""
    return channel_id == slack.dm(viewer) or channel_id in {each.id for each in slack.channels(viewer)}


def _everything(slack: LoopbackSlack, viewer: str) -> Iterator[Message]:
    for place in (slack.dm(viewer), *(each.id for each in slack.channels(viewer))):
        for root in slack.messages(place, viewer):
            yield root
            yield from (reply for reply in slack.thread(place, root.ts, viewer) if reply.ts != root.ts)


def _threads(slack: LoopbackSlack, viewer: str) -> Iterator[tuple[str, str]]:
    for place in (slack.dm(viewer), *(each.id for each in slack.channels(viewer))):
        yield from ((place, root.ts) for root in slack.messages(place, viewer))
