"""A written answer in Slack: it grows sentence by sentence, each once it has passed, and ends with its proof below."""

from __future__ import annotations

from typing import Any

from bot.loopback.records import TransportName
from knowledge.errors import WriterUnavailable
from knowledge.models.scripted import ScriptedWriter
from knowledge.writing.answers import QUOTED
from tests.bot.slack.workspace import ALICE, CATS, GENERAL, QUESTION, Bench, pets, run
from tests.support.writers import Gated, writing

FIRST = "In the office, {{s1}} of the firms keep a cat [1]. "
FALSE = "In the office, 98% of the firms keep a cat [1]. "
LAST = "The firms keep a cat in the office [1]."
SAID = "In the office, 48% of the firms keep a cat."


def shown(blocks: Any) -> str:
    """The words of blocks, in their order, whatever is bold."""
    if isinstance(blocks, dict):
        return "".join(shown(value) for name, value in blocks.items() if name in {"text", "elements", "accessory"})
    return "".join(map(shown, blocks)) if isinstance(blocks, list | tuple) else str(blocks)


def test_a_sentence_is_shown_while_the_next_is_still_being_written(transport: TransportName) -> None:
    gated = Gated(FIRST, FALSE, LAST)

    async def work(at: Bench) -> None:
        gated.gates[0].set()
        asked = await at.mention()
        gated.gates[1].set()
        (message,) = await at.answers(asked)
        stream = message.stream
        assert stream is not None
        await at.slack.until(lambda: SAID in stream.text)
        assert stream.state == "streaming"
        assert "98%" not in stream.text
        gated.gates[2].set()
        await at.slack.until(lambda: stream.state == "stopped")
        await at.settled()
        assert at.refused() == []
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert "[1]" in stream.text
        assert CATS in shown(message.blocks)  # its quote stands below
        assert SAID not in shown(message.blocks)  # and the sentence isn't said twice
        assert "Show in source" in shown(message.blocks)

    run(work, transport, services=writing(pets(), gated))


def test_what_did_not_pass_is_never_in_any_call() -> None:
    async def work(at: Bench) -> None:
        await at.answered()
        assert not any("98%" in str(call.arguments) for call in at.slack.calls)

    run(work, services=writing(pets(), FALSE + FIRST + LAST))


def test_the_journal_keeps_the_whole_answer_and_shows_it_again() -> None:
    async def work(at: Bench) -> None:
        _, message = await at.answered()
        exchange = at.journal.recent(ALICE, 1)[0]
        assert exchange.shown_as == message.ts
        whole = at.parts.message(exchange.reply, folded=False)
        assert SAID in shown(whole.blocks)
        assert CATS in shown(whole.blocks)
        assert SAID in whole.text
        assert at.slack.problems("message", {"text": whole.text, "blocks": list(whole.blocks)}) == []

    run(work, services=writing(pets(), FIRST))


def test_a_stream_that_slack_has_closed_meanwhile_becomes_the_whole_answer() -> None:
    gated = Gated(FIRST, "And ", LAST)

    async def work(at: Bench) -> None:
        for gate in gated.gates[:2]:
            gate.set()
        asked = await at.mention()
        (message,) = await at.answers(asked)
        stream = message.stream
        assert stream is not None
        await at.slack.until(lambda: SAID in stream.text)
        at.clock.advance(301)
        gated.gates[2].set()
        await at.slack.until(lambda: SAID in shown(message.blocks))
        await at.settled()
        assert CATS in shown(message.blocks)
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1

    run(work, services=writing(pets(), gated))


def test_where_slack_takes_no_stream_the_answer_comes_whole() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("chat.startStream", error="internal_error", times=None)
        _, message = await at.answered()
        assert SAID in shown(message.blocks)
        assert CATS in shown(message.blocks)

    run(work, services=writing(pets(), FIRST + LAST))


def test_a_command_is_answered_whole() -> None:
    async def work(at: Bench) -> None:
        message = await at.command("/ask", QUESTION)
        assert SAID in shown(message.blocks)
        assert at.refused() == []

    run(work, services=writing(pets(), FIRST))


def test_a_model_that_fails_leaves_the_quoted_answer_with_a_remark() -> None:
    failing = ScriptedWriter(WriterUnavailable("It failed.", "slow"))

    async def work(at: Bench) -> None:
        _, message = await at.answered()
        assert message.stream is None
        assert CATS in shown(message.blocks)
        assert QUOTED in shown(message.blocks)

    run(work, services=writing(pets(), failing))
