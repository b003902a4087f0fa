"""Answers and refusals as a person reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.loopback.blockkit import problems
from bot.proof import citations_of, statistics_of
from bot.replies import AnswerReply
from bot.slack import ids
from bot.slack.blocks import message
from bot.slack.ids import Pressed
from knowledge.records import Answer, Claim, Reason, Refusal
from tests.bot.parts import ANSWER, REFUSAL, STATISTIC, citation, claim, replied
from tests.bot.slack.rendered import ADDRESSES, Maker, elements, read

WEB = "https://example.org/cats.html#:~:text=48%25"
LONG = "Nearly half of them keep a cat, and most of these cats live in the reception. " * 12


def answered(*claims: Claim, **more: object) -> AnswerReply:
    outcome = Answer(question="How many keep a cat?", claims=claims, edition=3).model_copy(update=more)
    return replace(replied(outcome), exchange="x1")


def quoting(quote: str, start: int = 0, **more: object) -> Claim:
    where = citation().model_copy(update={"quote": quote, "start": start, "end": start + len(quote), **more})
    return Claim(text=quote, citations=(where,))


def buttons(blocks: object, action: str) -> list[dict[str, object]]:
    return [each for each in elements(blocks, "button") if str(each["action_id"]).partition(":")[0] == action]


def test_the_words_that_answer_are_bold_in_their_quote_and_numbered() -> None:
    made = message(replace(replied(ANSWER), exchange="x1"))
    quote = elements(made.blocks, "rich_text_quote")[0]["elements"]
    assert [part["text"] for part in quote if part.get("style") == {"bold": True}] == ["48%"]
    assert "".join(part["text"] for part in quote) == "Nearly half (48%) of firms keep a cat.  [1]"


def test_under_the_quote_stands_where_it_is_from_with_a_button() -> None:
    made = message(answered(quoting("48% keep a cat.", link=WEB, headings=("Cats at work", "Keeping"))))
    section = elements(made.blocks, "section")[0]
    assert section["text"]["text"] == f"[1] <{WEB}|Cats at work>, page 3, under “Keeping”"
    assert section["accessory"]["action_id"] == "source:1"
    assert Pressed.unpacked(section["accessory"]["value"]) == ("x1", 1, "")
    assert section["accessory"]["text"]["text"] == "Show in source"


def test_a_file_of_the_bots_machine_is_no_link() -> None:
    made = message(replace(replied(ANSWER), exchange="x1"))
    assert "file:" not in read(made.blocks) + made.text


def test_quotes_of_one_place_share_a_line_and_have_a_button_each() -> None:
    made = message(answered(quoting("48% keep a cat."), quoting("20% keep a dog.", 40), quoting("9% keep both.", 80)))
    assert read(made.blocks).count("Cats at work") == 1
    assert "[1]–[3] " in read(made.blocks)
    assert [each["action_id"] for each in buttons(made.blocks, ids.SOURCE)] == ["source:1", "source:2", "source:3"]


def test_a_sentence_of_its_own_words_stands_above_the_quotes_that_it_rests_on() -> None:
    said = Claim(text="About half have one.", citations=(citation(),))
    made = message(answered(said))
    assert elements(made.blocks, "rich_text_section")[0]["elements"][0]["text"] == "About half have one."
    assert "(48%)" in elements(made.blocks, "rich_text_quote")[0]["elements"][0]["text"]


def test_a_figure_is_shown_with_base_period_and_a_button_for_slides() -> None:
    made = message(answered(claim(bold="48%"), statistics=(STATISTIC,)))
    figure = elements(made.blocks, "section")[-1]
    assert figure["text"]["text"] == "*48%*  firms that keep a cat  [1]\nbase: firms (n = 500) · 2025"
    assert figure["accessory"]["action_id"] == "slides:1"
    assert "base: firms (n = 500) · 2025" in made.text


def test_a_base_that_is_not_stated_is_said_to_be_missing() -> None:
    bare = STATISTIC.model_copy(update={"base": None, "base_size": None})
    made = message(answered(claim(), statistics=(bare,)))
    assert "base not stated" in read(made.blocks)
    assert "base not stated" in made.text


def test_figures_of_one_base_say_it_once_and_have_a_button_each() -> None:
    other = STATISTIC.model_copy(update={"id": "s2", "option": "a dog", "as_written": "48%"})
    first = STATISTIC.model_copy(update={"option": "a cat"})
    made = message(answered(claim(), statistics=(first, other)))
    assert read(made.blocks).count("base: firms") == 1
    assert [each["action_id"] for each in buttons(made.blocks, ids.SLIDES)] == ["slides:1", "slides:2"]


def test_a_long_answer_folds_and_says_all_when_it_is_unfolded() -> None:
    reply = answered(*(quoting(f"{n} {LONG}", n * 2_000) for n in range(3)))
    folded, unfolded = message(reply), message(reply, folded=False)
    assert [each["text"]["text"] for each in buttons(folded.blocks, ids.MORE)] == ["Show more"]
    assert "0 Nearly half" in read(folded.blocks)
    assert "1 Nearly half" not in read(folded.blocks)
    assert [each["text"]["text"] for each in buttons(unfolded.blocks, ids.LESS)] == ["Show less"]
    assert all(f"{n} {LONG.strip()}" in read(unfolded.blocks) for n in range(3))
    assert all(f"“{n} Nearly half" in made.text for n in range(3) for made in (folded, unfolded))


def test_a_short_answer_has_nothing_to_unfold() -> None:
    assert not buttons(message(replace(replied(ANSWER), exchange="x1")).blocks, ids.MORE)


def test_of_a_long_quote_the_part_that_answers_is_shown() -> None:
    said = "x " * 2_500 + "and 48% of all"
    highlight = (said.index("48%"), said.index("48%") + 3)
    made = message(answered(quoting(said).model_copy(update={"highlight": highlight})))
    bold = [each["text"] for each in elements(made.blocks, "text") if each.get("style") == {"bold": True}]
    assert bold == ["48%"]
    assert "…" in read(made.blocks)


def test_feedback_carries_what_it_is_about() -> None:
    feedback = elements(message(replace(replied(ANSWER), exchange="x1")).blocks, "feedback_buttons")[0]
    assert Pressed.unpacked(feedback["positive_button"]["value"]) == ("x1", 0, "good")
    assert Pressed.unpacked(feedback["negative_button"]["value"]) == ("x1", 0, "bad")


def test_what_nothing_keeps_has_no_buttons() -> None:
    made = message(replied(ANSWER))
    assert not elements(made.blocks, "button")
    assert not elements(made.blocks, "feedback_buttons")


def test_notes_are_shown() -> None:
    made = message(answered(claim(), notes=("The newest of three years.",)))
    assert "The newest of three years." in read(made.blocks)
    assert "The newest of three years." in made.text


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_a_refusal_says_why_and_leads_to_what_the_reports_do_say() -> None:
    made = message(replace(replied(REFUSAL), exchange="x1"))
    assert read(made.blocks).startswith("The reports don't say this about hospitals.")
    assert "What they do say, of others:" in read(made.blocks)
    assert [each["action_id"] for each in buttons(made.blocks, ids.SOURCE)] == ["source:1"]
    assert "“Nearly half (48%) of firms keep a cat.” [1]" in made.text


@pytest.mark.parametrize("offered", [True, False])
def test_people_can_be_asked_where_there_are_some(offered: bool) -> None:
    made = message(replace(replied(REFUSAL), exchange="x1"), person_button=offered)
    asked = [Pressed.unpacked(str(each["value"])).exchange for each in buttons(made.blocks, ids.ASK_PERSON)]
    assert asked == (["x1"] if offered else [])


def test_an_answer_needs_no_people() -> None:
    made = message(replace(replied(ANSWER), exchange="x1"), person_button=True)
    assert not buttons(made.blocks, ids.ASK_PERSON)


def test_choices_are_buttons_that_ask_what_they_say() -> None:
    refusal = Refusal(question="How many?", reason=Reason.AMBIGUOUS, detail="Of which year?", edition=3)
    made = message(AnswerReply(refusal, replied(refusal).turn, 4, ("How many in 2024?", "How many in 2025?"), "x1"))
    asks = buttons(made.blocks, ids.ASK)
    assert [each["value"] for each in asks] == ["How many in 2024?", "How many in 2025?"]
    assert [each["text"]["text"] for each in asks] == ["How many in 2024?", "How many in 2025?"]
    assert "• How many in 2025?" in made.text


def test_a_choice_that_no_button_can_carry_is_still_told() -> None:
    refusal = Refusal(question="How many?", reason=Reason.AMBIGUOUS, detail="Of which year?", edition=3)
    long = "How many " + "and how many " * 300
    made = message(AnswerReply(refusal, replied(refusal).turn, 4, (long, "How many in 2025?"), "x1"))
    assert [each["value"] for each in buttons(made.blocks, ids.ASK)] == ["How many in 2025?"]
    assert "• How many and how many" in made.text


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_every_number_is_the_one_by_which_a_button_is_answered(seed: int) -> None:
    """Where a quote is shown as [n], its button asks for n, and bot.proof has it there."""
    maker = Maker(seed, texts=tuple(f"Plain sentence {n}." for n in range(2_000)), addresses=ADDRESSES[:2])
    for made_up in (maker.answer(), maker.refusal(), maker.lookup(), maker.verification()):
        reply = replace(made_up, exchange="x1")
        cited, figures = citations_of(reply), statistics_of(reply)
        made = message(reply, folded=False)
        assert problems("message", {"text": made.text, "blocks": list(made.blocks)}) == []
        quotes = [
            "".join(part["text"] for part in each["elements"]) for each in elements(made.blocks, "rich_text_quote")
        ]
        for each in buttons(made.blocks, ids.SOURCE):
            pressed = Pressed.unpacked(str(each["value"]))
            assert str(each["action_id"]) == f"source:{pressed.number}"
            assert cited[pressed.number - 1]
        for number, citation_ in enumerate(cited, 1):
            shown = [quote for quote in quotes if quote.endswith(f"  [{number}]")]
            assert all(quote.startswith((citation_.quote[:17], "…")) for quote in shown)
        for each in buttons(made.blocks, ids.SLIDES):
            assert figures[Pressed.unpacked(str(each["value"])).number - 1]
