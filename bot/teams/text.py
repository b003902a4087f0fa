"""Text of reports and people made harmless for Teams: it can't mention, format, cite, forge a link or break a card.

``markdown`` is for the text of messages and of text blocks, in which characters and tags mean something; ``safe`` and
``line`` are for what is shown as it is: text runs, charts, titles of buttons.
"""

from __future__ import annotations

import re

from bot.slack.text import BREAK, clean, line, safe, web
from bot.slack.text import markdown as _without_structure

__all__ = ["bold", "clean", "line", "link", "markdown", "safe", "web"]


def markdown(text: str) -> str:
    """Safe within a message's Markdown, on one line: no tag, mention, link, list, and no number of a citation.

    A line break would end the paragraph, and with it the bold words around it.
    """
    shown = _without_structure(" ".join(clean(text).split()))
    return _ESCAPE.sub(rf"\1{BREAK}", _CITED.sub(rf"[{BREAK}", shown))


def bold(text: str) -> str:
    """The same in bold."""
    shown = markdown(text).strip()
    return f"**{shown}**" if shown else ""


def link(url: str | None, label: str) -> str:
    """A link in Markdown, or the label alone where the address is none that a person may be sent to."""
    address, shown = web(url), markdown(label)
    if address is None or set("()[]<>") & set(address):
        return shown
    return f"[{shown.replace(']', '')}]({address})"


_CITED = re.compile(r"\[(?=\d{1,3}\])")  # Teams would make it a chip of another source
_ESCAPE = re.compile(r"(\\)(?=[!-/:-@\[-`{-~])")
