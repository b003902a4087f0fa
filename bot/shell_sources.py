"""``footnote sources …``, ``reingest`` and ``schedule`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot.requests import (
    ReingestOptions,
    SourceOptions,
)
from bot.shell import finish, handle, request_of, years_in
from knowledge.sources import Said

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Names = Annotated[list[str] | None, typer.Argument(help="By number, path, address or title; without any, all.")]


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the commands."""
    text = described("sources")
    group = typer.Typer(name="sources", no_args_is_help=True, rich_markup_mode="markdown", **text)
    group.command("add", short_help="Register a folder, file or URL, or change what is said of it.")(add)
    group.command("list", short_help="Show the sources and how they are.")(list_)
    group.command("remove", short_help="Look at a source no more.")(remove)
    group.command("check", short_help="Look without reading anything in.")(check)
    app.add_typer(group)
    app.command("reingest", **described("reingest"))(reingest)
    app.command("schedule", **described("schedule"))(schedule)


def add(  # noqa: PLR0913, PLR0917  (typer reads the options of a command from its arguments)
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="The folder, file or URL.")],
    title: Annotated[str | None, typer.Option(help="What the document is called; not for a folder.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    period: Annotated[
        str | None, typer.Option(metavar="YEARS", help="The years it speaks of, as 2023,2024 or 2021-2024.")
    ] = None,
    every: Annotated[
        str | None, typer.Option(metavar="INTERVAL", help="How often it is looked at, as 6h, 30m, 1d; or never.")
    ] = None,
    cron: Annotated[
        str | None, typer.Option(metavar="FIELDS", help='When it is looked at, in cron\'s five fields: "30 6 * * 1-5".')
    ] = None,
    readers: Annotated[
        str | None, typer.Option(help='Who may read it: everyone, or channels and groups as "#sales, @board".')
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register a folder, file or URL, or change what is said of it."""
    said = Said(
        title=title,
        publisher=publisher,
        period=None if period is None else years_in(period) if period else (),
        schedule=schedule_of(every, cron),
        readers=readers,
    )
    request = request_of("sources", inputs=(what,), options=SourceOptions(action="add", said=said))
    finish(handle(ctx.obj.desk(), request), as_json)


def schedule_of(every: str | None, cron: str | None) -> str | None:
    """What both options say together. Raises typer.BadParameter where both are given."""
    if every is not None and cron is not None:
        raise typer.BadParameter("can't be given together.", param_hint=["--every", "--cron"])
    if every is None or not every.strip() or every.strip().lower() == "never":
        return cron if every is None else "never"
    return every if every.strip().lower().startswith("every") else f"every {every.strip()}"


def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show the sources and how they are."""
    finish(handle(ctx.obj.desk(), request_of("sources", options=SourceOptions(action="list"))), as_json)


def remove(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help="Its number, path, address or title.")],
    as_json: AsJson = False,
) -> None:
    """Look at a source no more; its documents leave the library with the next re-ingest."""
    request = request_of("sources", text=source, options=SourceOptions(action="remove"))
    finish(handle(ctx.obj.desk(), request), as_json)


def check(ctx: typer.Context, sources: Names = None, as_json: AsJson = False) -> None:
    """Look whether sources can be had and what has changed in them, without reading anything in."""
    request = request_of("sources", inputs=tuple(sources or ()), options=SourceOptions(action="check"))
    finish(handle(ctx.obj.desk(), request), as_json)


def reingest(
    ctx: typer.Context,
    sources: Names = None,
    review: Annotated[
        bool, typer.Option("--review/--publish", help="Let what was read wait for a review, or publish it at once.")
    ] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Stop the run that is at work.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read what has changed in registered sources."""
    if cancel and (sources or review):
        raise typer.BadParameter("goes with nothing else.", param_hint="--cancel")
    options = ReingestOptions(publish=not review, cancel=cancel)
    request = request_of("reingest", inputs=tuple(sources or ()), options=options)
    finish(handle(ctx.obj.desk(), request), as_json and not cancel)


def schedule(
    ctx: typer.Context,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish what was read at once, without a review.")
    ] = False,
) -> None:
    """Look at sources when they are due, until Ctrl-C."""
    request = request_of("schedule", options=ReingestOptions(publish=publish))
    finish(handle(ctx.obj.desk(), request), as_json=False)
