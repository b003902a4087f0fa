"""``footnote mcp`` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot.replies import ErrorReply
from bot.requests import ServingOptions
from bot.shell import finish, handle, request_of


def add_to(app: typer.Typer, described: Callable[[str], dict[str, Any]]) -> None:
    """Register the command."""
    app.command("mcp", **described("mcp"))(mcp)


def mcp(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option("--http", metavar="PORT", min=1, max=65535, help="Serve over HTTP at this port."),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="With --http: listen at this address; beyond 127.0.0.1 it takes a token.")
    ] = None,
) -> None:
    """Speak MCP over standard input and output, or over HTTP."""
    if host and port is None:
        raise typer.BadParameter("goes with --http.", param_hint="--host")
    options = ServingOptions(port=port) if host is None else ServingOptions(port=port, host=host)
    reply = handle(ctx.obj.desk(), request_of("mcp", options=options))
    if port is not None or isinstance(reply, ErrorReply):  # else standard output is the protocol's
        finish(reply, as_json=False)
