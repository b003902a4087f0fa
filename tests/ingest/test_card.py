"""A document's card: its metadata in sentences that can be found and cited."""

from __future__ import annotations

import pytest

from ingest.blocks import TextBuilder
from ingest.card import CARD_HEADING, with_card
from ingest.passages import split
from tests.support.library import document, revision

BODY = document({"Cats": ["Three in four firms keep a cat in the office."]})


@pytest.mark.parametrize(
    ("publisher", "published", "period", "card"),
    [
        (
            "Example Research",
            "2024-08-14",
            (2023, 2024),
            "The report “Pet survey” was published by Example Research on 14 August 2024. It speaks of 2023 and 2024.",
        ),
        ("Example Research", None, (), "The report “Pet survey” was published by Example Research."),
        (None, "2024-08-14", (), "The report “Pet survey” was published on 14 August 2024."),
        (None, "2024-08", (), "The report “Pet survey” was published in August 2024."),
        ("Example Research", "2024", (), "The report “Pet survey” was published by Example Research in 2024."),
    ],
)
def test_the_card_says_what_is_known(
    publisher: str | None, published: str | None, period: tuple[int, ...], card: str
) -> None:
    of = revision(publisher=publisher, published=published, period=period)
    assert with_card(BODY, of).text == f"{BODY.text}\n\n{CARD_HEADING}\n\n{card}"


def test_a_document_of_which_nothing_is_known_is_left_as_it_is() -> None:
    """What it speaks of may be a guess from its text: that alone makes no card."""
    assert with_card(BODY, revision()) is BODY
    assert with_card(BODY, revision(period=(2024,))) is BODY


def test_what_was_read_keeps_its_offsets() -> None:
    carded = with_card(BODY, revision(publisher="Example Research"))
    assert carded.blocks[: len(BODY.blocks)] == BODY.blocks
    assert carded.text.startswith(BODY.text)


def test_the_card_is_a_passage_like_any_other() -> None:
    of = revision(publisher="Example Research", published="2024")
    carded = with_card(BODY, of)
    card = split(carded, of)[-1]
    assert card.headings == (CARD_HEADING,)
    assert carded.text[card.start : card.end] == card.text
    assert "Example Research" in card.text


def test_the_card_of_a_paged_document_is_on_its_last_page() -> None:
    builder = TextBuilder()
    builder.paragraph("First page.", page=1)
    builder.paragraph("Last page.", page=7)
    carded = with_card(builder.build("application/pdf"), revision(publisher="Example Research"))
    assert carded.blocks[-1].page == 7
