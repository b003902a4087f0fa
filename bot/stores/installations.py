"""Where the tokens of workspaces that installed the Slack app are kept, and the states of installations under way."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import URL, Engine, MetaData, create_engine
from sqlalchemy.exc import DBAPIError

from knowledge.errors import LibraryError
from knowledge.stores import postgres

FILE = "installations.sqlite"
STATE_S = 600  # how long somebody may take to agree
log = logging.getLogger("slack")


class Installations(AsyncInstallationStore):
    """Slack's own tables on SQLAlchemy, in a thread: the event loop waits for no disk. SQLite by default."""

    def __init__(self, client_id: str, engine: Engine) -> None:
        self._store = SQLAlchemyInstallationStore(client_id, engine, logger=log)

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK writes what it finds odd."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keep what a workspace agreed to."""
        await asyncio.to_thread(self._store.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's token alone."""
        await asyncio.to_thread(self._store.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace, newest first."""
        return await asyncio.to_thread(
            lambda: self._store.find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """What a workspace, or one person of it, agreed to."""
        return await asyncio.to_thread(
            lambda: self._store.find_installation(
                enterprise_id=enterprise_id,
                team_id=team_id,
                user_id=user_id,
                is_enterprise_install=is_enterprise_install,
            )
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's bot."""
        await asyncio.to_thread(lambda: self._store.delete_bot(enterprise_id=enterprise_id, team_id=team_id))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget what a workspace, or one person of it, agreed to."""
        await asyncio.to_thread(
            lambda: self._store.delete_installation(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        )


class States(AsyncOAuthStateStore):
    """A state is good for one installation, and not for long."""

    def __init__(self, engine: Engine) -> None:
        self._store = SQLAlchemyOAuthStateStore(STATE_S, engine, logger=log)

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK writes what it finds odd."""
        return log

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """A new one."""
        return await asyncio.to_thread(self._store.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether it was issued here and hasn't been used."""
        return await asyncio.to_thread(self._store.consume, state)


def open_installations(place: Path | str, client_id: str) -> tuple[Installations, States]:
    """Both stores, in a file in the library's folder or on a server. Raises LibraryError."""
    where = postgres.shown(postgres.address(place)) if isinstance(place, str) else place / FILE
    try:
        engine = engine_of(place)
        SQLAlchemyInstallationStore(client_id, engine).create_tables()  # type: ignore[no-untyped-call]
        SQLAlchemyOAuthStateStore(STATE_S, engine).create_tables()  # type: ignore[no-untyped-call]
        if isinstance(place, Path):
            (place / FILE).chmod(0o600)  # it holds tokens
    except (OSError, DBAPIError) as error:
        raise LibraryError(f"{where} cannot be used: see that it is there and can be written.") from error
    return Installations(client_id, engine), States(engine)


def tables() -> MetaData:
    """Slack's own tables."""
    metadata = MetaData()
    SQLAlchemyInstallationStore.build_installations_table(metadata, "slack_installations")
    SQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
    SQLAlchemyOAuthStateStore.build_oauth_states_table(metadata, "slack_oauth_states")
    return metadata


def engine_of(place: Path | str) -> Engine:
    """Where they are, in a file in the library's folder or on a server."""
    if isinstance(place, str):
        return postgres.engine(postgres.address(place))
    place.mkdir(parents=True, exist_ok=True)
    return create_engine(URL.create("sqlite", database=str(place / FILE)))
