"""Home, and the shortcut on messages."""

from __future__ import annotations

from bot.loopback import View
from bot.loopback.records import TransportName
from tests.bot.slack.test_app_actions import buttons
from tests.bot.slack.workspace import ADA, ALICE, BORIS, CATS, GENERAL, QUESTION, UNKNOWN, Bench, run


async def home(at: Bench, user: str = ALICE) -> View:
    await at.slack.open_home(user)
    await at.settled()
    shown = at.slack.home(user)
    assert shown is not None
    return shown


def test_home_shows_what_the_bot_knows_what_to_ask_and_what_was_asked(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await at.answered()
        shown = await home(at)
        assert "Pet survey 2024" in str(shown.blocks)
        assert QUESTION in str(shown.blocks)
        assert "For administrators" not in str(shown.blocks)
        assert QUESTION not in str((await home(at, BORIS)).blocks)
        assert at.refused() == []

    run(work, transport)


def test_an_administrators_home_has_the_state_of_content_and_what_went_unanswered() -> None:
    async def work(at: Bench) -> None:
        await at.answered(UNKNOWN)
        shown = str((await home(at, ADA)).blocks)
        assert "For administrators" in shown
        assert UNKNOWN in shown
        assert "1 document" in shown

    run(work, administrators=(ADA,))


def test_a_question_of_home_is_asked_and_answered_in_messages(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        shown = await home(at)
        name, button = next((name, each) for name, each in buttons(shown).items() if name.startswith("ask:"))
        await at.slack.press(ALICE, shown, name)
        await at.settled()
        (asked,) = at.slack.messages(at.slack.dm(ALICE))
        assert button["value"] in asked.text
        assert "%" in at.slack.replies(at.slack.dm(ALICE), asked.ts)[-1].text
        assert "Messages" in str(at.slack.modal(ALICE).blocks)  # type: ignore[union-attr]
        assert at.refused() == []

    run(work, transport)


def test_a_recent_question_shows_its_answer_again(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        await at.answered()
        shown = await home(at)
        await at.slack.press(ALICE, shown, "recent:1")
        await at.settled()
        (again,) = at.slack.messages(at.slack.dm(ALICE))
        assert again.text.startswith(f"Asked: {QUESTION}")
        assert CATS in again.text

    run(work, transport)


def test_home_that_slack_refuses_is_a_sentence_instead() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("views.publish", error="invalid_blocks")
        assert "Ask me in Messages" in str((await home(at)).blocks)

    run(work)


# -- the shortcut ----------------------------------------------------------------------------------------------------


def test_the_figures_of_a_colleagues_message_are_checked_for_who_asked_alone(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        claims = "12% of firms keep a dog in the yard. 60% of firms keep a cat in the office."
        said = await at.slack.post(BORIS, GENERAL, claims)
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.settled()
        shown = at.slack.modal(ALICE)
        assert shown is not None
        assert "Supported" in str(shown.blocks)
        assert "Contradicted" in str(shown.blocks)
        assert at.slack.replies(GENERAL) == at.slack.replies(GENERAL, said.ts) == []
        source = next(name for name in buttons(shown) if name.startswith("source:"))
        await at.slack.press(ALICE, shown, source)
        await at.settled()
        assert [view.callback_id for view in at.slack.modals(ALICE)] == ["verify_modal", "source_modal"]
        assert at.refused() == []

    run(work, transport)


def test_the_modal_is_there_at_once_and_says_that_it_is_at_work() -> None:
    async def work(at: Bench) -> None:
        said = await at.slack.post(BORIS, GENERAL, CATS)
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.settled()
        opened = at.slack.called("views.open")[0]
        updated = at.slack.called("views.update")[0]
        assert "One moment" in str(opened.arguments["view"])
        assert opened.monotonic - at.slack.delivered("interactive")[0].attempts[0].sent_at < 0.3
        assert updated.monotonic > opened.monotonic

    run(work)


def test_a_message_without_words_is_told_of() -> None:
    async def work(at: Bench) -> None:
        said = await at.slack.post(BORIS, GENERAL, f"<@{at.slack.bot}>")
        said.text, said.blocks = "", []
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.settled()
        assert "no words to check" in str(at.slack.modal(ALICE).blocks)  # type: ignore[union-attr]

    run(work)


def test_who_closes_the_modal_meanwhile_is_left_alone() -> None:
    async def work(at: Bench) -> None:
        said = await at.slack.post(BORIS, GENERAL, CATS)
        at.slack.slow("views.update", 0.2)
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.slack.until(lambda: at.slack.modal(ALICE))
        await at.slack.close_modal(ALICE, everything=True)
        await at.settled()
        assert at.slack.modal(ALICE) is None
        assert at.slack.ephemeral(ALICE) == at.slack.replies(at.slack.dm(ALICE)) == []

    run(work)
