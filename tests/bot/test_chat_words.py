"""What administrators type behind a command in a chat is understood, or told how it should be."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat_words import LISTED, read
from bot.requests import DoctorOptions, EditionOptions, IngestOptions, ReingestOptions, SourceOptions
from knowledge.errors import InvalidSettings
from knowledge.sources import Said


@pytest.mark.parametrize(
    ("command", "text", "fields"),
    [
        ("ask", "who owns AI?", {"text": "who owns AI?"}),
        (
            "ingest",
            "https://a.example/x b",
            {"inputs": ("https://a.example/x", "b"), "options": IngestOptions(review=True)},
        ),
        ("reingest", "", {"inputs": (), "options": ReingestOptions(publish=False)}),
        (
            "reingest",
            "“my report.pdf” 3",
            {"inputs": ("my report.pdf", "3"), "options": ReingestOptions(publish=False)},
        ),
        ("reingest", "it's.pdf", {"inputs": ("it's.pdf",), "options": ReingestOptions(publish=False)}),
        ("reingest", "Stop", {"options": ReingestOptions(cancel=True)}),
        ("sources", "", {"text": ""}),
        ("sources", "list", {"options": SourceOptions()}),
        ("sources", "check 1 2", {"inputs": ("1", "2"), "options": SourceOptions(action="check")}),
        ("sources", "remove my report.pdf", {"text": "my report.pdf", "options": SourceOptions(action="remove")}),
        (
            "sources",
            "add https://a.example every 6h",
            {
                "inputs": ("https://a.example",),
                "options": SourceOptions(action="add", said=Said(schedule="every 6h")),
            },
        ),
        (
            "sources",
            'add x publisher="Example Research" schedule="30 6 * * 1-5"',
            {
                "inputs": ("x",),
                "options": SourceOptions(
                    action="add", said=Said(publisher="Example Research", schedule="30 6 * * 1-5")
                ),
            },
        ),
        ("rollback", "", {"options": EditionOptions()}),
        ("rollback", "#12 it was wrong", {"options": EditionOptions(edition=12, why="it was wrong")}),
        ("editions", "", {"number": LISTED}),
        ("audit", "50", {"number": 50}),
        ("golden", "staged", {"text": "staged"}),
        ("golden", "check", {"text": ""}),
        ("doctor", "repair", {"options": DoctorOptions(repair=True)}),
        ("doctor", "", {"options": DoctorOptions()}),
    ],
)
def test_words_become_what_the_command_line_has_options_for(command: str, text: str, fields: dict[str, Any]) -> None:
    assert read(command, text) == {"text": text} | fields


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("sources", "burn it"),
        ("sources", "add"),
        ("sources", "remove"),
        ("sources", "add x colour=red"),
        ("rollback", "0"),
        ("rollback", "yesterday"),
        ("editions", "all"),
    ],
)
def test_what_is_not_understood_says_how_it_should_be(command: str, text: str) -> None:
    with pytest.raises(InvalidSettings, match=r"say|Say|give"):
        read(command, text)
