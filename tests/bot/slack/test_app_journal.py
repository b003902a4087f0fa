"""What people asked, in Slack: administrators see and download what went unanswered, and anybody can be forgotten."""

from __future__ import annotations

from bot.slack.blocks.parts import Message as Shown
from tests.bot.slack.test_app_actions import buttons
from tests.bot.slack.workspace import ADA, ALICE, BORIS, GENERAL, UNKNOWN, Bench, run

ALSO_UNKNOWN = "What's the parrots budget in hospitals?"


async def unanswered(at: Bench) -> None:
    await at.answered(UNKNOWN)
    await at.answered(ALSO_UNKNOWN)
    await at.command("/ask", UNKNOWN, BORIS)


def test_gaps_are_for_administrators_with_all_of_them_as_a_file() -> None:
    async def work(at: Bench) -> None:
        await unanswered(at)
        assert "Only administrators" in (await at.command("/footnote", "gaps")).text
        shown = await at.command("/footnote", "gaps 7", ADA)
        assert "3 questions in 1 group" in shown.text
        assert "asked 3 times by 2 people" in str(shown.blocks)
        assert "gaps_csv" in buttons(shown)
        await at.slack.press(ADA, shown, "gaps_csv")
        await at.settled()
        (message,) = at.slack.messages(at.slack.dm(ADA))
        file = at.slack.file(message.files[0])
        assert file.name == "unanswered-7-days.csv"
        assert file.content
        assert UNKNOWN in file.content.decode("utf-8-sig")
        assert at.refused() == []

    run(work, administrators=(ADA,))


def test_home_has_them_in_groups_with_the_same_button() -> None:
    async def work(at: Bench) -> None:
        await unanswered(at)
        await at.slack.open_home(ADA)
        await at.settled()
        home = at.slack.home(ADA)
        assert home
        assert "asked 3 times by 2 people" in str(home.blocks)
        await at.slack.press(ADA, home, "gaps_csv")
        await at.settled()
        assert len(at.slack.messages(at.slack.dm(ADA))) == 1
        await at.slack.open_home(ALICE)
        await at.settled()
        assert "2 people" not in str(at.slack.home(ALICE))
        assert at.refused() == []

    run(work, administrators=(ADA,))


def test_a_person_is_forgotten_after_saying_yes_and_can_only_say_it_for_themselves() -> None:
    async def work(at: Bench) -> None:
        await unanswered(at)
        refused = await at.command("/footnote", f"forget {BORIS}", ADA)
        assert "type forget me" in refused.text
        asked = await at.command("/footnote", "forget me")
        assert "2 questions of yours" in asked.text
        assert at.journal.count(user=ALICE) == 2
        await at.slack.press(ALICE, asked, "forget_me")
        await at.settled()
        said = [message.text for message in at.slack.ephemeral(ALICE)]
        assert any("Forgotten: 2 questions" in text for text in said)
        assert not any("questions of yours" in text for text in said)  # the button is gone with the question
        assert (at.journal.count(user=ALICE), at.journal.count(user=BORIS)) == (0, 1)
        assert at.refused() == []

    run(work, administrators=(ADA,))


def test_whoever_is_asked_first_sees_a_message_that_slack_takes() -> None:
    from bot.replies import ForgetReply
    from bot.slack.blocks import message

    shown: Shown = message(ForgetReply("Shall I forget <!channel> all of it?", 2, "U1"))
    assert "<!channel>" not in shown.text
    assert GENERAL not in shown.text
