"""``footnote teams`` and ``footnote teams package`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.requests import ServingOptions
from bot.shell import finish, handle, request_of
from knowledge.errors import InvalidSettings

MISSING = "The packages for Teams aren't installed: pip install 'footnote[teams]' brings them."


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the commands."""
    text = described("teams")
    group = typer.Typer(name="teams", invoke_without_command=True, rich_markup_mode="markdown", **text)
    group.callback()(serve)
    group.command("package", short_help="Write the app's package, to be uploaded in Teams.")(package)
    app.add_typer(group)


def serve(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="PORT", min=1, max=65535, help="Listen there; 3978 if none is given."),
    ] = None,
    host: Annotated[str, typer.Option(help="Listen at this address alone.")] = "127.0.0.1",
    development: Annotated[
        bool, typer.Option("--development", help="Check nothing, and let only this machine speak to the bot.")
    ] = False,
) -> None:
    """Serve Teams."""
    if ctx.invoked_subcommand:
        return
    _installed()
    options = ServingOptions(port=port, host=host, development=development)
    finish(handle(ctx.obj.desk(), request_of("teams", options=options)), as_json=False)


def package(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where the bot is served, as https://footnote.example.org.")
    ] = "",
    website: Annotated[
        str, typer.Option(metavar="URL", help="Pages about whoever offers the bot; /privacy and /terms below it.")
    ] = "https://example.com",
    client_id: Annotated[
        str | None, typer.Option(metavar="ID", help="The bot's application id, instead of TEAMS_CLIENT_ID.")
    ] = None,
) -> None:
    """Write the app's package, to be uploaded in Teams."""
    from bot.teams.manifest import package as packed

    bot = client_id or ctx.obj.settings().teams_client_id
    if not bot:
        raise InvalidSettings("TEAMS_CLIENT_ID is not set: set it, or give --client-id.")
    content = packed(bot, url, website)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InvalidSettings(f"{file} can't be written ({error.strerror}): name another place.") from error
    typer.echo(f"Written: {file}. In Teams: Apps, Manage your apps, Upload an app.")


def _installed() -> None:
    """Raises InvalidSettings where the extra is missing."""
    try:
        import microsoft_teams.api  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise InvalidSettings(MISSING) from error
