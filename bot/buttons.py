"""The commands that nobody types: what the buttons, modals and pages of a chat ask for."""

from __future__ import annotations

from bot.command import CHATS, Command, button, later

NOT_YOURS = (
    "Only administrators may give me documents to read: ask one of them, or ask me about those that I have read."
)  # fmt: skip

BUTTONS = (
    button("source", later("bot.sourcing")),
    button("slides", later("bot.slides")),
    button("share", later("bot.exchanges", "share")),
    button("show", later("bot.exchanges", "show")),
    button("feedback", later("bot.exchanges", "feedback")),
    button("person", later("bot.exchanges", "person")),
    button("told", later("bot.telling", "told")),
    button("home", later("bot.home"), reads_library=True),
    button("suggest", later("bot.suggesting"), reads_library=True),
    Command(
        name="upload",
        run=later("bot.uploading"),
        surfaces=CHATS,
        typed=False,
        who="administrators",
        refusal=NOT_YOURS,
    ),
)
