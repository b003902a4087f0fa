"""Slack says who people are: admins of the workspace itself, and members of its groups."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import NobodyKnows
from bot.loopback import LoopbackSlack, User
from bot.slack.directory import SlackDirectory
from tests.bot.slack.workspace import ADA, ALICE, Bench, run

USERS = (
    User("U0ALICE", "alice"),
    User("U0ADMIN", "ada", is_admin=True),
    User("U0OWNER", "olga", is_owner=True),
    User("U0GONE", "gil", is_admin=True, deleted=True),
    User("U0ROBOT", "robot", is_admin=True, is_bot=True),
)


def asked(question: Callable[[SlackDirectory], Any], prepare: Callable[[LoopbackSlack], None] = lambda _: None) -> Any:
    """What the directory says, asked from a thread as the desk does."""

    async def work() -> Any:
        async with LoopbackSlack(users=USERS) as slack:
            slack.add_usergroup("S0ADMINS", ["U0ALICE", "U0ADMIN"])
            prepare(slack)
            client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)

            async def client_of(workspace: str) -> AsyncWebClient | None:
                return client if workspace == slack.team else None

            directory = SlackDirectory(client_of, asyncio.get_running_loop())
            return await asyncio.to_thread(question, directory)

    return asyncio.run(asyncio.wait_for(work(), 30))


@pytest.mark.parametrize(
    ("user", "may"),
    [
        ("U0ADMIN", True),
        ("U0OWNER", True),
        ("U0ALICE", False),
        ("U0GONE", False),
        ("U0ROBOT", False),
        ("U0NOBODY", False),
    ],
)
def test_admins_and_owners_of_the_workspace_are_administrators(user: str, may: bool) -> None:
    assert asked(lambda directory: directory.is_administrator(user, "T0LOOPBACK")) is may


def test_an_admin_of_another_workspace_is_none_here() -> None:
    assert asked(lambda directory: directory.is_administrator("U0ADMIN", "T0OTHER")) is False


def test_members_of_a_group_are_known_and_of_one_that_there_is_not_nobody_is() -> None:
    assert asked(lambda directory: directory.members("S0ADMINS", "T0LOOPBACK")) == {"U0ALICE", "U0ADMIN"}
    assert asked(lambda directory: directory.members("S0NONE", "T0LOOPBACK")) == frozenset()


@pytest.mark.parametrize("error", ["missing_scope", "fatal_error", "token_revoked"])
def test_what_slack_does_not_say_is_not_guessed(error: str) -> None:
    with pytest.raises(NobodyKnows, match=f"who you are here .{error}."):
        asked(
            lambda directory: directory.is_administrator("U0ADMIN", "T0LOOPBACK"),
            lambda slack: slack.fail("users.info", None, error=error),
        )


def test_the_scopes_are_needed() -> None:
    for question in (
        lambda directory: directory.is_administrator("U0ADMIN", "T0LOOPBACK"),
        lambda directory: directory.members("S0ADMINS", "T0LOOPBACK"),
    ):
        with pytest.raises(NobodyKnows, match="missing_scope"):
            asked(question, lambda slack: slack.grant("chat:write"))


def test_in_the_app_admins_of_the_workspace_administer_where_the_settings_say_so() -> None:
    async def work(at: Bench) -> None:
        assert "1 document" in (await at.command("/footnote", "status", ADA)).text
        assert "Only administrators" in (await at.command("/footnote", "status", ALICE)).text
        assert "/footnote review" in (await at.command("/footnote", "help", ADA)).text
        assert "/footnote review" not in (await at.command("/footnote", "help", ALICE)).text
        await at.slack.open_home(ADA)
        await at.settled()
        assert "For administrators" in str(at.slack.home(ADA).blocks)  # type: ignore[union-attr]
        calls = len(at.slack.called("users.info"))
        await at.command("/footnote", "status", ADA)
        assert len(at.slack.called("users.info")) == calls == 2  # each is asked for once in a while
        assert at.refused() == []

    run(work, workspace_admins=True)


def test_where_slack_does_not_answer_home_is_shown_without_their_part_and_commands_say_so() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("users.info", None, error="fatal_error")
        await at.slack.open_home(ADA)
        await at.settled()
        shown = str(at.slack.home(ADA).blocks)  # type: ignore[union-attr]
        assert "What I know" in shown
        assert "For administrators" not in shown
        told = await at.command("/footnote", "status", ADA)
        assert "Slack didn't say who you are here" in told.text

    run(work, workspace_admins=True)
