"""What slash commands promise: an answer for one person, with the question, that can be shared."""

from __future__ import annotations

import pytest

from bot.commands import slashes
from bot.loopback.records import TransportName
from tests.bot.slack.workspace import ADA, ALICE, BORIS, CATS, GENERAL, OTHER, QUESTION, Bench, run


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/ask", QUESTION, CATS),
        ("/stat", "who feeds the pets", "a team: 34%"),
        ("/stat", "", "cat"),  # the topics
        ("/verify", "60% of firms keep a cat in the office.", "Contradicted"),
        ("/sources", "", "Pet survey 2024"),
        ("/footnote", "", "/stat"),
        ("/footnote", "help verify", "Each claim is marked"),
        ("/footnote", "HELP", "/ask"),
        ("/footnote", "sources", "Pet survey 2024"),
        ("/footnote", f"ask {QUESTION}", CATS),
        ("/footnote", "statu", "did you mean status?"),
        ("/footnote", "status", "Only administrators may use status"),
        ("/ask", "", "say what you want to know"),
    ],
)
def test_a_command_is_answered_to_who_typed_it_alone(
    command: str, text: str, said: str, transport: TransportName
) -> None:
    async def work(at: Bench) -> None:
        answer = await at.command(command, text)
        assert said in answer.text
        assert answer.only_for == ALICE
        assert len(at.slack.ephemeral(ALICE)) == 1  # the answer took the place of the acknowledgement
        assert at.slack.ephemeral(BORIS) == at.slack.messages(GENERAL) == []
        assert at.refused() == []
        assert at.slack.deliveries[-1].ack_s < 1  # type: ignore[operator]

    run(work, transport)


def test_what_is_asked_is_repeated_after_a_sign_that_it_was_heard() -> None:
    async def work(at: Bench) -> None:
        await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
        await at.settled()
        sign, answer = at.slack.called("response_url")
        assert sign.arguments["text"] == "Reading the reports…"
        assert answer.arguments["text"].startswith(f"You asked: {QUESTION}")

    run(work)


def test_a_figure_comes_with_a_chart_and_text_beside_it() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/stat", "who feeds the pets")
        kinds = [block["type"] for block in answer.blocks]
        assert "data_visualization" in kinds
        assert all(label in answer.text for label in ("a team: 34%", "reception: 21%", "nobody: 44%"))

    run(work)


def test_every_command_of_the_table_is_understood() -> None:
    async def work(at: Bench) -> None:
        for slash in slashes("slack"):
            answer = await at.command(slash.name, "")
            assert "There is no command" not in answer.text

    run(work)


def test_a_command_that_there_is_not_any_more_gets_a_sentence(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        payload = {
            "command": "/statistics", "text": "", "team_id": at.slack.team, "user_id": ALICE, "channel_id": GENERAL,
            "trigger_id": "1.2.3", "api_app_id": at.slack.app.app_id,
        }  # fmt: skip
        delivery = await at.slack.deliver("slash_commands", payload)
        assert delivery.acknowledged
        told = await at.slack.until(lambda: at.slack.replies(at.slack.dm(ALICE)))
        assert "There is no command /statistics here: there are /ask, /stat" in told[0].text

    run(work, transport)


def test_an_administrator_sees_the_status_without_any_secret() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/footnote", "status", user=ADA)
        shown = f"{answer.text}{answer.blocks}"
        assert "1 document" in shown
        for secret in (at.slack.app.bot_token, at.slack.app.app_token, at.slack.app.signing_secret):
            assert secret not in shown

    run(work, administrators=(ADA,))


def test_where_the_bot_is_no_member_a_command_works_all_the_same(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/ask", QUESTION, channel=OTHER)
        assert CATS in answer.text
        await at.slack.press(ALICE, answer, "share")
        await at.settled()
        (shared,) = at.slack.messages(OTHER)
        assert shared.text.startswith(f"Asked: {QUESTION}")

    run(work, transport)


# -- sharing ---------------------------------------------------------------------------------------------------------


def test_a_shared_answer_is_seen_by_all_and_a_thread_below_it_follows_it_up(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/ask", QUESTION)
        await at.slack.press(ALICE, answer, "share")
        await at.settled()
        (shared,) = at.slack.messages(GENERAL)
        assert shared.text.startswith(f"Asked: {QUESTION}")
        assert shared.only_for is None
        assert "Shared" in answer.text
        assert not any(block["type"] == "actions" for block in answer.blocks)  # it can't be shared twice
        asked = await at.slack.post(BORIS, GENERAL, "And a dog in the yard?", thread_ts=shared.ts)
        assert "12%" in (await at.answers(asked, 2))[-1].text  # the first is the shared one

    run(work, transport)


# -- when the response_url is of no use --------------------------------------------------------------------------------


def test_an_answer_that_comes_too_late_for_the_response_url_is_an_ephemeral_message_of_its_own() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("response_url", times=None, error="expired_url", status=404)
        await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
        await at.settled()
        shown = at.slack.ephemeral(ALICE)
        assert CATS in shown[-1].text
        assert at.slack.called("chat.postEphemeral")

    run(work)


def test_and_where_even_that_cannot_be_it_comes_as_a_direct_message() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("response_url", times=None, error="used_url", status=404)
        await at.slack.slash(ALICE, OTHER, "/ask", QUESTION)
        await at.settled()
        assert CATS in at.slack.replies(at.slack.dm(ALICE))[-1].text

    run(work)
