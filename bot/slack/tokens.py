"""Looks at the tokens before anything else: one sentence says which is missing or wrong, and where to get it."""

from __future__ import annotations

from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.manifest import APP_SCOPE, SCOPES
from bot.slack.speaking import UNREACHABLE, error_of
from knowledge.errors import InvalidSettings

PAGES = "your app's pages at api.slack.com/apps"
BOT_TOKEN = f"the Bot User OAuth Token (xoxb-…) under OAuth & Permissions of {PAGES}"
APP_TOKEN = f"an App-Level Token (xapp-…) with {APP_SCOPE.name}, made under Basic Information of {PAGES}"
SIGNING_SECRET = f"the Signing Secret under Basic Information of {PAGES}"
REVOKED = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})


def bot_token(settings: Settings) -> str:
    """The bot's token, if it looks like one. Raises InvalidSettings."""
    return _looking_right("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-", BOT_TOKEN)


def app_token(settings: Settings) -> str:
    """The app-level token, if it looks like one. Raises InvalidSettings."""
    return _looking_right("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-", APP_TOKEN)


def signing_secret(settings: Settings) -> str:
    """What proves that a request comes from Slack. Raises InvalidSettings."""
    return _looking_right("SLACK_SIGNING_SECRET", settings.slack_signing_secret, "", SIGNING_SECRET)


def _looking_right(variable: str, given: SecretStr | None, start: str, where: str) -> str:
    value = given.get_secret_value().strip() if given else ""
    if not value:
        raise InvalidSettings(f"{variable} is not set: it takes {where}.")
    if not value.startswith(start):
        raise InvalidSettings(
            f"{variable} is another token than it should be, for it doesn't begin with {start}: it takes {where}."
        )
    return value


async def check_bot(client: AsyncWebClient) -> None:
    """Ask Slack who the token is for and what it may. Raises InvalidSettings."""
    try:
        response = await client.auth_test()
    except UNREACHABLE as error:
        raise _said("SLACK_BOT_TOKEN", BOT_TOKEN, client, error) from error
    given = {scope.strip() for scope in _header(response.headers, "x-oauth-scopes").split(",") if scope.strip()}
    if given and (missing := [scope.name for scope in SCOPES if scope.name not in given]):
        raise InvalidSettings(
            f"The app lacks {_listed('scope', missing)}: add what is missing under OAuth & Permissions of {PAGES},"
            " then reinstall it to the workspace."
        )


async def check_app(client: AsyncWebClient, token: str) -> None:
    """Ask Slack for a connection, as a trial. Raises InvalidSettings."""
    try:
        await client.apps_connections_open(app_token=token)
    except UNREACHABLE as error:
        raise _said("SLACK_APP_TOKEN", APP_TOKEN, client, error) from error


def _said(variable: str, where: str, client: AsyncWebClient, error: Exception) -> InvalidSettings:
    name = error_of(error)
    if not isinstance(error, SlackApiError):
        return InvalidSettings(
            f"Slack can't be reached at {client.base_url} ({name}): check the network, and SLACK_API_URL if it is set."
        )
    if name in REVOKED:
        return InvalidSettings(f"{variable} is not accepted by Slack ({name}): it takes {where}.")
    if name in {"missing_scope", "not_allowed_token_type"}:
        needed = error.response.get("needed") or APP_SCOPE.name
        return InvalidSettings(f"{variable} lacks the scope {needed} ({name}): it takes {where}.")
    if name == "forbidden_team" or "socket" in name:
        return InvalidSettings(f"Slack offers no Socket Mode ({name}): switch it on under Socket Mode of {PAGES}.")
    return InvalidSettings(f"Slack doesn't take {variable} ({name}): it takes {where}.")


def _listed(what: str, names: list[str]) -> str:
    return f"the {what} {names[0]}" if len(names) == 1 else f"the {what}s {', '.join(names[:-1])} and {names[-1]}"


def _header(headers: object, name: str) -> str:
    items = headers.items() if hasattr(headers, "items") else ()
    return next((str(value) for key, value in items if str(key).lower() == name), "")
