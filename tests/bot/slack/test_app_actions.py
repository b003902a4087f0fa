"""What the buttons do: proof, slides, folding, feedback, people."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from bot.loopback import Message, View
from bot.loopback.records import TransportName
from tests.bot.slack.workspace import (
    ALICE,
    BORIS,
    CATS,
    DOG_QUESTION,
    GENERAL,
    PRIVATE,
    QUESTION,
    RANDOM,
    UNKNOWN,
    Bench,
    run,
)


def buttons(where: Message | View) -> dict[str, dict[str, Any]]:
    """By action_id, wherever they stand."""
    found: dict[str, dict[str, Any]] = {}
    for block in where.blocks:
        for each in [*block.get("elements", []), block.get("accessory") or {}]:
            if each.get("action_id"):
                found[each["action_id"]] = each
    return found


def thumb(answer: Message, side: str) -> str:
    value: str = buttons(answer)["feedback"][f"{side}_button"]["value"]
    return value


def words(view: View | None) -> str:
    return str(view.blocks) if view is not None else ""


# -- proof -----------------------------------------------------------------------------------------------------------


def test_show_in_source_opens_the_quote_in_its_surroundings(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered()
        await at.slack.press(BORIS, answer, "source:1")
        await at.slack.until(lambda: CATS in words(at.slack.modal(BORIS)))
        assert at.slack.modal(ALICE) is None
        assert at.refused() == []

    run(work, transport)


def test_previous_and_next_turn_the_page_of_the_same_modal() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/stat", "who feeds the pets")
        await at.slack.press(ALICE, answer, "source:1")
        first = await at.slack.until(lambda: at.slack.modal(ALICE) if "Next" in words(at.slack.modal(ALICE)) else None)
        await at.slack.press(ALICE, first, "source:2")
        await at.slack.until(lambda: "Previous" in words(at.slack.modal(ALICE)))
        assert len(at.slack.modals(ALICE)) == 1
        assert "21% say that reception" in words(at.slack.modal(ALICE))

    run(work)


def test_a_source_of_an_answer_that_is_no_longer_kept_says_to_ask_again() -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered()
        at.journal.drop(at.journal.recent(ALICE, 1)[0].id)
        await at.slack.press(ALICE, answer, "source:1")
        await at.slack.until(lambda: "ask the question again" in words(at.slack.modal(ALICE)))

    run(work)


def test_a_modal_that_slack_does_not_open_any_more_is_told_of() -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered()
        at.slack.fail("views.open", error="expired_trigger_id")
        await at.slack.press(ALICE, answer, "source:1")
        await at.settled()
        assert "please press again" in at.slack.ephemeral(ALICE)[-1].text

    run(work)


def test_a_figure_is_ready_for_slides_and_comes_as_csv_and_png(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/stat", "who feeds the pets")
        await at.slack.press(ALICE, answer, next(name for name in buttons(answer) if name.startswith("slides:")))
        shown = await at.slack.until(lambda: at.slack.modal(ALICE) if "44%" in words(at.slack.modal(ALICE)) else None)
        assert "Pet survey 2024" in words(shown)
        await at.slack.press(ALICE, shown, "download_csv")
        await at.slack.press(ALICE, shown, "download_png")
        await at.settled()
        sent = [at.slack.file(name) for each in at.slack.messages(at.slack.dm(ALICE)) for name in each.files]
        by_kind = {each.name.rsplit(".", 1)[1]: each for each in sent}
        assert set(by_kind) == {"csv", "png"}
        rows = list(csv.reader(io.StringIO((by_kind["csv"].content or b"").decode())))
        assert len(rows) == 4  # the head and all options
        assert (by_kind["png"].content or b"").startswith(b"\x89PNG")
        assert at.slack.messages(GENERAL) == []
        assert at.refused() == []

    run(work, transport)


# -- folding ---------------------------------------------------------------------------------------------------------

LONG = " ".join(f"{n}% of firms keep a cat in the office." for n in range(10, 90))  # more claims than are shown at once


def test_a_long_answer_unfolds_and_folds_where_it_stands() -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered(f"verify {LONG[:1500]}")
        folded = [block["type"] for block in answer.blocks]
        await at.slack.press(BORIS, answer, "more")
        await at.settled()
        assert len(answer.blocks) > len(folded)
        await at.slack.press(BORIS, answer, "less")
        await at.settled()
        assert [block["type"] for block in answer.blocks] == folded
        assert at.refused() == []

    run(work)


def test_what_only_one_person_sees_unfolds_for_that_person_and_stays_to_be_shared() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/verify", LONG[:1500])
        before = len(str(answer.blocks))
        await at.slack.press(ALICE, answer, "more")
        await at.settled()
        assert len(str(answer.blocks)) > before
        assert answer.only_for == ALICE
        assert "share" in buttons(answer)
        assert at.slack.messages(GENERAL) == []

    run(work)


# -- choices ---------------------------------------------------------------------------------------------------------


def test_a_choice_under_what_one_person_sees_is_answered_to_that_person() -> None:
    async def work(at: Bench) -> None:
        refusal = await at.command("/ask", UNKNOWN)
        ask = next(name for name in buttons(refusal) if name.startswith("ask:"))
        await at.slack.press(ALICE, refusal, ask)
        await at.settled()
        answer = at.slack.ephemeral(ALICE)[-1]
        assert "You asked" in answer.text
        assert "%" in answer.text
        assert "don't say" in refusal.text  # it stays, for the other choices
        assert at.slack.messages(GENERAL) == []

    run(work)


# -- feedback --------------------------------------------------------------------------------------------------------


def test_a_thumb_up_is_kept_and_thanked_for(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered()
        await at.slack.press(BORIS, answer, "feedback", option=thumb(answer, "positive"))
        await at.settled()
        (kept,) = at.journal.feedback(at.journal.recent(ALICE, 1)[0].id)
        assert (kept.user, kept.rating) == (BORIS, "good")
        (thanks,) = at.slack.ephemeral(BORIS)
        assert "Thank you" in thanks.text
        assert thanks.thread_ts == asked.ts

    run(work, transport)


def test_a_thumb_down_counts_at_once_and_asks_why(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        asked, answer = await at.answered()
        await at.slack.press(BORIS, answer, "feedback", option=thumb(answer, "negative"))
        await at.settled()
        exchange = at.journal.recent(ALICE, 1)[0]
        assert [each.rating for each in at.journal.feedback(exchange.id)] == ["bad"]
        form = at.slack.modal(BORIS)
        assert form is not None
        await at.slack.submit(BORIS, form, {"why": {"why": "outdated"}, "comment": {"comment": "2025 is out <!here>"}})
        await at.settled()
        (kept,) = at.journal.feedback(exchange.id)
        assert (kept.rating, kept.why, kept.comment) == ("bad", "outdated", "2025 is out <!here>")
        assert at.slack.modal(BORIS) is None
        assert at.slack.ephemeral(BORIS)[-1].thread_ts == asked.ts
        assert at.refused() == []

    run(work, transport)


# -- people ----------------------------------------------------------------------------------------------------------


def test_ask_a_person_posts_to_the_help_channel_with_the_question_and_what_was_tried(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        _, refusal = await at.answered(UNKNOWN)
        await at.slack.press(ALICE, refusal, "ask_person")
        await at.settled()
        (handed_on,) = at.slack.messages(RANDOM)
        assert UNKNOWN in handed_on.text
        assert f"<@{ALICE}>" in handed_on.text
        assert "don't say" in handed_on.text
        assert "passed on" in at.slack.ephemeral(ALICE)[-1].text
        await at.slack.press(BORIS, refusal, "ask_person")
        await at.settled()
        assert len(at.slack.messages(RANDOM)) == 1
        assert "already" in at.slack.ephemeral(BORIS)[-1].text

    run(work, transport, help_channel=RANDOM)


def test_where_no_help_channel_is_named_there_is_no_such_button() -> None:
    async def work(at: Bench) -> None:
        _, refusal = await at.answered(UNKNOWN)
        assert "ask_person" not in buttons(refusal)

    run(work)


def test_a_help_channel_without_the_bot_says_what_to_do_and_may_be_tried_again() -> None:
    async def work(at: Bench) -> None:
        _, refusal = await at.answered(UNKNOWN)
        await at.slack.leave(at.slack.bot, RANDOM)
        await at.slack.press(ALICE, refusal, "ask_person")
        await at.settled()
        assert "ask an administrator to invite me" in at.slack.ephemeral(ALICE)[-1].text
        await at.slack.join(at.slack.bot, RANDOM)
        await at.slack.press(ALICE, refusal, "ask_person")
        await at.settled()
        assert [UNKNOWN in each.text for each in at.slack.replies(RANDOM)] == [True]

    run(work, help_channel=RANDOM)


# -- who may see what --------------------------------------------------------------------------------------------------


def test_a_button_of_another_conversation_shows_nothing_there() -> None:
    async def work(at: Bench) -> None:
        await at.answered(QUESTION, PRIVATE)
        exchange = at.journal.recent(ALICE, 1)[0].id
        _, answer = await at.answered(DOG_QUESTION)
        stolen = {
            "type": "block_actions", "team": {"id": at.slack.team}, "user": {"id": BORIS}, "trigger_id": "9.9.9",
            "api_app_id": at.slack.app.app_id, "channel": {"id": GENERAL},
            "container": {"type": "message", "message_ts": answer.ts, "channel_id": GENERAL},
            "message": {"ts": answer.ts, "thread_ts": answer.thread_ts},
            "actions": [{"type": "button", "action_id": "more", "value": f"{exchange}|0|"}],
        }  # fmt: skip
        await at.slack.deliver("interactive", stolen)
        await at.settled()
        assert "12%" in answer.text
        assert "belongs to another conversation" in at.slack.ephemeral(BORIS)[-1].text

    run(work)


@pytest.mark.parametrize("value", ["", "nonsense", "a|b|c", "gone|1|"])
def test_a_button_whose_value_is_off_ends_with_a_sentence(value: str) -> None:
    async def work(at: Bench) -> None:
        _, answer = await at.answered()
        odd = {
            "type": "block_actions", "team": {"id": at.slack.team}, "user": {"id": ALICE}, "trigger_id": "9.9.9",
            "api_app_id": at.slack.app.app_id, "channel": {"id": GENERAL},
            "container": {"type": "message", "message_ts": answer.ts, "channel_id": GENERAL},
            "actions": [{"type": "button", "action_id": "more", "value": value}],
        }  # fmt: skip
        delivery = await at.slack.deliver("interactive", odd)
        await at.settled()
        assert delivery.acknowledged
        assert "ask the question again" in at.slack.ephemeral(ALICE)[-1].text

    run(work)
