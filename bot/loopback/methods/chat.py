"""chat.*: messages, ephemeral ones, changes and links."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.events import message_json
from bot.loopback.methods.calling import Caller, Method, channel_of, message_of, text_of, writable
from bot.loopback.methods.content import check_appearance, content_of
from bot.loopback.records import Json, Message

UPDATE_TEXT = 4_000  # chat.update refuses what chat.postMessage takes


async def post_message(caller: Caller, arguments: Json) -> Json:
    """A message for everyone in a conversation."""
    workspace = caller.workspace
    channel = writable(caller, arguments["channel"])
    check_appearance(caller, arguments)
    content = content_of(arguments)
    thread_ts = arguments.get("thread_ts")
    if thread_ts and thread_ts not in workspace.messages.get(channel.id, {}):
        thread_ts = None  # Slack posts it at the top of the channel then
    message = workspace.store(
        Message(
            channel.id,
            workspace.next_ts(),
            workspace.bot,
            content.text,
            content.blocks,
            thread_ts=thread_ts,
            bot_id=workspace.bot_id,
            username=arguments.get("username"),
            metadata=content.metadata,
            attachments=content.attachments,
            unfurl_links=arguments.get("unfurl_links"),
        )
    )
    caller.events.message(workspace, message)
    said = message_json(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": said, **content.warning}


async def post_ephemeral(caller: Caller, arguments: Json) -> Json:
    """A message that one person sees."""
    workspace = caller.workspace
    channel = writable(caller, arguments["channel"])
    user = text_of(arguments, "user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    check_appearance(caller, arguments)
    content = content_of(arguments)
    if content.cut:
        raise Refused("msg_too_long")
    message = workspace.store(
        Message(
            channel.id,
            workspace.next_ts(),
            workspace.bot,
            content.text,
            content.blocks,
            thread_ts=arguments.get("thread_ts"),
            bot_id=workspace.bot_id,
            only_for=user,
            attachments=content.attachments,
        )
    )
    return {"message_ts": message.ts}


async def update(caller: Caller, arguments: Json) -> Json:
    """Another content for one of the bot's messages. A text without blocks takes the blocks away."""
    workspace = caller.workspace
    channel = channel_of(caller, arguments["channel"])
    if channel.archived:
        raise Refused("is_inactive")
    message = message_of(caller, channel, arguments["ts"])
    if message.bot_id != workspace.bot_id:
        raise Refused("cant_update_message")
    stream = workspace.stream_of(message)
    if stream and stream.state == "streaming":
        raise Refused("streaming_state_conflict")
    content = content_of(arguments, most=UPDATE_TEXT)
    before = message_json(workspace, message)
    message.text, message.blocks, message.attachments = content.text, content.blocks, content.attachments
    if content.metadata is not None:
        message.metadata = content.metadata or None
    message.stream = None
    if not content.blocks:  # Slack marks a message as edited only when its text is what is shown
        message.edited_ts = workspace.next_ts()
    workspace.altered(message)
    caller.events.changed(workspace, message, before)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message_json(workspace, message)}


async def delete(caller: Caller, arguments: Json) -> Json:
    """Take one of the bot's messages away."""
    channel = channel_of(caller, arguments["channel"])
    message = message_of(caller, channel, arguments["ts"])
    if message.bot_id != caller.workspace.bot_id:
        raise Refused("cant_delete_message")
    caller.workspace.remove(message)
    caller.events.deleted(caller.workspace, message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(caller: Caller, arguments: Json) -> Json:
    """A link to a message."""
    channel = channel_of(caller, arguments["channel"])
    message = message_of(caller, channel, arguments["message_ts"])
    return {"channel": channel.id, "permalink": permalink(caller.core.base_url, message)}


def permalink(base_url: str, message: Message) -> str:
    """As Slack's own: ``…/archives/C…/p…``, with the thread if it is a reply."""
    link = f"{base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return link


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), needed=("channel",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), needed=("channel", "user")),
    "chat.update": Method(update, ("chat:write",), needed=("channel", "ts")),
    "chat.delete": Method(delete, ("chat:write",), needed=("channel", "ts")),
    "chat.getPermalink": Method(get_permalink, json=False, needed=("channel", "message_ts")),
}
