"""People by name, where a record has the id by which Slack knows them."""

from __future__ import annotations

import re

from bot.slack import limits
from bot.slack.blocks.parts import Element, said, words
from bot.slack.text import line

_ID = re.compile(r"[UW][A-Z0-9]{2,}")


def known(by: str) -> bool:
    """Whether this is somebody's id; else it is a name: of the terminal's user, of the schedule."""
    return bool(_ID.fullmatch(by))


def person(by: str) -> Element:
    """In rich text."""
    return {"type": "user", "user_id": by} if known(by) else words(limits.cut(line(by), 80), bold=True)


def person_said(by: str) -> str:
    """In mrkdwn."""
    return f"<@{by}>" if known(by) else said(by, 80)
