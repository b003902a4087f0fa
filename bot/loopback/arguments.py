"""What an app asks with: arguments as a query, a form or JSON, and its token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.loopback.errors import Refused
from bot.loopback.records import Json

# Arguments that are lists or objects; in a form they come as JSON in a text.
STRUCTURED = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "chunks": "invalid_chunks",
    "files": "invalid_arguments",
    "loading_messages": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "prompts": "invalid_arguments",
    "view": "invalid_arguments",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: arguments without the token, the token, and the client's own id and secret (OAuth)."""

    arguments: Json
    token: str | None
    basic: tuple[str, str] | None
    as_json: bool


async def read(request: web.Request) -> Asked:
    """Read a request. Raises Refused, as Slack does, for a body that can't be read."""
    arguments: Json = dict(request.query)
    as_json = request.content_type == "application/json"
    if request.method == "POST":
        if as_json:
            arguments |= _json_object(await request.text())
        elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name, error in STRUCTURED.items():
        if isinstance(arguments.get(name), str):
            arguments[name] = _parsed(arguments[name], error)
    token = arguments.pop("token", None)
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        token = header.removeprefix("Bearer ").strip()
    return Asked(arguments, token, _basic(header), as_json)


def _json_object(text: str) -> Json:
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def _parsed(text: str, error: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(error) from None


def _basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    import base64
    import binascii

    try:
        name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
