"""What happens when Teams is slow, full, gone or particular; and how an answer is shown while it comes about."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from microsoft_teams.api import ActivityTypeAdapter

from bot.teams import showing
from bot.teams.cards import Message
from bot.teams.showing import Placed, Streamed
from bot.teams.speaking import Conversation
from knowledge.records import Claim
from tests.bot.parts import claim
from tests.bot.slack.workspace import QUESTION
from tests.bot.teams.connector import ALICE, GROUP, PERSONAL
from tests.bot.teams.office import Office, run


def test_a_call_that_is_held_back_is_made_again_when_teams_says() -> None:
    async def work(at: Office) -> None:
        at.teams.faults = [(429, {}, {"Retry-After": "0.1"}), (503, {}, {}), (502, {}, {})]
        await at.told(QUESTION, GROUP)
        assert [call["status"] for call in at.teams.calls][:3] == [429, 503, 502]
        assert len(at.texts(GROUP)) == 1

    run(work)


def test_an_answer_whose_card_is_refused_is_there_in_words() -> None:
    async def work(at: Office) -> None:
        at.teams.refuses_cards = True
        answer = await at.told(QUESTION)
        assert "48%" in answer["text"]
        assert "attachments" not in answer

    run(work)


def test_a_conversation_that_is_closed_does_not_stop_the_others() -> None:
    async def work(at: Office) -> None:
        at.teams.faults = [(403, {"error": {"message": "blocked"}}, {})] * 4
        await at.say(QUESTION, GROUP)
        await at.settled()
        at.teams.faults = []
        assert at.texts(GROUP) == []
        assert "48%" in (await at.told(QUESTION))["text"]

    run(work)


def test_a_stream_that_a_person_stopped_is_finished_as_a_message() -> None:
    async def work(at: Office) -> None:
        await at.say(QUESTION)
        at.teams.stops_streams = True
        await at.settled()
        assert any("48%" in each["text"] for each in at.texts())

    run(work)


@dataclass
class Context:
    """As the SDK hands it to a handler."""

    api: Any
    activity: Any


async def conversation_of(at: Office, where: str = PERSONAL) -> Conversation:
    """The conversation as the app sees it."""
    activity = ActivityTypeAdapter.validate_python(at.teams.activity("message", where, ALICE, text="x"))
    return at.parts.heard(Context(at.app.api.from_service_url(at.teams.url), activity)).conversation


def test_a_written_answer_is_streamed_sentence_by_sentence_and_ends_as_it_began() -> None:
    async def work(at: Office) -> None:
        shows = Streamed(await conversation_of(at))
        first = Claim(text="Cats are kept by many firms.", citations=claim().citations)
        await asyncio.sleep(0.2)
        shows.wrote(first, (1,))
        shows.wrote(claim(), (1, 2))
        await asyncio.sleep(1.3)
        streamed = [call["activity"]["text"] for call in at.teams.calls if call["activity"]["type"] == "typing"]
        assert streamed[-1].startswith("Cats are kept by many firms. [1] “Nearly half (48%)")
        await shows.finish(Message(f"{streamed[-1]} And so on."))
        assert [each["text"] for each in at.texts()] == [f"{streamed[-1]} And so on."]

    run(work)


def test_what_takes_longer_than_a_stream_lives_is_a_message_in_its_place() -> None:
    async def work(at: Office) -> None:
        shows = Streamed(await conversation_of(at))
        await asyncio.sleep(0.2)
        shows._began -= showing.STREAM_S
        assert await shows.finish(Message("Here it is."))
        assert [each["text"] for each in at.texts()] == ["Here it is."]

    run(work)


def test_in_a_group_work_that_takes_a_while_is_announced_and_its_message_becomes_the_answer() -> None:
    async def work(at: Office) -> None:
        shows = Placed(await conversation_of(at, GROUP), at_once="Looking…")
        await asyncio.sleep(0.2)
        assert [each["text"] for each in at.texts(GROUP)] == ["_Looking…_"]
        shows.say("Reading 1 of 3: <b>pets</b>")
        await shows.finish(Message("Done."))
        assert [each["text"] for each in at.texts(GROUP)] == ["Done."]

    run(work)


def test_a_failure_of_ours_is_a_sentence_with_a_number() -> None:
    async def work(at: Office) -> None:
        at.services.answerer = None  # type: ignore[assignment]
        answer = await at.told(QUESTION)
        assert "reference number" in answer["text"]

    run(work)
