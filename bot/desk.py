"""The desk: every surface hands a Request in here and shows the Reply that comes back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

import structlog

from bot.commands import COMMANDS, Command, on
from bot.replies import ErrorReply, Reply, Request, Unwatched, Watch
from bot.wiring import Services
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)


def at_the_machine(request: Request) -> bool:
    """Whoever sits at the terminal owns the library's files anyway."""
    return request.surface == "terminal"


class Desk:
    """Finds the command, checks who may, runs it, and turns every failure into a sentence."""

    def __init__(self, services: Services, administers: Callable[[Request], bool] = at_the_machine) -> None:
        self._services = services
        self._administers = administers

    def handle(self, request: Request, watch: Watch | None = None) -> Reply:
        """The reply to a request; never raises but for what ends the process, such as KeyboardInterrupt."""
        try:
            return self._handle(replace(request, text=_readable(request.text)), watch or Unwatched())
        except FootnoteError as error:
            log.info("not done", command=request.command, because=str(error))
            return ErrorReply(str(error))
        except Exception:  # the outermost line of every surface: a person gets a sentence, the log the traceback
            reference = secrets.token_hex(4)
            log.exception("failed", command=request.command, surface=request.surface, reference=reference)
            return ErrorReply(
                f"Something went wrong on our side; please report it with the reference number {reference}.", reference
            )

    def _handle(self, request: Request, watch: Watch) -> Reply:
        command = COMMANDS.get(request.command)
        if command is None or request.surface not in command.surfaces:
            return ErrorReply(_unknown(request))
        if command.who == "administrators" and not self._administers(request):
            return ErrorReply(f"Only administrators may use {command.name}: ask one of them to do it.")
        self._stock(command, request, watch)
        return command.run(self._services, request, watch)

    def _stock(self, command: Command, request: Request, watch: Watch) -> None:
        """A library that is still empty gets the starter, so that a newcomer's first question has an answer."""
        if command.reads_library and self._services.catalogue.current() is None:
            watch.say("There is no library yet: ingesting the starter, a brief of one report.")
            self._services.ingest_starter(request.user, watch)


def _readable(text: str) -> str:
    """Without lone surrogates, which a command line or a client can send and which no model or database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _unknown(request: Request) -> str:
    names = [command.name for command in on(request.surface)]
    near = get_close_matches(request.command, names, n=1)
    return f"There is no command {request.command!r}: " + (
        f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}."
    )
