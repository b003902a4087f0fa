"""The app's manifest and package: what Teams has to know of the app, made from the one table of commands."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from bot.command import Command
from bot.commands import on
from bot.commands_teams import MENU
from bot.teams import icons, ids, limits
from knowledge.errors import InvalidSettings

MESSAGES_PATH = "/api/messages"
VERSION = "1.25"  # of the manifest's schema: the first with twelve commands
SCHEMA_URL = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
SCHEMA = Path(__file__).with_name("data") / "MicrosoftTeams.schema.json"
NAME = "Footnote"
SHORT = "Answers from your reports; every sentence carries its source."
FULL = (
    "I answer from the reports that were given to me. Every sentence is quoted, with the place where it stands. What"
    " the reports don't say I don't say either: then I show the nearest thing that they do say. I look figures up,"
    " check claims against the reports, and put a statistic into the message that you are writing."
)
EVERYWHERE = ("personal", "team", "groupChat")

Who = Literal["everyone", "administrators"]


def manifest(client_id: str, url: str = "", website: str = "https://example.com") -> dict[str, Any]:
    """The manifest for the bot of that id; ``url`` is where it is served, ``website`` the pages about its owner.

    Raises InvalidSettings where the id is none.
    """
    bot = _id(client_id)
    host = urlsplit(url).hostname
    return {
        "$schema": SCHEMA_URL,
        "manifestVersion": VERSION,
        "version": _version(),
        "id": bot,
        "developer": {
            "name": NAME,
            "websiteUrl": website,
            "privacyUrl": f"{website.rstrip('/')}/privacy",
            "termsOfUseUrl": f"{website.rstrip('/')}/terms",
        },
        "name": {"short": NAME, "full": f"{NAME}: answers with sources"},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [
            {
                "botId": bot,
                "scopes": list(EVERYWHERE),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {"scopes": ["personal"], "commands": _commands("everyone", "administrators")},
                    {"scopes": ["team", "groupChat"], "commands": _commands("everyone")},
                ],
            }
        ],
        "composeExtensions": [{"botId": bot, "commands": [_search(), _check()]}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host] if host else [],
    }


def menu(who: Sequence[Who] = ("everyone", "administrators")) -> list[tuple[str, str]]:
    """What may be typed and what it does, as the menu above the box for writing shows it."""
    allowed = [command for command in on("teams") if command.who in who]
    # Where administrators get another one by the same name, the menu has what everybody gets.
    known = {command.called("teams"): command for command in sorted(allowed, key=lambda each: each.who == "everyone")}
    return [(name, _described(known[name])) for name in MENU if name in known]


def _described(command: Command) -> str:
    hint = command.chat.hint if command.chat else ""
    return f"{command.summary} ({command.called('teams')} {hint})" if hint else command.summary


def _commands(*who: Who) -> list[dict[str, str]]:
    return [
        {"title": name[: limits.COMMAND_TITLE], "description": said[: limits.COMMAND_DESCRIPTION]}
        for name, said in menu(who)[: limits.COMMANDS]
    ]


def _search() -> dict[str, Any]:
    return {
        "id": ids.SEARCH,
        "type": "query",
        "title": "Look up a figure",
        "description": "Find a statistic in the reports and put it into your message",
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [
            {
                "name": ids.QUERY,
                "title": "Figure",
                "description": "Words of what you look for",
                "inputType": "text",
            }
        ],
    }


def _check() -> dict[str, Any]:
    return {
        "id": ids.CHECK,
        "type": "action",
        "title": "Check the figures",
        "description": "Check each claim of a message against the reports",
        "context": ["message"],
        "fetchTask": True,
    }


def package(client_id: str, url: str = "", website: str = "https://example.com") -> bytes:
    """The package that is uploaded to Teams: manifest and icons, zipped. Raises InvalidSettings."""
    described = manifest(client_id, url, website)
    validate(described)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in (
            ("manifest.json", json.dumps(described, indent=2, ensure_ascii=False).encode()),
            ("color.png", icons.colour()),
            ("outline.png", icons.outline()),
        ):
            zipped.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return content.getvalue()


def validate(described: dict[str, Any]) -> None:
    """Hold a manifest against Microsoft's schema. Raises InvalidSettings with the first thing that is wrong."""
    from jsonschema import Draft4Validator

    schema = json.loads(SCHEMA.read_text("utf-8"))
    checker = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    wrong = next(iter(checker.iter_errors(described)), None)
    if wrong is not None:
        where = ".".join(map(str, wrong.absolute_path)) or "the manifest"
        raise InvalidSettings(f"The app's manifest doesn't hold at {where}: {wrong.message}.")


def _id(client_id: str) -> str:
    try:
        return str(UUID(client_id))
    except ValueError as error:
        raise InvalidSettings(
            "TEAMS_CLIENT_ID is no id: it takes the application (client) id of the bot's registration in Microsoft"
            " Entra, as 00000000-0000-0000-0000-000000000000."
        ) from error


def _version() -> str:
    """Of the app, in three numbers, by which Teams tells a newer package."""
    try:
        numbers = version_of("footnote").split(".")[:3]
    except PackageNotFoundError:
        numbers = ["0", "1", "0"]
    return ".".join(part if part.isdigit() else "0" for part in (*numbers, "0", "0")[:3])
