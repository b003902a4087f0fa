"""The threat model names tests that are there, and a test for every danger."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line][1:]
DOORS = (
    "Slack over HTTP", "Socket Mode", "OAuth", "Teams", "MCP over stdio", "MCP over HTTP", "terminal",
    "files to ingest",
    "addresses to ingest", "uploads", "model weights", "stores",
)  # fmt: skip


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 40
    missing = [
        f"{file}::{test}" for file, test in named if not (ROOT / file).exists() or test not in names_in(ROOT / file)
    ]
    assert missing == []


def test_every_danger_has_a_test() -> None:
    assert len(ROWS) > 30
    assert [row[1] for row in ROWS if "`tests/" not in row[-1]] == []


def test_every_door_is_looked_at() -> None:
    doors = [row[0].removeprefix("| ") for row in ROWS]
    assert [door for door in DOORS if door not in doors] == []


def test_it_is_one_page() -> None:
    """Of a table that people read; a longer one is skimmed."""
    assert len(PAGE.splitlines()) < 80
