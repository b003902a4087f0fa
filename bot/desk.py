"""The desk: every surface hands a Request in here and shows the Reply that comes back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from bot import recording
from bot.command import Command
from bot.commands import named, on
from bot.directory import Directory
from bot.plain import readable
from bot.redacting import redacted
from bot.replies import (
    ErrorReply,
    Reply,
)
from bot.requests import (
    Request,
    Surface,
    Unwatched,
    Watch,
)
from bot.wiring import Services
from knowledge.errors import FootnoteError

if TYPE_CHECKING:
    from bot.living import Living
    from ingest.reingest import RunReport
    from ingest.schedule import Scheduler

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
            sentence = redacted(str(error), self._services.settings.secrets())
            log.info("not done", command=request.command, because=sentence)
            return ErrorReply(sentence)
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
            return self._refused(command, request, watch)
        if command.reads_library:
            self._stock(request, watch)
        if not command.recorded:
            return command.run(self._services, request, watch)
        reply = command.run(self._services, recording.with_turns(self._services, request), watch)
        return recording.recorded(self._services, request, reply, command.name)

    def _refused(self, command: Command, request: Request, watch: Watch) -> Reply:
        if command.instead and request.options is None:
            return self._handle(replace(request, command=command.instead), watch)
        return ErrorReply(
            command.refusal or f"Only administrators may use {command.name}: ask one of them to do it."
        )  # fmt: skip

    def readable(self, request: Request, reply: Reply) -> Reply:
        """A reply that is to be shown to others, or elsewhere, than it was given for; or why it may not be."""
        from bot.exchanges import NOT_OPEN

        try:
            return reply if self._services.readers.opens(request, reply) else ErrorReply(NOT_OPEN)
        except FootnoteError as error:
            return ErrorReply(str(error))

    def know(self, surface: Surface, directory: Directory) -> None:
        """Ask this directory who people of that surface are."""
        self._services.access.know(surface, directory)

    @property
    def writes(self) -> bool:
        """Whether a model writes the answers, so that they come sentence by sentence."""
        return bool(self._services.settings.writer)

    def administrators(self, surface: Surface, workspace: str) -> tuple[str, ...]:
        """Who is to be told of what only administrators can do."""
        return self._services.access.named(surface, workspace)

    def scheduler(self, tell: Callable[[str], None], done: Callable[[RunReport], None]) -> Scheduler:
        """What looks at sources when they are due, and stages what it reads. Raises LibraryError."""
        from ingest.schedule import Scheduler

        services = self._services
        return Scheduler(services.reingest, services.sources, services.writers, tell=tell, done=done)

    def living(self) -> Living | None:
        """What follows the facts of answers; None where the settings switch it off. Raises LibraryError."""
        return self._services.living if self._services.settings.living else None

    def forget_old(self) -> int:
        """Forget what the settings keep no longer; returns how many exchanges. Raises LibraryError."""
        from bot.forgetting import forget_old

        return forget_old(self._services)

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
