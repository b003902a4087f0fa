"""What the Teams app can be told. The names are those that Teams' own tools use, with TEAMS_ before them."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr


def _customary(name: str) -> AliasChoices:
    """``TEAMS_CLIENT_ID`` in the environment, ``teams_client_id`` in a file and in code."""
    return AliasChoices(name.upper(), name)


class TeamsSettings(BaseModel):
    """Who the bot is at Microsoft, and where that is."""

    teams_client_id: str | None = Field(
        default=None,
        validation_alias=_customary("teams_client_id"),
        description="The bot's application (client) id, from its registration in Microsoft Entra.",
    )
    teams_client_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_customary("teams_client_secret"),
        description="A client secret of that registration; not needed with a managed identity.",
    )
    teams_tenant_id: str | None = Field(
        default=None,
        validation_alias=_customary("teams_tenant_id"),
        description="The directory (tenant) that the bot serves; what comes from another one is refused.",
    )
    teams_managed_identity: str | None = Field(
        default=None,
        validation_alias=_customary("teams_managed_identity"),
        description="On Azure, instead of a secret: the client id of a managed identity, or system.",
    )
    teams_cloud: Literal["public", "usgov", "usgovdod", "china"] = Field(
        default="public",
        validation_alias=_customary("teams_cloud"),
        description="Which of Microsoft's clouds the tenant is in.",
    )
    teams_unauthenticated: bool = Field(
        default=False,
        validation_alias=AliasChoices("DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS", "teams_unauthenticated"),
        description="What Teams' SDK calls it when requests aren't checked. Footnote doesn't start with it, but with"
        " footnote teams --development.",
    )
