"""What people can rely on when they write to the bot: directly, in channels, in groups."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.slack.workspace import CATS, DOG_QUESTION, QUESTION, UNKNOWN
from tests.bot.teams.connector import ADA, ALICE, APP, BORIS, GROUP, PERSONAL, Json
from tests.bot.teams.office import Office, buttons, card_words, run


def citations(message: Json) -> list[Json]:
    return [each for entity in message.get("entities", []) for each in entity.get("citation", [])]


# -- personal chats --------------------------------------------------------------------------------------------------


def test_a_question_in_a_personal_chat_is_streamed_and_answered_with_native_citations() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(QUESTION)
        assert "**48%**" in answer["text"]
        assert "[1]" in answer["text"]
        shown = citations(answer)[0]
        assert shown["position"] == 1
        assert shown["appearance"]["name"].startswith("Pet survey 2024")
        assert CATS.startswith(shown["appearance"]["abstract"][:30])
        entity = next(each for each in answer["entities"] if each["type"] == "https://schema.org/Message")
        assert entity["additionalType"] == ["AIGeneratedContent"]
        assert answer["channelData"]["feedbackLoop"] == {"type": "custom"}
        kinds = [
            (call["activity"]["type"], entity["streamType"])
            for call in at.teams.calls
            for entity in call["activity"].get("entities", [])
            if entity["type"] == "streaminfo"
        ]
        assert kinds[0] == ("typing", "informative")
        assert kinds[-1] == ("message", "final")
        assert len(at.texts()) == 1

    run(work)


def test_teams_is_answered_before_the_question_is() -> None:
    async def work(at: Office) -> None:
        activity = await at.say(QUESTION)
        assert activity["id"] not in str(at.shown())
        assert at.parts.under_way  # the request is over, the work isn't
        await at.settled()
        assert len(at.texts()) == 1

    run(work)


def test_a_follow_up_is_understood_with_what_the_same_person_asked_before() -> None:
    async def work(at: Office) -> None:
        await at.told(QUESTION)
        answer = await at.told("And a dog in the yard?")
        assert "12%" in answer["text"]
        again = at.journal.recent(ALICE, 1)[0]
        assert again.turn is not None
        assert again.turn.standalone != again.text

    run(work)


def test_an_activity_that_comes_twice_is_answered_once() -> None:
    async def work(at: Office) -> None:
        activity = await at.say(QUESTION)
        for _ in range(2):
            status, _ = await at.teams.post(at.address, activity)
            assert status == 200
        await at.settled()
        assert len(at.texts()) == 1
        assert len(at.journal.recent(ALICE, 10)) == 1

    run(work)


def test_an_edited_question_has_its_answer_mended_and_a_deleted_one_takes_it_along() -> None:
    async def work(at: Office) -> None:
        asked = await at.say(QUESTION)
        await at.settled()
        before = list(at.shown())
        edit = asked | {"type": "messageUpdate", "text": DOG_QUESTION, "timestamp": "2026-03-04T12:01:00Z"}
        edit["channelData"] = edit["channelData"] | {"eventType": "editMessage"}
        await at.teams.post(at.address, edit)
        await at.teams.post(at.address, edit)
        await at.settled()
        assert list(at.shown()) == before
        assert "12%" in at.texts()[0]["text"]
        gone = {key: value for key, value in asked.items() if key != "text"} | {"type": "messageDelete"}
        gone["channelData"] = gone["channelData"] | {"eventType": "softDeleteMessage"}
        await at.teams.post(at.address, gone)
        await at.settled()
        assert at.shown() == {}

    run(work)


def test_a_refusal_says_why_and_has_buttons_to_what_the_reports_do_say() -> None:
    async def work(at: Office) -> None:
        refused = await at.told(UNKNOWN)
        assert "don't say" in refused["text"]
        ask = [each for each in buttons(refused) if each.get("verb") == "ask"]
        assert ask
        answered = await at.press(ask[0])
        assert answered["type"] == "application/vnd.microsoft.activity.message"
        await at.settled()
        last = at.texts()[-1]
        assert last["text"].startswith(f"Asked: **{ask[0]['data']['text']}**")
        assert "%" in last["text"]

    run(work)


def test_a_figure_is_looked_up_with_a_native_chart_and_a_table() -> None:
    async def work(at: Office) -> None:
        shown = await at.told("stat who feeds the pets?")
        card = shown["attachments"][0]["content"]
        kinds = [each["type"] for each in card["body"]]
        assert "Chart.HorizontalBar" in kinds
        assert "Table" in kinds
        chart = next(each for each in card["body"] if each["type"].startswith("Chart."))
        assert {each["y"] for each in chart["data"]} == {34, 21, 44}
        assert "Who feeds the pets?" in shown["text"]

    run(work)


def test_a_claim_is_checked_and_the_figure_that_does_stand_there_is_said() -> None:
    async def work(at: Office) -> None:
        shown = await at.told("verify 60% of firms keep a cat in the office.")
        assert "Contradicted" in shown["text"]
        assert "48%" in shown["text"]
        assert "48%  of firms keep a cat in the office." in card_words(shown)

    run(work)


@pytest.mark.parametrize(
    ("said", "shown"),
    [("sources", "1 document"), ("Help", "by its first word"), ("help stat", "stat ownership"), ("stat", "figures")],
)
def test_commands_are_typed_as_words(said: str, shown: str) -> None:
    async def work(at: Office) -> None:
        message = await at.told(said)
        assert shown in f"{message['text']} {card_words(message)}"
        assert "/footnote" not in str(message)

    run(work)


def test_what_cannot_be_asked_is_a_sentence() -> None:
    async def work(at: Office) -> None:
        assert "2,000 or fewer" in (await at.told("why " * 600))["text"]
        assert "sources" in (await at.told("sources add", user=ADA))["text"]

    run(work)


# -- channels and groups ---------------------------------------------------------------------------------------------


def test_a_mention_in_a_channel_is_answered_in_its_thread_which_goes_on() -> None:
    async def work(at: Office) -> None:
        thread, other = at.thread("1700000000000"), at.thread("1800000000000")
        answer = await at.told(QUESTION, thread)
        assert "48%" in answer["text"]
        assert not any(call["activity"]["type"] == "typing" for call in at.teams.calls)  # no stream, no sign there
        followed = await at.told("And a dog in the yard?", thread, user=BORIS)
        assert "12%" in followed["text"]
        assert len(at.texts(thread)) == 2
        assert at.shown(other) == {}

    run(work)


def test_in_a_group_it_answers_who_mentions_it_and_keeps_people_apart() -> None:
    async def work(at: Office) -> None:
        await at.told(QUESTION, GROUP)
        await at.told("And a dog in the yard?", GROUP, user=BORIS)
        theirs = at.journal.recent(BORIS, 1)[0]
        assert theirs.turn is not None
        assert "cat" not in theirs.turn.standalone  # it followed up nothing of Boris's own

    run(work)


def test_who_does_not_mention_it_is_left_alone() -> None:
    async def work(at: Office) -> None:
        for more in ({"entities": []}, {"entities": [_mention("29:09", "Somebody")]}):
            activity = at.teams.activity("message", GROUP, ALICE, text=QUESTION, **more)
            assert await at.teams.post(at.address, activity) == (200, None)
        await at.settled()
        assert at.shown(GROUP) == {}

    run(work)


def test_other_people_who_are_mentioned_are_read_by_their_names() -> None:
    async def work(at: Office) -> None:
        entities = [_mention(f"28:{APP}", "Footnote"), _mention("29:09", "Zoe & Co")]
        text = "<at>Footnote</at> ask does <at>Zoe & Co</at> keep a cat in the office?&nbsp;"
        await at.teams.post(at.address, at.teams.activity("message", GROUP, ALICE, text=text, entities=entities))
        await at.settled()
        assert at.journal.recent(ALICE, 1)[0].text == "does Zoe & Co keep a cat in the office?"

    run(work)


def test_in_public_everybody_gets_the_documents_and_nobody_what_is_for_administrators() -> None:
    async def work(at: Office) -> None:
        assert "1 document" in (await at.told("sources", GROUP, user=ADA))["text"]
        assert "write “review” to me directly" in (await at.told("review", GROUP, user=ADA))["text"]

    run(work)


# -- many, and long --------------------------------------------------------------------------------------------------


def test_questions_of_many_people_at_once_are_all_answered() -> None:
    async def work(at: Office) -> None:
        people = [f"00000000-0000-0000-0000-0000000000{number}" for number in range(10, 30)]
        threads = [at.thread(f"17{user[-2:]}000000000") for user in people]
        await asyncio.gather(*(at.say(QUESTION, thread, user) for user, thread in zip(people, threads, strict=True)))
        await at.settled()
        assert [len(at.texts(thread)) for thread in threads] == [1] * 20

    run(work)


def test_beyond_what_may_wait_a_person_is_asked_to_come_again() -> None:
    async def work(at: Office) -> None:
        await asyncio.gather(*(at.say(QUESTION, at.thread(f"{number}000000000000")) for number in range(1, 9)))
        await at.settled()
        said = [each["text"] for number in range(1, 9) for each in at.texts(at.thread(f"{number}000000000000"))]
        assert any("Too many questions are waiting" in each for each in said)
        assert any("48%" in each for each in said)

    run(work, workers=1, waiting=1)


def test_the_bot_greets_who_installs_it_with_questions_to_press() -> None:
    async def work(at: Office) -> None:
        activity = at.teams.activity("installationUpdate", PERSONAL, ALICE, action="add")
        assert await at.teams.post(at.address, activity) == (200, None)
        await at.settled()
        (greeting,) = at.shown().values()
        assert "Ask me about the reports" in greeting["text"]
        assert greeting["suggestedActions"]["actions"][0]["type"] == "imBack"

    run(work)


def _mention(account: str, name: str) -> Json:
    return {"type": "mention", "mentioned": {"id": account, "name": name}, "text": f"<at>{name}</at>"}
