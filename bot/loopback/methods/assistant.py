"""assistant.threads.*: what the app is doing, what a thread is about, what one may ask."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.methods.calling import Caller, Method, channel_of, text_of
from bot.loopback.records import Json, Prompts, Status

MOST_LOADING_MESSAGES = 10
MOST_PROMPTS = 4


async def set_status(caller: Caller, arguments: Json) -> Json:
    """Say what the app is doing in a thread; an empty text takes it back."""
    channel = channel_of(caller, arguments["channel_id"])
    workspace = caller.workspace
    if workspace.bot not in channel.members:
        raise Refused("channel_not_found")
    thread_ts = text_of(arguments, "thread_ts")
    if thread_ts not in workspace.messages.get(channel.id, {}):
        raise Refused("invalid_thread_ts")
    messages = arguments.get("loading_messages") or []
    if not isinstance(messages, list) or len(messages) > MOST_LOADING_MESSAGES:
        raise Refused("invalid_arguments")
    status = text_of(arguments, "status")
    if not status:
        workspace.clear_status(channel.id, thread_ts)
        return {}
    now = caller.core.clock.now()
    workspace.statuses[channel.id, thread_ts] = Status(channel.id, thread_ts, status, tuple(map(str, messages)), now)
    workspace.changed("status", channel=channel.id, ts=thread_ts)
    return {}


async def set_title(caller: Caller, arguments: Json) -> Json:
    """Say what a thread of a direct message is about."""
    channel = channel_of(caller, arguments["channel_id"])
    thread_ts = text_of(arguments, "thread_ts")
    if channel.kind != "im":
        raise Refused("channel_not_found")
    if thread_ts not in caller.workspace.messages.get(channel.id, {}):
        raise Refused("invalid_thread_ts")
    caller.workspace.titles[channel.id, thread_ts] = text_of(arguments, "title")
    caller.workspace.changed("title", channel=channel.id, ts=thread_ts)
    return {}


async def set_suggested_prompts(caller: Caller, arguments: Json) -> Json:
    """Suggest what to ask in a direct message, at its top or in a thread."""
    channel = channel_of(caller, arguments["channel_id"])
    thread_ts = arguments.get("thread_ts")
    if channel.kind != "im":
        raise Refused("channel_not_found")
    if thread_ts and thread_ts not in caller.workspace.messages.get(channel.id, {}):
        raise Refused("invalid_thread_ts")
    prompts = arguments["prompts"]
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS or not all(map(_is_prompt, prompts)):
        raise Refused("invalid_arguments")
    suggestion = Prompts(channel.id, thread_ts or None, arguments.get("title"), tuple(prompts))
    caller.workspace.suggestions[channel.id, thread_ts or None] = suggestion
    caller.workspace.changed("prompts", channel=channel.id, ts=thread_ts)
    return {}


def _is_prompt(prompt: object) -> bool:
    return isinstance(prompt, dict) and all(
        isinstance(prompt.get(part), str) and prompt[part] for part in ("title", "message")
    )


METHODS = {
    "assistant.threads.setStatus": Method(
        set_status, ("chat:write", "assistant:write"), needed=("channel_id", "thread_ts", "status")
    ),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",), needed=("channel_id", "thread_ts", "title")),
    "assistant.threads.setSuggestedPrompts": Method(
        set_suggested_prompts, ("assistant:write",), needed=("channel_id", "prompts")
    ),
}
