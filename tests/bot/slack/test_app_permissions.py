"""Nothing of administrators' is done for others: every command of the table, every button and every modal of theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.command import CHATS
from bot.commands import COMMANDS
from bot.loopback.records import TransportName
from bot.slack import ids
from bot.slack.ids import Pressed
from tests.bot.slack.administration import Farm, direct, modal
from tests.bot.slack.rendered import read
from tests.bot.slack.workspace import ADA, ALICE, GENERAL, Bench, run

COMMANDS_OF_THEIRS = [each for each in COMMANDS.values() if each.who == "administrators" and each.surfaces & CHATS]
BUTTONS = (ids.REINGEST, ids.RUN_STOP, ids.REVIEW, ids.REVIEW_PAGE, ids.ROLLBACK)
MODALS = (ids.REVIEW_MODAL, ids.DISCARD_MODAL, ids.ROLLBACK_MODAL)
MORE = {"rollback": "1", "sources": "remove 1", "ingest": "https://example.org/a.html"}


@pytest.fixture
def farm(tmp_path: Path) -> Farm:
    farm = Farm(tmp_path)
    farm.publish()
    farm.stage(55)
    return farm


def state(farm: Farm) -> tuple[Any, ...]:
    """All that an administrator could have changed."""
    services = farm.services
    return (
        farm.edition,
        services.catalogue.staged(),
        services.catalogue.acts(),
        services.sources.sources(),
        services.sources.leaving(),
        services.writers.runs(50),
        sorted(path.name for path in services.settings.library.rglob("*")),
    )


def unchanged(farm: Farm, transport: TransportName, work: Callable[[Bench], Any]) -> None:
    before = state(farm)

    async def doing(at: Bench) -> None:
        await work(at)
        await at.settled()
        assert state(farm) == before
        assert at.refused() == []

    run(doing, transport, services=farm.services, administrators=(ADA,))


def told(at: Bench) -> str:
    """All that Alice was told, wherever."""
    said = [each.text for each in (*at.slack.ephemeral(ALICE), *direct(at, ALICE))]
    return "\n".join((*said, *(read(view.blocks) for view in at.slack.modals(ALICE))))


@pytest.mark.parametrize("command", [each.name for each in COMMANDS_OF_THEIRS if each.typed])
def test_a_command_of_administrators_is_refused_to_others(command: str, farm: Farm, transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await at.slack.slash(ALICE, GENERAL, "/footnote", f"{command} {MORE.get(command, '')}".strip())
        await at.settled()
        assert "Only administrators may" in told(at)
        assert "55" not in told(at)

    unchanged(farm, transport, work)


@pytest.mark.parametrize("action", BUTTONS)
def test_a_button_of_administrators_is_refused_to_others(action: str, farm: Farm, transport: TransportName) -> None:
    """Others see such a button where it stands in a channel that they are in, or forge it."""

    async def work(at: Bench) -> None:
        run_id = farm.services.writers.runs(1)[0].id
        staged = farm.services.catalogue.staged()
        assert staged
        number = {ids.RUN_STOP: run_id, ids.ROLLBACK: 1}.get(action, staged.id)
        await at.slack.open_home(ALICE)
        await at.settled()
        home = at.slack.home(ALICE)
        assert home
        value = Pressed("", number, "2;").packed()
        pressed = {"type": "button", "action_id": action, "block_id": "b", "action_ts": "1.2", "value": value}
        payload = at.slack._hands._payloads.view_action(at.slack._core.first, ALICE, home, pressed)
        if action == ids.REVIEW_PAGE:  # it turns the page of the window in which it is pressed
            await at.slack.slash(ALICE, GENERAL, "/footnote", "review")
            await at.settled()
            payload["view"] |= {"type": "modal", "id": modal(at, ALICE).id}
        await at.slack.deliver("interactive", payload)
        await at.settled()
        assert "Only administrators may" in told(at)
        assert "55" not in told(at)

    unchanged(farm, transport, work)


@pytest.mark.parametrize("callback", MODALS)
def test_a_modal_of_administrators_that_others_send_in_does_nothing(
    callback: str, farm: Farm, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        await at.slack.slash(ALICE, GENERAL, "/footnote", "review")
        await at.settled()
        staged = farm.services.catalogue.staged()
        assert staged
        number = 1 if callback == ids.ROLLBACK_MODAL else staged.id
        payload = at.slack._hands._payloads.submission(at.slack._core.first, ALICE, modal(at, ALICE))
        payload["view"] |= {
            "callback_id": callback,
            "private_metadata": Pressed("", number, "1;" if callback == ids.REVIEW_MODAL else "").packed(),
            "state": {"values": {"reason": {"reason": {"type": "plain_text_input", "value": "because"}}}},
        }
        delivery = await at.slack.deliver("interactive", payload)
        assert "Only administrators may" in str(delivery.answer)

    unchanged(farm, transport, work)


def test_the_buttons_and_modals_that_are_tried_here_are_all_that_there_are() -> None:
    """Each name of an administrator's button or modal is tried, but for what only opens the form for a reason."""
    listed = Path(ids.__file__).read_text("utf-8").split("# of administrators;", 1)[1].split("# -- modals", 1)[0]
    names = {line.split(" = ")[0] for line in listed.splitlines() if " = " in line and not line.startswith("#")}
    assert {getattr(ids, name) for name in names} == {*BUTTONS, ids.DISCARD}


def test_the_commands_without_a_name_to_type_are_tried_elsewhere() -> None:
    assert [each.name for each in COMMANDS_OF_THEIRS if not each.typed] == ["upload"]


@pytest.mark.parametrize("command", [each.name for each in COMMANDS_OF_THEIRS])
def test_no_command_of_administrators_says_who_may_but_at_the_desk(command: str) -> None:
    """They are marked in the table, from which the desk decides; a listener that decided would be passed by."""
    assert COMMANDS[command].who == "administrators"
    listeners = Path("bot/slack/listeners")
    assert not any("administers(" in path.read_text("utf-8") for path in listeners.glob("*.py"))
