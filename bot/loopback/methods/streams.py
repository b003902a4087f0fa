"""chat.startStream, appendStream, stopStream: a message that grows while people read it."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.events import message_json
from bot.loopback.methods.calling import Caller, Method, channel_of, message_of, text_of, writable
from bot.loopback.methods.content import check_appearance, check_blocks, check_chunks, check_markdown
from bot.loopback.records import Json, Message, Stream


async def start(caller: Caller, arguments: Json) -> Json:
    """Begin. Outside a direct message it must be said for whom."""
    workspace = caller.workspace
    channel = writable(caller, arguments["channel"])
    if arguments["thread_ts"] not in workspace.messages.get(channel.id, {}):
        raise Refused("invalid_thread_ts")
    recipient = text_of(arguments, "recipient_user_id")
    if channel.kind != "im":
        if not arguments.get("recipient_team_id"):
            raise Refused("missing_recipient_team_id")
        if not recipient:
            raise Refused("missing_recipient_user_id")
    if arguments.get("recipient_team_id") not in {None, "", workspace.team}:
        raise Refused("team_not_found")
    if recipient and recipient not in workspace.users:
        raise Refused("user_not_found")
    if arguments.get("task_display_mode") not in {None, "timeline", "plan", "dense"}:
        raise Refused("invalid_arguments")
    check_appearance(caller, arguments)
    stream = Stream("streaming", caller.core.clock.now(), recipient or None)
    message = Message(
        channel.id,
        workspace.next_ts(),
        workspace.bot,
        "",
        thread_ts=arguments["thread_ts"],
        bot_id=workspace.bot_id,
        stream=stream,
    )
    _add(message, stream, arguments)
    workspace.store(message)
    caller.events.message(workspace, message)
    return {"channel": channel.id, "ts": message.ts}


async def append(caller: Caller, arguments: Json) -> Json:
    """Go on."""
    message, stream = _streaming(caller, arguments)
    if not arguments.get("markdown_text") and not arguments.get("chunks"):
        raise Refused("no_text")
    _add(message, stream, arguments)
    caller.workspace.altered(message)
    return {"channel": message.channel, "ts": message.ts}


async def stop(caller: Caller, arguments: Json) -> Json:
    """End, with blocks below what was streamed."""
    message, stream = _streaming(caller, arguments)
    check_blocks(arguments.get("blocks") or [])
    before = message_json(caller.workspace, message)
    _add(message, stream, arguments)
    message.blocks = arguments.get("blocks") or []
    message.metadata = arguments.get("metadata")
    stream.state = "stopped"
    caller.workspace.altered(message)
    caller.events.changed(caller.workspace, message, before)
    said = message_json(caller.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "message": said}


def _streaming(caller: Caller, arguments: Json) -> tuple[Message, Stream]:
    """The message that streams. Raises Refused: message_not_in_streaming_state and the like."""
    channel = channel_of(caller, arguments["channel"])
    if channel.archived:
        raise Refused("is_archived")
    message = message_of(caller, channel, arguments["ts"])
    if message.bot_id != caller.workspace.bot_id:
        raise Refused("message_not_owned_by_app")
    stream = caller.workspace.stream_of(message)
    if stream is None or stream.state != "streaming":
        raise Refused("message_not_in_streaming_state")
    return message, stream


def _add(message: Message, stream: Stream, arguments: Json) -> None:
    """Check everything, then add it all."""
    markdown = arguments.get("markdown_text") or ""
    chunks = arguments.get("chunks") or []
    check_markdown(markdown)
    check_chunks(chunks)
    stream.text += markdown
    for chunk in chunks:
        match chunk["type"]:
            case "markdown_text":
                stream.text += chunk["text"]
            case "task_update":
                task = {name: value for name, value in chunk.items() if name not in {"type", "id"}}
                stream.tasks[chunk["id"]] = stream.tasks.get(chunk["id"], {}) | task
            case "plan_update":
                stream.plan = chunk["title"]
            case _:
                stream.blocks += chunk["blocks"]
    message.text = stream.text


METHODS = {
    "chat.startStream": Method(start, ("chat:write",), needed=("channel", "thread_ts")),
    "chat.appendStream": Method(append, ("chat:write",), needed=("channel", "ts")),
    "chat.stopStream": Method(stop, ("chat:write",), needed=("channel", "ts")),
}
