"""``footnote serve`` and ``footnote migrate``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.requests import EditionOptions, ServingOptions
from bot.shell import finish, handle, request_of
from bot.shell_editions import AsJson, Yes, ask_first


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the commands."""
    app.command("serve", **described("serve"))(serve)
    app.command("migrate", **described("migrate"))(migrate)


def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="Listen there; 0 takes any.")] = 8700,
    host: Annotated[str, typer.Option(help="Listen at this address alone.")] = "127.0.0.1",
) -> None:
    """Serve until told to end."""
    options = ServingOptions(port=port, host=host)
    finish(handle(ctx.obj.desk(), request_of("serve", options=options)), as_json=False)


def migrate(
    ctx: typer.Context,
    to_servers: Annotated[bool, typer.Option("--to-servers", help="From the folder to the servers.")] = False,
    to_embedded: Annotated[Path | None, typer.Option(metavar="FOLDER", help="From the servers to a folder.")] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Move the library."""
    if to_servers == (to_embedded is not None):
        raise typer.BadParameter("name one of them.", param_hint=["--to-servers", "--to-embedded"])
    folder = "" if to_embedded is None else str(to_embedded)
    ask_first(ctx, request_of("migrate", text=folder, options=EditionOptions(sure=yes)), as_json)
