"""What happens when Slack, the network or we ourselves go wrong: nobody is left wondering, nothing is said twice."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from typing import Any

import pytest

from bot import logs
from bot.journal import Exchange
from bot.loopback.records import TransportName
from bot.replies import (
    ErrorReply,
    Reply,
)
from bot.requests import (
    Place,
    Request,
    Watch,
)
from bot.stores.journal import open_journal
from bot.stores.memory import MemoryJournal
from bot.wiring import Services
from knowledge.errors import LibraryError
from tests.bot.slack.test_app_actions import thumb
from tests.bot.slack.workspace import (
    ALICE,
    BORIS,
    CATS,
    DOG_QUESTION,
    GENERAL,
    QUESTION,
    RANDOM,
    UNKNOWN,
    Bench,
    alone,
    app_in,
    pets,
    run,
    workspace,
)

# -- once -------------------------------------------------------------------------------------------------------------


def test_an_event_that_is_delivered_twice_is_answered_once(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        at.slack.duplicate(times=None)
        asked = await at.mention()
        await at.answers(asked)
        at.slack.mend()
        for delivery in at.slack.delivered("events_api"):
            await at.slack.redeliver(delivery)
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert len(at.slack.called("assistant.threads.setStatus")) == 1

    run(work, transport)


def test_a_press_that_is_delivered_twice_counts_once() -> None:
    async def work(at: Bench) -> None:
        answer = await at.command("/ask", QUESTION)
        delivery = await at.slack.press(ALICE, answer, "share")
        await at.slack.redeliver(delivery)
        await at.settled()
        assert len(at.slack.messages(GENERAL)) == 1

    run(work)


def on_disk() -> Services:
    """The survey of pets with a journal in a file, as replicas and a restarted process find it."""
    services = pets()
    services.journal = open_journal(services.settings.library)
    return services


def test_a_restart_in_between_neither_answers_again_nor_forgets_the_thread(transport: TransportName) -> None:
    async def work() -> None:
        services = on_disk()
        async with workspace(transport) as slack:
            async with app_in(slack, services) as parts:
                asked = await slack.post(ALICE, GENERAL, f"<@{slack.bot}> {QUESTION}")
                await slack.until(lambda: slack.replies(GENERAL, asked.ts))
                await parts.finish()
            services.journal = open_journal(services.settings.library)  # as a new process finds it
            async with app_in(slack, services) as parts:
                for delivery in slack.delivered("events_api"):
                    await slack.redeliver(delivery)
                await slack.quiet()
                await parts.finish()
                assert len(slack.replies(GENERAL, asked.ts)) == 1
                await slack.post(BORIS, GENERAL, "And a dog in the yard?", thread_ts=asked.ts)
                await slack.until(lambda: "12%" in slack.replies(GENERAL, asked.ts)[-1].text)

    alone(work())


def test_two_replicas_answer_each_question_once() -> None:
    async def work() -> None:
        services, other = on_disk(), pets()
        async with workspace() as slack, app_in(slack, services) as one:
            other.journal = open_journal(services.settings.library)
            async with app_in(slack, other) as two:
                await slack.connected(2)
                slack.duplicate(times=None)
                asked = [await slack.post(ALICE, GENERAL, f"<@{slack.bot}> {QUESTION}") for _ in range(8)]
                for each in asked:
                    await slack.until(lambda each=each: slack.replies(GENERAL, each.ts))  # type: ignore[misc]
                for delivery in slack.delivered("events_api"):
                    await slack.redeliver(delivery)
                await slack.quiet()
                await asyncio.gather(one.finish(), two.finish())
                assert [len(slack.replies(GENERAL, each.ts)) for each in asked] == [1] * 8

    alone(work())


# -- acknowledged, and a sign at once ---------------------------------------------------------------------------------


class Slow:
    """A desk that takes its time with questions."""

    def __init__(self, services: Services, takes_s: float) -> None:
        self._ask = services.answerer.ask
        self._takes_s = takes_s
        self.threads: set[str] = set()

    def __call__(self, *asked: Any) -> Any:
        self.threads.add(threading.current_thread().name)
        time.sleep(self._takes_s)
        return self._ask(*asked)


def test_everything_is_acknowledged_at_once_however_long_the_answer_takes(transport: TransportName) -> None:
    services = pets()
    services.answerer.ask = Slow(services, 0.3)  # type: ignore[method-assign]

    async def work(at: Bench) -> None:
        asked = [await at.mention(wait=False) for _ in range(8)]
        command = await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
        for each in asked:
            await at.answers(each)
        await at.settled()
        assert command.acknowledged
        for delivery in at.slack.deliveries:
            assert delivery.ack_s is not None
            assert delivery.ack_s < 1
            assert len(delivery.attempts) == 1
        assert CATS in at.slack.ephemeral(ALICE)[-1].text

    run(work, transport, services=services)


def test_the_first_sign_comes_within_300_ms(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        waited = []
        for _ in range(20):
            begun = time.monotonic()
            await at.answered()
            first = next(call for call in at.slack.calls if call.monotonic > begun and "auth" not in call.method)
            waited.append(first.monotonic - begun)
        assert sorted(waited)[18] <= 0.3

    run(work, transport)


def test_more_than_may_wait_are_told_to_come_again() -> None:
    services = pets()
    services.answerer.ask = Slow(services, 0.2)  # type: ignore[method-assign]

    async def work(at: Bench) -> None:
        asked = [await at.mention(wait=False) for _ in range(5)]
        said = [(await at.answers(each))[0].text for each in asked]
        assert sum("try again in a minute" in each for each in said) >= 1
        assert sum(CATS in each for each in said) >= 2

    run(work, services=services, workers=1, waiting=1)


# -- what Slack refuses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_that_are_refused_come_as_the_same_answer_in_plain_text(error: str) -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("chat.postMessage", error=error)
        _, answer = await at.answered()
        assert CATS in answer.text
        assert answer.blocks == []
        at.slack.fail("response_url", error=error, status=400)  # the sign has none
        at.slack.fail("response_url", error=error, status=400)
        private = await at.command("/ask", QUESTION)
        assert CATS in private.text
        assert private.blocks == []

    run(work)


def test_being_asked_to_come_later_is_respected(transport: TransportName) -> None:
    async def work(at: Bench) -> None:
        at.slack.ratelimit("chat.postMessage", retry_after_s=1)
        begun = time.monotonic()
        _, answer = await at.answered()
        assert CATS in answer.text
        refused, said = at.slack.called("chat.postMessage")
        assert said.monotonic - refused.monotonic >= 1
        assert time.monotonic() - begun < 4

    run(work, transport)


def test_a_longer_wait_than_anybody_sits_out_is_not_sat_out() -> None:
    async def work(at: Bench) -> None:
        at.slack.ratelimit("assistant.threads.setStatus", retry_after_s=3600)
        _, answer = await at.answered()
        assert CATS in answer.text

    run(work)


def test_where_no_status_is_shown_a_placeholder_is_and_becomes_the_answer() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("assistant.threads.setStatus", times=None, error="method_not_supported_for_channel_type")
        asked, answer = await at.answered()
        assert at.slack.called("chat.postMessage")[0].arguments["text"] == "Reading the reports…"
        assert CATS in answer.text
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        await at.slack.edit(ALICE, asked, f"<@{at.slack.bot}> {DOG_QUESTION}")
        await at.slack.until(lambda: "12%" in answer.text)

    run(work)


@pytest.mark.parametrize("lost", ["archived", "left", "gone"])
def test_an_answer_for_a_channel_that_is_closed_meanwhile_goes_to_the_person(lost: str) -> None:
    services = pets()
    services.answerer.ask = Slow(services, 0.3)  # type: ignore[method-assign]

    async def work(at: Bench) -> None:
        await at.mention()
        await {
            "archived": at.slack.archive,
            "left": lambda channel: at.slack.leave(at.slack.bot, channel),
            "gone": at.slack.delete_channel,
        }[lost](GENERAL)
        note, answer = await at.slack.until(
            lambda: said if len(said := at.slack.replies(at.slack.dm(ALICE))) == 2 else None
        )
        assert "I can't write in that channel" in note.text
        assert CATS in answer.text
        asked = await at.slack.post(ALICE, at.slack.dm(ALICE), QUESTION)  # and it goes on
        assert CATS in (await at.answers(asked))[0].text

    run(work, services=services)


# -- what goes on for long --------------------------------------------------------------------------------------------


class Talkative:
    """A desk that says what it is doing, and waits in between."""

    def __init__(self, desk: Any, gate: threading.Event) -> None:
        self._handle = desk.handle
        self._gate = gate

    def handle(self, request: Request, watch: Watch | None = None) -> Reply:
        if request.command == "ask" and watch is not None:
            watch.say("There is no library yet: ingesting the starter <!here>.")
            self._gate.wait(5)
            watch.say("Nearly done.")
        reply: Reply = self._handle(request, watch)
        return reply


def test_work_that_goes_on_is_told_of_in_a_stream_that_ends_with_the_answer(transport: TransportName) -> None:
    gate = threading.Event()

    async def work(at: Bench) -> None:
        at.parts.desk = Talkative(at.parts.desk, gate)  # type: ignore[assignment]
        asked = await at.mention()
        (message,) = await at.answers(asked)
        stream = message.stream
        assert stream is not None
        await at.slack.until(lambda: "ingesting the starter" in stream.text)
        assert "<!here>" not in stream.text
        gate.set()
        await at.slack.until(lambda: stream.state == "stopped")
        assert "keep a cat in the office." in str(message.blocks)
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert at.journal.recent(ALICE, 1)[0].shown_as == message.ts
        assert at.refused() == []

    run(work, transport)


def test_a_stream_that_slack_has_closed_meanwhile_is_finished_by_an_update() -> None:
    gate = threading.Event()

    async def work(at: Bench) -> None:
        at.parts.desk = Talkative(at.parts.desk, gate)  # type: ignore[assignment]
        asked = await at.mention()
        (message,) = await at.answers(asked)
        at.clock.advance(301)
        gate.set()
        await at.slack.until(lambda: CATS in message.text)
        assert "keep a cat in the office." in str(message.blocks)
        await at.settled()
        assert len(at.slack.replies(GENERAL, asked.ts)) == 1
        assert "chat.stopStream: message_not_in_streaming_state" in at.refused()

    run(work)


def test_blocks_that_are_refused_at_the_end_of_a_stream_come_as_text() -> None:
    gate = threading.Event()
    gate.set()

    async def work(at: Bench) -> None:
        at.parts.desk = Talkative(at.parts.desk, gate)  # type: ignore[assignment]
        at.slack.fail("chat.stopStream", error="invalid_blocks")
        at.slack.fail("chat.update", error="invalid_blocks")
        _, message = await at.answered()
        assert CATS in message.text
        assert message.blocks == []

    run(work)


def test_a_command_that_takes_long_says_so_within_the_uses_of_its_response_url() -> None:
    class Chatty(Talkative):
        def handle(self, request: Request, watch: Watch | None = None) -> Reply:
            for n in range(20):
                if watch is not None:
                    watch.say(f"Step {n}.")
            return self._handle(request, watch)  # type: ignore[no-any-return]

    async def work(at: Bench) -> None:
        at.parts.desk = Chatty(at.parts.desk, threading.Event())  # type: ignore[assignment]
        answer = await at.command("/ask", QUESTION)
        assert CATS in answer.text
        assert any("Step" in call.arguments["text"] for call in at.slack.called("response_url"))
        assert len(at.slack.called("response_url")) <= 4  # one is left for what follows
        assert len(at.slack.ephemeral(ALICE)) == 1

    run(work)


# -- our own faults ---------------------------------------------------------------------------------------------------


class Garbled:
    """A desk that replies with what can't be shown."""

    def handle(self, *_: object) -> Reply:
        return None  # type: ignore[return-value]


@pytest.mark.parametrize("where", ["mention", "command", "press", "home", "directly"])
def test_every_failure_shows_a_sentence_with_the_number_that_the_log_has(
    where: str, transport: TransportName, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: Bench) -> None:
        logs.configure()
        asked, answer = await at.answered()
        at.parts.desk = Garbled()  # type: ignore[assignment]
        direct = at.slack.dm(ALICE)
        if where == "mention":
            await at.mention(DOG_QUESTION, thread_ts=asked.ts)
        elif where == "command":
            await at.slack.slash(ALICE, GENERAL, "/stat", "cats")
        elif where == "press":
            await at.slack.press(ALICE, answer, "feedback", option=thumb(answer, "positive"))
        elif where == "home":
            await at.slack.open_home(ALICE)
        else:
            asked = await at.slack.post(ALICE, direct, QUESTION)
        await at.settled()
        seen = [*at.slack.thread(asked.channel, asked.ts), *at.slack.ephemeral(ALICE), *at.slack.replies(direct)]
        (told,) = (each.text for each in seen if "report it with the reference number" in each.text)
        number = told.rstrip(".").split()[-1]
        log = capsys.readouterr().err
        assert f"reference={number}" in log
        assert "TypeError: NoneType is no message" in log
        assert "surface=slack" in log
        assert "NoneType" not in told
        assert QUESTION not in log
        assert DOG_QUESTION not in log

    run(work, transport)


def broken(*_: object) -> Any:
    raise ZeroDivisionError("secret detail")


def test_a_fault_within_the_desk_is_told_in_the_thread() -> None:
    services = pets()
    services.answerer.ask = broken  # type: ignore[method-assign]

    async def work(at: Bench) -> None:
        _, told = await at.answered()
        assert "report it with the reference number" in told.text

    run(work, services=services)


class Damaged(MemoryJournal):
    """A journal whose disk is gone."""

    def first_time(self, event: str) -> bool:
        raise LibraryError("The journal is damaged.")

    def shown(self, exchange_id: str, shown_as: str) -> None:
        raise LibraryError("The journal is damaged.")

    def asked_in(self, place: Place) -> Exchange | None:
        raise LibraryError("The journal is damaged.")


def test_a_journal_that_cannot_be_used_keeps_nobody_from_an_answer() -> None:
    services = pets()
    services.journal = Damaged()

    async def work(at: Bench) -> None:
        asked, answer = await at.answered()
        assert CATS in answer.text
        await at.slack.delete(ALICE, asked)
        assert CATS in (await at.command("/ask", QUESTION)).text

    run(work, services=services)


def test_a_failure_to_tell_of_a_failure_does_not_end_the_app() -> None:
    async def work(at: Bench) -> None:
        at.slack.fail("*", times=40, error="fatal_error")
        await at.mention()
        await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
        await at.settled()
        at.slack.mend()
        _, answer = await at.answered()
        assert CATS in answer.text

    run(work)


def test_the_log_has_no_words_of_people_not_even_at_its_most_talkative(capsys: pytest.CaptureFixture[str]) -> None:
    async def work(at: Bench) -> None:
        logs.configure("debug")
        await at.answered("How many firms keep a cat, says Zebulon?")
        await at.command("/verify", "60% of them keep a cat, says Zebulon.")
        at.slack.fail("chat.postMessage", error="invalid_blocks")
        await at.answered("How many firms, says Zebulon?")

    run(work)
    assert "says Zebulon" not in capsys.readouterr().err


# -- transports -------------------------------------------------------------------------------------------------------


def test_a_wrong_an_old_and_a_missing_signature_are_refused() -> None:
    async def work(at: Bench) -> None:
        for forged in ({"secret": "wrong"}, {"age_s": 301.0}, {"unsigned": True}):
            at.slack.forge(times=1, **forged)  # type: ignore[arg-type]
            delivery = await at.slack.slash(ALICE, GENERAL, "/ask", QUESTION)
            assert not delivery.acknowledged
            assert delivery.attempts[0].status == 401
        await at.settled()
        assert [call.method for call in at.slack.calls] == ["auth.test"]
        assert await at.slack.verify_url()

    run(work, "http")


def test_a_connection_that_is_renewed_or_lost_comes_back() -> None:
    async def work(at: Bench) -> None:
        await at.slack.refresh_connections()
        await at.slack.connected()
        await at.slack.until(lambda: len(at.slack.called("apps.connections.open")) >= 3)
        await at.slack.connected()
        _, answer = await at.answered()
        assert CATS in answer.text

    run(work)


def test_ending_finishes_what_is_under_way(transport: TransportName) -> None:
    services = pets()
    services.answerer.ask = Slow(services, 0.5)  # type: ignore[method-assign]

    async def work() -> None:
        async with workspace(transport) as slack:
            async with app_in(slack, services):
                asked = await slack.post(ALICE, GENERAL, f"<@{slack.bot}> {QUESTION}")
            (answer,) = slack.replies(GENERAL, asked.ts)
            assert CATS in answer.text

    alone(work())


def test_refusals_of_the_desk_reach_the_person() -> None:
    async def work(at: Bench) -> None:
        reply = await at.parts.ask(Request(command="nothing", user=ALICE, surface="slack"))
        assert isinstance(reply, ErrorReply)
        _, refusal = await at.answered(UNKNOWN)
        assert "don't say" in refusal.text

    run(work)


HOSTILE = (
    "<!channel> <!here|here> who owns AI?",
    "@here @channel @everyone who?",
    f"<@{BORIS}> <#{GENERAL}|general> <!subteam^S1|@team> how many cats?",
    "`*_~> bold? <https://evil.example|https://example.org/pets.html>",
    "]]> &lt;!channel&gt; &amp;lt;!here&amp;gt; how many?",
    "\u202ehow\u202c many \u200bcats\x07\x00 in the office?",
    "how " + "many " * 1_000 + "?",
    "🐈" * 700 + "?",
    "> quoted\n>> and again\n```code``` how many?",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_pings_nobody_and_every_payload_is_taken(text: str) -> None:
    async def work(at: Bench) -> None:
        await at.mention(text)
        await at.slack.post(ALICE, at.slack.dm(ALICE), text)
        for command in ("/ask", "/stat", "/verify", "/footnote"):
            await at.command(command, text)
        said = await at.slack.post(BORIS, RANDOM, text)
        await at.slack.shortcut(ALICE, said, "check_figures")
        await at.settled()
        assert at.refused() == []
        for call in at.slack.calls:
            sent = json.dumps(call.arguments)
            assert not re.search(r"<(?:!|@U|@W|#C)", sent), sent
            assert "<https://evil.example" not in sent

    run(work)
