"""The app's package: it holds by Microsoft's own schema, and says what the table of commands says."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands import on
from bot.commands_teams import MENU
from bot.shell import Session
from bot.teams import icons, limits
from bot.teams.hearing import NOT_HERE, typed
from bot.teams.manifest import manifest, menu, package, validate
from knowledge.errors import InvalidSettings

BOT = "00000000-0000-0000-0000-0000000000aa"


def test_the_manifest_holds_by_microsofts_schema() -> None:
    validate(manifest(BOT))
    validate(manifest(BOT, "https://footnote.example.org", "https://example.org"))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"name": {"short": "x" * 31}}, "name"), ({"bots": [{}]}, "bots"), ({"more": 1}, "the manifest")],
)
def test_one_that_does_not_hold_is_refused_with_the_place(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(InvalidSettings, match=where):
        validate(manifest(BOT) | wrong)


def test_its_commands_are_those_of_the_table_and_each_does_something() -> None:
    known = {command.called("teams") for command in on("teams")}
    assert set(MENU) <= known
    assert len(MENU) == limits.COMMANDS
    assert {"ask", "stat", "verify", "sources", "help", "reingest", "review", "editions", "rollback"} <= set(MENU)
    lists = manifest(BOT)["bots"][0]["commandLists"]
    assert [entry["scopes"] for entry in lists] == [["personal"], ["team", "groupChat"]]
    assert "review" not in {each["title"] for each in lists[1]["commands"]}
    assert dict(menu())["sources"].startswith("List the documents")


@pytest.mark.parametrize("name", sorted({command.called("teams") for command in on("teams")} - NOT_HERE))
def test_every_command_of_the_table_is_understood_when_it_is_typed(name: str) -> None:
    words = {"ask": "who?", "verify": "60% do.", "ingest": "https://example.org"}.get(name, "")
    assert typed(f"{name} {words}".strip()) == (name, words)
    assert typed(f"/{name.capitalize()} {words}".strip()) == (name, words)


@pytest.mark.parametrize(
    "question",
    [
        "help me understand who owns AI",
        "review of who owns AI?",
        "sources of energy in firms",
        "status of AI projects?",
        "editions were printed how often?",
        "ask",
        "reingest what?",
        "rollback in production, how often?",
        "living in cities",
        "",
        "42?",
    ],
)
def test_what_only_begins_like_a_command_is_a_question(question: str) -> None:
    assert typed(question) == ("ask", question)


def test_the_package_has_manifest_and_icons_and_is_the_same_each_time() -> None:
    content = package(BOT)
    assert content == package(BOT)
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert sorted(zipped.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(zipped.read("manifest.json"))["bots"][0]["botId"] == BOT


@pytest.mark.parametrize(("content", "side"), [(icons.colour(), 192), (icons.outline(), 32)])
def test_icons_are_pngs_of_the_sizes_that_teams_wants(content: bytes, side: int) -> None:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (side, side)
    at = content.index(b"IDAT")
    size = struct.unpack(">I", content[at - 4 : at])[0]
    assert len(zlib.decompress(content[at + 4 : at + 4 + size])) == side * (4 * side + 1)


def test_the_outline_is_white_on_nothing() -> None:
    content = icons.outline()
    at = content.index(b"IDAT")
    rows = zlib.decompress(content[at + 4 : at + 4 + struct.unpack(">I", content[at - 4 : at])[0]])
    pixels = [rows[1 + y * 129 + 4 * x :][:4] for y in range(32) for x in range(32)]
    assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}
    assert {0, 255} <= {pixel[3] for pixel in pixels}


def test_the_command_line_writes_it_or_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "footnote.zip"
    runner = CliRunner()
    done = runner.invoke(app, ["teams", "package", str(file), "--client-id", BOT], obj=Session())
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(file)
    missing = runner.invoke(app, ["teams", "package", str(file)], obj=Session())
    assert missing.exit_code == 1
    assert "TEAMS_CLIENT_ID is not set" in missing.output
    wrong = runner.invoke(app, ["teams", "package", str(file), "--client-id", "x"], obj=Session())
    assert wrong.exit_code == 1
    assert "is no id" in wrong.output


def test_teams_does_not_start_without_its_settings() -> None:
    refused = CliRunner().invoke(app, ["teams"], obj=Session())
    assert refused.exit_code == 1
    assert "TEAMS_CLIENT_ID is not set" in refused.output
