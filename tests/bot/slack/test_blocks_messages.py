"""Messages of all kinds: what stands above and below a reply, what fits, and the smaller kinds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.journal import Exchange
from bot.loopback.blockkit import problems
from bot.replies import (
    DocumentsReply,
    ErrorReply,
    ExchangeReply,
    IngestReply,
    ModelState,
    PersonReply,
    StatusReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
)
from bot.slack import ids, limits
from bot.slack.blocks import message, person_message
from bot.slack.blocks.messages import fitted
from bot.slack.blocks.parts import Numbers, actions, button, divider, section
from bot.slack.ids import Pressed
from ingest.report import Failure, IngestReport
from knowledge.ports import Topic
from tests.bot.parts import ANSWER, EDITION, NOON, REFUSAL, replied, revision
from tests.bot.slack.rendered import Maker, elements, read

KEPT = replace(replied(ANSWER), exchange="x1")
EXCHANGE = Exchange(
    id="x1", at=NOON, surface="slack", user="U1", command="ask", text="How many hospitals?", reply=replied(REFUSAL)
)


def test_what_only_the_asker_sees_repeats_the_question_and_can_be_shared() -> None:
    made = message(KEPT, private=True)
    assert read(made.blocks).startswith("You asked: \nHow many firms keep a cat?")
    assert made.text.startswith("You asked: How many firms keep a cat?")
    share = next(each for each in elements(made.blocks, "button") if each["action_id"] == ids.SHARE)
    assert share["text"]["text"] == "Share in channel"
    assert Pressed.unpacked(share["value"]).exchange == "x1"


def test_what_everyone_sees_can_not_be_shared_again() -> None:
    made = message(KEPT, question="How many firms?")
    assert read(made.blocks).startswith("Asked: \nHow many firms?")
    assert ids.SHARE not in [each["action_id"] for each in elements(made.blocks, "button")]


def test_in_a_thread_the_question_is_not_repeated() -> None:
    assert "asked" not in read(message(KEPT).blocks).casefold()


def test_something_that_was_asked_before_is_shown_with_its_question() -> None:
    made = message(ExchangeReply(EXCHANGE))
    assert read(made.blocks).startswith("Asked: \nHow many hospitals?\nThe reports don't say this about hospitals.")


def test_the_plain_text_is_the_whole_answer() -> None:
    text = message(KEPT).text
    assert text.split("\n") == ["“Nearly half (48%) of firms keep a cat.” [1]", "[1] Cats at work, page 3"]


def test_an_error_is_one_sentence_with_the_number_that_the_log_has() -> None:
    made = message(ErrorReply("It is gone: ask again.", "1a2b3c4d"))
    assert made.text == "⚠️ It is gone: ask again.\nReference number: 1a2b3c4d"
    once = message(ErrorReply("Report the number 1a2b3c4d.", "1a2b3c4d"))
    assert (once.text + read(once.blocks)).count("1a2b3c4d") == 2


def test_help_is_a_list_since_letters_of_slack_differ_in_width() -> None:
    made = message(TextReply("ask     Ask a question.\nverify  Check a claim."))
    items = [read(each) for each in elements(made.blocks, "rich_text_list")[0]["elements"]]
    assert items == ["ask\n  Ask a question.", "verify\n  Check a claim."]


def test_words_of_our_own_are_shown_as_they_are() -> None:
    assert read(message(TextReply("Thank you.\n\nIt helps.")).blocks) == "Thank you.\n\nIt helps.\n"


def test_suggestions_are_buttons_that_ask() -> None:
    made = message(SuggestionsReply(("Who owns AI?", "How many were asked?")))
    buttons = elements(made.blocks, "button")
    assert [(each["action_id"], each["value"]) for each in buttons] == [
        ("ask:1", "Who owns AI?"),
        ("ask:2", "How many were asked?"),
    ]


def test_documents_are_listed_with_edition_period_and_link() -> None:
    web = revision(title="Dogs at work")
    web = web.model_copy(update={"document": web.document.model_copy(update={"uri": "https://example.org/dogs.pdf"})})
    made = message(DocumentsReply(EDITION, (revision(), web)))
    assert "*2 documents · edition 3, published 4 March 2026*" in read(made.blocks)
    assert [each["url"] for each in elements(made.blocks, "link")] == ["https://example.org/dogs.pdf"]
    assert "• Cats at work · Example Research · published 2025-02 · about 2024–2025" in made.text
    assert "• <https://example.org/dogs.pdf|Dogs at work>" in made.text


def test_of_two_hundred_documents_the_rest_is_counted() -> None:
    made = message(DocumentsReply(EDITION, tuple(revision(f"{n}.pdf", title=f"Cats {n}") for n in range(200))))
    assert "and 160 more" in read(made.blocks)
    assert problems("message", {"text": made.text, "blocks": list(made.blocks)}) == []


def test_topics_stand_under_their_document_with_how_many_figures_there_are() -> None:
    topics = tuple(Topic("r1", "question", f"Topic {n}", n + 1) for n in range(6))
    made = message(TopicsReply(((revision(), topics),), 21))
    assert "*21 figures*" in read(made.blocks)
    assert "Topic 0 (1)" in read(made.blocks)
    assert "and 2 more" in read(made.blocks)
    assert "no figures yet" in message(TopicsReply((), 0)).text


def test_a_status_names_what_is_wrong_with_a_model() -> None:
    models = (ModelState("embeddings", "MiniLM"), ModelState("reranking", "MiniLM", "its weights are others"))
    made = message(StatusReply(Path("x"), EDITION, 2, 594, 772, models, {"rerank": "True"}))
    assert "2 documents · 594 passages · 772 figures" in made.text
    assert "reranking: MiniLM · ⚠️ its weights are others" in read(made.blocks)
    assert "rerank = True" in read(made.blocks)


def test_an_ingest_tells_what_was_read_and_what_failed_and_why() -> None:
    report = IngestReport(added=("cats.md",), failed=(Failure("dogs.md", "dogs.md is empty."),), edition=EDITION)
    made = message(IngestReply(report))
    assert "✅ *1 added, 1 failed · edition 3, published 4 March 2026*" in read(made.blocks)
    assert "dogs.md is empty." in read(made.blocks)
    in_vain = message(IngestReply(IngestReport(failed=(Failure("dogs.md", "dogs.md is empty."),))))
    assert read(in_vain.blocks).startswith("⚠️")


def test_who_handed_a_question_on_is_told_where_to() -> None:
    made = message(PersonReply("C012AB3CD", EXCHANGE))
    assert [each["channel_id"] for each in elements(made.blocks, "channel")] == ["C012AB3CD"]
    assert "<#C012AB3CD>" in made.text


def test_people_are_told_who_asks_what_and_what_was_tried() -> None:
    made = person_message(PersonReply("C1", EXCHANGE), "U012AB3CD")
    shown = read(made.blocks)
    assert [each["user_id"] for each in elements(made.blocks, "user")] == ["U012AB3CD"]
    assert shown.index("How many hospitals?") < shown.index("The reports don't say this about hospitals.")
    assert "Nearly half" in shown
    assert made.text.startswith("<@U012AB3CD> asks, and the reports weren't enough:\n“How many hospitals?”")
    assert not elements(made.blocks, "feedback_buttons")


# -- what fits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [[divider()] * 80, [section("words " * 400)] * 12])
def test_of_too_many_blocks_the_body_is_cut_and_the_buttons_stay(body: list[dict[str, object]]) -> None:
    buttons = actions(button("Show less", ids.LESS, "x1|0|"))
    assert buttons
    made = fitted([*body, buttons])
    assert made[-1] == buttons
    assert "was left out" in read(made[-2])
    assert problems("message", {"text": "", "blocks": made}) == []
    assert limits.texts(made) <= limits.MESSAGE_BLOCKS_TEXT


def test_what_fits_is_left_as_it_is() -> None:
    blocks = [section("one"), divider()]
    assert fitted(blocks) == blocks


def test_numbers_in_a_row_are_shown_as_a_span() -> None:
    shown = [str(Numbers(numbers)) for numbers in ((), (1,), (1, 2), (3, 1, 2), (1, 2, 3, 4, 7))]
    assert shown == ["", "[1]", "[1] [2]", "[1]–[3]", "[1]–[4] [7]"]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_reply_is_shown_the_same(seed: int) -> None:
    for one, other in zip(Maker(seed).replies(), Maker(seed).replies(), strict=True):
        assert message(one) == message(other)
