"""What the MCP server can be told."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class McpSettings(BaseModel):
    """Who may call over HTTP."""

    mcp_token: SecretStr | None = Field(
        default=None,
        description="What assistants must send to footnote mcp --http as a bearer token; needed beyond this machine.",
    )
