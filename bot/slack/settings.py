"""What the Slack app can be told. Slack's own variables keep their customary names."""

from __future__ import annotations

from pydantic import AliasChoices, BaseModel, Field, SecretStr


def _customary(name: str) -> AliasChoices:
    """``SLACK_BOT_TOKEN`` in the environment, ``slack_bot_token`` in a file and in code."""
    return AliasChoices(name.upper(), name)


class SlackSettings(BaseModel):
    """Tokens, and where Slack is."""

    slack_bot_token: SecretStr | None = Field(
        default=None,
        validation_alias=_customary("slack_bot_token"),
        description="The bot's token (xoxb-…), from OAuth & Permissions of the app's pages at Slack.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        validation_alias=_customary("slack_app_token"),
        description="The app-level token (xapp-…) with connections:write, for Socket Mode.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_customary("slack_signing_secret"),
        description="Proves that a request over HTTP comes from Slack; from Basic Information of the app's pages.",
    )
    slack_client_id: str | None = Field(
        default=None,
        validation_alias=_customary("slack_client_id"),
        description="With SLACK_CLIENT_SECRET, lets several workspaces install the app over HTTP (OAuth).",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_customary("slack_client_secret"),
        description="Goes with SLACK_CLIENT_ID; both are under Basic Information of the app's pages.",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        validation_alias=_customary("slack_api_url"),
        description="Another base than Slack's own, for a loopback Slack.",
    )
