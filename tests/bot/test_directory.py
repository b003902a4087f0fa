"""Who people are is asked of the chat, remembered for a moment, and never guessed."""

from __future__ import annotations

import pytest

from bot.access import Access
from bot.directory import Listed, NobodyKnows, Remembering
from bot.requests import Place, Request
from bot.settings import Settings

HERE = Place(workspace="T1", channel="C1")


class Counting(Listed):
    """A directory that counts how often it is asked, and may be out of reach."""

    asked = 0
    away = False

    def is_administrator(self, user: str, workspace: str) -> bool:
        self._count()
        return super().is_administrator(user, workspace)

    def members(self, group: str, workspace: str) -> object:  # type: ignore[override]
        self._count()
        return super().members(group, workspace)

    def _count(self) -> None:
        self.asked += 1
        if self.away:
            raise NobodyKnows("Slack doesn't answer: try again.")


def request(user: str, place: Place | None = HERE, surface: str = "slack") -> Request:
    return Request(command="status", user=user, surface=surface, place=place)  # type: ignore[arg-type]


def access(directory: Listed, **settings: object) -> Access:
    access = Access(Settings(**settings))  # type: ignore[arg-type]
    access.know("slack", directory)
    return access


def test_an_answer_counts_for_a_moment_and_is_asked_again_then() -> None:
    time = [0.0]
    directory = Counting({"T1": ["ada"]}, {("T1", "S0A"): ["bob"]})
    remembering = Remembering(directory, 30, lambda: time[0])
    for _ in range(3):
        assert remembering.is_administrator("ada", "T1")
        assert not remembering.is_administrator("eve", "T1")
        assert remembering.members("S0A", "T1") == ["bob"]
    assert directory.asked == 3
    directory.administrators, directory.groups = {}, {}
    time[0] = 29.9
    assert remembering.is_administrator("ada", "T1")
    time[0] = 30.0
    assert not remembering.is_administrator("ada", "T1")
    assert not remembering.members("S0A", "T1")
    assert directory.asked == 5


def test_what_could_not_be_said_is_not_remembered() -> None:
    directory = Counting({"T1": ["ada"]})
    remembering = Remembering(directory)
    directory.away = True
    with pytest.raises(NobodyKnows):
        remembering.is_administrator("ada", "T1")
    directory.away = False
    assert remembering.is_administrator("ada", "T1")


@pytest.mark.parametrize(
    ("settings", "user", "may"),
    [
        ({}, "U0ADMIN", False),
        ({"administrators": ("U0NAMED",)}, "U0NAMED", True),
        ({"administrators": ("U0NAMED",)}, "U0GROUP", False),
        ({"administrators": ("S0ADMINS",)}, "U0GROUP", True),
        ({"administrators": ("S0ADMINS",)}, "U0ADMIN", False),
        ({"administrators": ("S0OTHERS",)}, "U0GROUP", False),
        ({"workspace_admins": True}, "U0ADMIN", True),
        ({"workspace_admins": True}, "U0GROUP", False),
        ({"administrators": "U0NAMED, S0ADMINS", "workspace_admins": True}, "U0GROUP", True),
    ],
)
def test_administrators_are_named_in_a_named_group_or_admins_of_the_workspace(
    settings: dict[str, object], user: str, may: bool
) -> None:
    directory = Listed({"T1": ["U0ADMIN"]}, {("T1", "S0ADMINS"): ["U0GROUP"]})
    assert access(directory, **settings).administers(request(user)) is may


def test_of_another_workspace_nobody_is_an_administrator_here() -> None:
    directory = Listed({"T1": ["U0ADMIN"]}, {("T1", "S0ADMINS"): ["U0GROUP"]})
    known = access(directory, administrators=("S0ADMINS",), workspace_admins=True)
    elsewhere = Place(workspace="T2", channel="C1")
    for user in ("U0ADMIN", "U0GROUP"):
        assert not known.administers(request(user, elsewhere))
        assert not known.administers(request(user, None))
        assert not known.administers(request(user, surface="teams"))


def test_who_is_named_needs_no_asking_and_the_terminal_none_at_all() -> None:
    directory = Counting()
    directory.away = True
    known = access(directory, administrators=("U0NAMED", "S0ADMINS"), workspace_admins=True)
    assert known.administers(request("U0NAMED"))
    assert known.administers(request("anybody", None, "terminal"))
    assert directory.asked == 0


def test_where_the_chat_does_not_answer_nothing_is_done_and_nothing_is_shown() -> None:
    directory = Counting({"T1": ["U0ADMIN"]})
    directory.away = True
    known = access(directory, workspace_admins=True)
    with pytest.raises(NobodyKnows):
        known.administers(request("U0ADMIN"))
    assert known.seems_to_administer(request("U0ADMIN")) is False


def test_those_who_are_to_be_told_are_the_named_ones_and_the_members_of_named_groups_once_each() -> None:
    directory = Listed(groups={("T1", "S0ADMINS"): ["U0GROUP", "U0NAMED"]})
    known = access(directory, administrators=("U0NAMED", "S0ADMINS", "S0GONE"))
    assert known.named("slack", "T1") == ("U0NAMED", "U0GROUP")
    assert known.named("teams", "T1") == ("U0NAMED",)
