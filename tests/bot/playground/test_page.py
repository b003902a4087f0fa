"""What the page's own files promise, read as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.playground.server import STATIC, TYPES

FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
MARKUP = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "DOMParser",
    "eval(",
    "new Function",
    "srcdoc",
)


def named(path: Path) -> str:
    return str(path.relative_to(STATIC))


def test_there_is_a_type_for_every_file() -> None:
    assert {path.suffix for path in FILES} <= set(TYPES)
    assert len(SCRIPTS) > 20


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_makes_markup_of_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not [name for name in MARKUP if name in text]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".svg"], ids=named)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//|url\(|@import|fetch\(|from ["']https?:""", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_every_import_leads_to_a_name_that_is_there(path: Path) -> None:
    for names, module in re.findall(r'^import \{([^}]+)\} from "([^"]+)";', path.read_text("utf-8"), re.MULTILINE):
        exported = (path.parent / module).resolve().read_text("utf-8")
        for name in names.split(","):
            assert re.search(rf"^export (?:async )?(?:function|class|const) {name.strip()}\b", exported, re.MULTILINE)


def test_the_page_has_no_script_or_style_within_its_markup() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page)
