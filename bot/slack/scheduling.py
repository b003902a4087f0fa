"""Looks at sources when they are due, beside the service, and tells administrators what waits for a review."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.replies import ReingestReply
from bot.settings import Settings
from bot.slack.blocks.persons import known
from bot.slack.listeners.listening import Parts
from bot.slack.speaking import UNREACHABLE, Closed, error_of, post
from ingest.reingest import RunReport
from ingest.schedule import BY, Scheduler
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)


@asynccontextmanager
async def scheduled(desk: Desk, settings: Settings, parts: Parts, client: AsyncWebClient) -> AsyncIterator[None]:
    """Run the schedule in a thread for as long as the context lasts, unless the settings switch it off.

    A run that is going on when it ends stops at its next step; the next start, here or elsewhere, goes on with it.
    """
    if not settings.schedule:
        yield
        return
    announcer = Announcer(desk, settings, parts, client)
    scheduler: Scheduler = await asyncio.to_thread(desk.scheduler, _log, announcer.done)
    scheduler.start()
    try:
        yield
    finally:
        await asyncio.to_thread(scheduler.stop)
        await parts.finish()  # what there was to be told


class Announcer:
    """Tells who has to know: the channel of administrators, or those that are named; and who asked for the run.

    Args:
        desk: knows who administrators are.
        settings: name their channel.
        parts: how a reply is shown, and what is waited for at the end.
        client: speaks for the bot.
    """

    def __init__(self, desk: Desk, settings: Settings, parts: Parts, client: AsyncWebClient) -> None:
        self._desk, self._parts, self._client = desk, parts, client
        self._channel = settings.admin_channel
        self._several = bool(settings.slack_client_id and settings.slack_client_secret)
        self._loop = asyncio.get_running_loop()

    def done(self, report: RunReport) -> None:
        """A run of the schedule came to its end. Called from its thread."""
        whom = self._whom(report)
        if whom and self._several:
            log.warning("nobody is told: with several workspaces it isn't known whose administrators to tell")
        elif whom:
            self._loop.call_soon_threadsafe(lambda: self._parts.beside(self._announce(report)))

    def _whom(self, report: RunReport) -> bool:
        return is_news(report) or known(report.run.start.by)

    async def _announce(self, report: RunReport) -> None:
        message = self._parts.message(ReingestReply(report))
        for channel in await self._channels(report):
            try:
                await post(self._client, channel, message)
            except (Closed, *UNREACHABLE) as error:
                log.warning("an administrator could not be told", channel=channel, because=error_of(error))

    async def _channels(self, report: RunReport) -> Sequence[str]:
        """Each once: a person's id stands for the direct message."""
        by = report.run.start.by
        asked = [by] if by != BY and known(by) else []
        if not is_news(report):
            return asked
        if self._channel:
            return [self._channel]
        try:
            answer: Any = await self._client.auth_test()
            team = str(answer["team_id"])
            named = await self._parts.pool.aside(lambda: self._desk.administrators("slack", team))
        except (FootnoteError, *UNREACHABLE) as error:
            log.warning("administrators are not known", because=error_of(error))
            named = ()
        return list(dict.fromkeys((*asked, *(each for each in named if known(each)))))


def is_news(report: RunReport) -> bool:
    """Whether administrators have to do something: an edition was staged by this run, or a source was parked.

    A run that finds what was staged before stages nothing new, also where a replica did it a moment ago.
    """
    staged, began = report.report.staged, report.run.start.at
    parked = [each for each in report.sources if each.state == "parked" and each.last and each.last.at >= began]
    return bool(staged and staged.at >= began) or bool(parked)


def _log(sentence: str) -> None:
    log.info("schedule", said=sentence)
