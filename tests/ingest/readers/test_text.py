"""Plain text: encodings, paragraphs, headings, lists, tables, and pages that were copied as text."""

from __future__ import annotations

import codecs

import pytest

from ingest.blocks import ReadDocument
from ingest.readers.encoding import decode
from ingest.readers.text import read_text
from knowledge.errors import UnreadableSource

PROSE = "Größe und Nähe: “three in four” – 76 % of the cafés said so, and nobody was surprised by it at all."


def shown(document: ReadDocument) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_text_reads_the_same_in_every_common_encoding(encoding: str) -> None:
    assert decode(PROSE.encode(encoding), "a.txt") == PROSE


def test_wide_characters_of_one_byte_order_are_told_by_their_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + PROSE.encode("utf-16-be"), "a.txt") == PROSE
    assert decode(codecs.BOM_UTF32_LE + PROSE.encode("utf-32-le"), "a.txt") == PROSE


def test_a_text_in_another_alphabet_is_not_taken_for_western_european() -> None:
    russian = "Половина опрошенных используют этот язык на работе каждый день, а остальные нет. " * 4
    assert decode(russian.encode("cp1251"), "a.txt") == russian


def test_one_damaged_byte_does_not_make_a_utf8_text_another_encoding() -> None:
    data = ("äöü " * 40).encode() + b"\xff" + b" ende"
    assert decode(data, "a.txt").startswith("äöü äöü")


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(range(7)) * 99, b"\x00\x01" * 500]
)
def test_binary_data_under_a_texts_name_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"^notes\.txt holds binary data"):
        decode(data, "notes.txt")


def test_lines_that_were_wrapped_by_hand_are_joined() -> None:
    text = (
        "The survey was sent to eight hundred people in three large\n"
        "companies, and most of them answered within a week of mid-\n"
        "size effort.\n\nA second paragraph follows here.\n"
    )
    first, second = shown(read_text(text.encode(), "a.txt"))
    assert first[1].endswith("in three large companies, and most of them answered within a week of mid-size effort.")
    assert second == ("paragraph", "A second paragraph follows here.")


def test_long_lines_are_a_paragraph_each() -> None:
    one, two = "First sentence of many words. " * 6, "Second sentence of many words. " * 6
    assert [text for _, text in shown(read_text(f"{one}\n{two}".encode(), "a.txt"))] == [one.strip(), two.strip()]


def test_a_short_line_over_prose_is_a_heading_and_one_that_ends_a_sentence_is_not() -> None:
    text = (
        "Tool report\n\nWho answered\n\nFive hundred people answered the survey.\n\nThat is all.\n\nIt was a good year."
    )
    assert [kind for kind, _ in shown(read_text(text.encode(), "a.txt"))] == [
        "heading", "heading", "paragraph", "paragraph", "paragraph",
    ]  # fmt: skip


def test_a_title_is_parted_from_the_line_that_says_who_published_it() -> None:
    text = "How people\ntravel: survey 2024\nPublished by the Town Office, May 2024\n\nHalf of them took the tram."
    document = read_text(text.encode(), "a.txt")
    assert shown(document)[0] == ("heading", "How people travel: survey 2024")
    assert (document.metadata.publisher, document.metadata.published) == ("Town Office", "2024-05")


def test_underlined_lines_are_headings() -> None:
    document = read_text(b"Report\n======\n\nPart\n----\nSome prose here.", "a.txt")
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", None),
    ]


def test_bullets_become_items_without_their_bullet() -> None:
    text = "They named these:\n- too little time\n  to learn it\n- too few people\n\n1. First\n2. Second"
    assert shown(read_text(text.encode(), "a.txt")) == [
        ("paragraph", "They named these:"),
        ("item", "too little time to learn it"),
        ("item", "too few people"),
        ("item", "First"),
        ("item", "Second"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Tool | Share\n-----|------\nSaw | 10%\nAxe | 34%",
        "Tool\tShare\nSaw\t10%\nAxe\t34%",
        "Tool    Share\nSaw     10%\nAxe     34%",
    ],
)
def test_tables_drawn_with_pipes_tabs_or_blanks_are_tables(table: str) -> None:
    document = read_text(f"Some prose before it.\n\n{table}".encode(), "a.txt")
    assert shown(document)[1] == ("table", "Tool | Share\nSaw | 10%\nAxe | 34%")
    assert document.blocks[1].header_rows == 1


COPIED_PAGE = """Closing the gap

Mar 04, 2026 429 views

The gap is wide. Only one in three has a team that owns it, as the survey of five hundred leaders says.

Teams stay rare. Nobody owns the rest, which is a risk that grows with every workflow that is put to use.

Download the full report.

This content was produced by Insights, the custom arm of Big Review.

Comments

Sign in to comment.
No comments yet. Be the first to comment.

Related Articles

Bridging the other gap
"""


def test_of_a_copied_web_page_only_the_article_stays() -> None:
    texts = [text for _, text in shown(read_text(COPIED_PAGE.encode(), "gap.txt"))]
    assert texts[0] == "Closing the gap"
    assert texts[-1].startswith("This content was produced")
    assert len(texts) == 4


def test_a_paragraph_keeps_the_sentence_that_it_opens_with() -> None:
    kinds = {text[:15]: kind for kind, text in shown(read_text(COPIED_PAGE.encode(), "gap.txt"))}
    assert kinds["Teams stay rare"] == "paragraph"


def test_the_date_of_a_copied_page_is_read_although_its_line_is_left_out() -> None:
    metadata = read_text(COPIED_PAGE.encode(), "gap.txt").metadata
    assert (metadata.title, metadata.published) == ("Closing the gap", "2026-03-04")
    assert metadata.publisher == "Insights, Big Review"


def test_a_text_that_is_no_page_keeps_a_section_called_comments() -> None:
    text = "Report\n\nSome prose stands here.\n\nComments\n\nOne respondent praised the tool at length."
    assert ("heading", "Comments") in shown(read_text(text.encode(), "a.txt"))
