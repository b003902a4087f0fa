"""What the buttons on cards do: proof in the card's place, other questions, and what administrators decide."""

from __future__ import annotations

from typing import Any

from bot.wiring import Services
from ingest.review import DocumentChange, FactChange, Review
from tests.bot.slack.workspace import CATS, DOG_QUESTION, PETS, QUESTION, UNKNOWN, pets
from tests.bot.teams.connector import ADA, ALICE, BORIS, CHANNEL, GROUP, PERSONAL, Json
from tests.bot.teams.office import Office, button, buttons, run, words_of
from tests.support.statistics import statistic

CARD, SENTENCE = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"


def shown(answer: Json) -> Json:
    """The card that takes the old one's place."""
    assert answer["statusCode"] == 200
    assert answer["type"] == CARD, answer
    card: Json = answer["value"]
    return card


def said(answer: Json) -> str:
    assert answer["type"] == SENTENCE, answer
    return str(answer["value"])


# -- proof -----------------------------------------------------------------------------------------------------------


def test_a_source_is_shown_in_its_surroundings_and_there_is_a_way_back() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(QUESTION)
        source = shown(await at.press(button(answer, "Show")))
        assert CATS in words_of(source)
        assert "Cats" in words_of(source)  # the heading above it
        assert "https://example.org/pets.html" in str(source)
        back = shown(await at.press(button(source, "Back to the answer")))
        assert back == answer["attachments"][0]["content"]

    run(work)


def test_sources_are_turned_like_pages() -> None:
    async def work(at: Office) -> None:
        answer = await at.told("stat who feeds the pets?")
        first = shown(await at.press(button(answer, "Show the sources")))
        second = shown(await at.press(button(first, "Next")))
        assert "Source 2 of 5" in words_of(second)
        assert words_of(shown(await at.press(button(second, "← Previous")))) == words_of(first)

    run(work)


def test_a_figure_is_ready_for_a_slide_with_its_footnote_and_table() -> None:
    async def work(at: Office) -> None:
        answer = await at.told("stat who feeds the pets?")
        slide = shown(await at.press(button(answer, "Copy for slides")))
        assert "Source: Pet survey 2024" in words_of(slide)
        assert "reception" in words_of(slide)  # in the CSV

    run(work)


def test_what_is_no_longer_kept_or_belongs_elsewhere_is_a_sentence() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(QUESTION, at.thread("1"))
        press = button(answer, "Show")
        assert "no longer kept" in said(await at.press(press, exchange="gone"))
        assert "another conversation" in said(await at.press(press | {"verb": "back"}, GROUP, user=BORIS))
        assert "no source number 9" in said(await at.press(press, number=9))
        assert "older version" in said(await at.press(press | {"verb": "dance"}))

    run(work)


def test_data_that_nobody_of_ours_wrote_does_no_harm() -> None:
    async def work(at: Office) -> None:
        for data in ({"exchange": 5, "number": "x"}, {"exchange": ["a"], "staged": True}, {"text": {"a": 1}}, {}):
            for verb in ("source", "slides", "more", "back", "ask", "person", "review", "approve", "discard", "stop"):
                answer = await at.press({"verb": verb, "data": {}}, **data)
                assert answer["type"] in (SENTENCE, CARD)

    run(work)


def test_a_press_that_asks_is_answered_once_though_it_comes_twice() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(UNKNOWN)
        ask = next(each for each in buttons(answer) if each.get("verb") == "ask")
        action = {"type": "Action.Execute", "verb": "ask", "data": ask["data"]}
        activity = at.teams.activity("invoke", PERSONAL, ALICE, name="adaptiveCard/action", value={"action": action})
        for _ in range(2):
            assert (await at.teams.post(at.address, activity))[0] == 200
        await at.settled()
        assert len(at.texts()) == 2

    run(work)


def test_a_question_is_handed_on_to_people_once() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(UNKNOWN)
        press = button(answer, "Ask a person")
        assert "passed on" in said(await at.press(press))
        assert "handed on already" in said(await at.press(press))
        (told,) = at.texts(CHANNEL)
        assert UNKNOWN in told["text"]
        assert "Person 01" in told["text"]

    run(work, help_channel=CHANNEL)


def test_without_a_channel_of_teams_there_is_nobody_to_ask() -> None:
    async def work(at: Office) -> None:
        answer = await at.told(UNKNOWN)
        assert [each for each in buttons(answer) if "person" in each.get("title", "")] == []

    run(work, help_channel="C0SLACK")


# -- administrators ----------------------------------------------------------------------------------------------------


def facts(count: int) -> Review:
    """A review of so many changed facts."""
    changed = [
        FactChange(
            kind="changed",
            document="pets.md",
            old=statistic("48", "keep a cat", of=PETS, quote=f"48% keep cat {number}", start=0),
            new=statistic("53", "keep a cat", of=PETS, quote=f"53% keep cat {number}", start=0),
            fields=("value",),
        )
        for number in range(count)
    ]
    document = DocumentChange(kind="changed", name="pets.md", title="Pet survey 2024", facts_changed=count)
    return Review(documents=(document,), facts=tuple(changed))


def staged(review: Review) -> Services:
    """The survey of pets, and an edition of it that waits for a review."""
    services = pets()
    stage(services, review)
    return services


def stage(services: Services, review: Review) -> int:
    current = services.catalogue.current()
    assert current is not None
    made = services.catalogue.stage(current.revision_ids, "ada", current.id)
    services.catalogue.set_review(made.id, review.model_dump_json())
    return made.id


def test_a_review_is_looked_through_page_by_page_and_published() -> None:
    async def work(at: Office) -> None:
        first = await at.told("review", user=ADA)
        assert "An edition waits for a review" in first["text"]
        card = first["attachments"][0]["content"]
        assert "page 1 of 3" in words_of(card)
        assert "53% keep cat 0" in words_of(card)
        second = shown(await at.press(button(card, "Next"), user=ADA))
        assert "page 2 of 3" in words_of(second)
        assert "53% keep cat 6" in words_of(second)
        publish = button(second, "Publish")["card"]
        done = shown(await at.press(button(publish, "Publish"), user=ADA, on=first["card_as"], because="it is right"))
        assert "Edition 2 is published" in words_of(done)
        await at.settled()
        assert "Edition 2 is published" in words_of(at.shown()[first["card_as"]]["attachments"][0]["content"])
        last = at.services.catalogue.editions(1)[0]
        assert (last.published_by, last.why) == (ADA, "it is right")

    run(work, staged(facts(15)))


def test_pages_that_are_turned_are_no_new_looks_in_the_record() -> None:
    async def work(at: Office) -> None:
        card = (await at.told("review", user=ADA))["attachments"][0]["content"]
        for _ in range(2):
            card = shown(await at.press(button(card, "Next"), user=ADA))
        assert [act.what for act in at.services.catalogue.acts()].count("review") == 1

    run(work, staged(facts(15)))


def test_it_is_discarded_with_a_reason_and_not_without() -> None:
    async def work(at: Office) -> None:
        card = (await at.told("review", user=ADA))["attachments"][0]["content"]
        discard = button(button(card, "Discard")["card"], "Discard")
        assert "say why" in said(await at.press(discard, user=ADA, reason="  "))
        assert "discarded" in words_of(shown(await at.press(discard, user=ADA, reason="a draft")))
        assert at.services.catalogue.staged() is None

    run(work, staged(facts(1)))


def test_only_what_was_looked_at_is_published_and_only_by_who_may_at_that_moment() -> None:
    async def work(at: Office) -> None:
        card = (await at.told("review", user=ADA))["attachments"][0]["content"]
        publish = button(button(card, "Publish")["card"], "Publish")
        assert "Only administrators" in said(await at.press(publish, user=ALICE))
        newer = stage(at.services, facts(2))
        assert said(await at.press(publish, user=ADA))
        open_ = at.services.catalogue.staged()
        assert open_ is not None
        assert open_.id == newer
        turned = shown(await at.press({"verb": "review", "data": publish["data"]}, user=ADA, number=2))
        assert "Another edition is staged by now" in words_of(turned)

    run(work, staged(facts(1)))


def test_nobody_else_sees_a_review() -> None:
    async def work(at: Office) -> None:
        assert "Only administrators" in (await at.told("review"))["text"]
        assert "write “review” to me directly" in (await at.told("review", at.thread(), user=ADA))["text"]
        assert "No edition waits" in (await at.told("review", user=ADA))["text"]

    run(work)


def test_an_earlier_edition_is_published_again_once_somebody_is_sure() -> None:
    async def work(at: Office) -> None:
        catalogue = at.services.catalogue
        current = catalogue.current()
        assert current is not None
        catalogue.publish(current.revision_ids, "ada")
        asked = await at.told("rollback 1 the figures were wrong", user=ADA)
        assert "Publish edition 1" in asked["text"]
        left = shown(await at.press(button(asked, "No"), user=ADA))
        assert "Nothing was changed" in words_of(left)
        done = shown(await at.press(button(asked, "Yes"), user=ADA))
        assert "Edition 3 is published" in words_of(done)
        assert catalogue.editions(1)[0].why == "the figures were wrong"
        listed = await at.told("editions", user=ADA)
        assert "Edition 3 is published" in listed["text"]
        again = shown(await at.press(button(listed, "Publish 2 again"), user=ADA))
        assert button(again, "Yes")["data"]["number"] == 2

    run(work)


def test_what_a_person_asked_is_forgotten_when_they_say_yes() -> None:
    async def work(at: Office) -> None:
        await at.told(QUESTION)
        await at.told(DOG_QUESTION, GROUP, user=BORIS)
        asked = await at.told("forget me")
        assert "Forgotten" in words_of(shown(await at.press(button(asked, "Forget all"))))
        assert at.journal.recent(ALICE, 5) == []
        assert len(at.journal.recent(BORIS, 5)) == 1

    run(work)


def test_other_commands_of_administrators_are_shown(tmp_path: Any) -> None:
    async def work(at: Office) -> None:
        for command, words in (
            ("sources", "No sources"),
            ("audit", "What was done"),
            ("status", "edition 1"),
            ("gaps", ""),
        ):
            message = await at.told(command, user=ADA)
            assert words.lower() in message["text"].lower()

    run(work)
