"""``footnote gaps`` and ``forget`` on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.replies import ForgetReply, GapsReply
from bot.requests import ForgetOptions
from bot.shell import finish, handle, request_of
from bot.terminal import Terminal
from bot.wire_journal import gaps_csv
from bot.wording import counted

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the commands."""
    app.command("gaps", **described("gaps"))(gaps)
    app.command("forget", **described("forget"))(forget)


def gaps(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=3650, help="Look so many days back.")] = 30,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write CSV into this file; - is standard output.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what went unanswered."""
    if csv and as_json:
        raise typer.BadParameter("can't be asked for together.", param_hint=["--json", "--csv"])
    reply = handle(ctx.obj.desk(), request_of("gaps", number=days))
    if csv is None or not isinstance(reply, GapsReply):
        finish(reply, as_json)
    elif str(csv) == "-":
        sys.stdout.write(gaps_csv(reply))
    else:
        _write(csv, gaps_csv(reply))
        Terminal().hint(f"{counted(len(reply.gaps), 'group')} written to {csv}.")


def _write(file: Path, content: str) -> None:
    try:
        file.write_text(content, "utf-8-sig", newline="")  # with the mark by which spreadsheets know UTF-8
    except OSError as error:
        Terminal().complain(f"{file} cannot be written ({error.strerror}): name another file.")
        raise typer.Exit(1) from error


def forget(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="The person's id in the chat.")] = "",
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Forget what everybody asked before this day."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether you are sure.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget what a person asked, or what was asked before a day."""
    if bool(user.strip()) == (before is not None):
        raise typer.BadParameter("is needed, or --before; not both.", param_hint="USER")
    moment = before.astimezone() if before else None  # the day begins where the terminal is
    if moment and moment > datetime.now(UTC):
        raise typer.BadParameter("is a day that has not come yet.", param_hint="--before")
    desk = ctx.obj.desk()
    request = request_of("forget", text=user, options=ForgetOptions(before=moment, sure=yes))
    reply = handle(desk, request)
    if isinstance(reply, ForgetReply):
        if not sys.stdin.isatty():
            raise typer.BadParameter("is needed where nobody can be asked.", param_hint="--yes")
        if not typer.confirm(reply.question):
            raise typer.Exit(1)
        reply = handle(desk, replace(request, options=ForgetOptions(before=moment, sure=True)))
    finish(reply, as_json)
