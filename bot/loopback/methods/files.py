"""files.info, and getUploadURLExternal and completeUploadExternal: what the SDK's files_upload_v2 does."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.events import file_json
from bot.loopback.methods.calling import Caller, Method, text_of, writable
from bot.loopback.methods.content import content_of
from bot.loopback.records import File, Json, Message
from bot.loopback.workspace import new_id

MOST_ALT_TEXT = 1_000


async def get_upload_url(caller: Caller, arguments: Json) -> Json:
    """Where to post the content of a file of that length."""
    try:
        length = int(arguments["length"])
    except ValueError:
        raise Refused("invalid_arguments") from None
    if length <= 0:
        raise Refused("missing_argument")
    alt_text = arguments.get("alt_txt")
    if alt_text and len(str(alt_text)) > MOST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    name = text_of(arguments, "filename")
    file = File(new_id("F"), name, name, alt_text, length)
    caller.workspace.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{caller.core.base_url}/upload/v1/{file.id}"}


async def complete_upload(caller: Caller, arguments: Json) -> Json:
    """Share uploaded files, in one message, or keep them private to the bot."""
    workspace = caller.workspace
    files: list[File] = []
    for named in arguments["files"] if isinstance(arguments["files"], list) else []:
        file = workspace.files.get(str(named.get("id")))
        if file is None or file.content is None:
            raise Refused("file_not_found")
        file.title = named.get("title") or file.name
        files.append(file)
    if not files:
        raise Refused("invalid_arguments")
    targets = [arguments["channel_id"]] if arguments.get("channel_id") else text_of(arguments, "channels").split(",")
    # All of it or nothing: every conversation is looked at before the first message goes out.
    channels = [writable(caller, target) for target in targets if target]
    if arguments.get("initial_comment"):
        content_of({"text": arguments["initial_comment"]})
    for channel in channels:
        message = Message(
            channel.id,
            workspace.next_ts(),
            workspace.bot,
            text_of(arguments, "initial_comment"),
            thread_ts=arguments.get("thread_ts"),
            bot_id=workspace.bot_id,
            subtype="file_share",
            files=[file.id for file in files],
        )
        workspace.store(message)
        for file in files:
            file.shared_in.append((channel.id, message.ts))
        caller.events.message(workspace, message)
    return {"files": [file_json(caller.core.base_url, file) for file in files]}


async def info(caller: Caller, arguments: Json) -> Json:
    """A file, also one of which an event says only that it is there."""
    file = caller.workspace.files.get(text_of(arguments, "file"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    return {"file": file_json(caller.core.base_url, file)}


METHODS = {
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), needed=("files",)),
    "files.info": Method(info, ("files:read",), json=False, needed=("file",)),
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), json=False, needed=("filename", "length")),
}
