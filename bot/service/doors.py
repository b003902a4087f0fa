"""The doors of the service: which are configured, whether each is locked, and what they need beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from ipaddress import ip_address

import structlog

from bot.desk import Desk
from bot.journal import Journal
from bot.pool import Pool
from bot.service.limiting import App
from bot.settings import Settings
from knowledge.errors import InvalidSettings

log = structlog.get_logger(__name__)

NO_DOOR = (
    "There is nothing to serve: set SLACK_SIGNING_SECRET with SLACK_BOT_TOKEN (or SLACK_CLIENT_ID and"
    " SLACK_CLIENT_SECRET) for Slack, TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and TEAMS_TENANT_ID for Teams."
)
UNLOCKED = (
    "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS is set, with which anybody could speak to the bot as anybody: unset it."
    " To try the bot out on this machine alone, set FOOTNOTE_DEVELOPMENT=true."
)
ALONE = "With FOOTNOTE_DEVELOPMENT only this machine may speak to the bot: leave out --host, or unset it."
NO_TEAMS = "TEAMS_CLIENT_ID is set, but the packages for Teams aren't installed: pip install 'footnote[teams]'."


def check(settings: Settings, host: str) -> None:
    """Whether there is a door, and each is locked; before anything is loaded. Raises InvalidSettings."""
    if settings.teams_unauthenticated and not settings.development:
        raise InvalidSettings(UNLOCKED)
    if settings.development and not _is_here(host):
        raise InvalidSettings(ALONE)
    if not (has_slack(settings) or has_teams(settings)):
        raise InvalidSettings(NO_DOOR)
    if has_slack(settings):
        from bot.slack import tokens

        tokens.signing_secret(settings)
    if has_teams(settings):
        if find_spec("microsoft_teams") is None or find_spec("fastapi") is None:
            raise InvalidSettings(NO_TEAMS)
        from bot.teams.app import check as check_teams

        check_teams(settings, development=_teams_unlocked(settings))


def has_slack(settings: Settings) -> bool:
    """Whether Slack's requests are to be taken."""
    return any((settings.slack_signing_secret, settings.slack_bot_token, settings.slack_client_secret))


def has_teams(settings: Settings) -> bool:
    """Whether Teams' are."""
    return bool(settings.teams_client_id) or _teams_unlocked(settings)


def _teams_unlocked(settings: Settings) -> bool:
    return settings.development and settings.teams_unauthenticated


@asynccontextmanager
async def opened(desk: Desk, settings: Settings, journal: Journal, pool: Pool) -> AsyncIterator[Mapping[str, App]]:
    """The doors by path, with what goes on beside; at the end each finishes what it began.

    Raises InvalidSettings, LibraryError.
    """
    async with AsyncExitStack() as stack:
        doors: dict[str, App] = {}
        if has_slack(settings):
            doors |= await stack.enter_async_context(_slack(desk, settings, journal, pool))
        if has_teams(settings):
            doors |= await stack.enter_async_context(_teams(desk, settings, journal, pool))
            if not has_slack(settings):  # whose app brings it along
                await stack.enter_async_context(_scheduled(desk, settings))
        yield doors


@asynccontextmanager
async def _slack(desk: Desk, settings: Settings, journal: Journal, pool: Pool) -> AsyncIterator[Mapping[str, App]]:
    from bot.slack.asgi import PATHS, door
    from bot.slack.running import over_http

    async with over_http(desk, settings, journal, pool) as (app, _):
        serve = door(app)
        yield dict.fromkeys(PATHS, serve)


@asynccontextmanager
async def _teams(desk: Desk, settings: Settings, journal: Journal, pool: Pool) -> AsyncIterator[Mapping[str, App]]:
    from bot.teams import running
    from bot.teams.app import build
    from bot.teams.manifest import MESSAGES_PATH

    unlocked = _teams_unlocked(settings)
    built = await build(desk, settings, journal, pool, development=unlocked)
    if not unlocked:
        await running.sign_in(built)
    async with running.tidying(built.parts):
        try:
            yield {MESSAGES_PATH: built.api}
        finally:
            await built.close()


@asynccontextmanager
async def _scheduled(desk: Desk, settings: Settings) -> AsyncIterator[None]:
    """Sources are looked at when they are due. Who is to be told of what waits for a review sees it in the log."""
    if not settings.schedule:
        yield
        return
    scheduler = await asyncio.to_thread(
        desk.scheduler,
        lambda sentence: log.info("schedule", said=sentence),
        lambda report: log.warning("a run of the schedule ended", run=report.run.id, ended=report.run.ended),
    )
    scheduler.start()
    try:
        yield
    finally:
        await asyncio.to_thread(scheduler.stop)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
