"""Installing the app in several workspaces: the pages under /slack/install, and whose token speaks where."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from bot.slack.speaking import sdk_logger
from bot.stores.installations import STATE_S, open_installations

SLACK = "https://slack.com"


@dataclass(frozen=True, slots=True)
class OAuth:
    """What an installation takes."""

    client_id: str
    client_secret: str
    authorize_url: str
    installations: AsyncInstallationStore
    states: AsyncOAuthStateStore

    def flow(self, client: AsyncWebClient) -> AsyncOAuthFlow:
        """The pages, for Bolt. A workspace's token is looked up for each event; Slack is asked about it only once."""
        settings = AsyncOAuthSettings(
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes=[scope.name for scope in SCOPES],
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=self.authorize_url,
            installation_store=self.installations,
            installation_store_bot_only=True,
            state_store=self.states,
            state_expiration_seconds=STATE_S,
        )
        settings.authorize = AsyncInstallationStoreAuthorize(
            logger=sdk_logger(),
            installation_store=self.installations,
            client_id=self.client_id,
            client_secret=self.client_secret,
            client=client,
            bot_only=True,
            cache_enabled=True,
        )
        return AsyncOAuthFlow(client=client, logger=sdk_logger(), settings=settings)


def oauth_of(settings: Settings) -> OAuth | None:
    """What the settings say of it; None where they have no client id and secret. Raises LibraryError."""
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    api = urlsplit(settings.slack_api_url)
    home = f"{api.scheme}://{api.netloc}"
    installations, states = open_installations(settings.place, settings.slack_client_id)
    return OAuth(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        f"{home if home != SLACK else SLACK}/oauth/v2/authorize",
        installations,
        states,
    )
