"""The content of a message that an app writes: text, blocks, markdown, as Slack takes, cuts or refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.loopback.blockkit import MARKDOWN_TOGETHER, TEXT_CUT_AT, chunk_problems, problems
from bot.loopback.errors import Refused
from bot.loopback.methods.calling import Caller
from bot.loopback.records import Json

MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Content:
    """What was written. ``cut`` tells that the text was longer than Slack keeps."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None
    cut: bool = False

    @property
    def warning(self) -> Json:
        """What an answer says of it."""
        if not self.cut:
            return {}
        return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def content_of(arguments: Json, *, most: int | None = None) -> Content:
    """Read and check it. ``most`` characters of text are an error beyond, instead of a cut.

    Raises Refused: no_text, msg_too_long, markdown_text_conflict, invalid_blocks, too_many_attachments.
    """
    text = arguments.get("text") or ""
    markdown = arguments.get("markdown_text") or ""
    blocks = arguments.get("blocks") or []
    attachments = arguments.get("attachments") or []
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not isinstance(text, str):
        raise Refused("invalid_arguments")
    if most is not None and len(text) > most:
        raise Refused("msg_too_long")
    check_markdown(markdown)
    check_blocks(blocks)
    if not isinstance(attachments, list) or len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    if markdown:
        blocks, text = [{"type": "markdown", "text": markdown}], markdown
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return Content(text[:TEXT_CUT_AT], blocks, attachments, arguments.get("metadata"), len(text) > TEXT_CUT_AT)


def check_blocks(blocks: Any) -> None:
    """Raises Refused: invalid_blocks_format, invalid_blocks with a line for each problem."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    refuse("invalid_blocks", problems("message", blocks))


def check_markdown(markdown: Any) -> None:
    """Raises Refused: msg_too_long."""
    if not isinstance(markdown, str):
        raise Refused("invalid_arguments")
    if len(markdown) > MARKDOWN_TOGETHER:
        raise Refused("msg_too_long")


def check_chunks(chunks: Any) -> None:
    """Raises Refused: invalid_chunks with a line for each problem, msg_too_long."""
    refuse("invalid_chunks", chunk_problems(chunks))
    for chunk in chunks:
        check_markdown(chunk.get("text", "") if chunk["type"] == "markdown_text" else "")


def check_appearance(caller: Caller, arguments: Json) -> None:
    """Another name or icon than the bot's own needs a scope of its own. Raises Refused: missing_scope."""
    wanted = any(arguments.get(name) for name in ("username", "icon_url", "icon_emoji"))
    if wanted and "chat:write.customize" not in caller.scopes:
        raise Refused("missing_scope", needed="chat:write.customize", provided=",".join(sorted(caller.scopes)))


def refuse(error: str, found: list[str]) -> None:
    """Raises Refused with the problems, if there are any, as ``response_metadata.messages``."""
    if found:
        lines = [f"[ERROR] {problem}" for problem in found]
        raise Refused(error, errors=found, response_metadata={"messages": lines})
