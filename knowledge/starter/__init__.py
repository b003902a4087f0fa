"""The starter: a brief of the report in our own words, its findings file, and golden questions about it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def starter_folder() -> Path:
    """The folder to ingest when there is no library yet; the package is always installed as plain files."""
    return Path(str(files(__name__)))


def starter_brief() -> Path:
    """The brief itself, Markdown with front matter."""
    return starter_folder() / "operational-ai-gap.md"


def starter_findings() -> Path:
    """The findings file of the brief; its format is described in docs/findings.md."""
    return starter_folder() / "operational-ai-gap.findings.yaml"


def starter_questions() -> Path:
    """Golden questions about the brief, in the format that ``footnote eval`` reads."""
    return starter_folder() / "questions.json"
