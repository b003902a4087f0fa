"""What a command is: what it is called where, what it is good for, who may use it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from bot.replies import Reply
from bot.requests import (
    SURFACES,
    Request,
    Surface,
    Watch,
)
from bot.wiring import Services

Run = Callable[[Services, Request, Watch], Reply]

TERMINAL: frozenset[Surface] = frozenset({"terminal"})
ASSISTANTS: frozenset[Surface] = frozenset({"mcp"})  # programs that ask for somebody, over a network
CHATS: frozenset[Surface] = SURFACES - TERMINAL - ASSISTANTS
SLASH = "/footnote"  # what a chat calls the commands by that have no slash command of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class InChat:
    """How a command is used in a chat, where there are no options."""

    help: str  # paragraphs
    examples: tuple[str, ...]  # as typed there
    slash: str | None = None  # a slash command of its own: /ask
    hint: str = ""  # what to type behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One row of the table."""

    name: str
    run: Run
    summary: str = ""  # one line, for lists
    help: str = ""  # paragraphs, for somebody who has never used it
    examples: tuple[str, ...] = ()  # as typed on a terminal
    chat: InChat | None = None  # the same for chats; None where nobody types it there
    who: Literal["everyone", "administrators"] = "everyone"
    surfaces: frozenset[Surface] = TERMINAL | CHATS
    reads_library: bool = False  # it has nothing to say while the library is empty
    typed: bool = True  # else it is what a button does, and stands in no list
    recorded: bool = False  # what is replied in a chat is kept, for follow-ups and buttons
    refusal: str = ""  # what those are told who may not; else that only administrators may
    instead: str = ""  # the command that those get who may not, where they asked for nothing in particular

    @property
    def slash(self) -> str:
        """How it is called in a chat: ``/ask``, ``/footnote status``."""
        return (self.chat and self.chat.slash) or f"{SLASH} {self.name}"

    def called(self, surface: Surface) -> str:
        """Its name on a surface, as help lists it and takes it."""
        return self.name if surface not in CHATS else self.slash.removeprefix(SLASH).lstrip("/ ")


def button(name: str, run: Run, *, reads_library: bool = False) -> Command:
    """A command that nobody types: a button, a modal or a page of a chat asks for it."""
    return Command(name=name, run=run, surfaces=CHATS, typed=False, reads_library=reads_library)


def later(module: str, name: str = "run") -> Run:
    """The function of that name, whose module is loaded when it is first called: a list of commands must be quick."""

    def run(services: Services, request: Request, watch: Watch) -> Reply:
        reply: Reply = getattr(import_module(module), name)(services, request, watch)
        return reply

    return run
