"""The row of the table of commands for assistants: the MCP server."""

from __future__ import annotations

from bot.command import TERMINAL, Command, later

MCP = Command(
    name="mcp",
    summary="Let assistants ask, look up and check, over the Model Context Protocol.",
    help="""An assistant that speaks MCP gets four tools: ask, lookup_statistic, verify_claim and list_documents, and
the stored text of each document as a resource. What the documents don't say is refused there, too.

Without options it speaks over standard input and output, for an assistant that starts it. In the assistant's
configuration that is, with the full path of footnote where it isn't found otherwise:

    {"mcpServers": {"footnote": {"command": "footnote", "args": ["mcp"],
                                 "env": {"FOOTNOTE_LIBRARY": "/path/of/the/library"}}}}

With --http it serves assistants at http://127.0.0.1:PORT/mcp until Ctrl-C (streamable HTTP):

    {"mcpServers": {"footnote": {"type": "http", "url": "http://127.0.0.1:8720/mcp",
                                 "headers": {"Authorization": "Bearer YOUR-TOKEN"}}}}

The token is what FOOTNOTE_MCP_TOKEN says, 16 characters or more. On 127.0.0.1 it may be left out; with --host, for
other machines, it may not, and a proxy with TLS belongs before it.""",
    examples=("footnote mcp", "footnote mcp --http 8720", "footnote mcp --http 8720 --host 0.0.0.0"),
    run=later("bot.mcp.running"),
    surfaces=TERMINAL,
)
