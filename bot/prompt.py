"""Many questions in a row, each understood with what went before: typed at a prompt, or piped in a line each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.replies import (
    AnswerReply,
    ErrorReply,
    Reply,
)
from bot.requests import Request
from knowledge.records import Turn

PROMPT = "? "
WELCOME = "Ask away; a question may follow up the one before. new starts over, help says more, exit leaves."
HELP = """Type a question and press Enter; the next one may follow it up ("And how many small ones?").
  new    forget what was asked before
  help   this
  exit   leave (or press Ctrl-D)"""
REMEMBERED = 20  # turns


def asks_at_prompt() -> bool:
    """Whether a person types the questions, rather than a file or a pipe."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def questions() -> Iterator[str]:
    """Lines that were typed or piped in, without empty ones, until the end or "exit"."""
    for line in _typed() if asks_at_prompt() else sys.stdin:
        if (line := line.strip()).casefold() in {"exit", "quit"}:
            return
        if line:
            yield line


def _typed() -> Iterator[str]:
    import readline  # noqa: F401  (importing it gives input() editing and a history with the arrow keys)

    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            sys.stdout.write("\n")
            return


def converse(
    ask: Callable[[Request], Reply], request: Request, show: Callable[[Reply], None], say: Callable[[str], None]
) -> int:
    """Ask every question with what went before; ``request`` says by whom and on which documents.

    Returns how many were done; ErrorReplies are shown and not counted.
    """
    turns: tuple[Turn, ...] = ()
    done = 0
    for line in questions():
        match line.casefold():
            case "help":
                say(HELP)
            case "new":
                turns = ()
                say("Forgotten: the next question stands alone.")
            case _:
                reply = ask(replace(request, text=line, turns=turns))
                show(reply)
                done += not isinstance(reply, ErrorReply)
                if isinstance(reply, AnswerReply):
                    turns = (*turns, reply.turn)[-REMEMBERED:]
    return done
