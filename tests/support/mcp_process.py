"""``footnote mcp`` in a process of its own, on a small library in memory; its answerer chatters on standard output.

``python -m tests.support.mcp_process [--http PORT]``; port 0 takes a free one.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Sequence
from typing import Any

from bot import logs
from bot.__main__ import app
from bot.desk import Desk
from bot.requests import Request, ServingOptions
from bot.shell import Session
from knowledge.records import Turn
from tests.bot.mcp.assistants import Gated, served


class Chatty(Gated):
    """Prints where a library below us might."""

    def ask(self, question: str, history: Sequence[Turn] = (), document_ids: Collection[str] | None = None) -> Any:
        print("a stray line")  # noqa: T201
        sys.stdout.flush()
        logging.getLogger("somebody").warning("a line of a log")
        return super().ask(question, history, document_ids)


class Small(Session):
    """A session on the small library."""

    def desk(self) -> Desk:
        logs.configure()
        return Desk(served(Chatty()))


if __name__ == "__main__":
    if "--http" in sys.argv:
        from bot.shell import handle

        options = ServingOptions(port=int(sys.argv[-1]))
        handle(Small().desk(), Request(command="mcp", user="ada", surface="terminal", options=options))
    else:
        app(["mcp"], obj=Small(), prog_name="footnote")
