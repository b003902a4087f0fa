"""What the commands of the command line share: how one is run, what is shown, and how it ends."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup

from bot import logs
from bot.desk import Desk
from bot.progress import watched
from bot.replies import (
    ChecksReply,
    DoctorReply,
    ErrorReply,
    GoldenReply,
    IngestReply,
    ReingestReply,
    Reply,
)
from bot.requests import Request
from bot.settings import Settings, load
from bot.terminal import Output, Terminal
from bot.wire import Done, reply_to_json
from bot.wiring import Services
from knowledge.errors import FootnoteError

INTERRUPTED = 130  # what shells expect after Ctrl-C


class Guarded(TyperGroup):
    """Ends every command tidily: interrupted, with its reader gone, or with settings that don't hold."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take --verbose wherever it stands: people put it last."""
        before = args[: args.index("--")] if "--" in args else args
        if "--verbose" in before:
            args = ["--verbose", *(arg for arg in before if arg != "--verbose"), *args[len(before) :]]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises typer.Exit with the exit code of what ended it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            typer.echo("\nInterrupted; what was published stays as it was.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader (head, less) has had enough. Standard output leads nowhere from now on, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except FootnoteError as error:
            Terminal().complain(str(error))
            raise typer.Exit(1) from error
        return result


@dataclass
class Session:
    """What one run of the program works with; the desk is built when a command asks for it, not for --help."""

    verbose: bool = False

    def settings(self) -> Settings:
        """The settings in force; from here on log lines go where they should. Raises InvalidSettings."""
        settings = load(log_level="debug") if self.verbose else load()
        words = settings.log_words or settings.log_level == "debug"
        logs.configure(
            settings.log_level, as_json=settings.log_format == "json", words=words, secrets=settings.secrets()
        )
        return settings

    def desk(self) -> Desk:
        """A desk on the library of the settings. Raises InvalidSettings."""
        return Desk(Services(self.settings()))


def request_of(command: str, **asked: Any) -> Request:
    """A request by whoever is logged in here."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = f"user {os.getuid()}"
    return Request(command=command, user=user, surface="terminal", **asked)


def handle(desk: Desk, request: Request) -> Reply:
    """The desk's reply, with the progress shown meanwhile."""
    with watched(Output(stderr=True)) as progress:
        return desk.handle(request, progress)


def show(reply: Reply, as_json: bool, terminal: Terminal) -> None:
    """Show a reply; an error goes to standard error whatever is wanted on standard output."""
    if as_json and not isinstance(reply, ErrorReply):
        print_json(reply_to_json(reply))
    else:
        terminal.show(reply)


def finish(reply: Reply, as_json: bool) -> None:
    """Show the reply, and leave with 1 if nothing could be done."""
    show(reply, as_json, Terminal())
    leave(reply)


def leave(reply: Reply) -> None:
    """Leave with 1 if nothing could be done."""
    if _in_vain(reply):
        raise typer.Exit(1)


def _in_vain(reply: Reply) -> bool:
    match reply:
        case ErrorReply():
            return True
        case IngestReply() | ReingestReply() | ChecksReply():
            return reply.in_vain
        case GoldenReply():
            return bool(reply.failed)
        case DoctorReply():
            return reply.unwell
        case _:
            return False


def print_json(value: dict[str, Any]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()  # each line as it is known, for whoever reads along


def print_batch(lines: Iterable[Done], nothing: str) -> None:
    """Print each line as it is done, with what was wrong on standard error; leave with 1 if nothing could be done."""
    terminal = Terminal()
    done = 0
    for line in lines:
        print_json(line.printed)
        if line.error:
            terminal.complain(line.error)
        done += not line.error
    if not done:
        terminal.complain(nothing)
        raise typer.Exit(1)


def years_in(text: str) -> tuple[int, ...]:
    """The years of ``2021-2023,2025``, ascending. Raises typer.BadParameter."""
    years: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        last = last or first
        if not all(year.isascii() and year.isdigit() and len(year) == 4 for year in (first, last)) or first > last:
            raise typer.BadParameter(f"{part.strip()!r} is no year and no span of years.", param_hint="--period")
        years.update(range(int(first), int(last) + 1))
    return tuple(sorted(years))


def sizes_in(text: str) -> tuple[int, ...]:
    """The numbers of ``1000,10000``, ascending. Raises typer.BadParameter."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise typer.BadParameter("takes numbers of passages, parted by commas.", param_hint="--sizes")
    return tuple(sorted({int(part) for part in parts}))
