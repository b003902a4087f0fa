"""The commands that nobody types: what the buttons, modals and pages of a chat ask for."""

from __future__ import annotations

from bot.command import button, later

BUTTONS = (
    button("source", later("bot.sourcing")),
    button("slides", later("bot.slides")),
    button("share", later("bot.exchanges", "share")),
    button("show", later("bot.exchanges", "show")),
    button("feedback", later("bot.exchanges", "feedback")),
    button("person", later("bot.exchanges", "person")),
    button("home", later("bot.home"), reads_library=True),
    button("suggest", later("bot.suggesting"), reads_library=True),
)
