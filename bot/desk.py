"""The desk: every surface hands a Request in here and shows the Reply that comes back."""

from __future__ import annotations

import secrets
from dataclasses import replace
from difflib import get_close_matches
from threading import Lock

import structlog

from bot import recording
from bot.commands import named, on
from bot.plain import readable
from bot.replies import (
    ErrorReply,
    Reply,
)
from bot.requests import (
    Request,
    Unwatched,
    Watch,
)
from bot.wiring import Services
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)


class Desk:
    """Finds the command, checks who may, runs it, and turns every failure into a sentence."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stocking = Lock()

    def handle(self, request: Request, watch: Watch | None = None) -> Reply:
        """The reply to a request; never raises but for what ends the process, such as KeyboardInterrupt."""
        try:
            return self._handle(replace(request, text=readable(request.text)), watch or Unwatched())
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
        command = named(request.command, request.surface)
        if command is None:
            return ErrorReply(_unknown(request))
        if command.who == "administrators" and not self._services.access.administers(request):
            return ErrorReply(f"Only administrators may use {command.name}: ask one of them to do it.")
        if command.reads_library:
            self._stock(request, watch)
        if not command.recorded:
            return command.run(self._services, request, watch)
        reply = command.run(self._services, recording.with_turns(self._services, request), watch)
        return recording.recorded(self._services, request, reply, command.name)

    def _stock(self, request: Request, watch: Watch) -> None:
        """A library that is still empty gets the starter, so that a newcomer's first question has an answer."""
        if self._services.catalogue.current() is not None:
            return
        with self._stocking:  # the first questions of several people may come at once
            if self._services.catalogue.current() is None:
                watch.say("There is no library yet: ingesting the starter, a brief of one report.")
                self._services.ingest_starter(request.user, watch)


def _unknown(request: Request) -> str:
    names = [command.called(request.surface) for command in on(request.surface)]
    near = get_close_matches(request.command, names, n=1)
    return f"There is no command {request.command!r}: " + (
        f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}."
    )
