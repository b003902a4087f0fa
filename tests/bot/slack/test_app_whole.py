"""The whole bot in a loopback Slack, with the shipped models on the starter: what a newcomer sees first."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from bot.wiring import Services
from tests.bot.slack.test_app_actions import buttons
from tests.bot.slack.workspace import ADA, ALICE, BORIS, GENERAL, RANDOM, Bench, run


def test_a_newcomer_asks_looks_up_checks_and_sees_the_proof(own_library: Path) -> None:
    services = Services(Settings(library=own_library))

    async def work(at: Bench) -> None:
        asked = await at.mention("Who owns AI in most companies?")
        (answer,) = await at.slack.until(lambda: at.slack.replies(GENERAL, asked.ts), 60)
        await at.slack.until(lambda: "34%" in str(answer.blocks), 60)  # the starter was read first, and said so
        assert answer.stream is not None
        assert "ingesting the starter" in answer.stream.text
        await at.settled()

        await at.slack.post(BORIS, GENERAL, "thanks, how nice of you!", thread_ts=asked.ts)
        await at.slack.post(BORIS, GENERAL, "And how many organizations were asked?", thread_ts=asked.ts)
        await at.answers(asked, 2)
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 2

        await at.slack.press(BORIS, answer, "source:1")
        await at.slack.until(lambda: "one in three" in str(at.slack.modal(BORIS).blocks))  # type: ignore[union-attr]

        figure = await at.command("/stat", "ownership")
        assert "data_visualization" in [block["type"] for block in figure.blocks]

        said = await at.slack.post(BORIS, GENERAL, "60% of companies have a dedicated AI team.")
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.settled()
        assert "34%" in str(at.slack.modal(ALICE).blocks)  # type: ignore[union-attr]

        refusal = await at.mention("How many hospitals in Japan use AI for surgery?")
        await at.answers(refusal)
        await at.settled()
        assert "ask_person" in buttons(at.slack.replies(GENERAL, refusal.ts)[0])

        await at.slack.open_messages_tab(ALICE)
        await at.slack.until(lambda: at.slack.prompts(at.slack.dm(ALICE)), 30)
        await at.slack.open_home(ADA)
        await at.slack.until(lambda: "hospitals in Japan" in str(at.slack.home(ADA) and at.slack.home(ADA).blocks), 30)  # type: ignore[union-attr]
        assert at.refused() == []

    run(work, services=services, administrators=(ADA,), help_channel=RANDOM, within_s=120)
