"""Who people are, as Slack says: admins of the workspace, and members of user groups."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import TimeoutError as TooLong
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import NobodyKnows
from bot.slack.speaking import UNREACHABLE, error_of

log = structlog.get_logger(__name__)

WAIT_S = 10.0  # for Slack's answer
UNKNOWN_PERSON = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
UNKNOWN_CHANNEL = frozenset({"channel_not_found", "method_not_supported_for_channel_type"})
UNKNOWN_GROUP = frozenset({"no_such_subteam", "subteam_not_found", "plan_upgrade_required", "paid_teams_only"})

ClientOf = Callable[[str], Awaitable[AsyncWebClient | None]]
Call = Callable[[AsyncWebClient], Awaitable[Any]]


class SlackDirectory:
    """Asks Slack, from threads of the desk; the calls run in the event loop.

    Args:
        client_of: who speaks in a workspace.
        loop: where.
        several: whether several workspaces have the app. Then names count for nothing, and ids alone do: what is
            called #sales in one of them is somebody else's channel in another.
    """

    def __init__(self, client_of: ClientOf, loop: asyncio.AbstractEventLoop, *, several: bool = False) -> None:
        self._client_of, self._loop, self._several = client_of, loop, several

    def is_administrator(self, user: str, workspace: str) -> bool:
        """Whether a person is an admin or owner of that very workspace: guests of shared channels are none of it."""
        answer = self._asked(workspace, lambda client: client.users_info(user=user), UNKNOWN_PERSON)
        person = answer.get("user") or {}
        homes = {person.get("team_id"), *(person.get("enterprise_user") or {}).get("teams", ())}
        stranger = person.get("deleted") or person.get("is_bot") or person.get("is_stranger") or workspace not in homes
        return not stranger and any(person.get(f"is_{kind}") for kind in ("admin", "owner", "primary_owner"))

    def members(self, group: str, workspace: str) -> Collection[str]:
        """Who is in a user group."""
        answer = self._asked(workspace, lambda client: client.usergroups_users_list(usergroup=group), UNKNOWN_GROUP)
        return frozenset(answer.get("users") or ())

    def channel_name(self, channel: str, workspace: str) -> str | None:
        """What a channel is called; None of a direct message, and of a private channel that the bot isn't in."""
        if self._several:
            return None
        answer = self._asked(workspace, lambda client: client.conversations_info(channel=channel), UNKNOWN_CHANNEL)
        found = answer.get("channel") or {}
        return None if found.get("is_im") or found.get("is_mpim") else found.get("name")

    def group_named(self, handle: str, workspace: str) -> str | None:
        """The id of a user group."""
        if self._several:
            return None
        answer = self._asked(workspace, lambda client: client.usergroups_list(), UNKNOWN_GROUP)
        named = (each["id"] for each in answer.get("usergroups") or () if each.get("handle") == handle)
        return next(named, None)

    def _asked(self, workspace: str, call: Call, unknown: Collection[str]) -> Any:
        """What Slack says; nothing where it knows no such person or group. Raises NobodyKnows."""
        pending = asyncio.run_coroutine_threadsafe(self._call(workspace, call), self._loop)
        try:
            return pending.result(WAIT_S)
        except SlackApiError as error:
            if error_of(error) in unknown:
                log.info("nobody of that name", error=error_of(error))
                return {}
            raise _nobody_knows(error) from error
        except (TooLong, *UNREACHABLE) as error:
            pending.cancel()
            raise _nobody_knows(error) from error

    async def _call(self, workspace: str, call: Call) -> Any:
        client = await self._client_of(workspace)
        return {} if client is None else await call(client)


def _nobody_knows(error: BaseException) -> NobodyKnows:
    name = error_of(error)
    log.warning("Slack didn't say who that is", error=name)
    return NobodyKnows(f"Slack didn't say who you are here ({name}): please try again in a minute.")
