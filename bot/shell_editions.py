"""``footnote review``, ``editions``, ``rollback``, ``golden``, ``audit``, ``doctor``, ``backup`` and ``restore``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot.replies import ConfirmReply
from bot.requests import (
    DoctorOptions,
    EditionOptions,
    Request,
    ReviewOptions,
)
from bot.shell import finish, handle, request_of

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Limit = Annotated[int, typer.Option(metavar="NUMBER", min=1, help="Show so many at most.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask whether you are sure.")]


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the commands."""
    for name, run in (
        ("review", review),
        ("editions", editions),
        ("rollback", rollback),
        ("golden", golden),
        ("audit", audit),
        ("doctor", doctor),
        ("backup", backup),
        ("restore", restore),
    ):
        app.command(name, **described(name))(run)


def review(
    ctx: typer.Context,
    approve: Annotated[bool, typer.Option("--approve", help="Publish the staged edition.")] = False,
    discard: Annotated[str | None, typer.Option(metavar="REASON", help="Discard it, and keep why.")] = None,
    why: Annotated[str, typer.Option(help="With --approve: kept with the edition.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show, approve or discard what is staged."""
    if approve and discard is not None:
        raise typer.BadParameter("can't be given together.", param_hint=["--approve", "--discard"])
    if why and not approve:
        raise typer.BadParameter("goes with --approve.", param_hint="--why")
    if discard is not None and not discard.strip():
        raise typer.BadParameter("takes a reason.", param_hint="--discard")
    action: Literal["show", "approve", "discard"] = "approve" if approve else "show" if discard is None else "discard"
    options = ReviewOptions(action=action, reason=(why or discard or "").strip())
    finish(handle(ctx.obj.desk(), request_of("review", options=options)), as_json)


def editions(ctx: typer.Context, limit: Limit = 20, as_json: AsJson = False) -> None:
    """List what was published."""
    finish(handle(ctx.obj.desk(), request_of("editions", number=limit)), as_json)


def rollback(
    ctx: typer.Context,
    edition: Annotated[int | None, typer.Argument(min=1, help="Its number; without it, the one before.")] = None,
    why: Annotated[str, typer.Option(help="Kept with the new edition.")] = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Publish an earlier edition again."""
    options = EditionOptions(edition=edition, why=why, sure=yes)
    ask_first(ctx, request_of("rollback", options=options), as_json)


def golden(
    ctx: typer.Context,
    what: Annotated[Literal["check"], typer.Argument(help="check: ask them.")] = "check",  # noqa: ARG001
    staged: Annotated[bool, typer.Option("--staged", help="Ask the staged edition, not the published one.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the golden questions."""
    finish(handle(ctx.obj.desk(), request_of("golden", text="staged" if staged else "")), as_json)


def audit(ctx: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List who did what."""
    finish(handle(ctx.obj.desk(), request_of("audit", number=limit)), as_json)


def doctor(
    ctx: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look whether everything is well."""
    finish(handle(ctx.obj.desk(), request_of("doctor", options=DoctorOptions(repair=repair))), as_json)


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write, .tar.gz; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Write a copy of the library into one file."""
    finish(handle(ctx.obj.desk(), request_of("backup", text=str(file))), as_json)


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the library's place."""
    options = EditionOptions(sure=yes)
    ask_first(ctx, request_of("restore", text=str(file), options=options), as_json)


def ask_first(ctx: typer.Context, request: Request, as_json: bool) -> None:
    """Do it; where it has to be asked first, ask, if somebody is there to be asked."""
    desk = ctx.obj.desk()
    reply = handle(desk, request)
    if isinstance(reply, ConfirmReply) and isinstance(request.options, EditionOptions):
        if not sys.stdin.isatty():
            raise typer.BadParameter("is needed where nobody can be asked.", param_hint="--yes")
        if not typer.confirm(reply.question):
            raise typer.Exit(1)
        reply = handle(desk, replace(request, options=replace(request.options, sure=True)))
    finish(reply, as_json)
